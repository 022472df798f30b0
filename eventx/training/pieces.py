"""Annotated passages cut into runs of whole sentences, so that a model learns to read short texts as well."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from eventx.document import Argument, Document, Trigger
from eventx.model.sentences import sentence_starts


def pieces(document: Document, *, longest: int = 1, seed: int | None = None) -> Iterator[Document]:
    """Cut a document into pieces of `longest` sentences, or of 1 to `longest` at random with a seed.

    A mention goes with its trigger; what it takes from sentences outside the piece is dropped. Offsets are those of the
    piece, whose id is the document's with "#start" behind it.
    """
    generator = random.Random(seed) if seed is not None else None
    starts = [*sentence_starts(document.text), len(document.text)]
    first = 0
    while first < len(starts) - 1:
        last = min(first + (generator.randint(1, longest) if generator else longest), len(starts) - 1)
        yield from _piece(document, starts[first], starts[last])
        first = last


def shortened(documents: Sequence[Document], share: float, *, longest: int = 2, seed: int = 0) -> list[Document]:
    """The documents, a random `share` of them in pieces of 1 to `longest` sentences in place of the whole."""
    generator = random.Random(seed)
    result: list[Document] = []
    for document in documents:
        if generator.random() < share:
            result += pieces(document, longest=longest, seed=generator.randrange(1 << 30))
        else:
            result.append(document)
    return result


def _piece(document: Document, low: int, high: int) -> Iterator[Document]:
    text = document.text[low:high]
    low += len(text) - len(text.lstrip())
    text = text.strip()
    high = low + len(text)
    if not any(char.isalnum() for char in text):
        return
    mentions = []
    for mention in document.mentions:
        trigger = mention.trigger
        if low <= trigger.start and trigger.end <= high:
            mentions.append(
                mention.replace(
                    trigger=Trigger(trigger.text, trigger.start - low, trigger.end - low),
                    arguments=tuple(
                        _moved(item, low) for item in mention.arguments if low <= item.start and item.end <= high
                    ),
                )
            )
    yield document.replace(id=f"{document.id}#{low}", text=text, mentions=tuple(mentions))


def _moved(argument: Argument, low: int) -> Argument:
    return argument.replace(start=argument.start - low, end=argument.end - low)
