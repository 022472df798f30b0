"""Reading: which files, which format, and what happens to what cannot be read."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import eventx
from eventx import Document
from eventx.errors import InputError
from eventx.io import ReadReport, RecordInputError
from eventx.schema import DIPLOMACY, Ontology, RoleSpec, define

GOOD = {"id": "a", "text": "Oslo met Bern."}
MENTION = {"event": "e1", "type": "Meeting", "trigger": {"text": "met", "start": 5, "end": 8}}


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join((item if isinstance(item, str) else json.dumps(item)) + "\n" for item in records))
    return path


def test_is_lazy_but_checks_at_once(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", GOOD, "{broken")
    stream = eventx.read(path)
    assert next(stream).id == "a"
    with pytest.raises(RecordInputError, match=r"a\.jsonl, line 2: not JSON"):
        next(stream)
    with pytest.raises(InputError, match="no such file"):
        eventx.read(tmp_path / "missing.jsonl")
    with pytest.raises(InputError, match="has no option 'colour'"):
        eventx.read(path, colour="red")
    with pytest.raises(InputError, match="unknown format 'jsnl'"):
        eventx.read(path, "jsnl")
    with pytest.raises(InputError, match="for writing only"):
        eventx.read(path, "sqlite")
    with pytest.raises(InputError, match="on_error must be"):
        eventx.read(path, on_error="ignore")  # type: ignore[arg-type]
    (tmp_path / "a.xyz").write_text("x")
    with pytest.raises(InputError, match="tells no readable format"):
        eventx.read(tmp_path / "a.xyz")


def test_error_names_file_line_document_and_span(tmp_path: Path) -> None:
    wrong = {**GOOD, "id": "b", "mentions": [{**MENTION, "trigger": {"text": "meet", "start": 5, "end": 8}}]}
    path = lines(tmp_path / "a.jsonl", GOOD, wrong)
    with pytest.raises(RecordInputError) as caught:
        list(eventx.read(path))
    message = str(caught.value)
    for part in (str(path), "line 2", "'b'", "5:8", "'met'", "'meet'"):
        assert part in message
    assert (caught.value.source, caught.value.record, caught.value.id) == (str(path), "line 2", "b")


def test_skip_leaves_out_the_smallest_part_and_reports(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bad_argument = {"role": "actor", "text": "Oslo", "start": 1, "end": 5}
    good_argument = {"role": "actor", "text": "Oslo", "start": 0, "end": 4}
    record = {
        **GOOD,
        "mentions": [
            {**MENTION, "arguments": [bad_argument, good_argument]},
            {**MENTION, "trigger": {"text": "met", "start": 6, "end": 9}, "arguments": [good_argument]},
        ],
    }
    path = lines(tmp_path / "a.jsonl", "{broken", record, [1], {"id": "no text"}, GOOD)
    report = ReadReport()
    with caplog.at_level(logging.WARNING, "eventx"):
        found = list(eventx.read(path, on_error="skip", report=report))
    assert [item.id for item in found] == ["a", "a"]
    assert [[argument.start for argument in mention.arguments] for mention in found[0].mentions] == [[0]]
    assert (report.documents, report.mentions, report.arguments) == (2, 1, 1)
    assert (report.skipped_documents, report.skipped_mentions, report.skipped_arguments) == (3, 1, 1)
    assert report.aligned == 0.5
    assert len(report.errors) == len(caplog.records) == 5
    assert "50.0% aligned" in str(report)


def test_callable_gets_each_error(tmp_path: Path) -> None:
    errors: list[RecordInputError] = []
    path = lines(tmp_path / "a.jsonl", "{", GOOD, '"text"')
    assert len(list(eventx.read(path, on_error=errors.append))) == 1
    assert [error.record for error in errors] == ["line 1", "line 3"]


def test_folder_glob_and_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    lines(tmp_path / "b.jsonl", GOOD)
    (tmp_path / "sub" / "c.txt").write_bytes("\ufeffText\r\nof a file.".encode())
    (tmp_path / "sub" / "notes.xyz").write_text("no format")
    (tmp_path / ".hidden.jsonl").write_text("{broken")
    found = list(eventx.read(tmp_path))
    assert [(item.id, item.text) for item in found] == [("a", "Oslo met Bern."), ("sub/c", "Text\r\nof a file.")]
    assert len(list(eventx.read(str(tmp_path / "**" / "*.txt")))) == 1
    assert len(list(eventx.read(tmp_path, "txt", date="2024-03-20"))) == 1
    with pytest.raises(InputError, match="pattern matches no file"):
        eventx.read(str(tmp_path / "*.csv"))
    with pytest.raises(InputError, match="no file of a readable format"):
        eventx.read(tmp_path, "parquet")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(json.dumps(GOOD).encode() + b"\n\n" + json.dumps({**GOOD, "id": "b"}).encode())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    assert [item.id for item in eventx.read("-")] == ["a", "b"]
    for format, count in (("json", 1), ("jsonl", 0)):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps([GOOD]).encode())))
        errors: list[RecordInputError] = []
        assert len(list(eventx.read("-", format, on_error=errors.append))) == count
        assert len(errors) == 1 - count


def test_encoding_and_broken_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id;text\n1;Málaga\n".encode("cp1252"))
    with pytest.raises(InputError, match=r"a\.csv.*not utf-8: byte 0xe1"):
        list(eventx.read(path, delimiter=";"))
    assert next(eventx.read(path, delimiter=";", encoding="cp1252")).text == "Málaga"
    broken = tmp_path / "a.jsonl"
    broken.write_bytes(b'{"text": "\xff"}\n' + json.dumps(GOOD).encode())
    assert len(list(eventx.read(broken, on_error="skip"))) == 1
    (tmp_path / "a.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(InputError, match=r"a\.jsonl\.gz: cannot be read"):
        list(eventx.read(tmp_path / "a.jsonl.gz"))


def test_line_separators_within_texts_do_not_end_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "a\u2028b\x85c"}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert next(eventx.read(path)).text == "a\u2028b\x85c"


def test_json_shapes(tmp_path: Path) -> None:
    for content in ([GOOD], GOOD, {"documents": [GOOD]}):
        (tmp_path / "a.json").write_text(json.dumps(content))
        assert [item.id for item in eventx.read(tmp_path / "a.json")] == ["a"]
    (tmp_path / "a.json").write_text("3")
    with pytest.raises(InputError, match="expected an array"):
        list(eventx.read(tmp_path / "a.json"))


def test_csv_columns_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('nr,Body,published,outlet\n7,"Oslo, Bern\nand ""Rome""",2024-03-20,Wire\n8,short\n9,x,,\n')
    report = ReadReport()
    options = {"columns": {"text": "Body", "id": "nr", "date": "published"}}
    found = list(eventx.read(path, on_error="skip", report=report, **options))
    assert found[0] == Document('Oslo, Bern\nand "Rome"', "7", "2024-03-20", meta={"outlet": "Wire"})
    assert found[1].date is None
    assert "line 4: 2 cells, but the header has 4" in str(report.errors[0])
    with pytest.raises(InputError, match=r"no column 'text'; the file has nr, Body"):
        list(eventx.read(path))
    with pytest.raises(InputError, match="no column 'story' for 'text'"):
        list(eventx.read(path, columns={"text": "story"}))


