"""A document's text cut at every span's edge, with what covers each piece and the underline lane of each argument."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from eventx.document import Document

LANES = 4


@dataclass(frozen=True, slots=True)
class Covering:
    """A trigger (`role` None) or argument that covers a piece of text, of the event with this number."""

    event: int
    role: str | None
    start: int
    end: int
    lane: int = 0
    status: str = "actual"


@dataclass(slots=True)
class Segment:
    """A piece of text between two neighbouring span edges.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last one.
        triggers: Triggers that cover it, by event number.
        arguments: Arguments that cover it, by event number.
    """

    start: int
    end: int
    triggers: list[Covering] = field(default_factory=list)
    arguments: list[Covering] = field(default_factory=list)


def event_numbers(document: Document) -> list[int]:
    """The number, from 1, of each mention's event, in the order of `document.events`."""
    seen: dict[tuple[str, str], int] = {}
    return [seen.setdefault((mention.event, mention.type), len(seen) + 1) for mention in document.mentions]


def segments(document: Document) -> list[Segment]:
    """Cut the text of a document at every span edge.

    Returns:
        Segments in text order; joined, they are the whole text.
    """
    spans = list(_coverings(document))
    edges: dict[int, list[Covering]] = defaultdict(list)
    for span in spans:
        edges[span.start].append(span)
    cuts = sorted({0, len(document.text), *(span.start for span in spans), *(span.end for span in spans)})
    active: list[Covering] = []
    pieces = []
    for start, end in pairwise(cuts):
        active = [span for span in active if span.end > start] + edges[start]
        ordered = sorted(active, key=lambda span: (span.event, span.role or ""))
        triggers = [span for span in ordered if span.role is None]
        pieces.append(Segment(start, end, triggers, [span for span in ordered if span.role is not None]))
    return pieces


def _coverings(document: Document) -> Iterator[Covering]:
    lanes = _lanes(document)
    seen: set[tuple[int, str | None, int, int]] = set()
    for number, mention in zip(event_numbers(document), document.mentions, strict=True):
        trigger = mention.trigger
        if (key := (number, None, trigger.start, trigger.end)) not in seen:
            seen.add(key)
            yield Covering(number, None, trigger.start, trigger.end, status=mention.status)
        for argument in mention.arguments:
            place = (argument.start, argument.end, argument.role)
            if (item := (number, argument.role, argument.start, argument.end)) not in seen:
                seen.add(item)
                yield Covering(number, argument.role, argument.start, argument.end, lane=lanes[place])


def _lanes(document: Document) -> dict[tuple[int, int, str], int]:
    """Lane of each (start, end, role): overlapping ones differ, and an inner span lies nearer to the text.

    Spans beyond the last lane share it.
    """
    places = {(item.start, item.end, item.role) for mention in document.mentions for item in mention.arguments}
    taken: list[list[tuple[int, int]]] = [[] for _ in range(LANES)]
    lanes = {}
    for start, end, role in sorted(places, key=lambda place: (place[1] - place[0], place)):
        lane = next((index for index, spans in enumerate(taken) if _free(spans, start, end)), LANES - 1)
        if _free(taken[lane], start, end):
            bisect.insort(taken[lane], (start, end))
        lanes[start, end, role] = lane
    return lanes


def _free(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether [start, end) touches none of `spans`, which are sorted and disjoint."""
    index = bisect.bisect_left(spans, (start, end))
    before_ok = index == 0 or spans[index - 1][1] <= start
    return before_ok and (index == len(spans) or spans[index][0] >= end)
