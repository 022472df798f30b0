"""Temperatures, thresholds and linking weights, fitted on dev documents; expected calibration error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventx.document import Argument, Document, Mention
from eventx.evaluation.metrics import pair_arguments
from eventx.model.backends.base import decoder_of
from eventx.model.decoding import RawMention
from eventx.model.runtime import TorchRuntime
from eventx.model.settings import Settings
from eventx.model.windows import Windower
from eventx.resolve.coreference import FEATURES, Linkable, pair_features

Floats = NDArray[np.float64]
GRID = np.linspace(0.1, 0.8, 36)
PRIOR_ITEMS, PRIOR_THRESHOLD = 30, 0.4
OWN_THRESHOLD = 20  # gold items from which a type or role gets a threshold of its own


def raw_mentions(runtime: TorchRuntime, windower: Windower, documents: Sequence[Document]) -> list[list[RawMention]]:
    """Raw mentions of each document."""
    windows = [window for index, item in enumerate(documents) for window in windower(item.text, document=index)]
    found: list[list[RawMention]] = [[] for _ in documents]
    for window, mentions in zip(windows, runtime(windows), strict=True):
        found[window.document] += mentions
    return found


def fit_decoding(model: Any, windower: Windower, documents: Sequence[Document]) -> dict[str, Any]:
    """Fit what decoding needs and put it into the model's config.

    Temperatures minimise the likelihood loss of the candidates; thresholds maximise F1, each type's and role's own
    being half-way between its optimum and the common one, since dev sets are small.

    Returns:
        Expected calibration errors before and after, under "trigger_ece" and "role_ece".
    """
    types, roles = list(model.ontology.names), list(model.ontology.roles)
    settings = Settings.from_dict(model.config.to_dict())
    low = {"trigger": {"default": 0.03}, "role": {"default": 0.03}, "span": model.config.thresholds["span"]}

    def run(thresholds: dict[str, Any], temperatures: dict[str, float]) -> list[list[RawMention]]:
        decoder = decoder_of(replace(settings, thresholds=thresholds, temperatures=temperatures))
        return raw_mentions(TorchRuntime(model, device=model.device, decoder=decoder), windower, documents)

    scores, hits, labels = _triggers(run(low, {}), documents, types)
    temperatures = {"trigger": _temperature(scores, hits)}
    before, scores = scores, _rescale(scores, temperatures["trigger"])
    gold = _gold_types(documents, types)
    thresholds: dict[str, Any] = {"trigger": _thresholds(scores, hits, labels, gold, types), "span": low["span"]}
    report = {"trigger_ece_raw": expected_calibration_error(before, hits)}
    report["trigger_ece"] = expected_calibration_error(scores, hits)

    found = run({**low, "trigger": thresholds["trigger"]}, temperatures)
    scores, hits, labels, gold = _arguments(found, documents, types, roles)
    temperatures["role"] = _temperature(scores, hits)
    report["role_ece_raw"] = expected_calibration_error(scores, hits)
    scores = _rescale(scores, temperatures["role"])
    report["role_ece"] = expected_calibration_error(scores, hits)
    thresholds["role"] = _thresholds(scores, hits, labels, gold, roles)
    thresholds["context"] = context_threshold(found, documents, types, list(model.ontology.contexts))
    model.config.thresholds = thresholds
    model.config.temperatures = temperatures
    model.config.coreference = fit_links(model, found, documents, types)
    return report


def expected_calibration_error(scores: Floats, hits: Floats, bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equal-width bins, weighted by their size (Guo et al. 2017)."""
    if not len(scores):
        return 0.0
    places = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(scores[places == place].mean() - hits[places == place].mean()) * (places == place).mean()
        for place in range(bins)
        if (places == place).any()
    ]
    return float(sum(gaps))


def _rescale(scores: Floats, temperature: float) -> Floats:
    clipped = np.clip(scores, 1e-6, 1 - 1e-6)
    logits = np.log(clipped / (1 - clipped)) / temperature
    return np.asarray(1 / (1 + np.exp(-logits)))


def _temperature(scores: Floats, hits: Floats) -> float:
    if hits.sum() < 30 or hits.min() == hits.max():
        return 1.0

    def loss(temperature: float) -> float:
        p = np.clip(_rescale(scores, temperature), 1e-6, 1 - 1e-6)
        return float(-(hits * np.log(p) + (1 - hits) * np.log(1 - p)).mean())

    return round(float(min(np.linspace(0.6, 3.0, 97), key=loss)), 3)


def _best(scores: Floats, hits: Floats, gold: int) -> float:
    def f1(threshold: float) -> float:
        kept = scores > threshold
        return float(2 * hits[kept].sum() / max(kept.sum() + gold, 1))

    return float(max(GRID, key=f1))


