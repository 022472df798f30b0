"""Document dates as users write them."""

from __future__ import annotations

import re
from datetime import date, datetime

from eventx.errors import DateError
from eventx.resolve.time import explicit
from eventx.resolve.time.period import Period, Refusal

_COMPACT = re.compile(r"[0-9]{8}")
_ISO_START = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?", re.DOTALL)


def parse_date(text: str) -> date:
    """Read a document date.

    Args:
        text: ISO 8601 ("2024-03-23", "20240323", "2024-03-23T09:30:00Z", where the date is the one written, without
            conversion of the zone), or English ("March 23, 2024", "Sat, 23 Mar 2024", "23 March 2024"), or numeric
            where day and month can be told apart ("23/03/2024").

    Returns:
        The day.

    Raises:
        DateError: The text is not a full date, or not one of the calendar.
    """
    if not isinstance(text, str):
        raise _error(text, f"it is a {type(text).__name__}, not a string")
    stripped = text.strip()
    if _COMPACT.fullmatch(stripped) or _ISO_START.fullmatch(stripped):
        try:
            return datetime.fromisoformat(stripped).date()
        except ValueError as error:
            raise _error(text, str(error)) from error
    plain = " ".join(stripped.lower().split()).rstrip(".,")
    partial = explicit.parse(plain) if len(plain) < 60 else None
    if isinstance(partial, Refusal):
        raise _error(text, partial.reason)
    if partial is None or partial.year is None or partial.month is None or partial.day is None:
        raise _error(text, "it does not state day, month and year")
    period = explicit.to_period(partial.year, partial)
    if not isinstance(period, Period):
        raise _error(text, "there is no such day in the calendar")
    return period.first


def _error(text: object, why: str) -> DateError:
    shown = repr(text)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return DateError(f'cannot read {shown} as a date: {why}. Write it as YYYY-MM-DD, such as "2024-03-23".')
