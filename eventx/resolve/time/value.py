"""What resolving a time expression yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Granularity = Literal["day", "week", "month", "quarter", "season", "year", "decade", "century", "interval", "none"]
Kind = Literal["exact", "approximate", "range", "unresolved"]
Tense = Literal["past", "present", "future"]


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A time expression read against a document date.

    Attributes:
        value: ISO 8601 (2024-03-23, 2024-W12, 2024-03, 2024, or start/end with either end in any of these forms), or
            None where nothing is sure. A season has the year as its value and a part of a period (late March) the
            whole period, since ISO 8601 has nothing narrower; a quarter is the interval of its months.
        granularity: The unit of the value; "none" without one.
        kind: "exact" (the expression fixes the value), "approximate" (the value holds it, or it is a rounded count),
            "range" (a start and an end, or an open start or end: since, until) or "unresolved".
        reason: How the value came about, or why there is none.
        time_of_day: "HH:MM" as stated (no zone conversion), or one of dawn, morning, noon, afternoon, evening, night,
            midnight; None where the expression has none. It may be there without a value ("at 09:30").
    """

    value: str | None
    granularity: Granularity
    kind: Kind
    reason: str
    time_of_day: str | None = None
