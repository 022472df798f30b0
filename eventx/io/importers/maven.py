"""MAVEN (Wang et al. 2020) and MAVEN-Arg (Wang et al. 2024): events of Wikipedia articles with coreference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eventx.document import Document
from eventx.errors import InputError
from eventx.io.align import align
from eventx.io.files import Source
from eventx.io.importers.tokens import TokenText
from eventx.io.jsonl import json_lines
from eventx.io.reading import Reading, Where

LAYERS = ("triggers", "coreference")
LAYERS_ARG = ("triggers", "spans", "arguments", "coreference")


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """A document each. MAVEN counts tokens within a sentence, end not included; MAVEN-Arg characters of the text."""
    for where, record in json_lines(source, reading):
        data = reading.attempt(where, _arg if "document" in record else _plain, record, where, reading)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def _plain(record: Mapping[str, Any], where: Where, reading: Reading) -> dict[str, Any]:
    where = Where(where.source, where.record, record["id"])
    tokens = TokenText([sentence["tokens"] for sentence in record["content"]])
    mentions = []
    for number, event in enumerate(record["events"], 1):
        for item in event["mention"]:
            trigger = reading.attempt_span(where, "mention", _trigger, tokens, item)
            if trigger is not None:
                mentions.append({"event": f"e{number}", "type": event["type"], "trigger": trigger})
    return _document(record, tokens.text, mentions, LAYERS)


def _trigger(tokens: TokenText, item: Mapping[str, Any]) -> dict[str, Any]:
    begin = tokens.starts[item["sent_id"]]
    first, last = item["offset"]
    span = tokens.span(begin + first, begin + last)
    if span["text"].lower() != item["trigger_word"].lower():
        raise InputError(
            f"sentence {item['sent_id']}, tokens {first} to {last} are {span['text']!r}, not {item['trigger_word']!r}."
        )
    return span


def _arg(record: Mapping[str, Any], where: Where, reading: Reading) -> dict[str, Any]:
    where = Where(where.source, where.record, record["id"])
    text = record["document"]

    def span(item: Mapping[str, Any], words: str) -> dict[str, Any]:
        first, last = item["offset"]
        start, end = align(text, first, last, item[words], reading.report)
        return {"text": text[start:end], "start": start, "end": end}

    entities = {entity["id"]: entity["mention"] for entity in record.get("entities") or ()}
    mentions = []
    for number, event in enumerate(record["events"], 1):
        found = [
            (item, reading.attempt_span(where, "mention", span, item, "trigger_word")) for item in event["mention"]
        ]
        for _, trigger in found:
            if trigger is None:
                continue
            arguments = []
            for role, fillers in (event.get("argument") or {}).items():
                for filler in fillers:
                    # An entity has many mentions; the one nearest to the trigger stands for it.
                    places = entities.get(filler["entity_id"], []) if "entity_id" in filler else [filler]
                    words = "mention" if "entity_id" in filler else "content"
                    nearest = sorted(places, key=lambda item, at=trigger["start"]: abs(item["offset"][0] - at))[:1]
                    for item in nearest:
                        filled = reading.attempt_span(where, "argument", span, item, words)
                        if filled is not None:
                            arguments.append({"role": role, **filled})
            mentions.append({"event": f"e{number}", "type": event["type"], "trigger": trigger, "arguments": arguments})
    return _document(record, text, mentions, LAYERS_ARG)


def _document(
    record: Mapping[str, Any], text: str, mentions: list[dict[str, Any]], layers: tuple[str, ...]
) -> dict[str, Any]:
    mentions.sort(key=lambda item: (item["trigger"]["start"], item["trigger"]["end"]))
    return {
        "id": record["id"],
        "title": record.get("title"),
        "text": text,
        "mentions": mentions,
        "layers": list(layers),
    }
