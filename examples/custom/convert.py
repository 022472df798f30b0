"""Turn the marked-up corpus.txt into interchange JSONL: heldout.jsonl (every fourth document), train.jsonl (the rest).

    python examples/custom/convert.py

The markup: "@ id date" starts a document; `[quake|Earthquake 1]` is the trigger of mention 1, `[Lima|location 1 2]`
fills a role of mentions 1 and 2, `[Lima|location 1; destination 2]` two roles. Mentions "1" and "1b" are one event.

The rules of the annotation: a trigger is one word and tells of something that happened (drills, forecasts, "flooded
farm", "rescue team" are not marked); arguments stand in the sentence of their trigger; a span leaves out a leading
article or preposition; pronouns are not marked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from disasters import DISASTERS

import eventx

HERE = Path(__file__).parent
MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")
# The corpus has no country or sector codes: a layer that is not listed is masked in training, not learned as empty.
LAYERS = ["triggers", "spans", "arguments", "status", "coreference"]


class MarkupError(Exception):
    """Markup that cannot be read; the message names the document and the mark."""


def parse(source: str) -> Iterator[eventx.Document]:
    """Documents of the marked-up text."""
    for block in re.split(r"^@ ", source, flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        name, date = head.split()
        yield parse_document(name, date, " ".join(body.split()))


def parse_document(name: str, date: str, marked: str) -> eventx.Document:
    """One document with the spans of its marks."""
    text, position = "", 0
    triggers: dict[str, tuple[str, eventx.Trigger]] = {}
    arguments: dict[str, list[eventx.Argument]] = {}
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        position = mark.end()
        span = (mark[1], len(text), len(text) + len(mark[1]))
        text += mark[1]
        for part in mark[2].split(";"):
            label, *keys = part.split()
            if label in DISASTERS.names:
                if len(keys) != 1 or keys[0] in triggers or " " in mark[1]:
                    raise MarkupError(f"{name}: {mark[0]}: a trigger is one word and has a mention number of its own.")
                triggers[keys[0]] = (label, eventx.Trigger(*span))
            elif label in DISASTERS.roles and keys:
                for key in keys:
                    arguments.setdefault(key, []).append(
                        eventx.Argument(label, *span, kind=DISASTERS.roles[label].kind)
                    )
            else:
                raise MarkupError(f"{name}: {mark[0]}: {label!r} is neither a type nor a role with mention numbers.")
    text += marked[position:]
    if set("[]|") & set(text):
        raise MarkupError(f"{name}: stray bracket or bar in the text; a mark is [words|label number].")
    if lost := sorted(set(arguments) - set(triggers)):
        raise MarkupError(f"{name}: arguments of mentions without a trigger: {', '.join(lost)}.")
    mentions = []
    for key, (kind, trigger) in triggers.items():
        for argument in arguments.get(key, []):
            if argument.role not in DISASTERS.allowed(kind):
                raise MarkupError(f"{name}: {argument.text!r}: {kind} has no role {argument.role!r}.")
        found = tuple(arguments.get(key, []))
        mentions.append(eventx.Mention(f"e{key.rstrip('abc')}", kind, trigger, arguments=found))
    return eventx.Document(
        text, id=name, date=date, mentions=tuple(mentions), meta={"layers": LAYERS}, ontology=DISASTERS
    )


def main() -> int:
    try:
        documents = list(parse((HERE / "corpus.txt").read_text(encoding="utf-8")))
    except MarkupError as error:
        print(error, file=sys.stderr)
        return 1
    held_out = documents[::4]
    training = [document for document in documents if document not in held_out]
    for name, part in (("train.jsonl", training), ("heldout.jsonl", held_out)):
        with (HERE / name).open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(document.to_json(events=False) + "\n" for document in part)
        print(f"{name}: {len(part)} documents, {sum(len(document.mentions) for document in part)} mentions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
