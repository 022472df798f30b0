"""Figures from sums, and their bootstrap confidence intervals over documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from eventx.evaluation.statistics import ARGUMENT_COUNTS, BINS, Floats, Statistics

F1_NAMES = ("TI", "TC", *(name for name, *_ in ARGUMENT_COUNTS))
ACCURACIES = {
    "status": "status_accuracy",
    "country": "country_accuracy",
    "country_exact": "country_accuracy_exact",
    "sector": "sector_accuracy",
    "sector_exact": "sector_accuracy_exact",
    "place_country": "place_country_accuracy",
    "place_country_exact": "place_country_accuracy_exact",
    "time_value": "time_value_accuracy",
    "time_restraint": "time_restraint",
}
_CHUNK = 250  # resamples at a time, which bounds memory on large corpora


@dataclass(frozen=True, slots=True)
class Figure:
    """A score with its 95% confidence interval and the gold items that it rests on.

    `value` is None where the corpus gives nothing to measure; `low` and `high` are None without bootstrap.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    support: int = 0

    def to_dict(self) -> dict[str, float | int | None]:
        """As plain data."""
        return {"value": self.value, "low": self.low, "high": self.high, "support": self.support}


def figures(sums: Mapping[str, Floats]) -> dict[str, Floats]:
    """Every figure that the sums allow; NaN where a figure is undefined, such as recall without gold.

    Args:
        sums: From `Statistics.sums`, arrays of shape (..., width).

    Returns:
        Arrays of shape (...), by name. Macro-averages run over the labels that occur in gold.
    """
    found: dict[str, Floats] = {}
    for name in F1_NAMES:
        precision, recall, f1 = prf(sums[name])
        found |= {name: f1, f"{name}_precision": precision, f"{name}_recall": recall}
    found["TC_macro_f1"] = _macro(sums, "type:")
    for name, title in ACCURACIES.items():
        if name in sums:
            found[title] = _ratio(sums[name][..., 0], sums[name][..., 1])
    if "status" in sums:
        found["status_macro_f1"] = _macro(sums, "status:")
    if "contexts" in sums:
        found["contexts_micro_f1"] = prf(sums["contexts"])[2]
    found["document_type_micro_f1"] = prf(sums["document_types"])[2]
    found["document_type_macro_f1"] = _macro(sums, "document_type:")
    for suffix in ("", "_baseline"):
        if f"coref_pairs{suffix}" in sums:
            found[f"coref_pairwise_f1{suffix}"] = prf(sums[f"coref_pairs{suffix}"])[2]
            parts = [_harmonic(sums[f"coref_{name}{suffix}"]) for name in ("muc", "b3", "ceafe")]
            for name, part in zip(("muc", "b3", "ceafe"), parts, strict=True):
                found[f"coref_{name}{suffix}"] = part
            found[f"coref_conll{suffix}"] = np.asarray(sum(parts) / 3)
    for name in ("trigger", "argument"):
        if f"{name}_bins" in sums:
            bins = sums[f"{name}_bins"]
            count, score, hits = (bins[..., k * BINS : (k + 1) * BINS] for k in range(3))
            found[f"{name}_ece"] = _ratio(np.abs(score - hits).sum(axis=-1), count.sum(axis=-1))
    for name, values in sums.items():
        if name.startswith(("type:", "role:")):
            found[name] = prf(values)[2]
    return found


def support(sums: Mapping[str, Floats], name: str) -> int:
    """Gold items (for calibration: scored predictions) behind a figure."""
    for ending in ("_precision", "_recall", "_macro_f1", "_micro_f1"):
        name = name.removesuffix(ending)
    if name.startswith("coref_"):
        return int(sums["coref_pairs"][0] if "pairwise" in name else sums["coref_b3"][1])
    if name.endswith("_ece"):
        return int(sums[f"{name.removesuffix('_ece')}_bins"][:BINS].sum())
    key = next((key for key, title in ACCURACIES.items() if title == name), name)
    if key == "document_type":
        key = "document_types"
    return int(sums[key][1 if key in ACCURACIES else 0])


def prf(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of (..., 3) counts; NaN without gold, and precision NaN without predictions."""
    gold, predicted, matched = counts[..., 0], counts[..., 1], counts[..., 2]
    f1 = _ratio(2 * matched, np.where(gold > 0, gold + predicted, 0))
    return _ratio(matched, predicted), _ratio(matched, gold), f1


def resampled(statistics: Statistics, draws: int, seed: int) -> Iterator[Floats]:
    """Document weights of bootstrap samples, shape (at most a few hundred, documents)."""
    rng = np.random.default_rng(seed)
    size = len(statistics)
    for start in range(0, draws, _CHUNK):
        yield rng.multinomial(size, np.full(size, 1 / size), size=min(_CHUNK, draws - start)).astype(float)


def bootstrap_intervals(statistics: Statistics, draws: int, seed: int) -> dict[str, tuple[float, float]]:
    """Percentile intervals (2.5 to 97.5%) of every figure, resampling documents (Efron and Tibshirani 1993).

    Documents are the unit because the events of one document are not independent. Samples in which a figure is
    undefined are left out of its interval.
    """
    chunks = [figures(statistics.sums(weights)) for weights in resampled(statistics, draws, seed)]
    return {name: interval(np.concatenate([chunk[name] for chunk in chunks])) for name in (chunks[0] if chunks else ())}


def interval(values: Floats) -> tuple[float, float]:
    """2.5 and 97.5 percentiles of what is defined; NaN if nothing is."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def measured(statistics: Statistics, draws: int, seed: int) -> dict[str, Figure]:
    """Every figure of the whole corpus with its interval."""
    sums = statistics.sums()
    intervals = bootstrap_intervals(statistics, draws, seed) if draws else {}
    result = {}
    for name, value in figures(sums).items():
        low, high = intervals.get(name, (float("nan"), float("nan")))
        result[name] = Figure(known(value), known(low), known(high), support(sums, name))
    return result


def known(value: Floats | float) -> float | None:
    """A number, or None for NaN."""
    number = float(value)
    return None if np.isnan(number) else number


def _ratio(top: Floats, bottom: Floats) -> Floats:
    top, bottom = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
    out: Floats = np.full(np.broadcast(top, bottom).shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def _harmonic(parts: Floats) -> Floats:
    """F1 of recall and precision parts; NaN where gold has nothing to recall, 0 where nothing was predicted."""
    recall = _ratio(parts[..., 0], parts[..., 1])
    precision = np.nan_to_num(_ratio(parts[..., 2], parts[..., 3]))
    return np.where(np.isnan(recall), np.nan, np.nan_to_num(_ratio(2 * recall * precision, recall + precision)))


def _macro(sums: Mapping[str, Floats], prefix: str) -> Floats:
    scores = [prf(values)[2] for name, values in sums.items() if name.startswith(prefix)]
    table = np.stack(scores or [np.full(sums["TI"].shape[:-1], np.nan)])
    return _ratio(np.nansum(table, axis=0), (~np.isnan(table)).sum(axis=0))
