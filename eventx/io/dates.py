"""ISO 8601 values as calendar periods."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

_DAY = datetime.timedelta(days=1)
_DATE = re.compile(r"(\d{4})(?:-(?:W(\d{2})(?:-(\d))?|Q([1-4])|(\d{2})(?:-(\d{2})(?:T.*)?)?))?")


class Period(NamedTuple):
    """First and last day of a period."""

    start: datetime.date
    end: datetime.date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1


def parse_period(value: str | None) -> Period | None:
    """The days that a date, month, year, week, quarter or an interval of these covers; None if it is no such value.

    >>> parse_period("2024-02").days
    29
    """
    if not value:
        return None
    first, _, last = value.partition("/")
    start, end = _single(first), _single(last or first)
    if start is None or end is None or end.end < start.start:
        return None
    return Period(start.start, end.end)


def _single(value: str) -> Period | None:
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    year, week, weekday, quarter, month, day = (None if part is None else int(part) for part in found.groups())
    year = year or 0
    try:
        if week is not None:
            start = datetime.date.fromisocalendar(year, week, weekday or 1)
            return Period(start, start if weekday else start + 6 * _DAY)
        if quarter is not None:
            return Period(datetime.date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter))
        if month is None:
            return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
        if day is None:
            return Period(datetime.date(year, month, 1), _month_end(year, month))
        start = datetime.date(year, month, day)
        return Period(start, start)
    except (ValueError, OverflowError):
        return None


def _month_end(year: int, month: int) -> datetime.date:
    if month == 12:
        return datetime.date(year, 12, 31)
    return datetime.date(year, month + 1, 1) - _DAY


def event_day(date: str | None, document_date: str | None) -> datetime.date | None:
    """The day to file an event under: its own if it is known to a week or better, else the document's."""
    own, told = parse_period(date), parse_period(document_date)
    if own is not None and own.days <= 7:
        return own.start
    return told.start if told is not None else own.start if own is not None else None
