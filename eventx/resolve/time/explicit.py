"""Calendar dates written out: "March 23, 2024", "23/03/2024", "May of last year", and ranges of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from eventx.resolve.time import lexicon as lex
from eventx.resolve.time.period import (
    DAY_SLACK,
    MONTH_SLACK,
    Context,
    Outcome,
    Period,
    Refusal,
    by_tense,
    day,
    month,
    onward,
    span,
    week,
    years,
)

_YEAR_WORD = r"(?P<year_word>last|this|next|that|the same)"
_IN_YEAR = rf"(?:,? ?(?:of |in )?(?:the year )?(?P<year>{lex.YEAR})|,? (?:of |in )?{_YEAR_WORD} year)?"
_WITH_WEEKDAY = rf"(?:(?P<weekday>{lex.WEEKDAY}),? (?:the )?)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:the )?(?:year )?(?:of )?(?P<year>{lex.YEAR})(?: a\.?d\.?)?",
        rf"{_WITH_WEEKDAY}(?P<month>{lex.MONTH}) (?:the )?(?P<day>{lex.DAY}){_IN_YEAR}",
        rf"{_WITH_WEEKDAY}(?P<day>{lex.DAY})[ -](?:day )?(?:of )?(?P<month>{lex.MONTH})-?{_IN_YEAR}",
        rf"(?:the )?(?:month of )?(?P<month>{lex.MONTH}){_IN_YEAR}",
    )
)
_ISO = re.compile(
    rf"(?P<year>{lex.YEAR})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-2][0-9]|3[01]))?"
    r"|(?P<m8>0[1-9]|1[0-2])(?P<d8>[0-2][0-9]|3[01])|-?w(?P<week>[0-5][0-9]))"
)
_NUMERIC = re.compile(rf"(?P<a>[0-9]{{1,2}})(?P<sep>[/.-])(?P<b>[0-9]{{1,2}})(?P=sep) ?(?P<year>{lex.YEAR})")
_YEAR_FIRST = re.compile(rf"(?P<year>{lex.YEAR})(?P<sep>[/.])(?P<month>[0-9]{{1,2}})(?P=sep)(?P<day>[0-9]{{1,2}})")
_HOLIDAY = re.compile(rf"(?P<name>{lex.alternation(lex.HOLIDAYS)}){_IN_YEAR}")
_BARE_DAY = re.compile(rf"(?:the )?(?P<day>{lex.DAY})")
_BARE_DAY_YEAR = re.compile(rf"(?P<day>{lex.DAY}),? (?P<year>{lex.YEAR})")
_ORDINAL_DAY = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)")
_OTHER_YEAR = Refusal("which year is meant stands elsewhere in the text")


@dataclass(frozen=True, slots=True)
class Partial:
    """The fields that a date states; year_word is last, this, next, that or "the same" (year)."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    year_word: str | None = None


def parse(text: str) -> Partial | Refusal | None:
    """Read a calendar date.

    Args:
        text: Normalised (lower case, single spaces, plain hyphens).

    Returns:
        The fields stated; a Refusal for a date that is ambiguous; None for anything else.
    """
    head = text[:1]
    if head.isdigit():
        if (match := _ISO.fullmatch(text)) and not match["week"]:
            number, moment = match["month"] or match["m8"], match["day"] or match["d8"]
            return Partial(int(match["year"]), int(number) if number else None, int(moment) if moment else None)
        if match := _YEAR_FIRST.fullmatch(text):
            return Partial(int(match["year"]), int(match["month"]), int(match["day"]))
        if match := _NUMERIC.fullmatch(text):
            return _numeric(int(match["a"]), int(match["b"]), int(match["year"]), match["sep"])
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _from_groups(match.groupdict())
    if match := _HOLIDAY.fullmatch(text):
        number, moment = lex.HOLIDAYS[match["name"]]
        return replace(_from_groups(match.groupdict()), month=number, day=moment)
    return None


def _from_groups(groups: dict[str, str | None]) -> Partial:
    year, number, moment, weekday = (groups.get(name) for name in ("year", "month", "day", "weekday"))
    return Partial(
        int(year) if year else None,
        lex.month_number(number) if number else None,
        lex.day_number(moment) if moment else None,
        lex.weekday_number(weekday) if weekday else None,
        groups.get("year_word"),
    )


def _numeric(a: int, b: int, year: int, separator: str) -> Partial | Refusal:
    # Full stops are day-month-year wherever they are in use; slashes and hyphens go both ways.
    if separator == "." or a > 12 or a == b:
        return Partial(year, b, a)
    if b > 12:
        return Partial(year, a, b)
    return Refusal("day and month of the numeric date can't be told apart")


def iso_week(text: str) -> Period | None:
    """Read an ISO 8601 week, "2024-w12"."""
    match = _ISO.fullmatch(text)
    if not match or not match["week"]:
        return None
    try:
        return week(date.fromisocalendar(int(match["year"]), int(match["week"]), 1))
    except ValueError:
        return None


