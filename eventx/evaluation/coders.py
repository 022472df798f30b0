"""Agreement of two coders, or of a model and a coder: Cohen's kappa, Krippendorff's alpha, F1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.evaluation.metrics import Counts, count_arguments, count_triggers, pair_mentions
from eventx.evaluation.scoring import aligned

_WORD = re.compile(r"\w+")
_NONE = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two annotations of the same documents agree; None where nothing can be measured.

    Attributes:
        documents: How many were compared.
        words: Words in them.
        matched_words: Words that both coders marked as triggers.
        type_kappa: Cohen's kappa of the type on the matched words.
        word_kappa: Cohen's kappa of the trigger type of every word, none included.
        word_alpha: Krippendorff's alpha (nominal) of the same.
        status_kappa: Cohen's kappa of the status, on mentions with the same trigger and type.
        TI: F1 of trigger spans.
        TC: F1 of trigger spans with types.
        argument_f1: F1 of attached arguments with roles, half overlap (AC+).
        argument_f1_exact: The same with equal spans.
    """

    documents: int
    words: int
    matched_words: int
    type_kappa: float | None
    word_kappa: float | None
    word_alpha: float | None
    status_kappa: float | None
    TI: float | None
    TC: float | None
    argument_f1: float | None
    argument_f1_exact: float | None

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {name: getattr(self, name) for name in self.__slots__}

    def to_text(self) -> str:
        """A list for a terminal."""
        return "\n".join(
            f"{name:<18}{'-' if value is None else value if isinstance(value, int) else format(value, '.3f')}"
            for name, value in self.to_dict().items()
        )

    def __str__(self) -> str:
        return self.to_text()


def agreement(annotations_a: Any, annotations_b: Any) -> Agreement:
    """Agreement of two annotations of the same documents.

    F1 is symmetric here: swapping the coders changes nothing. Kappa and alpha over words include the many words that
    nobody marked, so read them beside F1.

    Args:
        annotations_a: Documents, records or a path; matched with the other by id, or by order.
        annotations_b: The same, or an extractor.

    Raises:
        CorpusError: The two do not hold the same documents.
    """
    left, right = aligned(annotations_b, annotations_a)
    words = [pair for a, b in zip(left, right, strict=True) for pair in _word_labels(a, b)]
    matched = [pair for pair in words if _NONE not in pair]
    statuses = [(a.status, b.status) for pair in zip(left, right, strict=True) for a, b in pair_mentions(*pair)]
    counts = {"TI": Counts(), "TC": Counts(), "half": Counts(), "exact": Counts()}
    for a, b in zip(left, right, strict=True):
        counts["TI"] += count_triggers(a, b, typed=False)
        counts["TC"] += count_triggers(a, b)
        counts["half"] += count_arguments(a, b)
        counts["exact"] += count_arguments(a, b, overlap=False)
    return Agreement(
        documents=len(left),
        words=len(words),
        matched_words=len(matched),
        type_kappa=_kappa(matched),
        word_kappa=_kappa(words),
        word_alpha=krippendorff_alpha(words) if words else None,
        status_kappa=_kappa(statuses),
        TI=_f1(counts["TI"]),
        TC=_f1(counts["TC"]),
        argument_f1=_f1(counts["half"]),
        argument_f1_exact=_f1(counts["exact"]),
    )


def cohen_kappa(a: Sequence[Hashable], b: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two coders' labels of the same items.

    Cohen (1960), "A coefficient of agreement for nominal scales".

    Returns:
        Agreement beyond chance, at most 1; None if chance agreement is complete, as when both always give one label.

    Raises:
        CorpusError: No item, or not the same number of labels.
    """
    if len(a) != len(b) or not a:
        raise CorpusError(f"kappa needs the same items from both coders, at least one; found {len(a)} and {len(b)}.")
    total = len(a)
    observed = sum(x == y for x, y in zip(a, b, strict=True)) / total
    left, right = Counter(a), Counter(b)
    # In whole numbers, so that complete chance agreement is recognised exactly.
    chance = sum(count * right[label] for label, count in left.items())
    if chance == total * total:
        return None
    expected = chance / total**2
    return (observed - expected) / (1 - expected)


def krippendorff_alpha(units: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha for nominal data, any number of coders, with gaps.

    Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", sections C and D.

    Args:
        units: The labels that each unit got, one a coder; None where a coder gave none.

    Returns:
        1 - observed / expected disagreement; None if all labels are equal or no unit has two.
    """
    pairable = [labels for unit in units if len(labels := [item for item in unit if item is not None]) > 1]
    totals = Counter(label for labels in pairable for label in labels)
    count = sum(totals.values())
    expected = count * count - sum(number * number for number in totals.values())
    if not expected:
        return None
    observed = 0.0
    for labels in pairable:
        size = len(labels)
        observed += (size * size - sum(number * number for number in Counter(labels).values())) / (size - 1)
    return 1 - (count - 1) * observed / expected


def _word_labels(a: Document, b: Document) -> Iterator[tuple[str, str]]:
    """The types that each coder gave every word; several are joined, none is the empty label."""
    spans = [match.span() for match in _WORD.finditer(a.text)]

    def labels(document: Document) -> list[str]:
        found: list[set[str]] = [set() for _ in spans]
        for mention in document.mentions:
            for place, (start, end) in enumerate(spans):
                if start < mention.trigger.end and mention.trigger.start < end:
                    found[place].add(mention.type)
        return ["+".join(sorted(types)) if types else _NONE for types in found]

    return zip(labels(a), labels(b), strict=True)


def _kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    return cohen_kappa([a for a, _ in pairs], [b for _, b in pairs]) if pairs else None


def _f1(counts: Counts) -> float | None:
    return counts.f1 if counts.gold + counts.predicted else None
