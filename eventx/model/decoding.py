"""Logits to mentions: greedy, deterministic, vectorised over words and spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
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
        near_spans: Candidates nearest to a trigger that may fill its roles.
        temperatures: Divisors of the logits of "trigger", "role", "status" and "context".
    """

    trigger: Floats
    role: Floats
    span: float
    max_spans: int
    temperatures: Mapping[str, float]
    near_spans: int = 48

    @classmethod
    def from_config(
        cls,
        thresholds: Mapping[str, Any],
        temperatures: Mapping[str, float],
        types: list[str],
        roles: list[str],
        spans: int,
        near: int,
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
            near_spans=near,
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
        return self.candidates(starts @ ends.T)

    def candidates(self, logits: Floats) -> Ints:
        """`spans` from span logits (words, words): a graph multiplies starts and ends on the thread that runs it."""
        first, last = np.nonzero(logits > np.log(self.span / (1 - self.span)))
        ordered = first <= last
        first, last = first[ordered], last[ordered]
        worst = -logits[first, last]
        if len(worst) > self.max_spans:
            chosen = np.argpartition(worst, self.max_spans)[: self.max_spans]
            first, last, worst = first[chosen], last[chosen], worst[chosen]
        order = np.argsort(worst, kind="stable")
        return np.stack([first[order], last[order]], axis=-1)

    def nearest(self, words: Ints, spans: Ints) -> Ints:
        """Which candidates each trigger is judged with, as rows of ascending indices (n, min(s, near_spans)).

        Nearly all fillers lie close by, and judging every pair costs more than the rest of the heads together.

        Args:
            words: Word of each trigger (n,).
            spans: Candidates, likeliest first (s, 2); of equally near ones the likelier are taken.
        """
        start, end = spans.T
        if len(spans) <= self.near_spans:
            return np.broadcast_to(np.arange(len(spans)), (len(words), len(spans)))
        distances = np.maximum(np.maximum(start - words[:, None], words[:, None] - end), 0)
        return np.sort(np.argsort(distances, axis=1, kind="stable")[:, : self.near_spans], axis=1)

    def mentions(
        self,
        window: Window,
        pairs: Ints,
        probabilities: Floats,
        spans: Ints,
        inside: Floats,
        roles: Floats,
        statuses: Floats,
        contexts: Floats,
        links: Floats,
        sectors: Floats,
        countries: Floats,
    ) -> list[RawMention]:
        """Mentions of all triggers of a window at once: `mention` and `arguments` of each, in a fraction of the time.

        Args:
            window: The window.
            pairs: (word, type) of each trigger (n, 2).
            probabilities: Of the triggers (n,).
            spans: Argument candidates (s, 2); the arrays below may have more, as padding.
            inside: Logits that a word continues the trigger before it (words,).
            roles: Role logits (n, s, roles).
            statuses: Status logits (n, statuses).
            contexts: Context logits (n, contexts).
            links: Coreference vectors (n, size).
            sectors: Sector logits (s, sectors).
            countries: Country logits (s, countries).
        """
        fillers = self._fillers(window, spans, roles[:, : len(spans)], sectors, countries)
        status_shares = softmax(statuses / self.heat("status"))
        context_shares = sigmoid(contexts / self.heat("context"))
        return [
            RawMention(
                type=kind,
                start=int(window.words[word, 0]),
                end=int(window.words[self._last(window, word, inside), 1]),
                score=score,
                sentence=int(window.sentences[word]),
                statuses=status_shares[row],
                contexts=context_shares[row],
                link=links[row],
                arguments=fillers[row],
            )
            for row, ((word, kind), score) in enumerate(zip(pairs.tolist(), probabilities.tolist(), strict=True))
        ]

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
        return RawMention(
            type=kind,
            start=int(window.words[word, 0]),
            end=int(window.words[self._last(window, word, inside), 1]),
            score=score,
            sentence=int(window.sentences[word]),
            statuses=softmax(statuses / self.heat("status")),
            contexts=sigmoid(contexts / self.heat("context")),
            link=link,
        )

    def _last(self, window: Window, word: int, inside: Floats) -> int:
        """Last word of the trigger that starts at a word."""
        last = word
        while last + 1 < len(window.words) and last - word < 5 and inside[last + 1] > 0:
            last += 1
        return last

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
        return self._fillers(window, spans, roles[None], sectors, countries)[0]

    def _fillers(
        self, window: Window, spans: Ints, roles: Floats, sectors: Floats, countries: Floats
    ) -> list[list[RawArgument]]:
        """Fillers of each trigger of a window; `roles` is (triggers, n, roles)."""
        best = roles.argmax(axis=2)
        scores = sigmoid(roles.max(axis=2) / self.heat("role"))
        rows, columns = np.nonzero(scores > self.role[best])
        values = scores[rows, columns]
        order = np.lexsort((-values, rows))
        rows, columns = rows[order], columns[order]
        edges = spans[columns]
        candidates = zip(
            rows.tolist(), best[rows, columns].tolist(), edges.tolist(), values[order].tolist(), columns.tolist(),
            strict=True,
        )  # fmt: skip
        taken: dict[tuple[int, int], list[list[int]]] = {}
        kept: list[tuple[int, int, list[int], float]] = []
        chosen: list[int] = []
        for row, role, edge, score, column in candidates:
            others = taken.setdefault((row, role), [])
            if any(edge[0] <= other[1] and other[0] <= edge[1] for other in others):
                continue
            others.append(edge)
            kept.append((row, role, edge, score))
            chosen.append(column)
        # Few candidates fill a role, and only theirs are the code distributions that anyone needs.
        sector_shares, country_shares = softmax(sectors[chosen]), softmax(countries[chosen])
        starts, ends = window.words[spans[chosen, 0], 0].tolist(), window.words[spans[chosen, 1], 1].tolist()
        fillers: list[list[RawArgument]] = [[] for _ in roles]
        for index, (row, role, _, score) in enumerate(kept):
            fillers[row].append(
                RawArgument(role, starts[index], ends[index], score, sector_shares[index], country_shares[index])
            )
        for found in fillers:
            found.sort(key=attrgetter("role", "start"))
        return fillers


def sigmoid(x: Floats) -> Floats:
    """Logistic function, safe for large inputs."""
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * x))
    return result


def softmax(x: Floats) -> Floats:
    """Softmax over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True, initial=-np.inf))
    result: Floats = e / e.sum(axis=-1, keepdims=True)
    return result
