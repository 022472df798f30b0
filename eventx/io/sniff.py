"""Telling the JSON formats apart by the first record, so that most corpora need no `format=`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

_PEEK = 1 << 20


def sniff(stream: BinaryIO, default: str) -> str:
    """Name of the format of a JSON or JSON Lines stream; `default` if it is the interchange format."""
    head = stream.read(_PEEK).decode("utf-8-sig", "replace").lstrip()
    try:
        record, _ = json.JSONDecoder().raw_decode(head.removeprefix("[").lstrip())
    except (ValueError, RecursionError):
        return default
    if isinstance(record, Mapping):
        return guess(record) or default
    return default


def guess(record: Mapping[str, Any]) -> str | None:
    """The foreign format that a record has the marks of, or None."""
    keys = record.keys()
    if "mentions" in keys:
        return None
    for name, marks in _MARKS:
        if marks <= keys:
            return name
    if isinstance(record.get("entities"), list) or _pairs(record.get("label")) or _pairs(record.get("labels")):
        return "doccano"
    if isinstance(record.get("data"), Mapping) and ("annotations" in keys or "predictions" in keys):
        return "label-studio"
    if "text" in keys and isinstance(record.get("spans"), list):
        return "prodigy"
    return None


def _pairs(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, list) and len(item) == 3 for item in value)


_MARKS: tuple[tuple[str, frozenset[str]], ...] = (
    ("rams", frozenset({"doc_key", "sentences", "evt_triggers"})),
    ("geneva", frozenset({"wnd_id", "sentence", "split", "event_mentions"})),
    ("wikievents", frozenset({"doc_id", "tokens", "sentences", "event_mentions"})),
    ("oneie", frozenset({"tokens", "event_mentions"})),
    ("maven", frozenset({"content", "events", "id"})),
    ("maven", frozenset({"document", "events", "id"})),
    ("muc4", frozenset({"docid", "doctext"})),
    ("plv", frozenset({"source_span", "target_span"})),
)