def to_period(year: int, partial: Partial) -> Period | None:
    """Return the period of a partial date in a year; None for a day that the month lacks, such as 30 February."""
    if partial.month is None:
        return years(year, year)
    if not 1 <= partial.month <= 12:
        return None
    if partial.day is None:
        return month(year, partial.month)
    try:
        return day(date(year, partial.month, partial.day))
    except ValueError:
        return None


def resolve(partial: Partial, context: Context) -> Outcome:
    """Give a partial date its year and return the period."""
    year = partial.year
    if partial.year_word:
        relative = _relative_year(partial.year_word, context)
        if isinstance(relative, Refusal):
            return relative
        year = relative
    if year is not None:
        period = to_period(year, partial)
        if period is None:
            return Refusal("there is no such day in the calendar")
        if partial.weekday not in (None, period.first.weekday()):
            return period.because("the date is on another weekday than stated", approximate=True)
        return period
    if partial.month is None:
        return Refusal("neither month nor year is stated")
    return _without_year(partial, context)


def _relative_year(word: str, context: Context) -> int | Refusal:
    if word in ("that", "the same"):
        return context.reference.first.year if context.reference else _OTHER_YEAR
    if context.anchor is None:
        return Refusal("relative to a document date that is not known")
    return context.anchor.year + {"last": -1, "this": 0, "next": 1}[word]


def _without_year(partial: Partial, context: Context) -> Outcome:
    base = day(context.anchor) if context.anchor else context.reference
    if base is None:
        return Refusal("the year is not stated and the document date is not known")
    # 29 February may be up to 8 years off.
    reach = 8 if (partial.month, partial.day) == (2, 29) else 1
    nearby = (to_period(base.first.year + offset, partial) for offset in range(-reach, reach + 1))
    candidates = [period for period in nearby if period is not None]
    if not candidates:
        return Refusal("there is no such day in the calendar")
    if partial.weekday is not None:
        candidates = [period for period in candidates if period.first.weekday() == partial.weekday] or candidates
    if context.anchor is None:
        chosen = onward(candidates, base)
        reason = "year by the date the text spoke of last"
    else:
        chosen = by_tense(candidates, context, slack=MONTH_SLACK if partial.day is None else DAY_SLACK)
        reason = f"year by {context.tense} tense and nearness to the document date"
    return chosen.because(reason) if chosen else Refusal("no year near the document date fits the tense")


def bare_ordinal_day(text: str, context: Context) -> Outcome | None:
    """Read "the 23rd" as the day of a month near the anchor; None for other text."""
    if not _ORDINAL_DAY.fullmatch(text):
        return None
    if context.anchor is None:
        return Refusal("the month is not stated and the document date is not known")
    number = lex.day_number(text)
    first = context.anchor.replace(day=1)
    starts = ((first - timedelta(days=1)).replace(day=1), first, (first + timedelta(days=31)).replace(day=1))
    nearby = (to_period(start.year, Partial(None, start.month, number)) for start in starts)
    chosen = by_tense([period for period in nearby if period], context, slack=0)
    return chosen.because("month by tense") if chosen else Refusal("there is no such day in the calendar")


def parse_side(text: str) -> Partial | None:
    """Read one end of a range, where a bare day ("21", "the 3rd") or "5, 2024" counts too."""
    if match := _BARE_DAY.fullmatch(text) or _BARE_DAY_YEAR.fullmatch(text):
        return _from_groups(match.groupdict())
    partial = parse(text)
    return partial if isinstance(partial, Partial) else None


def resolve_range(left: Partial, right: Partial, context: Context) -> Outcome:
    """Return the interval between two partial dates, each lending the other the month and year it lacks."""
    if left.month is None and right.month is None and (left.year is None or right.year is None):
        return Refusal("no month is stated")
    if left.month is None and left.day is not None:
        left = replace(left, month=right.month)
    if right.month is None and right.day is not None:
        right = replace(right, month=left.month)
    if right.year is None and right.year_word is None and (left.year or left.year_word):
        right = replace(right, year=left.year, year_word=left.year_word)
        end = resolve(right, context)
        start = resolve(left, context)
        if isinstance(end, Period) and isinstance(start, Period) and end.last < start.first and right.year:
            end = resolve(replace(right, year=right.year + 1), context)
    else:
        end = resolve(right, context)
        if isinstance(end, Refusal):
            return end
        dateless = left.year is None and left.year_word is None
        start = _latest_before(left, end) if dateless else resolve(left, context)
    if isinstance(start, Refusal):
        return start
    if isinstance(end, Refusal):
        return end
    joined = span(start, end)
    return joined.because(end.reason) if isinstance(joined, Period) else joined


def _latest_before(left: Partial, end: Period) -> Outcome:
    if left.month is None:
        return Refusal("no month is stated")
    for year in (end.last.year, end.last.year - 1):
        period = to_period(year, left)
        if period is None:
            return Refusal("there is no such day in the calendar")
        if period.first <= end.first:
            return period
    return Refusal("the range ends before it starts")
