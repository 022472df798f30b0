"""PLV-style dyads: a sentence with a source span, a target span and a PLOVER root code (Hu et al. 2024)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eventx.document import Document
from eventx.io.align import align
from eventx.io.files import Source
from eventx.io.importers.dyad import dyad_data
from eventx.io.jsonl import json_lines
from eventx.io.reading import Reading, Where


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """A document for each sentence, with one mention whose type is the root code; its trigger is not annotated."""
    for where, record in json_lines(source, reading):
        data = reading.attempt(where, _data, record, where, reading)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def _data(record: Mapping[str, Any], where: Where, reading: Reading) -> dict[str, Any]:
    identity = str(record.get("id") or "")
    where = Where(where.source, where.record, identity)
    text = record["text"]

    def span(item: Mapping[str, Any]) -> dict[str, Any]:
        start, end = align(text, item["start"], item["end"], item.get("text"), reading.report)
        return {"text": text[start:end], "start": start, "end": end}

    arguments = []
    for role, name in (("actor", "source_span"), ("recipient", "target_span")):
        if record.get(name):
            found = reading.attempt_span(where, "argument", span, record[name])
            if found is not None:
                arguments.append({"role": role, **found})
    data = dyad_data(text, record["root"], arguments)
    extra = {name: record[name] for name in ("penta", "date", "title") if name in record}
    return {**extra, "id": identity, **data}
