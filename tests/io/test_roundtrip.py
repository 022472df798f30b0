"""Write, then read: what a format holds comes back equal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from strategies import documents as any_documents

import eventx
from eventx import Document
from eventx.errors import OutputError

LOSSLESS = [
    ("jsonl", "a.jsonl", {}),
    ("json", "a.json", {}),
    ("csv", "a.csv", {"layout": "documents"}),
    ("tsv", "a.tsv", {"layout": "documents"}),
    ("parquet", "a.parquet", {}),
    ("parquet", "flat.parquet", {"layout": "documents", "compression": "snappy"}),
    ("arrow", "a.arrow", {}),
    ("doccano", "doccano.jsonl", {}),
    ("prodigy", "prodigy.jsonl", {}),
    ("label-studio", "tasks.json", {}),
    ("label-studio", "predicted.json", {"predictions": True}),
]
SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def through(document: Document, name: str, format: str, options: dict[str, Any]) -> Document:
    """Write and read one document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        assert eventx.write(document, path, format, **options) == 1
        (read,) = eventx.read(path, format)
        return read


@pytest.mark.parametrize(("format", "name", "options"), LOSSLESS)
@pytest.mark.parametrize("ending", ["", ".gz", ".xz", ".bz2"])
def test_documents_survive(
    format: str, name: str, options: dict[str, Any], ending: str, documents: list[Document], tmp_path: Path
) -> None:
    path = tmp_path / (name + ending)
    assert eventx.write(iter(documents), path, format, **options) == 3
    assert list(eventx.read(path, format)) == documents
    # The format is also told by the ending or the first record.
    assert list(eventx.read(path)) == documents


@SETTINGS
@given(document=any_documents(surrogates=True))
@pytest.mark.parametrize(("format", "name"), [("jsonl", "a.jsonl"), ("json", "a.json")])
def test_any_document_survives_json(format: str, name: str, document: Document) -> None:
    assert through(document, name, format, {}) == document


@SETTINGS
@given(document=any_documents())
@pytest.mark.parametrize(("format", "name", "options"), LOSSLESS[2:7])
def test_any_document_survives_tables(format: str, name: str, options: dict[str, Any], document: Document) -> None:
    assert through(document, name, format, options) == document


@SETTINGS
@given(document=any_documents())
@pytest.mark.parametrize(("format", "name", "options"), LOSSLESS[7:])
def test_any_document_survives_annotation_tools(
    format: str, name: str, options: dict[str, Any], document: Document
) -> None:
    read = through(document, name, format, options)
    # What is null in the JSON metadata of a tool stays null; the rest must be equal.
    assert read == document


@SETTINGS
@given(document=any_documents())
def test_any_document_survives_brat(document: Document) -> None:
    # A brat fragment holds no line end, so a span cannot begin or end with one.
    spans = [span for mention in document.mentions for span in (mention.trigger, *mention.arguments)]
    assume(all(span.text.strip("\r\n") == span.text for span in spans))
    with tempfile.TemporaryDirectory() as folder:
        assert eventx.write(document, folder, "brat") == 1
        (read,) = eventx.read(folder, "brat")
    held = document.replace(date=None, title=None, meta={}, provenance=None)
    assert read.replace(meta={}) == held


@SETTINGS
@given(document=any_documents(words=True))
def test_any_document_survives_conll(document: Document) -> None:
    read = through(document, "a.conll", "conll", {})
    assert (read.id, read.date, read.title, read.text) == (document.id, document.date, document.title, document.text)

    def covered(item: Document) -> list[tuple[str, str]]:
        return sorted((mention.type, "".join(filter(str.isalnum, mention.trigger.text))) for mention in item.mentions)

    # Tokens are words and marks, so a span of neither has no token and is left out.
    worded = [pair for pair in covered(document) if pair[1]]
    assert [pair for pair in covered(read) if pair[1]] == worded


@pytest.mark.parametrize(("format", "name", "options"), LOSSLESS[2:7])
def test_lone_surrogate_is_refused_clearly(format: str, name: str, options: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / name
    with pytest.raises(OutputError, match=r"lone surrogate.*ud83d"):
        eventx.write(Document("broken \ud83d emoji", "x"), path, format, **options)
    assert list(tmp_path.iterdir()) == []


def test_sorted_conll_keeps_arguments(document: Document, tmp_path: Path) -> None:
    eventx.write(document, tmp_path / "a.conll")
    (read,) = eventx.read(tmp_path / "a.conll")
    found = {(m.type, a.role, a.text) for m in read.mentions for a in m.arguments}
    assert found == {(m.type, a.role, a.text) for m in document.mentions for a in m.arguments}
    assert read.meta["layers"] == ["triggers", "spans", "arguments"]
