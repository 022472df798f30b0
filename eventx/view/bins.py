"""Calendar bins for plots: days, weeks, months, quarters and years."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal, get_args

from eventx.errors import InputError
from eventx.io.dates import Period

Bin = Literal["day", "week", "month", "quarter", "year"]

_LONGEST: dict[Bin, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_MAX_BINS = 60
_ENOUGH_FOR_QUARTILES = 20
# Days: news of one morning must not lose last week.
_LEAST_SPREAD = 10


def bin_start(day: datetime.date, every: Bin) -> datetime.date:
    """First day of the bin that a day falls in; weeks start on Monday."""
    if every == "day":
        return day
    if every == "week":
        # The first days of year 1 belong to a week that no date can name.
        return day - datetime.timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day.replace(month=1, day=1)


def next_bin(start: datetime.date, every: Bin) -> datetime.date:
    """First day of the bin after the one that starts on `start`; the last bin of the calendar is followed by itself."""
    try:
        return bin_start(start + datetime.timedelta(days=_LONGEST[every]), every)
    except OverflowError:
        return start


def bins_between(first: datetime.date, last: datetime.date, every: Bin) -> list[datetime.date]:
    """Starts of all bins from that of `first` to that of `last`."""
    starts = [bin_start(first, every)]
    while (following := next_bin(starts[-1], every)) <= last and following > starts[-1]:
        starts.append(following)
    return starts


def fits(period: Period, every: Bin) -> bool:
    """Whether a period lies within one bin, so that it is known which one."""
    return bin_start(period.start, every) == bin_start(period.end, every)


def choose_bin(first: datetime.date, last: datetime.date) -> Bin:
    """The narrowest bin that cuts the time between two days into at most 60."""
    days = (last - first).days + 1
    return next((name for name, length in _LONGEST.items() if days <= length * _MAX_BINS), "year")


def check_bin(every: str) -> None:
    """Raise InputError if there is no such bin."""
    if every not in _LONGEST:
        raise InputError(f"unknown bin {every!r}: use one of {', '.join(get_args(Bin))}.")


def main_range(periods: Sequence[Period]) -> tuple[datetime.date, datetime.date]:
    """First and last day worth an axis.

    News of this year also tells of 1949. With 20 periods or more, days beyond the outer fences, three times the
    distance between the quartiles outside of these (Tukey 1977, Exploratory Data Analysis), are left out.
    """
    days = sorted(period.start for period in periods)
    if len(days) < _ENOUGH_FOR_QUARTILES:
        return days[0], days[-1]
    low, high = days[len(days) // 4].toordinal(), days[3 * len(days) // 4].toordinal()
    reach = 3 * max(high - low, _LEAST_SPREAD)
    inside = [day for day in days if low - reach <= day.toordinal() <= high + reach]
    return inside[0], inside[-1]
