"""OneIE and TextEE JSON lines: ACE 2005, ERE, GENEVA and others that TextEE prepares. Token ends are not included.

Sources: https://github.com/ej0cl6/TextEE (data preprocessing); Lin et al. 2020 (OneIE); Parekh et al. 2023 (GENEVA).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from eventx.document import Document
from eventx.errors import InputError
from eventx.io.files import Source
from eventx.io.importers.tokens import TokenText
from eventx.io.jsonl import json_lines
from eventx.io.reading import Reading, ReadReport, Where

LAYERS = ("triggers", "spans", "arguments")


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """A document for each sentence or window; entity types are kept in `meta["spans"]`."""
    for where, record in json_lines(source, reading):
        document = build(record, where, reading, LAYERS)
        if document is not None:
            yield document


def build(record: Mapping[str, Any], where: Where, reading: Reading, layers: Sequence[str]) -> Document | None:
    """A document of a record with "tokens", "entity_mentions" and "event_mentions"."""
    data = reading.attempt(where, _data, record, where, reading, layers)
    return reading.document(data, where) if data is not None else None


def _data(record: Mapping[str, Any], where: Where, reading: Reading, layers: Sequence[str]) -> dict[str, Any]:
    identity = record.get("wnd_id") or record.get("sent_id") or record.get("doc_id") or ""
    where = Where(where.source, where.record, str(identity))
    tokens = TokenText(_sentences(record))
    entities = {item["id"]: item for item in record.get("entity_mentions") or () if "id" in item}
    mentions = []
    for number, item in enumerate(record["event_mentions"], 1):
        trigger = reading.attempt_span(where, "mention", check, tokens, item["trigger"], reading.report)
        if trigger is not None:
            arguments = []
            for filler in item.get("arguments") or ():
                place = filler if "start" in filler else entities.get(filler.get("entity_id"), filler)
                span = reading.attempt_span(where, "argument", check, tokens, place, reading.report)
                if span is not None:
                    arguments.append({"role": filler["role"], **span})
            # Each event is its own happening: these corpora keep coreference, if at all, in files of their own.
            mention = {"event": f"e{number}", "type": item["event_type"], "trigger": trigger, "arguments": arguments}
            mentions.append(mention)
    data: dict[str, Any] = {"id": identity, "text": tokens.text, "mentions": mentions, "layers": list(layers)}
    if record.get("doc_id") not in (None, identity):
        data["doc_id"] = record["doc_id"]
    if record.get("split"):
        data["split"] = record["split"]
    typed = [item for item in entities.values() if item.get("entity_type")]
    spans = [
        {"label": item["entity_type"], "start": span["start"], "end": span["end"]}
        for item in typed
        if (span := reading.attempt_span(where, "argument", check, tokens, item, reading.report)) is not None
    ]
    return {**data, "spans": spans} if spans else data


def _sentences(record: Mapping[str, Any]) -> list[list[str]]:
    tokens = list(record["tokens"])
    starts = record.get("sentence_starts")
    if not starts:
        return [tokens]
    borders = sorted({0, *starts, len(tokens)})
    return [tokens[first:last] for first, last in pairwise(borders)]


def check(tokens: TokenText, span: Mapping[str, Any], report: ReadReport) -> dict[str, Any]:
    """The span of exclusive token offsets; if the record's own words stand elsewhere, and only once, the span of these.

    Raises:
        InputError: No such tokens, or other words there.
    """
    if "start" not in span:
        raise InputError(f"argument {span.get('entity_id')!r} {span.get('text')!r} names no entity of the record.")
    start, end, told = span["start"], span["end"], span.get("text")
    if told is None:
        return tokens.span(start, end)
    wanted = _letters(told)
    inside = 0 <= start < end <= len(tokens.offsets)
    found = tokens.span(start, end) if inside else {"text": ""}
    if inside and _letters(found["text"]) == wanted:
        return found
    count = max(len(told.split()), 1)
    spans = (tokens.span(first, first + count) for first in range(len(tokens.offsets) - count + 1))
    others = [item for item in spans if wanted and _letters(item["text"]) == wanted]
    if len(others) != 1:
        raise InputError(f"tokens {start} to {end} (end not included) are {found['text'][:80]!r}, not {told[:80]!r}.")
    report.repaired += 1
    return others[0]


def _letters(text: str) -> str:
    """A text without white space and quotation marks, which tokenisers change."""
    return "".join(char for char in text if not char.isspace() and char not in "`'\"“”‘’")
