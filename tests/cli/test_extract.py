"""`eventx extract`: inputs, outputs, exit codes, resuming."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

import eventx
from eventx.cli import main
from eventx.document import Document
from eventx.io.files import compress

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing. Moscow condemned the talks."


@pytest.fixture
def run(tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main(["extract", "-m", str(tiny_checkpoint), *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    call.model = tiny_checkpoint  # type: ignore[attr-defined]
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


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.jsonl.gz", "out.jsonl.zst", "out.json"])
def test_other_formats(run, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(TEXT * 3)
    assert run(tmp_path / "a.txt", "-o", tmp_path / name)[0] == 0
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.txt", name]
    if name != "out.csv":
        (document,) = eventx.read(tmp_path / name)
        assert document.mentions == eventx.load(run.model)(TEXT * 3).mentions


@pytest.mark.parametrize("ending", ["", ".gz", ".bz2", ".xz", ".zst"])
def test_fields_and_compression(run, tmp_path: Path, ending: str) -> None:  # type: ignore[no-untyped-def]
    source, out = tmp_path / f"in.jsonl{ending}", tmp_path / "out.jsonl"
    records = [{"nr": n, "body": TEXT, "day": "2024-05-01", "text": "not this"} for n in range(3)]
    source.write_bytes(compress("".join(json.dumps(record) + "\n" for record in records).encode(), ending))
    fields = ["--text-field", "body", "--id-field", "nr", "--date-field", "day"]
    assert run(source, "-o", out, *fields)[0] == 0
    documents = list(eventx.read(out))
    assert [(item.id, item.text, item.date) for item in documents] == [(str(n), TEXT, "2024-05-01") for n in range(3)]


def test_shards(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    lines = [json.dumps({"id": str(n), "text": TEXT}) for n in range(10)]
    lines.insert(4, "{broken")
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    out = tmp_path / "out"
    code, _, err = run(tmp_path / "in.jsonl", "-o", out, "--shard-size", 4, "--batch-size", 3)
    assert code == 3
    assert "1 skipped" in err
    assert sorted(item.name for item in out.iterdir()) == [
        "part-00000.jsonl.gz", "part-00001.jsonl.gz", "part-00002.jsonl.gz"
    ]  # fmt: skip
    found = [[document.id for document in eventx.read(item)] for item in sorted(out.glob("part-*"))]
    assert found == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9"]]
    (failure,) = map(json.loads, (tmp_path / "out.errors.jsonl").read_text().splitlines())
    assert (failure["record"], failure["type"]) == ("line 5", "RecordInputError")
    code, _, err = run(tmp_path / "in.jsonl", "-o", out, "--shard-size", 4)
    assert code == 1
    assert "3 shards of a complete run" in err
    assert run(tmp_path / "in.jsonl", "-o", out, "--shard-size", 9, "--restart", "--to", "parquet")[0] == 3
    assert sorted(item.name for item in out.glob("*.parquet")) == ["part-00000.parquet", "part-00001.parquet"]


def test_shards_need_a_folder(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(TEXT)
    assert "--shard-size" in run(tmp_path / "a.txt", "--shard-size", 2)[2]
    code, _, err = run(tmp_path / "a.txt", "--shard-size", 2, "-o", tmp_path / "a.txt")
    assert code == 1
    assert "is a file" in err


def test_a_broken_file_does_not_stop_the_others(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    whole = compress((json.dumps({"id": "a", "text": TEXT}) + "\n").encode() * 50, ".gz")
    (tmp_path / "a.jsonl.gz").write_bytes(whole[:-30])
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "b", "text": TEXT}))
    code, _, _ = run(tmp_path, "-o", tmp_path / "out" / "x.jsonl")
    assert code == 3
    assert [item.id for item in eventx.read(tmp_path / "out" / "x.jsonl")][-1] == "b"
    assert "a.jsonl.gz" in (tmp_path / "out" / "x.jsonl.errors.jsonl").read_text()


def test_the_wrong_field_stops_a_long_run_early(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("eventx.cli.corpus.HOPELESS", 20)
    (tmp_path / "in.jsonl").write_text((json.dumps({"id": "a", "text": TEXT}) + "\n") * 50)
    code, _, err = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--text-field", "body")
    assert code == 1
    assert "20 records in a row" in err


def test_errors_file_of_a_run_to_standard_output(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in.jsonl").write_text('{"id": "x"}\n' * 30 + json.dumps({"id": "a", "text": TEXT, "date": "soon"}))
    code, out, err = run(tmp_path / "in.jsonl", "--errors", tmp_path / "e.jsonl")
    assert (code, out) == (3, "")
    assert err.count("skipped in.jsonl") + err.count(f"skipped {tmp_path}") == 20
    failures = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text().splitlines()]
    assert [item["record"] for item in failures] == [f"line {n}" for n in range(1, 32)]
    assert failures[-1]["type"] == "DateError"


def test_workers(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"id": str(n), "text": TEXT}) + "\n" for n in range(9)))
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "a.jsonl", "--batch-size", 2, "--workers", 2)[0] == 0
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "b.jsonl", "--batch-size", 2)[0] == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


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
    assert main(["convert", str(tmp_path / "d.jsonl"), str(tmp_path / "p.csv"), "--layout", "dyads"]) == 0
    header = [(tmp_path / name).read_text().splitlines()[0] for name in ("d.csv", "p.csv")]
    assert ["recipient" in line.split(",") for line in header] == [True, True]
    assert header[0] != header[1]
    assert main(["convert", str(tmp_path / "d.jsonl"), str(tmp_path / "p.csv"), "--layout", "rows"]) == 1


def test_evaluate_predictions(tmp_path: Path, capsys: pytest.CaptureFixture[str], document: Document) -> None:
    (tmp_path / "g.jsonl").write_text(document.to_json() + "\n")
    arguments = ["evaluate", str(tmp_path / "g.jsonl"), "-p", str(tmp_path / "g.jsonl"), "--bootstrap", "0"]
    assert main(arguments) == 0
    assert "TC" in capsys.readouterr().out
    assert main([*arguments, "-o", str(tmp_path / "r.md")]) == 0
    assert main([*arguments, "-o", str(tmp_path / "r.xyz")]) == 1
