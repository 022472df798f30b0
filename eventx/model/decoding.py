"""Logits to mentions: greedy, deterministic, vectorised over words and spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventx.model.windows import Window

SECOND_TYPE = 0.85  # least probability of a further type on a word
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class RawArgument:
    """A role filler before resolution: offsets, score, and the learned code distributions."""

    role: int
    start: int
    end: int
    score: float
    sectors: Floats
    countries: Floats


@dataclass(slots=True)
class RawMention:
    """A trigger before resolution."""

    type: int
    start: int
    end: int
    score: float
    sentence: int
    statuses: Floats
    contexts: Floats
    link: Floats
    arguments: list[RawArgument] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Decoder:
    """Thresholds and temperatures in array form.

    Attributes:
        trigger: Threshold of each event type.
        role: Threshold of each role.
        span: Least probability of an argument candidate.
        max_spans: Most candidates in a window.
        temperatures: Divisors of the logits of "trigger", "role", "status" and "context".
    """

    trigger: Floats
    role: Floats
    span: float
    max_spans: int
    temperatures: Mapping[str, float]

    @classmethod
    def from_config(
        cls,
        thresholds: Mapping[str, Any],
        temperatures: Mapping[str, float],
        types: list[str],
        roles: list[str],
        spans: int,
    ) -> Decoder:
        """Read the thresholds of a checkpoint; a type or role without its own takes the default."""

        def table(names: list[str], values: Mapping[str, float]) -> Floats:
            return np.array([values.get(name, values.get("default", 0.5)) for name in names], dtype=np.float32)

        return cls(
            trigger=table(types, thresholds.get("trigger", {})),
            role=table(roles, thresholds.get("role", {})),
            span=float(thresholds.get("span", 0.05)),
            max_spans=spans,
            temperatures=dict(temperatures),
        )

    def heat(self, name: str) -> float:
        """Temperature of a head, 1 if none was fitted."""
        return float(self.temperatures.get(name, 1.0))

    def triggers(self, window: Window, logits: Floats) -> tuple[Ints, Floats]:
        """Words and types above their thresholds in the owned part of a window.

        Args:
            window: The window.
            logits: (words, types).

        Returns:
            Pairs of (word, type), shape (n, 2), and their probabilities (n,).
        """
        low, high = window.owned
        probabilities = sigmoid(logits[low:high] / self.heat("trigger"))
        # A second type on one word is rare in any corpus, so it must be nearly certain.
        first = probabilities == probabilities.max(axis=1, keepdims=True)
        found = np.argwhere((probabilities > self.trigger) & (first | (probabilities > SECOND_TYPE)))
        scores = probabilities[found[:, 0], found[:, 1]]
        return found + np.array([low, 0]), scores

    def spans(self, starts: Floats, ends: Floats) -> Ints:
        """The argument candidates of a window as (first word, last word), likeliest first; inputs (words, size)."""
        logits = np.where(np.tri(len(starts), dtype=bool).T, starts @ ends.T, np.float32(-1e4))
        flat = logits.ravel()
        chosen = np.flatnonzero(flat > np.log(self.span / (1 - self.span)))
        if len(chosen) > self.max_spans:
            chosen = chosen[np.argpartition(-flat[chosen], self.max_spans)[: self.max_spans]]
        chosen = chosen[np.argsort(-flat[chosen], kind="stable")]
        return np.stack([chosen // logits.shape[1], chosen % logits.shape[1]], axis=-1)

    def mention(
        self,
        window: Window,
        word: int,
        kind: int,
        score: float,
        inside: Floats,
        statuses: Floats,
        contexts: Floats,
        link: Floats,
    ) -> RawMention:
        """A mention at a word, stretched over the words that continue its trigger; `inside` has a logit a word."""
        last = word
        while last + 1 < len(window.words) and last - word < 5 and inside[last + 1] > 0:
            last += 1
        return RawMention(
            type=kind,
            start=int(window.words[word, 0]),
            end=int(window.words[last, 1]),
            score=score,
            sentence=int(window.sentences[word]),
            statuses=softmax(statuses / self.heat("status")),
            contexts=sigmoid(contexts / self.heat("context")),
            link=link,
        )

    def arguments(
        self, window: Window, spans: Ints, roles: Floats, sectors: Floats, countries: Floats
    ) -> list[RawArgument]:
        """Fillers of one trigger: best first, one role a span, no overlap within a role.

        Args:
            window: The window.
            spans: Candidates (n, 2).
            roles: Role logits (n, roles).
            sectors: Sector logits (n, sectors).
            countries: Country logits (n, countries).
        """
        probabilities = sigmoid(roles / self.heat("role"))
        best = probabilities.argmax(axis=1)
        scores = probabilities[np.arange(len(best)), best]
        kept: list[RawArgument] = []
        taken: dict[int, list[tuple[int, int]]] = {}
        for index in np.argsort(-scores, kind="stable"):
            role = int(best[index])
            if scores[index] <= self.role[role]:
                continue
            first, last = int(spans[index, 0]), int(spans[index, 1])
            if any(first <= right and left <= last for left, right in taken.get(role, ())):
                continue
            taken.setdefault(role, []).append((first, last))
            kept.append(
                RawArgument(
                    role=role,
                    start=int(window.words[first, 0]),
                    end=int(window.words[last, 1]),
                    score=float(scores[index]),
                    sectors=softmax(sectors[index]),
                    countries=softmax(countries[index]),
                )
            )
        return sorted(kept, key=lambda argument: (argument.role, argument.start))


def sigmoid(x: Floats) -> Floats:
    """Logistic function, safe for large inputs."""
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * x))
    return result


def softmax(x: Floats) -> Floats:
    """Softmax over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Floats = e / e.sum(axis=-1, keepdims=True)
    return result
