"""The time expressions of one text in order, each with what was said before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from eventx.resolve.time.expression import resolve_time
from eventx.resolve.time.value import Tense, TimeValue


def resolve_times(expressions: Iterable[tuple[str, Tense]], anchor: date | None = None) -> list[TimeValue]:
    """Read the time expressions of a text, so that "2 September" after "August 1944" and "the next day" get a value.

    Args:
        expressions: Words and tense, in the order of the text. An expression that serves several events may come
            several times.
        anchor: The document date.

    Returns:
        One value an expression. The last day or month before an expression is its reference; a bare year is none, as
        texts name years in passing.
    """
    values: list[TimeValue] = []
    reference: TimeValue | None = None
    for words, tense in expressions:
        value = resolve_time(words, anchor, tense=tense, reference=reference)
        values.append(value)
        if value.granularity in ("day", "month"):
            reference = value
    return values
