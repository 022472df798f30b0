"""What plots need to know of an event, read from documents, events or an events frame."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product
from typing import Any

from eventx.document import Document
from eventx.errors import InputError
from eventx.io.dates import Period, parse_period
from eventx.io.dyads import RECIPROCAL
from eventx.schema import Event

_COLUMNS = ("date", "type", "status", "quad_class", "goldstein", "actor_country", "recipient_country")
_REQUIRED = ("date", "type")
_period = lru_cache(maxsize=65536)(parse_period)


@dataclass(frozen=True, slots=True)
class Record:
    """One event.

    Attributes:
        type: Name of the event type.
        status: actual, planned, hypothetical or negated.
        period: First and last day, or None if the event has no date.
        quad_class: 1 to 4, or None.
        goldstein: Goldstein weight, or None.
        actors: Countries or organisations (CHN, IGO:UN) of the actors, each once.
        recipients: The same of the recipients.
    """

    type: str
    status: str
    period: Period | None
    quad_class: int | None
    goldstein: float | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]

    def pairs(self) -> list[tuple[str, str]]:
        """Directed pairs of different countries, both ways for a type whose sides do the same thing."""
        found = list(product(self.actors, self.recipients))
        if self.type in RECIPROCAL:
            found += product(self.recipients, self.actors) if self.recipients else permutations(self.actors, 2)
        return [pair for pair in dict.fromkeys(found) if pair[0] != pair[1]]


def records(data: Any) -> list[Record]:
    """Read events from what a plot was given.

    Args:
        data: A document or an event, an iterable of either, or an events frame (pandas, polars, Arrow) with the columns
            of `eventx.to_frame(layout="events")`: date and type; status, quad_class, goldstein, actor_country and
            recipient_country where there are any. Several countries in a cell are parted by ";" or stand in a list.

    Raises:
        InputError: It is none of these, or a frame lacks the columns date and type.
    """
    if isinstance(data, Document | Event):
        return list(_from_objects([data]))
    if hasattr(data, "columns") and hasattr(data, "__getitem__"):
        return list(_from_frame(data))
    if isinstance(data, Iterable) and not isinstance(data, str | bytes):
        return list(_from_objects(data))
    raise InputError(f"cannot plot a {type(data).__name__}: give documents, events, or a frame of events.")


def _from_objects(items: Iterable[Any]) -> Iterator[Record]:
    for item in items:
        if not isinstance(item, Document | Event):
            raise InputError(f"cannot plot a {type(item).__name__}: give documents, events, or a frame of events.")
        for event in item.events if isinstance(item, Document) else (item,):
            yield Record(
                event.type,
                event.status,
                _period(event.date),
                event.quad_class,
                event.goldstein,
                _countries(getattr(value, "country", None) for role, value in event.arguments if role == "actor"),
                _countries(getattr(value, "country", None) for role, value in event.arguments if role == "recipient"),
            )


def _from_frame(frame: Any) -> Iterator[Record]:
    names = list(frame.column_names if hasattr(frame, "column_names") else frame.columns)
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        raise InputError(f"the events frame lacks {', '.join(missing)}: make it with eventx.to_frame(layout='events').")
    columns = {name: _cells(frame[name]) for name in _COLUMNS if name in names}
    size = len(columns["type"])
    blank = [None] * size
    for date, kind, status, quad, weight, actors, recipients in zip(
        *(columns.get(name, blank) for name in _COLUMNS), strict=True
    ):
        yield Record(
            str(kind),
            str(status or "actual"),
            _period(_iso(date)),
            None if quad is None else int(quad),
            None if weight is None else float(weight),
            _countries(_split(actors)),
            _countries(_split(recipients)),
        )


def _cells(column: Any) -> list[Any]:
    """A column's cells as Python values, missing ones None."""
    if hasattr(column, "notna"):
        column = column.astype(object).where(column.notna(), None)
    for method in ("to_pylist", "to_list"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def _iso(value: Any) -> str | None:
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return None if value is None else str(value)


def _split(cell: Any) -> list[str]:
    if cell is None:
        return []
    return cell.split(";") if isinstance(cell, str) else list(cell)


def _countries(values: Iterable[Any]) -> tuple[str, ...]:
    cleaned = (str(value).strip() for value in values if value)
    return tuple(dict.fromkeys(value for value in cleaned if value and value != "?"))
