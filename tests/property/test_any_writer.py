"""Any document to every writer: well formed by a parser that is not ours and the same when read back, or refused."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import tempfile
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile import FEW, documents
from hypothesis import assume, example, given

import eventx
from eventx import Document, Mention, Trigger
from eventx.errors import DocumentError, OutputError
from eventx.io import FORMATS
from eventx.io.tables import LAYOUTS

WRITABLE = sorted(name for name, kind in FORMATS.items() if kind.writer)
# What JSON escapes, no other encoding of a lone surrogate can hold; tables and databases replace it.
REFUSES_SURROGATES = {"brat", "conll", "csv", "tsv", "parquet", "arrow"}
NEEDS = {"turtle": "rdflib", "json-ld": "rdflib", "graphml": "networkx", "duckdb": "duckdb", "parquet": "pyarrow"}
JSON_FORMATS = {"jsonl", "json", "doccano", "prodigy", "label-studio"}
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
WIDTH = {"csv": ",", "tsv": "\t"}


def _json_lines(path: Path) -> None:
    for line in path.read_bytes().split(b"\n")[:-1]:
        json.loads(line)


def _table(layout: str, delimiter: str) -> Callable[[Path], None]:
    def check(path: Path) -> None:
        text = path.read_bytes().decode("utf-8")
        shape = LAYOUTS[layout]
        if shape.foreign and delimiter == "\t":
            rows = [line.split("\t") for line in text.split("\n")[:-1]]
        else:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        assert all(len(row) == len(shape.columns) for row in rows)
        # A number may begin with a minus; nothing else may begin as a formula.
        cells = [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\r", "-")]
        for cell in cells:
            float(cell)

    return check


def _calendar(path: Path) -> None:
    lines = path.read_bytes().split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    unfolded = path.read_bytes().decode("utf-8").replace("\r\n ", "").split("\r\n")
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded if line]
    assert names.count("BEGIN") == names.count("END")
    known = "BEGIN VERSION PRODID UID DTSTAMP DTSTART DTEND SUMMARY LOCATION DESCRIPTION STATUS TRANSP END"
    assert set(names) <= set(known.split())
    assert all(len(line.partition(":")[2]) == 8 for line in unfolded if line.startswith("DTSTART"))


def _database(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    connection.close()


def _graph(kind: str) -> Callable[[Path], None]:
    def check(path: Path) -> None:
        rdflib = pytest.importorskip("rdflib")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert len(rdflib.Graph().parse(path, format=kind)) >= 1

    return check


def _markdown(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    table = [line for line in lines if line.startswith("|")]
    bars = {line.replace("\\|", "").count("|") for line in table}
    assert bars <= {11}
    assert sum(line.startswith("## ") for line in lines) == 1


CHECKS: dict[str, Callable[[Path], object]] = {
    "jsonl": _json_lines,
    "doccano": _json_lines,
    "prodigy": _json_lines,
    "json": lambda path: json.loads(path.read_bytes()),
    "label-studio": lambda path: json.loads(path.read_bytes()),
    "graphml": lambda path: ElementTree.parse(path),
    "ical": _calendar,
    "sqlite": _database,
    "turtle": _graph("turtle"),
    "json-ld": _graph("json-ld"),
    "markdown": _markdown,
}
CASES = [(name, {}) for name in WRITABLE if name not in WIDTH]
CASES += [(name, {"layout": layout}) for name in WIDTH for layout in LAYOUTS]
CASES += [("parquet", {"layout": layout}) for layout in LAYOUTS]
NASTY = Document(
    "Oslo met \ud83d Bern", "../../a", "x|y\nz", "\x00", (Mention("e", "A|B", Trigger("met", 5, 8), "odd"),)
)


def written(
    document: Document, name: str, options: dict[str, str], check: Callable[[Path], object] | None = None
) -> None:
    """Write one document and look at the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out" / "made"
        try:
            assert eventx.write(document, path, name, **options) == 1
        except OutputError as error:
            halves = "two halves of one character" in str(error) and name in JSON_FORMATS
            lone = "lone surrogate" in str(error) and name in REFUSES_SURROGATES
            if not halves and not lone:
                raise
            return
        # Nothing lies beside the file but what tells where a foreign table comes from.
        beside = {item.name for item in path.parent.iterdir()}
        assert beside <= {"made", "made.provenance.json"}
        if check is not None:
            check(path)


@pytest.mark.parametrize(
    ("name", "options"), CASES, ids=lambda value: value if isinstance(value, str) else value.get("layout", "")
)
@FEW
@given(document=documents())
@example(document=NASTY)
def test_any_document_is_written_well_formed(name: str, options: dict[str, str], document: Document) -> None:
    pytest.importorskip(NEEDS.get(name, "eventx"))
    check = _table(options["layout"], WIDTH[name]) if name in WIDTH else CHECKS.get(name)
    written(document, name, options, check)


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("library", ["arrow", "pandas", "polars"])
@FEW
@given(document=documents())
def test_any_document_makes_a_frame(layout: str, library: str, document: Document) -> None:
    pytest.importorskip("pyarrow" if library == "arrow" else library)
    eventx.to_frame(document, layout=layout, library=library)  # type: ignore[arg-type]


@FEW
@given(document=documents())
@example(document=Document("a \ud83d\ude00 b"))
@example(document=Document("a \ude00\ud83d b"))
def test_any_document_survives_json(document: Document) -> None:
    str(document)
    if PAIR.search(json.dumps(document.to_dict(), ensure_ascii=False)):
        with pytest.raises(DocumentError, match="two halves of one character"):
            document.to_json()
    else:
        assert Document.from_json(document.to_json()) == document
        document.to_json().encode("utf-8")


HELD = {
    "csv": {"layout": "documents"},
    "tsv": {"layout": "documents"},
    "parquet": {},
    "arrow": {},
    "doccano": {},
    "prodigy": {},
    "label-studio": {},
    "json": {},
}


@pytest.mark.parametrize("name", list(HELD))
@FEW
@given(document=documents(surrogates=False))
def test_any_document_comes_back_equal(name: str, document: Document) -> None:
    # Prodigy names a span by label and place, so it has one mention where a document says the same one twice.
    distinct = {(mention.type, mention.trigger) for mention in document.mentions}
    assume(name != "prodigy" or len(distinct) == len(document.mentions))
    spans = [(m.type, m.trigger, a.role, a.kind, a.start, a.end) for m in document.mentions for a in m.arguments]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.json"
        eventx.write(document, path, name, **HELD[name])
        (read,) = eventx.read(path, name)
    assert read.text == document.text
    assert [m.trigger for m in read.mentions] == [m.trigger for m in document.mentions]
    if len(set(spans)) == len(spans):
        assert read.mentions == document.mentions


@FEW
@given(document=documents(surrogates=False))
def test_any_document_comes_back_from_brat(document: Document) -> None:
    spans = [span for mention in document.mentions for span in (mention.trigger, *mention.arguments)]
    assume(all(mention.trigger.text.strip("\r\n") for mention in document.mentions))
    with tempfile.TemporaryDirectory() as folder:
        eventx.write(document, folder, "brat")
        (read,) = eventx.read(folder, "brat")
    assert read.text == document.text
    # A brat fragment holds no line end, so a span cannot begin or end with one.
    if all(span.text.strip("\r\n") == span.text for span in spans):
        assert read.mentions == document.mentions
