"""`eventx extract`: inputs, outputs, exit codes, resuming."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from eventx.cli import main
from eventx.document import Document
from eventx.extractor import Extractor

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing. Moscow condemned the talks."


@pytest.fixture
def run(tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main(["extract", "-m", str(tiny_checkpoint), *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_text_file_to_stdout_is_jsonl(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(TEXT)
    code, out, err = run(tmp_path / "a.txt")
    assert code == 0
    document = Document.from_json(out)
    assert (document.id, document.text) == ("a", TEXT)
    assert "1 documents" not in out
    assert err == "" or "document" in err


def test_terminal_gets_a_readable_outline(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    code, out, _ = run(tmp_path / "a.txt")
    assert code == 0
    assert "event" in out
    assert not out.startswith("{")
    assert "\x1b" not in out


def test_folder_glob_csv_and_dates(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT)
    (tmp_path / "in" / "b.txt").write_text("date 2024-03-23 " + TEXT)
    (tmp_path / "c.csv").write_text(f'id,text,date\nc,"{TEXT}",2024-01-02\n')
    out = tmp_path / "out.jsonl"
    code, _, err = run(tmp_path / "in", tmp_path / "*.csv", "--date", "1 May 2020", "-o", out)
    assert code == 0
    documents = [Document.from_json(line) for line in out.read_text().splitlines()]
    assert {document.id: document.date for document in documents}["c"] == "2024-01-02"
    assert {document.id.split("/")[-1]: document.date for document in documents}["a"] == "2020-05-01"
    assert "3 documents" in err
    assert not list(tmp_path.glob("out.jsonl.*"))


def test_stdin(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    code, out, _ = run("-")
    assert code == 0
    assert Document.from_json(out).text == TEXT


def test_bad_records_are_reported_and_skipped(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    lines = [
        json.dumps({"id": "a", "text": TEXT}),
        "{broken",
        json.dumps({"id": "c"}),
        json.dumps({"id": "d", "text": ""}),
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    code, _, err = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert code == 3
    assert "line 2" in err
    assert "line 3" in err
    assert "2 skipped" in err
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.txt"], "no such file"),
        (["a.txt", "--date", "soon"], "soon"),
        (["a.txt", "-o", "x.unknown"], "tells no format"),
    ],
)
def test_messages_say_what_to_do(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT)
    code, _, err = run(*arguments)
    assert code == 1
    assert message in err


def test_killed_run_goes_on_with_nothing_lost_or_doubled(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"id": str(n), "text": TEXT}) + "\n" for n in range(10)))
    out = tmp_path / "out.jsonl"
    original, calls = Extractor.pipe, 0

    def dying(self: Extractor, *arguments: object, **options: object):  # type: ignore[no-untyped-def]
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return original(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Extractor, "pipe", dying)
    assert run(source, "-o", out, "--batch-size", 3)[0] == 130
    assert not out.exists()
    part = out.with_name("out.jsonl.part")
    part.write_bytes(part.read_bytes() + b'{"id": "half a line')
    monkeypatch.setattr(Extractor, "pipe", original)
    code, _, err = run(source, "-o", out, "--batch-size", 3)
    assert code == 0
    assert "going on after 6 records" in err
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [str(n) for n in range(10)]


def test_other_formats(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(TEXT)
    assert run(tmp_path / "a.txt", "-o", tmp_path / "out.csv")[0] == 0
    assert (tmp_path / "out.csv").read_text().count("\n") >= 1


def test_schema_and_view(tmp_path: Path, capsys: pytest.CaptureFixture[str], document: Document) -> None:
    assert main(["schema", "Meeting"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Meeting"
    assert main(["schema", "--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 33
    assert main(["schema", "Nope"]) == 1
    (tmp_path / "d.jsonl").write_text(document.to_json() + "\n")
    assert main(["view", str(tmp_path / "d.jsonl"), "-o", str(tmp_path / "d.html")]) == 0
    assert "<html" in (tmp_path / "d.html").read_text()
    assert main(["convert", str(tmp_path / "d.jsonl"), str(tmp_path / "d.csv")]) == 0


def test_evaluate_predictions(tmp_path: Path, capsys: pytest.CaptureFixture[str], document: Document) -> None:
    (tmp_path / "g.jsonl").write_text(document.to_json() + "\n")
    arguments = ["evaluate", str(tmp_path / "g.jsonl"), "-p", str(tmp_path / "g.jsonl"), "--bootstrap", "0"]
    assert main(arguments) == 0
    assert "TC" in capsys.readouterr().out
    assert main([*arguments, "-o", str(tmp_path / "r.md")]) == 0
    assert main([*arguments, "-o", str(tmp_path / "r.xyz")]) == 1
