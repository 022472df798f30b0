"""Which mentions tell of one happening: pairwise scores, average linkage, and links that cannot be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventx.document import Argument, Mention

FEATURES = ("bias", "link", "same_word", "same_status", "sentences", "shared_arguments", "clash")
DEFAULT_WEIGHTS: dict[str, float] = {
    "bias": -1.2,
    "link": 0.5,
    "same_word": 0.9,
    "same_status": 0.3,
    "sentences": -0.25,
    "shared_arguments": 0.8,
    "clash": -2.5,
}
NEIGHBOURHOOD = 40  # candidates of one type looked back at, which keeps a long document linear


@dataclass(frozen=True, slots=True)
class Linkable:
    """A mention with what linking needs beside it.

    Attributes:
        mention: The resolved mention.
        sentence: Its sentence's number in the document.
        link: Coreference vector of the model, or None.
    """

    mention: Mention
    sentence: int
    link: NDArray[np.float32] | None = None


def _signature(argument: Argument) -> frozenset[str]:
    words = frozenset(argument.text.casefold().split())
    return words | {argument.country} if argument.country else words


def _codes(mention: Mention, roles: Sequence[str]) -> set[str]:
    return {
        argument.country for argument in mention.arguments if argument.role in roles and argument.country is not None
    }


def pair_features(left: Linkable, right: Linkable, link_bias: float = 0.0) -> list[float]:
    """Values of FEATURES for two mentions of one type."""
    a, b = left.mention, right.mention
    link = 0.0
    if left.link is not None and right.link is not None:
        link = float(left.link @ right.link) / math.sqrt(len(left.link)) + link_bias
    shared = 0
    for argument in a.arguments:
        mine = _signature(argument)
        if any(
            argument.role == other.role and len(mine & _signature(other)) * 2 >= min(len(mine), 4)
            for other in b.arguments
        ):
            shared += 1
    return [
        1.0,
        max(-6.0, min(6.0, link)),
        float(_stem(a.trigger.text) == _stem(b.trigger.text)),
        float(a.status == b.status),
        min(abs(left.sentence - right.sentence), 8),
        min(shared, 3),
        float(_clash(a, b)),
    ]


def _stem(word: str) -> str:
    word = word.casefold()
    for ending in ("ings", "ing", "ions", "ion", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _clash(a: Mention, b: Mention) -> bool:
    """Whether two mentions cannot be one event: disjoint days, places in different countries, or disjoint parties."""
    dates = [{item.value for item in mention.of("time") if item.value and len(item.value) == 10} for mention in (a, b)]
    if dates[0] and dates[1] and not dates[0] & dates[1]:
        return True
    places = [_codes(mention, ("location",)) for mention in (a, b)]
    if places[0] and places[1] and not places[0] & places[1]:
        return True
    parties = [_codes(mention, ("actor", "recipient")) for mention in (a, b)]
    return bool(parties[0] and parties[1] and not parties[0] & parties[1])


def cluster(
    mentions: Sequence[Linkable], *, weights: Mapping[str, float] | None = None, link_bias: float = 0.0
) -> list[int]:
    """Cluster number of each mention, counted from 0 in text order.

    Mentions of one type are joined greedily, in text order, to the earlier cluster with the best mean score above 0; a
    clash with any member forbids it.
    """
    table = {**DEFAULT_WEIGHTS, **(weights or {})}
    values = np.array([table[name] for name in FEATURES])
    clash = FEATURES.index("clash")
    groups: dict[str, list[list[int]]] = {}
    labels: dict[int, list[int]] = {}
    for index in sorted(range(len(mentions)), key=lambda i: mentions[i].mention.trigger.start):
        item = mentions[index]
        known = groups.setdefault(item.mention.type, [])
        best: list[int] | None = None
        best_score = 0.0
        for group in known[-NEIGHBOURHOOD:]:
            rows = np.array([pair_features(mentions[other], item, link_bias) for other in group[-4:]])
            score = float((rows @ values).mean())
            if score > best_score and not rows[:, clash].any():
                best, best_score = group, score
        if best is None:
            best = []
            known.append(best)
        best.append(index)
        labels[index] = best
    numbers: dict[int, int] = {}
    result = [0] * len(mentions)
    for index in sorted(range(len(mentions)), key=lambda i: mentions[i].mention.trigger.start):
        result[index] = numbers.setdefault(id(labels[index]), len(numbers))
    return result
