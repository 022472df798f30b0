"""RAMS: one event in five sentences with arguments across them (Ebner et al. 2020). Token ends are INCLUDED."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventx.document import Document
from eventx.io.files import Source
from eventx.io.importers.tokens import TokenText
from eventx.io.jsonl import json_lines
from eventx.io.reading import Reading, Where

# One event is annotated a record, so words that are no trigger here may well be one.
LAYERS = ("spans", "arguments")


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """A document for each record; the layer "triggers" is lacking, because only one event a record is annotated."""
    for where, record in json_lines(source, reading):
        data = reading.attempt(where, _data, record, where, reading)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def _data(record: Mapping[str, Any], where: Where, reading: Reading) -> dict[str, Any]:
    where = Where(where.source, where.record, record["doc_key"])
    tokens = TokenText(record["sentences"])
    mentions = []
    for number, (start, end, types) in enumerate(record["evt_triggers"], 1):
        trigger = reading.attempt_span(where, "mention", tokens.span, start, end + 1)
        if trigger is None:
            continue
        arguments = []
        for link in record.get("gold_evt_links") or ():
            if list(link[0]) == [start, end]:
                span = reading.attempt_span(where, "argument", tokens.span, link[1][0], link[1][1] + 1)
                if span is not None:
                    arguments.append({"role": _role(link[2]), **span})
        mention = {"event": f"e{number}", "type": _best(types), "trigger": trigger, "arguments": arguments}
        mentions.append(mention)
    return {"id": record["doc_key"], "text": tokens.text, "mentions": mentions, "layers": list(LAYERS)}


def _best(labels: Sequence[Sequence[Any]]) -> str:
    """The label with the highest value of [label, value] pairs."""
    return str(max(labels, key=lambda pair: pair[1])[0])


def _role(name: str) -> str:
    """ "place" of "evt089arg04place"."""
    marker = name.rpartition("arg")[2]
    return marker.lstrip("0123456789") or name if name.startswith("evt") else name