def test_long_csv_cell(tmp_path: Path) -> None:
    text = "word " * 100_000
    eventx.write(Document(text), tmp_path / "a.csv", layout="documents")
    assert next(eventx.read(tmp_path / "a.csv")).text == text


def test_ontology_is_attached(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", GOOD)
    assert next(eventx.read(path, ontology=DIPLOMACY)).ontology is DIPLOMACY


def test_ontology_tells_the_kinds_of_roles(tmp_path: Path) -> None:
    ontology = Ontology([define("Meeting", "Two meet.", [RoleSpec("guest", "Who comes.", "actor")])])
    argument = {"role": "guest", "text": "Bern", "start": 9, "end": 13}
    path = lines(tmp_path / "a.jsonl", {**GOOD, "mentions": [{**MENTION, "arguments": [argument]}]})
    kinds = [next(eventx.read(path, ontology=item)).mentions[0].arguments[0].kind for item in (None, ontology)]
    assert kinds == ["span", "actor"]


def test_imports_nothing_heavy() -> None:
    heavy = "torch transformers pandas polars pyarrow datasets rdflib networkx matplotlib duckdb"
    code = f"import sys, eventx.io; assert not (found := set('{heavy}'.split()) & set(sys.modules)), found"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_foreign_parquet(tmp_path: Path) -> None:
    import datetime

    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({"body": ["Oslo met Bern."], "id": [3], "date": [datetime.date(2024, 3, 20)], "n": [1]})
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    (found,) = eventx.read(tmp_path / "a.parquet", columns={"text": "body"})
    assert found == Document("Oslo met Bern.", "3", "2024-03-20", meta={"n": 1})
    with pytest.raises(InputError, match="record 1: no column 'text'"):
        list(eventx.read(tmp_path / "a.parquet"))
    (tmp_path / "b.parquet").write_text("no table")
    with pytest.raises(InputError, match=r"b\.parquet: not a readable table"):
        list(eventx.read(tmp_path / "b.parquet"))
