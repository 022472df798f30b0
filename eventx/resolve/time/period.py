"""Stretches of the calendar with their ISO 8601 text, and the arithmetic between them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from eventx.resolve.time.value import Granularity, Tense

FIRST_YEAR, LAST_YEAR = 1000, 2100
"""Years that are read as such; anchors outside are refused, which keeps all arithmetic far from the limits of date."""

DAY_SLACK, MONTH_SLACK = 60, 31
"""How many days a date without a year may lie on the wrong side of the anchor before it moves a year: a report in the
past tense that names "May 12" on May 11 means tomorrow, not a year ago. Chosen on the training corpus."""

NARRATIVE_SLACK = 90
"""How many days a story may step back from the date it spoke of last before a date without a year moves on a year."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against: document date, tense, and the period the text spoke of last, if known."""

    anchor: date | None
    tense: Tense
    reference: Period | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an expression gets no value."""

    reason: str


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days.

    Attributes:
        first: First day.
        last: Last day, included.
        granularity: Its unit.
        head: ISO 8601 text of its start, or of the whole of it.
        tail: ISO 8601 text of its end; equal to head for a single unit.
        approximate: The expression is vaguer than the value.
        reason: How it was found.
        open_ended: Only its start or its end is meant (from 1975 onward, until Friday).
    """

    first: date
    last: date
    granularity: Granularity
    head: str
    tail: str
    approximate: bool = False
    reason: str = "stated"
    open_ended: bool = False

    @property
    def value(self) -> str:
        """The ISO 8601 text."""
        return self.head if self.head == self.tail else f"{self.head}/{self.tail}"

    def because(self, reason: str, *, approximate: bool | None = None) -> Period:
        """Return the same period with another reason."""
        return replace(self, reason=reason, approximate=self.approximate if approximate is None else approximate)

    def shifted(self, days: int) -> Period:
        """Return a day moved by some days; only for the granularity "day"."""
        return day(self.first + timedelta(days=days)).because(self.reason)


Outcome = Period | Refusal


def day(moment: date) -> Period:
    """Return one day."""
    text = moment.isoformat()
    return Period(moment, moment, "day", text, text)


def week(moment: date) -> Period:
    """Return the ISO 8601 week (Monday to Sunday) that holds a day."""
    year, number, weekday = moment.isocalendar()
    monday = moment - timedelta(days=weekday - 1)
    text = f"{year:04d}-W{number:02d}"
    return Period(monday, monday + timedelta(days=6), "week", text, text)


def month(year: int, number: int) -> Period:
    """Return a month."""
    text = f"{year:04d}-{number:02d}"
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]), "month", text, text)


def months(year: int, first: int, last: int, granularity: Granularity) -> Period:
    """Return the months first to last of a year, such as a quarter."""
    start, end = month(year, first), month(year, last)
    return Period(start.first, end.last, granularity, start.head, end.head)


def years(first: int, last: int, granularity: Granularity = "year") -> Period:
    """Return whole years."""
    return Period(date(first, 1, 1), date(last, 12, 31), granularity, f"{first:04d}", f"{last:04d}")


def span(left: Period, right: Period) -> Outcome:
    """Return the interval from the start of one period to the end of another."""
    if right.last < left.first or right.first < left.first:
        return Refusal("the range ends before it starts")
    if left.head == right.tail:
        return right
    approximate = left.approximate or right.approximate
    return Period(left.first, right.last, "interval", left.head, right.tail, approximate, "range")


def weekend(moment: date) -> Period:
    """Return the Saturday and Sunday of the ISO week that holds a day."""
    saturday = week(moment).first + timedelta(days=5)
    sunday = saturday + timedelta(days=1)
    return Period(saturday, sunday, "interval", saturday.isoformat(), sunday.isoformat())


def shift(moment: date, count: int, unit: str) -> date | None:
    """Move a day by a signed count of day, week, month, year or decade; None past the years that are read.

    A month or year that lacks the day takes its last one: 31 January plus a month is 28 or 29 February.
    """
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1)
        if abs(days) > 400_000:
            return None
        moved = moment + timedelta(days=days)
        return moved if FIRST_YEAR <= moved.year <= LAST_YEAR else None
    index = moment.year * 12 + moment.month - 1 + count * {"month": 1, "year": 12, "decade": 120}[unit]
    year, number = divmod(index, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return date(year, number + 1, min(moment.day, monthrange(year, number + 1)[1]))


def by_tense(candidates: list[Period], context: Context, *, slack: int) -> Period | None:
    """Pick the period that fits tense and nearness.

    Args:
        candidates: Readings of one expression, in time order.
        context: With an anchor.
        slack: Days that a reading may lie on the wrong side of the anchor.

    Returns:
        Past: the last one that starts by the anchor (plus slack). Future: the first one that ends from the anchor (less
        slack) on. Present: the nearest. None where no candidate fits.
    """
    anchor = context.anchor
    if anchor is None or not candidates:
        return None
    room = timedelta(days=slack)
    if context.tense == "past":
        return next((period for period in reversed(candidates) if period.first <= anchor + room), None)
    if context.tense == "future":
        return next((period for period in candidates if period.last >= anchor - room), None)
    return nearest(candidates, day(anchor))


def nearest(candidates: list[Period], other: Period) -> Period | None:
    """Return the period nearest to another; one that overlaps it is at distance 0."""

    def distance(period: Period) -> int:
        return max(0, (period.first - other.last).days, (other.first - period.last).days)

    return min(candidates, key=distance, default=None)


def onward(candidates: list[Period], other: Period) -> Period | None:
    """Return the first period from another one on: narratives go forward, or a little back."""
    room = timedelta(days=NARRATIVE_SLACK)
    return next((period for period in candidates if period.last >= other.first - room), None)
