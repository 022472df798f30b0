"""Expressions relative to the document date or to the day that the text spoke of last: "last week", "two days ago"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from eventx.resolve.time import lexicon as lex
from eventx.resolve.time.period import (
    MONTH_SLACK,
    Context,
    Outcome,
    Period,
    Refusal,
    by_tense,
    day,
    month,
    months,
    shift,
    week,
    weekend,
    years,
)

NO_ANCHOR = Refusal("relative to a document date that is not known")
NO_REFERENCE = Refusal("relative to a day that stands elsewhere in the text")
DURATION = Refusal("a length of time, not a point in time")

_DAYS = {
    "today": 0,
    "this day": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "last night": -1,
    "day before yesterday": -2,
    "day after tomorrow": 2,
}
_DEICTIC = re.compile(
    r"(?:the )?(?P<which>last|next|this past|this coming|this|past|coming|current|upcoming|previous|preceding"
    r"|following|same|that same|that|very same|very next)"
    rf" (?P<what>day|date|week|month|year|quarter|decade|century|weekend|{lex.SEASON}|{lex.WEEKDAY}|{lex.MONTH})"
)
_WEEKDAY = re.compile(lex.WEEKDAY)
_WEEKDAY_IN_WEEK = re.compile(rf"(?P<day>{lex.WEEKDAY}),? (?:of )?(?P<which>last|this|next) week")
_AMOUNT = rf"(?P<n>{lex.NUMBER})[- ](?P<unit>{lex.UNIT})s?"
_AGO = re.compile(rf"{_AMOUNT} (?:ago|back)(?P<today> today)?")
_EARLIER = re.compile(
    rf"(?:(?P<n>{lex.NUMBER}) )?(?P<unit>{lex.UNIT})s? (?P<way>earlier|before|previously|prior|later|after|afterwards?)"
)
_AHEAD = re.compile(rf"(?:in |within )?{_AMOUNT}(?P<sure>'? time| from now| from today| hence)")
_IN = re.compile(
    rf"(?P<way>in|within|over|inside) (?:the next |the coming )?(?P<n>{lex.NUMBER})[- ](?P<unit>{lex.UNIT}|hour)s?"
)
_FIXED_SEASON = re.compile(
    rf"(?:the )?(?P<season>{lex.SEASON}|winter)(?: season)?,?(?: of| in)?(?: the year)?"
    rf" (?P<year>{lex.YEAR})(?:[-/](?P<end>{lex.YEAR}|[0-9]{{2}}))?"
)
_SEASON = re.compile(rf"(?:the )?(?P<season>{lex.SEASON})")
_WINTER = re.compile(r"(?:the |(?:last|next|this|this past|this coming|coming|past) )?winter")

_STEP = {
    "last": -1, "this past": -1, "past": -1,
    "this": 0, "current": 0,
    "next": 1, "this coming": 1, "coming": 1, "upcoming": 1,
}  # fmt: skip
_REFERENCE_STEP = {
    "previous": -1, "preceding": -1, "following": 1, "very next": 1,
    "same": 0, "that same": 0, "that": 0, "very same": 0,
}  # fmt: skip


def resolve(text: str, context: Context) -> Outcome | None:
    """Read a relative expression; None where the text is none.

    Args:
        text: Normalised, without leading prepositions other than in, within and over.
        context: What it is relative to.
    """
    for rule in _RULES:
        outcome = rule(text, context)
        if outcome is not None:
            return outcome
    return None


def unit_period(unit: str, moment: date) -> Period:
    """Return the calendar unit (day to century) that holds a day; a fortnight is a week, a decade the year in it."""
    if unit in ("day", "date"):
        return day(moment)
    if unit in ("week", "fortnight"):
        return week(moment)
    if unit == "month":
        return month(moment.year, moment.month)
    if unit == "quarter":
        return quarter(moment.year, (moment.month + 2) // 3)
    if unit == "century":
        return century((moment.year + 99) // 100)
    return years(moment.year, moment.year)


def quarter(year: int, number: int) -> Period:
    """Return a quarter (1-4) of a calendar year."""
    return months(year, 3 * number - 2, 3 * number, "quarter")


def century(number: int) -> Period:
    """Return the n-th century, which starts with a year 01."""
    return years(100 * number - 99, 100 * number, "century")


def season(year: int, name: str) -> Period:
    """Return a northern season; its value is the year, as ISO 8601 has no seasons."""
    start = lex.SEASONS[name]
    text = f"{year:04d}"
    return Period(month(year, start).first, month(year, start + 2).last, "season", text, text)


def is_weekday(text: str) -> bool:
    """Say whether the text is the bare name of a weekday."""
    return _WEEKDAY.fullmatch(text) is not None


def weekday(number: int, context: Context) -> Outcome:
    """Return the weekday (0 Monday to 6 Sunday) nearest to the anchor on the side of the tense, the anchor included."""
    if context.anchor is None:
        return NO_ANCHOR
    back = timedelta(days=(context.anchor.weekday() - number) % 7)
    latest = context.anchor - back
    candidates = [day(latest), day(latest + timedelta(days=7))] if back else [day(latest)]
    chosen = by_tense(candidates, context, slack=0)
    return chosen.because(f"weekday nearest to the document date, {context.tense} tense") if chosen else NO_ANCHOR


def _named_day(text: str, context: Context) -> Outcome | None:
    offset = _DAYS.get(text)
    if offset is None:
        return None
    if context.anchor is None:
        return NO_ANCHOR
    return day(context.anchor + timedelta(days=offset)).because("counted from the document date")


def _bare_weekday(text: str, context: Context) -> Outcome | None:
    if _WEEKDAY.fullmatch(text):
        return weekday(lex.weekday_number(text), context)
    if match := _WEEKDAY_IN_WEEK.fullmatch(text):
        if context.anchor is None:
            return NO_ANCHOR
        monday = week(context.anchor).first + timedelta(weeks=_STEP[match["which"]])
        return day(monday + timedelta(days=lex.weekday_number(match["day"]))).because("weekday of a stated week")
    return None


def _deictic(text: str, context: Context) -> Outcome | None:
    match = _DEICTIC.fullmatch(text)
    if not match:
        return None
    which, what = match["which"], match["what"]
    if which in _REFERENCE_STEP or (which, what) in (("next", "day"), ("last", "day")):
        if context.reference is None or what not in _UNITS:
            return NO_REFERENCE
        unit = "day" if what == "date" else what
        return _counted_from_reference(context.reference, _REFERENCE_STEP.get(which, 1), unit)
    if context.anchor is None:
        return NO_ANCHOR
    reason = "counted from the document date"
    if what == "weekend":
        return _weekend(which, context).because(reason)
    if what in lex.SEASONS:
        return _season_near(which, what, context)
    if _WEEKDAY.fullmatch(what):
        return _weekday_near(which, lex.weekday_number(what), context)
    if what not in (*_UNITS, "quarter", "decade", "century"):
        return _month_near(which, lex.month_number(what), context)
    if which in ("past", "this past", "coming", "this coming", "upcoming"):
        return Refusal("a length of time up to or from the document date")
    return _unit_near(what, _STEP[which], context.anchor)


_UNITS = ("day", "date", "week", "month", "year")


def _unit_near(unit: str, step: int, anchor: date) -> Outcome:
    if unit == "decade":
        first = anchor.year - anchor.year % 10
        return years(first, first + 9, "decade") if step == 0 else Refusal("ten years or a calendar decade")
    if unit == "century":
        return century((anchor.year + 99) // 100 + step).because("counted from the document date")
    # Days that a unit lacks (31 February) must not spill over: count from the first of the month.
    base = anchor if unit in ("day", "week") else anchor.replace(day=1)
    moved = shift(base, 3 * step, "month") if unit == "quarter" else shift(base, step, unit)
    if moved is None:
        return Refusal("outside the years that are read")
    return unit_period(unit, moved).because("counted from the document date")


def _weekend(which: str, context: Context) -> Period:
    anchor = context.anchor or date.min
    own = weekend(anchor)
    back, ahead = weekend(anchor - timedelta(days=7)), weekend(anchor + timedelta(days=7))
    step = _STEP[which]
    if step < 0:
        return own if own.last < anchor else back
    if step > 0:
        # On a weekday "the coming weekend" is this week's; "next weekend" is the one after.
        return own if which != "next" and anchor < own.first else ahead
    return own if context.tense != "past" or own.first <= anchor else back


def _season_near(which: str, name: str, context: Context) -> Outcome:
    anchor = context.anchor or date.min
    candidates = [season(anchor.year + offset, name) for offset in (-1, 0, 1)]
    step = _STEP[which]
    if step < 0:
        found = [period for period in candidates if period.last < anchor][-1]
    elif step > 0:
        found = next(period for period in candidates if period.first > anchor)
    else:
        found = candidates[1]
    return found.because("season counted from the document date; its value is the year")


def _weekday_near(which: str, number: int, context: Context) -> Outcome:
    anchor = context.anchor or date.min
    step = _STEP[which]
    if step < 0:
        back = timedelta(days=(anchor.weekday() - number - 1) % 7 + 1)
        return day(anchor - back).because("the last one before the document date")
    if which == "next":
        return day(week(anchor).last + timedelta(days=1 + number)).because("weekday of the next week")
    if step > 0:
        ahead = timedelta(days=(number - anchor.weekday() - 1) % 7 + 1)
        return day(anchor + ahead).because("the first one after the document date")
    return weekday(number, context)


def _month_near(which: str, number: int, context: Context) -> Outcome:
    anchor = context.anchor or date.min
    candidates = [month(anchor.year + offset, number) for offset in (-1, 0, 1)]
    step = _STEP[which]
    if step < 0:
        found = [period for period in candidates if period.last < anchor][-1]
    elif step > 0:
        found = next(period for period in candidates if period.first > anchor)
    else:
        chosen = by_tense(candidates, context, slack=MONTH_SLACK)
        if chosen is None:
            return Refusal("no year near the document date fits the tense")
        found = chosen
    return found.because("month counted from the document date")


def _ago(text: str, context: Context) -> Outcome | None:
    match = _AGO.fullmatch(text)
    if not match:
        return None
    return _counted(context.anchor, -lex.number(match["n"]), match["unit"], exact_day=bool(match["today"]))


def _earlier_or_later(text: str, context: Context) -> Outcome | None:
    match = _EARLIER.fullmatch(text)
    if not match:
        return None
    count = lex.number(match["n"] or "a")
    ahead = match["way"].startswith(("later", "after"))
    if context.reference is not None:
        found = _counted_from_reference(context.reference, count if ahead else -count, match["unit"])
        if isinstance(found, Period) or context.anchor is None:
            return found
    if ahead or match["n"] is None or context.anchor is None:
        return NO_REFERENCE
    outcome = _counted(context.anchor, -count, match["unit"], exact_day=False)
    if isinstance(outcome, Period):
        return outcome.because("counted from the document date for want of another day", approximate=True)
    return outcome


def _ahead(text: str, context: Context) -> Outcome | None:
    if match := _AHEAD.fullmatch(text):
        return _counted(context.anchor, lex.number(match["n"]), match["unit"], exact_day=False)
    match = _IN.fullmatch(text)
    if not match:
        return None
    if match["way"] in ("over", "inside") or context.tense == "past":
        return Refusal("a length of time; a point in time only for what lies ahead (tense future)")
    if context.anchor is None:
        return NO_ANCHOR
    count, unit = lex.number(match["n"]), match["unit"]
    if unit == "hour":
        count, rest = divmod(count, 24)
        unit = "day"
        if rest:
            return Refusal("hours that don't make whole days")
    if match["way"] == "in":
        return _counted(context.anchor, count, unit, exact_day=True)
    end = shift(context.anchor, 2 * count if unit == "fortnight" else count, "week" if unit == "fortnight" else unit)
    if end is None:
        return Refusal("outside the years that are read")
    text = end.isoformat()
    return Period(context.anchor, end, "interval", context.anchor.isoformat(), text, reason="from the document date on")


def _counted(base: date | None, count: int, unit: str, *, exact_day: bool) -> Outcome:
    if base is None:
        return NO_ANCHOR
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    moved = shift(base, count, unit)
    if moved is None:
        return Refusal("outside the years that are read")
    day_sure = unit == "day" or (exact_day and unit == "week")
    period = day(moved) if day_sure else unit_period(unit, moved)
    return period.because(f"counted from {base.isoformat()}", approximate=not day_sure)


_FINENESS = {"day": 0, "week": 1, "fortnight": 1, "month": 2, "year": 3, "decade": 4}


def _counted_from_reference(reference: Period, count: int, unit: str) -> Outcome:
    if _FINENESS.get(reference.granularity, 5) > _FINENESS[unit]:
        return Refusal(f"relative to a {unit}, of which only the {reference.granularity} is known")
    return _counted(reference.first, count, unit, exact_day=False)


def _bare_weekend(text: str, context: Context) -> Outcome | None:
    if text not in ("weekend", "the weekend", "over the weekend"):
        return None
    if context.anchor is None:
        return NO_ANCHOR
    return _weekend("this", context).because(f"weekend nearest to the document date, {context.tense} tense")


def _seasons(text: str, context: Context) -> Outcome | None:
    if match := _FIXED_SEASON.fullmatch(text):
        year, end = int(match["year"]), match["end"]
        if match["season"] == "winter":
            last = year if not end else int(end) if len(end) == 4 else year - year % 100 + int(end)
            if not year <= last <= year + 1:
                return Refusal("the range ends before it starts or is no winter")
            return years(year, last, "season").because("a winter; its value is its years")
        return season(year, match["season"]).because("a season; its value is the year")
    if match := _SEASON.fullmatch(text):
        if context.anchor is None:
            return NO_ANCHOR
        candidates = [season(context.anchor.year + offset, match["season"]) for offset in (-1, 0, 1)]
        chosen = by_tense(candidates, context, slack=0)
        return chosen.because("season by tense; its value is the year") if chosen else None
    if _WINTER.fullmatch(text):
        return Refusal("a winter lies in two years")
    return None


_RULES: tuple[Callable[[str, Context], Outcome | None], ...] = (
    _named_day,
    _bare_weekday,
    _deictic,
    _ago,
    _earlier_or_later,
    _ahead,
    _bare_weekend,
    _seasons,
)
