"""The tables of a report, for every form that it is written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventx.evaluation.confusion import Confusion
from eventx.evaluation.figures import Figure
from eventx.evaluation.report import LabelScore, Report

ERRORS_SHOWN = 15
_F1_TITLES = {
    "TI": "TI    trigger span",
    "TC": "TC    trigger span and type",
    "AI_exact": "AI    argument span, event type; exact",
    "AI_half": "AI    the same; half overlap",
    "AC_exact": "AC    and role; exact",
    "AC_half": "AC    the same; half overlap",
    "AI+_exact": "AI+   argument span, right trigger; exact",
    "AI+_half": "AI+   the same; half overlap",
    "AC+_exact": "AC+   and role; exact",
    "AC+_half": "AC+   the same; half overlap",
}
_VALUE_TITLES = {
    "TC_macro_f1": "TC macro-F1 over types",
    "document_type_micro_f1": "types of a document, micro-F1",
    "document_type_macro_f1": "types of a document, macro-F1",
    "status_accuracy": "status accuracy",
    "status_macro_f1": "status macro-F1",
    "contexts_micro_f1": "contexts micro-F1",
    "country_accuracy": "country of actors",
    "country_accuracy_exact": "country of actors, exact spans",
    "sector_accuracy": "sector of actors",
    "sector_accuracy_exact": "sector of actors, exact spans",
    "place_country_accuracy": "country of places",
    "place_country_accuracy_exact": "country of places, exact spans",
    "time_value_accuracy": "time value, where gold has one",
    "time_restraint": "no time value where gold has none",
}
_COREFERENCE_TITLES = {
    "coref_pairwise_f1": "pairwise F1",
    "coref_muc": "MUC",
    "coref_b3": "B-cubed",
    "coref_ceafe": "CEAF-e",
    "coref_conll": "CoNLL (mean of the three)",
}


@dataclass(frozen=True)
class Table:
    """Cells as text; the first column is left-aligned, the others are numbers."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def heading(report: Report) -> list[str]:
    """Lines that say what was measured."""
    lines = [f"{report.documents} documents (hash {report.corpus_hash})"]
    if report.system:
        lines.append("system: " + ", ".join(f"{name} {value}" for name, value in report.system.items()))
    if report.bootstrap:
        lines.append(f"95% intervals: {report.bootstrap} bootstrap resamples of documents, seed {report.seed}")
    return lines


def tables(report: Report) -> list[Table]:
    """All tables, in the order of reading; a table without rows is left out."""
    figures = report.figures
    found = [
        Table(
            "Triggers and arguments",
            ("", "P", "R", "F1", "95% interval", "gold"),
            tuple(
                (title, *(number(figures[f"{name}_{part}"].value) for part in ("precision", "recall")),
                 number(figures[name].value), span(figures[name]), str(figures[name].support))
                for name, title in _F1_TITLES.items()
            ),
            "Definitions of TextEE (Huang et al. 2024), which matches spans exactly; half overlap: the shared "
            "characters are at least half of the longer span.",
        ),
        Table(
            "Attributes",
            ("", "value", "95% interval", "items"),
            tuple(
                (title, number(figures[name].value), span(figures[name]), str(figures[name].support))
                for name, title in _VALUE_TITLES.items()
                if name in figures
            ),
            "Status and contexts on mentions with the right trigger and type; codes and times on their arguments with "
            "the right role and half-overlapping span. What the gold documents lack is left out.",
        ),
        Table(
            "Coreference",
            ("", "system", "95% interval", "baseline", "95% interval"),
            tuple(
                (title, number(figures[name].value), span(figures[name]), number(figures[f"{name}_baseline"].value),
                 span(figures[f"{name}_baseline"]))
                for name, title in _COREFERENCE_TITLES.items()
                if name in figures
            ),
            "Over mentions with the right trigger and type. Baseline: one event for each type of a document.",
        ),
        *_calibration(report),
        _labels("Types", report.types, "Right trigger and type (TC)."),
        _labels("Roles", report.roles, "Right trigger, type and role, half overlap (AC+)."),
        _matrix("Status: gold in rows, predicted in columns", report.confusions["status"]),
        _errors("Most frequent type errors", report.confusions["type"], "On equal trigger spans."),
        _errors("Most frequent role errors", report.confusions["role"], "On half-overlapping spans of right mentions."),
    ]  # fmt: skip
    return [table for table in found if table.rows]


def number(value: float | None) -> str:
    """Three decimals, or a dash."""
    return "-" if value is None else f"{value:.3f}"


def span(figure: Figure | LabelScore) -> str:
    """An interval, or nothing if there is none."""
    return "" if figure.low is None or figure.high is None else f"[{figure.low:.3f}, {figure.high:.3f}]"


def _calibration(report: Report) -> list[Table]:
    return [
        Table(
            f"Calibration of {name}s: ECE {number(report.figures[f'{name}_ece'].value)} "
            f"{span(report.figures[f'{name}_ece'])}".rstrip(),
            ("score", "mean score", "right", "items"),
            tuple(
                (f"{item.low:.1f}-{item.high:.1f}", number(item.score), number(item.accuracy), str(item.count))
                for item in bins
            ),
        )
        for name, bins in report.reliability.items()
    ]


def _labels(title: str, scores: Sequence[LabelScore], note: str) -> Table:
    rows = tuple(
        (item.name, number(item.precision), number(item.recall), number(item.f1), span(item), str(item.gold),
         str(item.predicted))
        for item in scores
    )  # fmt: skip
    return Table(title, ("", "P", "R", "F1", "95% interval", "gold", "predicted"), rows, note)


def _matrix(title: str, table: Confusion) -> Table:
    rows = tuple((label, *map(str, row)) for label, row in zip(table.labels, table.counts, strict=True))
    return Table(title, ("", *table.labels), rows)


def _errors(title: str, table: Confusion, note: str) -> Table:
    rows = tuple((gold, predicted, str(count)) for gold, predicted, count in table.errors()[:ERRORS_SHOWN])
    return Table(title, ("gold", "predicted", "count"), rows, f"{note} (none): missed, or made up.")
