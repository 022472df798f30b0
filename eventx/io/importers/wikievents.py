"""WikiEvents: whole documents with informative arguments (Li et al. 2021). Token ends are not included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eventx.document import Document
from eventx.io.files import Source
from eventx.io.importers.oneie import LAYERS, build
from eventx.io.jsonl import json_lines
from eventx.io.reading import Reading


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """A document each; arguments name an entity mention, which may stand in another sentence than the trigger."""
    for where, record in json_lines(source, reading):
        sentenced = reading.attempt(where, _with_sentences, record)
        document = build(sentenced, where, reading, LAYERS) if sentenced is not None else None
        if document is not None:
            yield document


def _with_sentences(record: Mapping[str, Any]) -> dict[str, Any]:
    starts, count = [], 0
    for sentence in record.get("sentences") or ():
        starts.append(count)
        # A sentence is [[[token, start, end], ...], text]; some releases give the tokens alone.
        tokens = sentence[0] if len(sentence) == 2 and isinstance(sentence[1], str) else sentence
        count += len(tokens)
    return {**record, "sentence_starts": starts if count == len(record["tokens"]) else []}
