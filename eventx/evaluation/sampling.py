"""Active learning: which documents a person should look at first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from eventx.document import Argument, Document, Mention
from eventx.errors import CorpusError

Measure = Literal["entropy", "least", "errors"]


def uncertain(documents: Iterable[Document], n: int, *, measure: Measure = "entropy") -> list[Document]:
    """The documents whose predictions are least certain, most uncertain first.

    The measures of uncertainty sampling (Lewis and Gale 1994; Settles 2009, "Active Learning Literature Survey",
    section 3.1), over the scores p of a document's mentions and arguments:

    - "entropy": mean binary entropy of p in bits, 1 if every score is 0.5;
    - "least": 1 - the lowest p, the least confident single decision;
    - "errors": sum of 1 - p, the expected number of wrong items; it favours long documents, and with them the number of
      corrections an annotator makes on a page.

    A document without a scored mention has nothing to measure and counts as certain (0): to find events that the model
    overlooks, lower its thresholds first or add some documents at random. Write the result for annotators with
    `eventx.io.write(chosen, "tasks.json", format="label-studio", predictions=True)`.

    Args:
        documents: Predictions with scores.
        n: How many to choose; fewer come back if there are fewer.
        measure: One of the above.

    Returns:
        Copies with the measure as `meta["uncertainty"]`, so that annotation tools can show it.

    Raises:
        CorpusError: `n` is below 1 or the measure is unknown.
    """
    if n < 1:
        raise CorpusError(f"n must be at least 1, found {n}.")
    if measure not in _MEASURES:
        raise CorpusError(f"unknown measure {measure!r}: use {', '.join(_MEASURES)}.")
    score = _MEASURES[measure]
    rated = [(score(_scores(document)), document) for document in documents]
    # sorted is stable, so equals keep their order.
    chosen = sorted(rated, key=lambda item: -item[0])[:n]
    return [item.replace(meta={**item.meta, "uncertainty": round(value, 4)}) for value, item in chosen]


def _scores(document: Document) -> list[float]:
    items: list[Mention | Argument] = list(document.mentions)
    items += [item for mention in document.mentions for item in mention.arguments]
    return [item.score for item in items if item.score is not None]


def _entropy(scores: Sequence[float]) -> float:
    def bits(p: float) -> float:
        return -p * math.log2(p) - (1 - p) * math.log2(1 - p) if 0 < p < 1 else 0.0

    return sum(map(bits, scores)) / len(scores) if scores else 0.0


def _least(scores: Sequence[float]) -> float:
    return 1 - min(scores, default=1.0)


def _errors(scores: Sequence[float]) -> float:
    return sum(1 - p for p in scores)


_MEASURES: dict[str, Callable[[Sequence[float]], float]] = {"entropy": _entropy, "least": _least, "errors": _errors}
