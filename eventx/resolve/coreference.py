"""Which mentions tell of one happening: pairwise scores, average linkage, and links that cannot be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import mul

import numpy as np
from numpy.typing import NDArray

from eventx.document import Mention

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
# How far back a mention looks: clusters of its type, members of a cluster, sentences. It keeps long documents linear.
CLUSTERS_BACK, MEMBERS_BACK, SENTENCES_BACK = 16, 3, 40
MOST_SHARED = 3
_ENDINGS = ("ings", "ing", "ions", "ion", "ed", "es", "s")


class Linkable:
    """A mention with what linking needs, worked out once.

    Args:
        mention: The resolved mention.
        sentence: Its sentence's number in the document.
        link: Coreference vector of the model, or None.
    """

    __slots__ = ("days", "link", "mention", "parties", "places", "sentence", "signatures", "stem")

    def __init__(self, mention: Mention, sentence: int, link: NDArray[np.float32] | None = None) -> None:
        self.mention, self.sentence, self.link = mention, sentence, link
        self.stem = _stem(mention.trigger.text)
        self.days: set[str] = set()
        self.places: set[str] = set()
        self.parties: set[str] = set()
        self.signatures: list[tuple[str, frozenset[str]]] = []
        for item in mention.arguments:
            role, country = item.role, item.country
            words = item.text.casefold().split()
            self.signatures.append((role, frozenset([*words, country] if country else words)))
            if role == "time" and item.value and len(item.value) == 10:
                self.days.add(item.value)
            elif role == "location" and country:
                self.places.add(country)
            elif country and role in ("actor", "recipient"):
                self.parties.add(country)


def _stem(word: str) -> str:
    word = word.casefold()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def clash(a: Linkable, b: Linkable) -> bool:
    """Whether two mentions cannot be one event: other days, places in other countries, or other parties."""
    return any(
        left and right and left.isdisjoint(right)
        for left, right in ((a.days, b.days), (a.places, b.places), (a.parties, b.parties))
    )


def pair_features(a: Linkable, b: Linkable, link_bias: float = 0.0) -> list[float]:
    """Values of FEATURES for two mentions of one type."""
    return [*_simple(a, b, link_bias), float(_shared(a, b)), float(clash(a, b))]


def _simple(a: Linkable, b: Linkable, link_bias: float) -> tuple[float, float, float, float, float]:
    """The features before `shared_arguments`."""
    link = 0.0
    if a.link is not None and b.link is not None:
        link = float(a.link @ b.link) / math.sqrt(len(a.link)) + link_bias
    return (
        1.0,
        max(-6.0, min(6.0, link)),
        float(a.stem == b.stem),
        float(a.mention.status == b.mention.status),
        float(min(abs(a.sentence - b.sentence), 8)),
    )


def _shared(a: Linkable, b: Linkable) -> int:
    """Arguments of `a` that `b` has too, in the same role and half of their words; at most 3."""
    count = 0
    for role, mine in a.signatures:
        needed = min(len(mine), 4)
        for other, theirs in b.signatures:
            if role == other and 2 * len(mine & theirs) >= needed:
                count += 1
                break
        if count == MOST_SHARED:
            break
    return count


def cluster(
    mentions: Sequence[Linkable], *, weights: Mapping[str, float] | None = None, link_bias: float = 0.0
) -> list[int]:
    """Cluster number of each mention, counted from 0 in text order.

    Mentions of one type are joined greedily, in text order, to the earlier cluster with the best mean score above 0; a
    clash with a member forbids it. A mention looks back over SENTENCES_BACK sentences.
    """
    table = {**DEFAULT_WEIGHTS, **(weights or {})}
    *simple, by_shared, _ = (table[name] for name in FEATURES)
    most = max(0.0, MOST_SHARED * by_shared)
    known: dict[str, list[list[int]]] = {}
    numbers = [0] * len(mentions)
    count = 0
    for index in sorted(range(len(mentions)), key=lambda i: mentions[i].mention.trigger.start):
        item = mentions[index]
        clusters = known.setdefault(item.mention.type, [])
        best: list[int] | None = None
        best_score = 0.0
        for members in clusters[-CLUSTERS_BACK:]:
            if item.sentence - mentions[members[-1]].sentence > SENTENCES_BACK:
                continue
            others = [mentions[other] for other in members[-MEMBERS_BACK:]]
            score = sum(sum(map(mul, _simple(other, item, link_bias), simple)) for other in others) / len(others)
            # Arguments cost most to compare, and seldom can they still decide.
            if score + most <= best_score or any(clash(other, item) for other in others):
                continue
            score += by_shared * sum(_shared(other, item) for other in others) / len(others)
            if score > best_score:
                best, best_score = members, score
        if best is None:
            clusters.append([index])
            numbers[index], count = count, count + 1
        else:
            numbers[index] = numbers[best[0]]
            best.append(index)
    return numbers