def _leaning(scores: Floats, hits: Floats, gold: int) -> float:
    """The best threshold, leaning on a plain prior where the gold items are so few that their optimum says little."""
    return (gold * _best(scores, hits, gold) + PRIOR_ITEMS * PRIOR_THRESHOLD) / (gold + PRIOR_ITEMS)


def _by_trigger(document: Document) -> dict[tuple[int, str], Mention]:
    return {(mention.trigger.start, mention.type): mention for mention in document.mentions}


def _thresholds(
    scores: Floats, hits: Floats, labels: NDArray[np.int64], gold: NDArray[np.int64], names: Sequence[str]
) -> dict[str, float]:
    common = _leaning(scores, hits, int(gold.sum()))
    table = {"default": round(common, 3)}
    for index, name in enumerate(names):
        mine = labels == index
        if gold[index] >= OWN_THRESHOLD and mine.any():
            own = _best(scores[mine], hits[mine], int(gold[index]))
            table[name] = round((own + common) / 2, 3)
    return table


def context_threshold(
    found: Sequence[Sequence[RawMention]], documents: Sequence[Document], types: Sequence[str], contexts: Sequence[str]
) -> float:
    """The cut that maximises F1 over the contexts of all rightly found mentions; 0.5 where there are none."""
    scores: list[Floats] = []
    hits: list[list[bool]] = []
    for mentions, document in zip(found, documents, strict=True):
        known = _by_trigger(document)
        for item in mentions:
            if gold := known.get((item.start, types[item.type])):
                scores.append(item.contexts[: len(contexts)].astype(np.float64))
                hits.append([name in gold.contexts for name in contexts])
    if not contexts or not np.any(hits):
        return 0.5
    table, truth = np.concatenate(scores), np.array(hits).ravel().astype(np.float64)
    return round(_leaning(table, truth, int(truth.sum())), 3)


def _gold_types(documents: Sequence[Document], types: Sequence[str]) -> NDArray[np.int64]:
    counts = np.zeros(len(types), dtype=np.int64)
    for document in documents:
        for mention in document.mentions:
            counts[types.index(mention.type)] += 1
    return counts


def _triggers(
    found: Sequence[Sequence[RawMention]], documents: Sequence[Document], types: Sequence[str]
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    rows = []
    for mentions, document in zip(found, documents, strict=True):
        gold = {(mention.trigger.start, mention.type) for mention in document.mentions}
        rows += [(item.score, (item.start, types[item.type]) in gold, item.type) for item in mentions]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2].astype(np.int64)


def _arguments(
    found: Sequence[Sequence[RawMention]], documents: Sequence[Document], types: Sequence[str], roles: Sequence[str]
) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
    rows: list[tuple[float, bool, int]] = []
    gold = np.zeros(len(roles), dtype=np.int64)
    for mentions, document in zip(found, documents, strict=True):
        known = _by_trigger(document)
        for mention in document.mentions:
            for argument in mention.arguments:
                gold[roles.index(argument.role)] += 1
        for item in mentions:
            counterpart = known.get((item.start, types[item.type]))
            predicted = [
                Argument(roles[raw.role], document.text[raw.start : raw.end], raw.start, raw.end, score=raw.score)
                for raw in sorted(item.arguments, key=lambda raw: -raw.score)
            ]
            pairs = pair_arguments(counterpart.arguments, predicted) if counterpart else []
            matched = {id(right) for _, right in pairs}
            rows += [(float(a.score or 0.0), id(a) in matched, roles.index(a.role)) for a in predicted]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2].astype(np.int64), gold


def fit_links(
    model: Any, found: Sequence[Sequence[RawMention]], documents: Sequence[Document], types: Sequence[str]
) -> dict[str, float]:
    """Logistic regression over the linking features of dev mention pairs, lightly regularised."""
    rows: list[list[float]] = []
    targets: list[float] = []
    bias = float(model.link_bias.item())
    for raw, document in zip(found, documents, strict=True):
        known = _by_trigger(document)
        items = [
            Linkable(known[item.start, types[item.type]], item.sentence, item.link)
            for item in raw
            if (item.start, types[item.type]) in known
        ]
        for i, left in enumerate(items):
            for right in items[i + 1 :]:
                if left.mention.type == right.mention.type:
                    rows.append(pair_features(left, right, bias))
                    targets.append(float(left.mention.event == right.mention.event))
    if len(rows) < 50 or len(set(targets)) < 2:
        return {}
    x, y = np.array(rows), np.array(targets)
    weights = np.zeros(x.shape[1])
    for _ in range(50):  # Newton steps
        p = 1 / (1 + np.exp(-(x @ weights)))
        gradient = x.T @ (p - y) + 1.0 * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1.0 * np.eye(x.shape[1])
        weights -= np.linalg.solve(hessian, gradient)
    return {name: round(float(value), 4) for name, value in zip(FEATURES, weights, strict=True)}
