"""`compare`: whether two systems differ by more than the choice of documents explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eventx.errors import CorpusError
from eventx.evaluation.figures import figures, interval, known, resampled
from eventx.evaluation.report import Report
from eventx.evaluation.scoring import evaluate
from eventx.evaluation.statistics import Statistics

HEADLINE = (
    "TI", "TC", "TC_macro_f1", "AI_exact", "AC_exact", "AI+_half", "AC+_half", "AC+_exact", "status_accuracy",
    "contexts_micro_f1", "country_accuracy", "sector_accuracy", "time_value_accuracy", "coref_conll",
    "document_type_micro_f1", "trigger_ece", "argument_ece",
)  # fmt: skip
_CHUNK = 250


@dataclass(frozen=True, slots=True)
class Difference:
    """Figure of system a and of b, a - b with its 95% interval, and the p value of the difference."""

    figure: str
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Comparison:
    """Differences between two systems by figure; `comparison["TC"]` gives one."""

    documents: int
    rounds: int
    seed: int
    differences: Mapping[str, Difference]

    def __getitem__(self, figure: str) -> Difference:
        if figure not in self.differences:
            raise CorpusError(f"figure {figure!r} was not compared: pass figures=[{figure!r}].")
        return self.differences[figure]

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        rows = [item.to_dict() for item in self.differences.values()]
        return {"documents": self.documents, "rounds": self.rounds, "seed": self.seed, "differences": rows}

    def to_text(self) -> str:
        """A table for a terminal."""
        lines = [
            f"a - b over {self.documents} documents, {self.rounds} rounds; p values are not corrected for many figures",
            f"{'figure':<30}{'a':>8}{'b':>8}{'a - b':>9}{'95% interval':>20}{'p':>9}",
        ]
        for item in self.differences.values():
            span = f"[{_number(item.low, '+')}, {_number(item.high, '+')}]"
            lines.append(
                f"{item.figure:<30}{_number(item.a):>8}{_number(item.b):>8}{_number(item.difference, '+'):>9}{span:>20}"
                f"{_number(item.p_value, digits=4):>9}"
            )
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.to_text()


def compare(
    a: Any, b: Any, corpus: Any = None, *, figures: Sequence[str] | None = None, rounds: int = 5000, seed: int = 0
) -> Comparison:
    """Test the difference of two systems on the same documents.

    The p value is two-sided, from approximate randomisation: documents swap their two outputs at random (Noreen 1989;
    Yeh 2000, "More accurate tests for the statistical significance of result differences"), and the observed
    arrangement counts as one of the rounds (Phipson and Smyth 2010). The interval is a paired bootstrap over documents.

    Args:
        a: A `Report`, an extractor or predictions.
        b: The same for the other system.
        corpus: The gold documents; may be left out for two reports.
        figures: Names of figures, such as "TC" or "role:actor"; the main ones if None.
        rounds: Random arrangements and resamples.
        seed: Of both.

    Raises:
        CorpusError: The reports are not on the same gold documents, a figure is unknown, or `corpus` is missing.
    """
    if rounds < 1:
        raise CorpusError(f"rounds must be at least 1, found {rounds}.")
    left, right = _report(a, corpus), _report(b, corpus)
    if left.corpus_hash != right.corpus_hash:
        raise CorpusError("the two reports are on different gold documents: evaluate both on the same corpus.")
    first, second = left.statistics.aligned(right.statistics)
    names = _names(figures, left, right)
    a_values, b_values = _figures(first, None), _figures(second, None)
    swapped: dict[str, list[Any]] = {name: [] for name in names}
    drawn: dict[str, list[Any]] = {name: [] for name in names}
    rng = np.random.default_rng(seed)
    for start in range(0, rounds, _CHUNK):
        keep = rng.integers(0, 2, size=(min(_CHUNK, rounds - start), len(first))).astype(float)
        mixed = Statistics(np.concatenate([first.matrix, second.matrix]), first.columns)
        one = _figures(mixed, np.concatenate([keep, 1 - keep], axis=1))
        other = _figures(mixed, np.concatenate([1 - keep, keep], axis=1))
        for name in names:
            swapped[name].append(one[name] - other[name])
    for weights in resampled(first, rounds, seed):
        one, other = _figures(first, weights), _figures(second, weights)
        for name in names:
            drawn[name].append(one[name] - other[name])
    differences = {}
    for name in names:
        difference = float(a_values[name] - b_values[name])
        random = np.concatenate(swapped[name])
        random = random[~np.isnan(random)]
        # Rounding of sums must not make an equal arrangement look smaller.
        extreme = int((np.abs(random) >= abs(difference) - 1e-12).sum())
        p_value = float("nan") if np.isnan(difference) else (1 + extreme) / (1 + len(random))
        low, high = interval(np.concatenate(drawn[name]))
        values = (float(a_values[name]), float(b_values[name]), difference, low, high, p_value)
        differences[name] = Difference(name, *(known(value) for value in values))
    return Comparison(len(first), rounds, seed, differences)


def _report(item: Any, corpus: Any) -> Report:
    if isinstance(item, Report):
        return item
    if corpus is None:
        raise CorpusError("compare needs corpus=, the gold documents, unless both systems are given as reports.")
    return evaluate(item, corpus, bootstrap=0)


def _names(chosen: Sequence[str] | None, left: Report, right: Report) -> list[str]:
    shared = [name for name in left.figures if name in right.figures]
    if chosen is None:
        return [name for name in HEADLINE if name in shared]
    for name in chosen:
        if name not in shared:
            known_names = ", ".join(item for item in shared if ":" not in item)
            raise CorpusError(f"no figure {name!r} in both systems; there are {known_names}, type:NAME and role:NAME.")
    return list(chosen)


def _figures(statistics: Statistics, weights: Any) -> dict[str, Any]:
    return figures(statistics.sums(weights))


def _number(value: float | None, sign: str = "", digits: int = 3) -> str:
    return "-" if value is None else f"{value:{sign}.{digits}f}"
