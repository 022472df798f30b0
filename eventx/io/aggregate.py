"""`aggregate`: event counts by pair or country and by day or month, as conflict and cooperation series."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from eventx.errors import InputError, require
from eventx.io.dates import parse_period
from eventx.io.tables.base import SEPARATOR, Row
from eventx.io.tables.frame import rows_of

By = Literal["dyad-day", "dyad-month", "country-day", "country-month"]
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
_MEANS = ("goldstein", "intensity", "score")
log = logging.getLogger("eventx")


@dataclass
class _Cell:
    events: int = 0
    sides: dict[str, int] = field(default_factory=lambda: {"actor": 0, "recipient": 0})
    quads: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in _MEANS})


def aggregate(
    frame: Any,
    by: By = "dyad-day",
    *,
    statuses: Collection[str] | None = None,
    min_score: float = 0.0,
) -> Any:
    """Count the events of a frame by pair of countries, or by country, and by day or month.

    An event counts once in a cell, however many actors of one country it has. With the layout "dyads", pairs are as
    `explode_dyads` makes them, both directions for reciprocal types; with the layout "events", every actor's country is
    paired with every recipient's. Pairs within one country count too.

    Args:
        frame: What `to_frame` gave for the layout "dyads" or "events", in any library.
        by: "dyad-day", "dyad-month", "country-day" or "country-month".
        statuses: Statuses to count, such as ("actual",); all if None.
        min_score: Least score to count; events without a score always count.

    Returns:
        A frame of the same library, sorted, with `actor_country` and `recipient_country`, or `country`; `period`
        (YYYY-MM-DD or YYYY-MM); `events`; the four quad counts `verbal_cooperation`, `material_cooperation`,
        `verbal_conflict` and `material_conflict`; and the means `goldstein`, `intensity` and `score`. By country
        there are also `as_actor` and `as_recipient`. Events whose date is coarser than the period are left out with
        a warning.

    Raises:
        InputError: `by` is unknown, or the frame lacks columns.
        OutputError: It is not a frame.
    """
    sides, _, unit = by.partition("-")
    if sides not in ("dyad", "country") or unit not in ("day", "month"):
        raise InputError(f"by={by!r}: use dyad-day, dyad-month, country-day or country-month.")
    rows, library = rows_of(frame)
    cells: dict[tuple[str, ...], _Cell] = {}
    seen: set[tuple[str, ...]] = set()
    undated: set[str] = set()
    for row in rows:
        if lacking := [name for name in ("event_id", "date", "actor_country", "quad_class") if name not in row]:
            raise InputError(f"the frame has no column {lacking[0]!r}: make it with to_frame(documents, 'dyads').")
        score = row.get("score")
        if (statuses is not None and row["status"] not in statuses) or (score is not None and score < min_score):
            continue
        period = _period(row["date"], unit)
        if period is None:
            undated.add(row["event_id"])
            continue
        for places, side in _keys(row, sides):
            key = (*places, period)
            cell = cells.setdefault(key, _Cell())
            if (row["event_id"], side, *key) not in seen:
                seen.add((row["event_id"], side, *key))
                if side:
                    cell.sides[side] += 1
            if (row["event_id"], *key) not in seen:
                seen.add((row["event_id"], *key))
                _count(cell, row)
    if undated:
        log.warning("aggregate left out %d events whose date is unknown or coarser than a %s", len(undated), unit)
    return _frame(cells, sides, library)


def _period(date: str | None, unit: str) -> str | None:
    period = parse_period(date)
    if period is None:
        return None
    if unit == "day":
        return period.start.isoformat() if period.days <= 7 else None
    start, end = period.start.isoformat()[:7], period.end.isoformat()[:7]
    return start if start == end or period.days <= 31 else None


def _keys(row: Row, sides: str) -> Iterator[tuple[tuple[str, ...], str]]:
    actors, recipients = _countries(row["actor_country"]), _countries(row.get("recipient_country"))
    if sides == "dyad":
        yield from (((actor, recipient), "") for actor in actors for recipient in recipients)
    else:
        yield from (((actor,), "actor") for actor in actors)
        yield from (((recipient,), "recipient") for recipient in recipients)


def _countries(cell: str | None) -> list[str]:
    return list(dict.fromkeys(filter(None, cell.split(SEPARATOR)))) if cell else []


def _count(cell: _Cell, row: Row) -> None:
    cell.events += 1
    if row["quad_class"] is not None:
        cell.quads[int(row["quad_class"]) - 1] += 1
    for name, values in cell.values.items():
        if row.get(name) is not None:
            values.append(float(row[name]))


def _frame(cells: dict[tuple[str, ...], _Cell], sides: str, library: str) -> Any:
    keys = ("actor_country", "recipient_country", "period") if sides == "dyad" else ("country", "period")
    counts = ("events", *(("as_actor", "as_recipient") if sides == "country" else ()), *QUADS)
    columns: dict[str, list[Any]] = {name: [] for name in (*keys, *counts, *_MEANS)}
    for key in sorted(cells):
        cell = cells[key]
        own = cell.sides.values() if sides == "country" else ()
        for name, value in zip(columns, [*key, cell.events, *own, *cell.quads, *_averages(cell)], strict=True):
            columns[name].append(value)
    arrow = require("pyarrow", extra="arrow", feature="aggregate")
    fields = [(name, arrow.string()) for name in keys] + [(name, arrow.int64()) for name in counts]
    table = arrow.table(columns, schema=arrow.schema(fields + [(name, arrow.float64()) for name in _MEANS]))
    if library == "polars":
        return require("polars", extra="polars", feature="aggregate").from_arrow(table)
    return table.to_pandas() if library == "pandas" else table


def _averages(cell: _Cell) -> Iterable[float | None]:
    return (round(sum(values) / len(values), 4) if values else None for values in cell.values.values())
