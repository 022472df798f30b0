"""Confusion tables of types, statuses and roles: what was taken for what, what was missed, what was made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventx.document import Argument, Document, Mention
from eventx.evaluation.metrics import pair_arguments, pair_mentions

NONE = "(none)"


@dataclass(frozen=True)
class Confusion:
    """Counts by gold label (row) and predicted label (column).

    The label "(none)" as a row holds what was predicted where gold has nothing, as a column what was missed.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Confusion:
        """Count (gold, predicted) labels; labels are ordered by name, "(none)" last."""
        cells = Counter(pairs)
        labels = sorted({label for cell in cells for label in cell}, key=lambda label: (label == NONE, label))
        return cls(tuple(labels), tuple(tuple(cells[row, column] for column in labels) for row in labels))

    def errors(self) -> list[tuple[str, str, int]]:
        """(gold, predicted, count) of everything off the diagonal, most frequent first."""
        found = [
            (self.labels[i], self.labels[j], count)
            for i, row in enumerate(self.counts)
            for j, count in enumerate(row)
            if i != j and count
        ]
        return sorted(found, key=lambda item: (-item[2], item[:2]))

    def to_dict(self) -> dict[str, list[str] | list[list[int]]]:
        """As plain data."""
        return {"labels": list(self.labels), "counts": [list(row) for row in self.counts]}


def confusions(gold: Sequence[Document], predicted: Sequence[Document]) -> dict[str, Confusion]:
    """Tables "type", "status" and "role" of two sequences of the same documents.

    Types are compared on equal trigger spans. Statuses are compared on mentions with the right trigger and type, and
    roles on half-overlapping spans in such mentions.
    """
    types: list[tuple[str, str]] = []
    statuses: list[tuple[str, str]] = []
    roles: list[tuple[str, str]] = []
    for left, right in zip(gold, predicted, strict=True):
        types += _types(left, right)
        for a, b in pair_mentions(left, right):
            statuses.append((a.status, b.status))
            roles += _roles(a.arguments, b.arguments)
    return {"type": Confusion.of(types), "status": Confusion.of(statuses), "role": Confusion.of(roles)}


def _types(gold: Document, predicted: Document) -> Iterator[tuple[str, str]]:
    def by_place(mentions: Sequence[Mention]) -> dict[tuple[int, int], list[str]]:
        places: dict[tuple[int, int], list[str]] = {}
        for mention in mentions:
            places.setdefault((mention.trigger.start, mention.trigger.end), []).append(mention.type)
        return places

    left, right = by_place(gold.mentions), by_place(predicted.mentions)
    for place in sorted(left.keys() | right.keys()):
        wanted, found = left.get(place, []), right.get(place, [])
        same = list((Counter(wanted) & Counter(found)).elements())
        yield from ((name, name) for name in same)
        rest = sorted((Counter(wanted) - Counter(same)).elements())
        others = sorted((Counter(found) - Counter(same)).elements())
        yield from zip(rest, others, strict=False)
        yield from ((name, NONE) for name in rest[len(others) :])
        yield from ((NONE, name) for name in others[len(rest) :])


def _roles(gold: Sequence[Argument], predicted: Sequence[Argument]) -> Iterator[tuple[str, str]]:
    rest, others = list(gold), list(predicted)
    for labelled in (True, False):
        for a, b in pair_arguments(rest, others, labelled=labelled):
            yield a.role, b.role
            rest, others = _without(rest, a), _without(others, b)
    yield from ((item.role, NONE) for item in rest)
    yield from ((NONE, item.role) for item in others)


def _without(items: list[Argument], gone: Argument) -> list[Argument]:
    return [item for item in items if item is not gone]
