"""MUC-4 templates as JSON lines: {"docid", "doctext", "templates" | "extracts"} (Du et al. 2021, GRIT and GTT).

A template has an incident type and, for each role, entities as lists of [mention, character offset]. It names no
trigger: the first mention of a word for the incident (attack, bombing, ...) stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from eventx.document import Document
from eventx.io.align import align
from eventx.io.files import Source
from eventx.io.jsonl import json_lines
from eventx.io.reading import Reading, Where

# Templates are of whole documents, and their triggers are guessed: neither is a label for words.
LAYERS = ("spans",)
_WORDS = {
    "attack": r"attack\w*|assault\w*|kill\w*|murder\w*|assassinat\w*|ambush\w*",
    "bombing": r"bomb\w*|explo\w*|dynamite\w*|blast\w*|attack\w*",
    "kidnapping": r"kidnap\w*|abduct\w*|seiz\w*|hostage\w*",
    "arson": r"arson\w*|burn\w*|fire\w*|set\s+fire",
    "robbery": r"rob\w*|stole\w*|steal\w*|loot\w*",
    "forced work stoppage": r"stoppage\w*|strike\w*|halt\w*",
}
_NO_ROLE = frozenset({"incident_type", "message-template", "message-id"})


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """A document each, with a mention for each template."""
    for where, record in json_lines(source, reading):
        data = reading.attempt(where, _data, record, where, reading)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def _data(record: Mapping[str, Any], where: Where, reading: Reading) -> dict[str, Any]:
    where = Where(where.source, where.record, record["docid"])
    text = record["doctext"]
    templates = record["templates"] if "templates" in record else [record["extracts"]]

    def span(words: str, offset: int) -> dict[str, Any]:
        start, end = align(text, offset, offset + len(words), words, reading.report)
        return {"text": text[start:end], "start": start, "end": end}

    mentions = []
    for number, template in enumerate(templates, 1):
        arguments = []
        for role, entities in template.items():
            if role in _NO_ROLE or not isinstance(entities, list):
                continue
            for entity in entities:
                # The mentions of an entity are alternatives; the first is the gold standard's own choice.
                words, offset = _first(entity)
                found = reading.attempt_span(where, "argument", span, words, offset)
                if found is not None:
                    arguments.append({"role": role, **found})
        kind = str(template.get("incident_type") or "").split(" / ")[0].strip().lower()
        if not arguments and not kind:
            continue
        trigger = _trigger(text, kind, arguments)
        mentions.append({"event": f"e{number}", "type": _name(kind), "trigger": trigger, "arguments": arguments})
    return {"id": record["docid"], "text": text, "mentions": mentions, "layers": list(LAYERS)}


def _first(entity: Any) -> tuple[str, int]:
    """Words and offset of [[mention, offset], ...], [mention, offset] or [mention, ...]."""
    first = entity[0]
    if isinstance(first, str):
        return first, entity[1] if len(entity) > 1 and isinstance(entity[1], int) else 0
    return str(first[0]), int(first[1]) if len(first) > 1 else 0


def _trigger(text: str, kind: str, arguments: list[dict[str, Any]]) -> dict[str, Any]:
    """The word for the incident that is nearest to its first argument; without one, the first word of the text."""
    near = arguments[0]["start"] if arguments else 0
    words = _WORDS.get(kind) or "|".join([*_WORDS.values(), *filter(None, [re.escape(kind)])])
    places = [found.span() for found in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE)]
    places = places or [found.span() for found in re.finditer(r"\w+", text)][:1]
    start, end = min(places, key=lambda place: abs(place[0] - near))
    return {"text": text[start:end], "start": start, "end": end}


def _name(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split()) or "Incident"
