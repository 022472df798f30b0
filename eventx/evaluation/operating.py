"""Operating points: which score to demand so that what is kept is right often enough."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.evaluation.metrics import pair_arguments, pair_mentions
from eventx.evaluation.scoring import aligned

Level = Literal["trigger", "argument"]
_Scored = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a threshold keeps: predictions with `score >= threshold`.

    Attributes:
        threshold: The lowest score to keep; None if no threshold reaches the precision asked for.
        precision: Of what is kept; of the best threshold if none reaches it.
        precision_low: Lower end of its 95% Wilson interval: how sure the figure is.
        recall: Share of gold that is kept and right.
        recall_lost: How much less that is than without a threshold.
        kept: Predictions kept.
        predicted: Predictions in all.
        gold: Gold items.
        labels: The same by type or role, where asked for.
    """

    threshold: float | None
    precision: float
    precision_low: float
    recall: float
    recall_lost: float
    kept: int
    predicted: int
    gold: int
    labels: Mapping[str, OperatingPoint] = field(default_factory=dict)


def operating_point(
    predictions: Any,
    corpus: Any,
    precision: float = 0.9,
    *,
    level: Level = "trigger",
    by_label: bool = False,
    min_predictions: int = 20,
) -> OperatingPoint:
    """The threshold with the highest recall among those that reach a precision.

    Choose it on documents other than those on which you then report precision: a choice on few predictions is
    optimistic, which is what `precision_low` warns of.

    Args:
        predictions: Predictions with scores, or an extractor.
        corpus: Gold documents.
        precision: To reach at least, above 0 and at most 1.
        level: "trigger": mentions, right if trigger and type are; "argument": arguments, right by AC+, half overlap.
        by_label: Choose for each type (for arguments: each role) as well.
        min_predictions: Labels with fewer scored predictions get the common point instead of one of their own.

    Raises:
        CorpusError: A bad precision or level, predictions without scores, or for other documents.
    """
    if not 0 < precision <= 1:
        raise CorpusError(f"precision must be above 0 and at most 1, found {precision}.")
    if level not in ("trigger", "argument"):
        raise CorpusError(f"level must be 'trigger' or 'argument', found {level!r}.")
    gold, predicted = aligned(predictions, corpus)
    scored, totals = _triggers(gold, predicted) if level == "trigger" else _arguments(gold, predicted)
    common = _choose([item for items in scored.values() for item in items], sum(totals.values()), precision)
    if not by_label:
        return common
    labels = {
        name: _choose(scored[name], totals.get(name, 0), precision)
        if len(scored.get(name, ())) >= min_predictions
        else _at(scored.get(name, []), totals.get(name, 0), common.threshold)
        for name in sorted(scored.keys() | totals.keys())
    }
    return OperatingPoint(
        common.threshold, common.precision, common.precision_low, common.recall, common.recall_lost, common.kept,
        common.predicted, common.gold, labels,
    )  # fmt: skip


def threshold_for(
    predictions: Any, corpus: Any, precision: float = 0.9, *, level: Level = "trigger", by_label: bool = False
) -> float | dict[str, float]:
    """The threshold of `operating_point`, or one for each type or role; infinity for a label that cannot reach it.

    Raises:
        CorpusError: As `operating_point`; or no common threshold reaches the precision.
    """
    point = operating_point(predictions, corpus, precision, level=level, by_label=by_label)
    if by_label:
        return {name: math.inf if item.threshold is None else item.threshold for name, item in point.labels.items()}
    if point.threshold is None:
        raise CorpusError(
            f"no threshold reaches precision {precision}: the best is {point.precision:.3f}; ask for less."
        )
    return point.threshold


def apply_threshold(
    document: Document, threshold: float | Mapping[str, float], *, level: Level = "trigger"
) -> Document:
    """Keep the mentions (or arguments) whose score reaches a threshold.

    Args:
        document: With scores; what has no score is kept.
        threshold: One for all, or by type (role); a label that is not named keeps everything.
        level: What is filtered.
    """

    def passes(label: str, score: float | None) -> bool:
        limit = threshold.get(label, 0.0) if isinstance(threshold, Mapping) else threshold
        return score is None or score >= limit

    if level == "trigger":
        return document.replace(mentions=[item for item in document.mentions if passes(item.type, item.score)])
    return document.replace(
        mentions=[
            mention.replace(arguments=tuple(item for item in mention.arguments if passes(item.role, item.score)))
            for mention in document.mentions
        ]
    )


def _triggers(
    gold: Sequence[Document], predicted: Sequence[Document]
) -> tuple[dict[str, list[_Scored]], dict[str, int]]:
    scored: dict[str, list[_Scored]] = {}
    totals: dict[str, int] = {}
    for left, right in zip(gold, predicted, strict=True):
        for mention in left.mentions:
            totals[mention.type] = totals.get(mention.type, 0) + 1
        hits = {id(b) for _, b in pair_mentions(left, right)}
        for mention in right.mentions:
            scored.setdefault(mention.type, []).append((_score(mention.score, right), id(mention) in hits))
    return scored, totals


def _arguments(
    gold: Sequence[Document], predicted: Sequence[Document]
) -> tuple[dict[str, list[_Scored]], dict[str, int]]:
    scored: dict[str, list[_Scored]] = {}
    totals: dict[str, int] = {}
    for left, right in zip(gold, predicted, strict=True):
        for mention in left.mentions:
            for item in mention.arguments:
                totals[item.role] = totals.get(item.role, 0) + 1
        pairs = pair_mentions(left, right)
        hits = {id(b) for one, other in pairs for _, b in pair_arguments(one.arguments, other.arguments)}
        for mention in right.mentions:
            for item in mention.arguments:
                scored.setdefault(item.role, []).append((_score(item.score, right), id(item) in hits))
    return scored, totals


def _score(score: float | None, document: Document) -> float:
    if score is None:
        raise CorpusError(f"document {document.id!r}: a prediction has no score, so no threshold can be chosen.")
    return score


def _choose(items: Sequence[_Scored], gold: int, precision: float) -> OperatingPoint:
    """Highest recall with enough precision; a tie of scores is kept or dropped as a whole."""
    ordered = sorted(items, key=lambda item: -item[0])
    right, best, fallback = 0, None, None
    for kept, (score, hit) in enumerate(ordered, start=1):
        right += hit
        if kept < len(ordered) and ordered[kept][0] == score:
            continue
        # A product, not a quotient: 9 of 10 must reach 0.9.
        if right >= precision * kept - 1e-9:
            best = score
        if fallback is None or right / kept > fallback[0]:
            fallback = (right / kept, score)
    if best is not None or fallback is None:
        return _at(ordered, gold, best)
    shown = _at(ordered, gold, fallback[1])
    return OperatingPoint(
        None, shown.precision, shown.precision_low, shown.recall, shown.recall_lost, shown.kept, shown.predicted, gold
    )


def _at(items: Sequence[_Scored], gold: int, threshold: float | None) -> OperatingPoint:
    kept = [hit for score, hit in items if threshold is not None and score >= threshold]
    right, everything = sum(kept), sum(hit for _, hit in items)
    recall, full = (right / gold, everything / gold) if gold else (0.0, 0.0)
    share = right / len(kept) if kept else 0.0
    low = _wilson(right, len(kept))
    return OperatingPoint(threshold, share, low, recall, full - recall, len(kept), len(items), gold)


def _wilson(right: int, total: int, z: float = 1.959964) -> float:
    """Lower end of the 95% score interval of a share (Wilson 1927)."""
    if not total:
        return 0.0
    share = right / total
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (share + z * z / (2 * total) - spread) / (1 + z * z / total))
