"""`Report`: everything that an evaluation measured, in the forms that people and programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventx.errors import CorpusError
from eventx.evaluation.confusion import Confusion
from eventx.evaluation.figures import Figure
from eventx.evaluation.statistics import Statistics


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Precision, recall and F1 of one type (right trigger and type) or role (AC+, half overlap)."""

    name: str
    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None
    high: float | None
    gold: int
    predicted: int
    matched: int

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: predictions with a score from `low` up to `high`."""

    low: float
    high: float
    count: int
    score: float
    accuracy: float

    def to_dict(self) -> dict[str, float | int]:
        """As plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Report:
    """What `evaluate` measured. Print it, or use `to_markdown`, `to_json` and `to_html`.

    Attributes:
        documents: How many were compared.
        figures: Every figure by name, with its interval; `report["TC"]` is short for `report.figures["TC"].value`.
        types: Trigger identification and classification by type.
        roles: Attached arguments by role, half overlap.
        confusions: Tables "type", "status" and "role".
        reliability: Bins of "trigger" and "argument" scores, empty bins left out.
        bootstrap: Resamples behind the intervals; 0 means no intervals.
        seed: Of the resampling.
        corpus_hash: Of the gold documents.
        system: Provenance of the predictions: model, hashes, version.
        statistics: Sums by document, for `compare`; not part of the written forms.
    """

    documents: int
    figures: Mapping[str, Figure]
    types: tuple[LabelScore, ...]
    roles: tuple[LabelScore, ...]
    confusions: Mapping[str, Confusion]
    reliability: Mapping[str, tuple[Bin, ...]]
    bootstrap: int
    seed: int
    corpus_hash: str
    system: Mapping[str, Any]
    statistics: Statistics = field(repr=False, compare=False)

    def __getitem__(self, name: str) -> float | None:
        """The value of a figure.

        Raises:
            CorpusError: There is no such figure, because of its name or because gold lacks the layer.
        """
        if name not in self.figures:
            known = ", ".join(key for key in self.figures if ":" not in key)
            raise CorpusError(
                f"no figure {name!r}: it is misspelt, or the gold documents lack what it needs; there are {known}, "
                "and type:NAME and role:NAME."
            )
        return self.figures[name].value

    def to_dict(self) -> dict[str, Any]:
        """As plain data; undefined numbers are None."""
        return {
            "documents": self.documents,
            "system": dict(self.system),
            "corpus_hash": self.corpus_hash,
            "bootstrap": self.bootstrap,
            "seed": self.seed,
            "figures": {name: figure.to_dict() for name, figure in self.figures.items()},
            "types": [item.to_dict() for item in self.types],
            "roles": [item.to_dict() for item in self.roles],
            "confusions": {name: table.to_dict() for name, table in self.confusions.items()},
            "reliability": {name: [item.to_dict() for item in bins] for name, bins in self.reliability.items()},
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """As JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, allow_nan=False)

    def to_text(self) -> str:
        """For a terminal, at most 100 columns wide."""
        from eventx.evaluation.render import text

        return text(self)

    def to_markdown(self) -> str:
        """Tables in GitHub's Markdown."""
        from eventx.evaluation.render import markdown

        return markdown(self)

    def to_html(self) -> str:
        """One page that needs no network."""
        from eventx.evaluation.html import page

        return page(self)

    def _repr_html_(self) -> str:
        from eventx.evaluation.html import fragment

        return fragment(self)

    def __str__(self) -> str:
        return self.to_text()
