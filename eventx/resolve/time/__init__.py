"""Time expressions to ISO 8601 (`resolve_time`, in order `resolve_times`) and dates that users give (`parse_date`)."""

from __future__ import annotations

from eventx.resolve.time.dates import parse_date
from eventx.resolve.time.expression import resolve_time
from eventx.resolve.time.narrative import resolve_times
from eventx.resolve.time.value import Granularity, Kind, Tense, TimeValue

__all__ = ["Granularity", "Kind", "Tense", "TimeValue", "parse_date", "resolve_time", "resolve_times"]
