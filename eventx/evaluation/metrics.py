"""Counts behind every score: what is gold, what was predicted, what matched.

Names and definitions follow TextEE (Huang et al. 2024, "TextEE: Benchmark, Reevaluation, Reflections, and Future
Challenges in Event Extraction", and its scorer): TI and TC are trigger identification and classification; AI and AC
compare arguments by event type and span (and role) anywhere in the document; AI+ and AC+ also require the right
trigger with the right type. All six count sets, so a repeated item counts once. TextEE matches spans exactly; half
overlap, where the shared characters are at least half of the longer span, is the lenient variant beside it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from eventx.document import Argument, Document, Mention


@dataclass(slots=True)
class Counts:
    """Gold, predicted and matched items."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.gold + other.gold, self.predicted + other.predicted, self.matched + other.matched)

    @property
    def precision(self) -> float:
        """Matched over predicted; 0 where nothing was predicted."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Matched over gold; 0 where there is no gold."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing matched."""
        total = self.gold + self.predicted
        return 2 * self.matched / total if total else 0.0


def count_equal(gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> Counts:
    """Counts over sets of comparable items."""
    left, right = set(gold), set(predicted)
    return Counts(len(left), len(right), len(left & right))


def half_overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two (start, end) spans share at least half of the longer one."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0 and 2 * shared >= max(a[1] - a[0], b[1] - b[0])


def pair_mentions(gold: Document, predicted: Document) -> list[tuple[Mention, Mention]]:
    """Mentions with the same trigger span and type, one to one, as (gold, predicted)."""
    known: dict[tuple[int, int, str], list[Mention]] = {}
    for mention in predicted.mentions:
        known.setdefault(_trigger_key(mention), []).append(mention)
    pairs = []
    for mention in gold.mentions:
        others = known.get(_trigger_key(mention))
        if others:
            pairs.append((mention, others.pop(0)))
    return pairs


def _trigger_key(mention: Mention) -> tuple[int, int, str]:
    return mention.trigger.start, mention.trigger.end, mention.type


def count_arguments(
    gold: Document,
    predicted: Document,
    *,
    overlap: bool = True,
    roles: Sequence[str] | None = None,
    labelled: bool = True,
    attached: bool = True,
) -> Counts:
    """AC+, or AI+ if not `labelled`, AC if not `attached`, AI if neither.

    Args:
        gold: What is right.
        predicted: What was found in the same text.
        overlap: Spans match by half overlap, one to one, closest first; else they must be equal, as in TextEE.
        roles: Count these roles only.
        labelled: The role must be right.
        attached: The trigger's span must be right too, not the event type alone.
    """

    def spans(document: Document) -> dict[Hashable, set[tuple[int, int]]]:
        groups: dict[Hashable, set[tuple[int, int]]] = {}
        for mention in document.mentions:
            owner: Hashable = _trigger_key(mention) if attached else mention.type
            for item in mention.arguments:
                if roles is None or item.role in roles:
                    key = (owner, item.role if labelled else None)
                    groups.setdefault(key, set()).add((item.start, item.end))
        return groups

    left, right = spans(gold), spans(predicted)
    counts = Counts(sum(map(len, left.values())), sum(map(len, right.values())))
    for key, items in left.items():
        counts.matched += _count_spans(items, right.get(key, set()), overlap)
    return counts


def _count_spans(gold: set[tuple[int, int]], predicted: set[tuple[int, int]], overlap: bool) -> int:
    """How many spans match, one to one: equal ones first, then those that share most."""
    equal = gold & predicted
    if not overlap:
        return len(equal)
    near = [
        ((max(a[0], b[0]) - min(a[1], b[1])) / (max(a[1], b[1]) - min(a[0], b[0])), a, b)
        for a in gold - equal
        for b in predicted - equal
        if half_overlap(a, b)
    ]
    used: set[tuple[str, tuple[int, int]]] = set()
    for _, a, b in sorted(near):
        if ("gold", a) not in used and ("predicted", b) not in used:
            used |= {("gold", a), ("predicted", b)}
    return len(equal) + len(used) // 2


def pair_arguments(
    gold: Sequence[Argument], predicted: Sequence[Argument], *, overlap: bool = True, labelled: bool = True
) -> list[tuple[Argument, Argument]]:
    """One-to-one matches of two mentions' arguments, exact spans first."""
    free = list(predicted)
    pairs: list[tuple[Argument, Argument]] = []
    rest: list[Argument] = []
    for item in gold:
        for other in free:
            if (item.start, item.end) == (other.start, other.end) and (item.role == other.role or not labelled):
                pairs.append((item, other))
                free.remove(other)
                break
        else:
            rest.append(item)
    if overlap:
        for item in rest:
            for other in free:
                same = item.role == other.role or not labelled
                if same and half_overlap((item.start, item.end), (other.start, other.end)):
                    pairs.append((item, other))
                    free.remove(other)
                    break
    return pairs


def count_triggers(gold: Document, predicted: Document, *, typed: bool = True) -> Counts:
    """TC, or TI if not `typed`."""

    def keys(document: Document) -> list[tuple[int, int, str]]:
        return [
            (mention.trigger.start, mention.trigger.end, mention.type if typed else "") for mention in document.mentions
        ]

    return count_equal(keys(gold), keys(predicted))


def quick_scores(gold: Sequence[Document], predicted: Sequence[Document]) -> dict[str, float]:
    """The few figures that training watches: TC, TI, AC+ and AI+ (half overlap), status accuracy, code accuracy."""
    typed, plain, labelled, bare = Counts(), Counts(), Counts(), Counts()
    status, paired, country, sector, coded = 0, 0, 0, 0, 0
    for left, right in zip(gold, predicted, strict=True):
        typed += count_triggers(left, right)
        plain += count_triggers(left, right, typed=False)
        labelled += count_arguments(left, right)
        bare += count_arguments(left, right, labelled=False)
        for a, b in pair_mentions(left, right):
            paired += 1
            status += a.status == b.status
            for x, y in pair_arguments(a.arguments, b.arguments):
                if x.kind == "actor":
                    coded += 1
                    country += x.country == y.country
                    sector += x.sector == y.sector
    return {
        "TC": typed.f1,
        "TC_precision": typed.precision,
        "TC_recall": typed.recall,
        "TI": plain.f1,
        "AC+": labelled.f1,
        "AC+_precision": labelled.precision,
        "AC+_recall": labelled.recall,
        "AI+": bare.f1,
        "status": status / paired if paired else 0.0,
        "country": country / coded if coded else 0.0,
        "sector": sector / coded if coded else 0.0,
    }
