"""Writing: all or nothing, provenance, guards, and formats of third parties."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventx
from eventx import Document
from eventx.errors import InputError, OutputError
from eventx.io import FORMATS, Format, register, registry
from eventx.io.delimited import guard, unguard


def test_a_failed_write_leaves_what_was_there(documents: list[Document], tmp_path: Path) -> None:
    def failing() -> Iterator[Document]:
        yield documents[0]
        raise RuntimeError("killed")

    for name in ("a.jsonl", "a.csv", "a.parquet", "a.db", "a.md", "a.ttl"):
        path = tmp_path / name
        path.write_text("before")
        with pytest.raises(RuntimeError, match="killed"):
            eventx.write(failing(), path)
        assert path.read_text() == "before"
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted(
        ["a.jsonl", "a.csv", "a.parquet", "a.db", "a.md", "a.ttl"]
    )


def test_jsonl_holds_one_document_at_a_time(documents: list[Document], tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    written: list[int] = []

    def watched() -> Iterator[Document]:
        for item in documents * 100:
            found = [part.stat().st_size for part in tmp_path.rglob("a.jsonl")]
            written.append(found[0] if found else 0)
            yield item

    assert eventx.write(watched(), path) == 300
    assert written[-1] > 10_000  # the file grows while documents are still to come


def test_unwritable_places_and_wrong_arguments(document: Document, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"):
        eventx.write(document, tmp_path / "file" / "a.jsonl")
    with pytest.raises(OutputError, match="the ending tells no format"):
        eventx.write(document, tmp_path / "a.xyz")
    with pytest.raises(OutputError, match="for reading only"):
        eventx.write(document, tmp_path / "a", "rams")
    with pytest.raises(OutputError, match="no option 'colour'"):
        eventx.write(document, tmp_path / "a.csv", colour="red")
    with pytest.raises(OutputError, match="unknown layout 'evnts'"):
        eventx.write(document, tmp_path / "a.csv", layout="evnts")
    with pytest.raises(OutputError, match="takes documents, found dict"):
        eventx.write([document.to_dict()], tmp_path / "a.jsonl")  # type: ignore[list-item]
    with pytest.raises(OutputError, match="meta or provenance is not JSON"):
        eventx.write(document.replace(meta={"x": object()}), tmp_path / "a.jsonl")
    with pytest.raises(OutputError, match="needs a file"):
        eventx.write(document, "-", "sqlite")
    with pytest.raises(OutputError, match="used twice"):
        eventx.write([document, document], tmp_path / "brat", "brat")
    assert not (tmp_path / "brat").exists()


def test_standard_output(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=stream))
    eventx.write(document, "-")
    assert Document.from_json(stream.getvalue().decode()) == document


@given(st.text())
def test_guard_is_undone(cell: str) -> None:
    guarded = guard(cell)
    assert unguard(guarded) == cell
    assert guarded[:1] not in set("=+-@\t\r")


def test_formulas_are_guarded_in_tables(document: Document, tmp_path: Path) -> None:
    eventx.write(document.replace(id='=HYPERLINK("http://x")'), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["document_id"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["title"] == "'=Talks in Lima"
    assert float(rows[0]["latitude"]) == -12.04  # a negative number is no formula


def test_provenance_in_every_table(document: Document, tmp_path: Path) -> None:
    import pyarrow.parquet

    for layout in ("events", "mentions", "arguments", "dyads"):
        eventx.write(document, tmp_path / "a.csv", layout=layout)
        with (tmp_path / "a.csv").open(newline="") as stream:
            assert {row["model_hash"] for row in csv.DictReader(stream)} == {"abc123"}
    for layout in ("documents", "events", "gdelt"):
        eventx.write(document, tmp_path / "a.parquet", layout=layout)
        metadata = pyarrow.parquet.read_schema(tmp_path / "a.parquet").metadata
        assert json.loads(metadata[b"eventx.provenance"]) == document.provenance
    for layout in ("gdelt", "icews", "petrarch", "polecat"):
        eventx.write(document, tmp_path / f"{layout}.tsv", layout=layout)
        told = json.loads((tmp_path / f"{layout}.tsv.provenance.json").read_text())
        assert told == document.provenance


def test_third_party_format(document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "shouting.py"
    module.write_text(
        "def write(documents, target, *, end='!'):\n"
        "    texts = [document.text.upper() + end for document in documents]\n"
        "    with target.text() as out:\n"
        "        out.writelines(texts)\n"
        "    return len(texts)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(FORMATS, "shout", None)
    register(Format("shout", "capitals", (".shout",), writer="shouting:write"))
    assert eventx.write(Document("quiet"), tmp_path / "a.shout", end="!!") == 1
    assert (tmp_path / "a.shout").read_text() == "QUIET!!"
    with pytest.raises(InputError, match="needs a name and a reader"):
        register(Format("empty", "nothing"))


def test_entry_points(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Format:
        raise ImportError("no such package")

    points = [
        SimpleNamespace(name="good", load=lambda: Format("good", "a plug-in", (".good",), writer="x:write")),
        SimpleNamespace(name="bad", load=broken),
    ]
    monkeypatch.setattr("eventx.io.registry.entry_points", lambda group: points if group == "eventx.formats" else [])
    monkeypatch.setattr("eventx.io.registry.FORMATS", dict(FORMATS))
    registry._register_builtin()
    assert registry.find_format("a.good.gz", writing=True) == registry.FORMATS["good"]
    assert "plug-in 'bad' could not be loaded: no such package" in caplog.text


def test_formats_table_is_complete() -> None:
    for name, item in FORMATS.items():
        assert item.name == name
        assert item.description
        if item.reader:
            assert callable(item.load_reader({}))
        if item.writer:
            assert callable(item.load_writer({}))
