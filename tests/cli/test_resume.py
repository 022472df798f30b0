"""Interrupted runs of `eventx extract`: after a kill, however often and wherever, the bytes of an unbroken run."""

from __future__ import annotations

import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import eventx
from eventx.cli import main
from eventx.cli.output import Output
from eventx.cli.progress import Progress, duration

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing. Moscow condemned the talks. "


def corpus(path: Path, count: int) -> Path:
    """Records of which every seventh is broken."""
    lines = [json.dumps({"id": str(n), "text": TEXT * (1 + n % 5)}) if n % 7 else '{"id": "x"}' for n in range(count)]
    path.write_text("\n".join(lines))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {str(item.relative_to(folder)): item.read_bytes() for item in folder.rglob("*") if item.is_file()}


@pytest.mark.parametrize(
    "options",
    [
        ["out", "--shard-size", "30"],
        pytest.param(["out.jsonl"], marks=pytest.mark.slow),
        pytest.param(["out.csv"], marks=pytest.mark.slow),
        pytest.param(["out.jsonl.gz", "--workers", "2"], marks=pytest.mark.slow),
    ],
    ids=["shards", "file", "csv", "workers"],
)
def test_killed_at_random_points(tiny_checkpoint: Path, tmp_path: Path, options: list[str]) -> None:
    source = corpus(tmp_path / "in.jsonl", 120)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    # A checkpoint after each batch gives a kill the most places to hit.
    environment = {**os.environ, "PYTHONPATH": str(Path(eventx.__file__).parents[1]), "OMP_NUM_THREADS": "1"}
    start = "import sys, eventx.cli.output as o, eventx.cli as c; o.CHECKPOINT = 0.0; sys.exit(c.main(sys.argv[1:]))"
    base = [sys.executable, "-c", start, "extract", "-m", str(tiny_checkpoint), str(source), "--batch-size", "3"]

    def begin(folder: Path) -> subprocess.Popen[str]:
        place = [str(folder / options[0]), *options[1:]]
        return subprocess.Popen([*base, "-o", *place], env=environment, stderr=subprocess.PIPE, text=True)

    process = begin(whole)
    _, err = process.communicate(timeout=600)
    assert process.returncode == 3, err
    rng = random.Random(7)
    kills = 0
    for _ in range(40):
        process = begin(broken)
        journals = (broken / f"{options[0]}.journal", broken / options[0] / ".journal.json")
        before = [item.stat().st_mtime_ns if item.exists() else 0 for item in journals]
        # Only a run that has got somewhere since its start is worth a kill.
        while process.poll() is None and before == [
            item.stat().st_mtime_ns if item.exists() else 0 for item in journals
        ]:
            time.sleep(0.002)
        time.sleep(rng.random() * 0.1)
        if process.poll() is None and kills < 3:
            process.send_signal(signal.SIGKILL)
            kills += 1
        _, err = process.communicate(timeout=600)
        if process.returncode == 3:
            break
        assert process.returncode == -9, err
    assert kills >= 2
    assert "going on after" in err
    assert files(broken) == files(whole)


@pytest.fixture
def run(tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: object) -> tuple[int, str]:
        code = main(["extract", "-m", str(tiny_checkpoint), "--backend", "numpy", *map(str, arguments)])
        return code, capsys.readouterr().err

    return call


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Lets the next run be interrupted after some batches."""
    original = Output.write

    def after(batches: int) -> None:
        left = batches

        def write(self: Output, *arguments: object) -> None:
            nonlocal left
            if not left:
                monkeypatch.setattr(Output, "write", original)
                raise KeyboardInterrupt
            left -= 1
            original(self, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(Output, "write", write)

    return after


def test_ctrl_c_says_how_to_go_on(run, interrupted, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source, out = corpus(tmp_path / "in.jsonl", 20), tmp_path / "out.jsonl"
    interrupted(2)
    code, err = run(source, "-o", out, "--batch-size", 4)
    assert code == 130
    assert "interrupted after 6 documents: run the same command again" in err
    assert not out.exists()
    part = tmp_path / "out.jsonl.part"
    part.write_bytes(part.read_bytes() + b'{"id": "half a line')
    code, err = run(source, "-o", out, "--batch-size", 4)
    assert code == 3
    assert "going on after 6 documents" in err
    assert "3 skipped" in err
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [str(n) for n in range(20) if n % 7]
    assert len((tmp_path / "out.jsonl.errors.jsonl").read_text().splitlines()) == 3
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob("*.journal"))


def test_another_run_does_not_go_on_with_it(run, interrupted, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source, out = corpus(tmp_path / "in.jsonl", 20), tmp_path / "out.jsonl"
    interrupted(2)
    assert run(source, "-o", out, "--batch-size", 4)[0] == 130
    code, err = run(source, "-o", out, "--date", "2024-01-01")
    assert code == 1
    assert "--restart" in err
    assert run(source, "-o", out, "--date", "2024-01-01", "--restart")[0] == 3
    assert len(out.read_text().splitlines()) == 17


def test_a_second_run_at_the_same_time_is_refused(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source, out = corpus(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    first = Output(out, kind=None, sharded=False, key="x")
    code, err = run(source, "-o", out)
    first.close()
    assert code == 1
    assert "another run" in err


def test_nothing_to_read_gives_an_empty_file(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in.jsonl").write_text("")
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")[0] == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_progress(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("eventx.cli.progress.time.monotonic", lambda: now[0])
    progress = Progress(stream=stream)
    for share in (0.1, 0.2, 0.3):
        now[0] += 40
        progress.update(80, 4000, 9, share)
    progress.summary("2 skipped")
    line = re.search("eventx: 240 documents, .*", stream.getvalue())
    assert line is not None
    assert line[0].startswith("eventx: 240 documents, 2.0 documents/s, 100 words/s, 30%, 4:40 left")
    assert stream.getvalue().endswith(
        "240 documents, 12,000 words, 27 mentions, 2 skipped, 2.0 documents/s, 100 words/s in 2:00\n"
    )
    assert ("\r" in stream.getvalue()) == stream.isatty()
    assert [duration(seconds) for seconds in (5, 65, 3723)] == ["0:05", "1:05", "1:02:03"]
