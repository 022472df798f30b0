"""One time expression to an ISO 8601 value: peels prepositions, modifiers and times of day, then asks the readers.

The semantics follow NGEC's date resolver (refuse rather than guess) and the values of TIMEX3 (ISO-TimeML, ISO 24617-1)
where the codebook has the same forms.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from eventx.resolve.numerals import ORDINALS
from eventx.resolve.time import clock, explicit, patterns, relative
from eventx.resolve.time import lexicon as lex
from eventx.resolve.time.period import (
    FIRST_YEAR,
    LAST_YEAR,
    Context,
    Outcome,
    Period,
    Refusal,
    by_tense,
    months,
    span,
    week,
    years,
)
from eventx.resolve.time.value import Kind, Tense, TimeValue

_LONGEST = 120
_DEEPEST = 6
# The ends of a range are read from here on, so that they can't be ranges themselves: "and and and ..." stays cheap.
_DEEPEST_RANGE = 3
_VAGUE = Refusal("too vague for a date")
_UNREAD = Refusal("not read as a time expression")
_NO_DAY = Refusal("a time of day whose day is not stated")

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘ʼ`", "'"))


def resolve_time(
    expression: str, anchor: date | None = None, *, tense: Tense = "past", reference: TimeValue | None = None
) -> TimeValue:
    """Read a time expression against a document date.

    Args:
        expression: The words of the time argument, such as "last Thursday", "21-26 March", "in the 1990s".
        anchor: The document date. Without it, relative expressions and dates without a year get no value.
        tense: Of the event: decides the direction of weekdays and of dates without a year.
        reference: The value that the text spoke of last, for "the same day", "two weeks later"; and for the year of a
            date without one where there is no anchor. A value with two ends counts as its start.

    Returns:
        The value; a refused expression has value None and says why. Never raises on any string.
    """
    text = " ".join(expression.lower().translate(_DASHES).split()).strip(" ,;:!?\"'[]")
    if not text:
        return _refused(Refusal("empty"))
    if len(text) > _LONGEST:
        return _refused(Refusal("too long for a time expression"))
    if anchor is not None and not FIRST_YEAR + 1 < anchor.year < LAST_YEAR - 1:
        return _refused(Refusal(f"the document date lies outside the years {FIRST_YEAR} to {LAST_YEAR}"))
    context = Context(anchor, tense, _reference_period(reference))
    outcome = _read(text, context)
    # A final full stop belongs to the sentence except in "p.m." and "Sept."; a possessive to the next word except in
    # "1990's".
    if isinstance(outcome, Refusal) and text.endswith((".", "'s", ")")):
        bare = text.rstrip(". ").removesuffix("'s").replace("(", "").replace(")", "").strip()
        outcome = _read(bare, context)
    if isinstance(outcome, Period):
        return _valued(outcome, _time_of_day(text))
    return _refused(outcome, _time_of_day(text))


def _reference_period(reference: TimeValue | None) -> Period | None:
    if reference is None or reference.value is None:
        return None
    start = reference.value.partition("/")[0].lower()
    # Not by _atom, which takes "2008-09" in a text for two years.
    partial = explicit.parse(start)
    outcome = explicit.resolve(partial, Context(None, "past")) if isinstance(partial, explicit.Partial) else None
    outcome = outcome or explicit.iso_week(start)
    if isinstance(outcome, Period) and FIRST_YEAR + 1 < outcome.first.year < LAST_YEAR - 1:
        return outcome
    return None


def _time_of_day(text: str) -> str | None:
    if text in ("tonight", "last night"):
        return "night"
    parted = clock.split(text)
    return parted[1] if parted else None


def _valued(period: Period, time_of_day: str | None) -> TimeValue:
    kind: Kind = "approximate" if period.approximate else "exact"
    if period.granularity == "interval" or period.open_ended:
        kind = "range"
    return TimeValue(period.value, period.granularity, kind, period.reason, time_of_day)


def _refused(refusal: Refusal, time_of_day: str | None = None) -> TimeValue:
    return TimeValue(None, "none", "unresolved", refusal.reason, time_of_day)


def _read(text: str, context: Context, depth: int = 0) -> Outcome:
    """Read a normalised expression; depth bounds the peeling."""
    if depth > _DEEPEST or not text:
        return _UNREAD
    found = _atom(text, context)
    if found is not None:
        return found
    for peel in (_peel_clock, _peel_since, _peel_preposition, _peel_bound, _peel_part, _range, _peel_roughly):
        outcome = peel(text, context, depth + 1)
        if outcome is not None:
            return outcome
    if patterns.OUTSIDE.fullmatch(text):
        return Refusal("only a bound: before or after")
    if patterns.RECURRING.search(text):
        return Refusal("a recurring time")
    if patterns.is_duration(text):
        return _VAGUE if "coming" in text else relative.DURATION
    return _VAGUE if text in lex.VAGUE or patterns.INDEFINITE.search(text) else _UNREAD


def _atom(text: str, context: Context) -> Outcome | None:
    """Read what needs no peeling."""
    if match := patterns.SHORT_YEARS.fullmatch(text):
        years_found = _short_years(int(match["left"]), int(match["right"]), "-" in text)
        if years_found:
            return years_found
    partial = explicit.parse(text)
    if isinstance(partial, Refusal):
        return partial
    if partial is not None:
        return explicit.resolve(partial, context)
    found = relative.resolve(text, context)
    if found is not None:
        return found
    if text[:1] in "0123456789" and (found := explicit.iso_week(text) or explicit.bare_ordinal_day(text, context)):
        return found
    if text.endswith("century") and (match := patterns.CENTURY.fullmatch(text)):
        number = int(match["digits"]) if match["digits"] else ORDINALS[match["word"]]
        return relative.century(number) if 10 < number < 22 else Refusal("outside the years that are read")
    if text.endswith(("s", "decade")) and (match := patterns.DECADE.fullmatch(text)):
        return _decade(match)
    if match := patterns.QUARTER.fullmatch(text):
        return _quarter(match, context)
    if match := patterns.HALF.fullmatch(text):
        first = 1 if match["which"] == "first" else 7
        return months(int(match["year"]), first, first + 5, "interval")
    if match := patterns.WEEK_OF.fullmatch(text):
        inside = _read(match["rest"], context, 3)
        return week(inside.first) if isinstance(inside, Period) and inside.granularity == "day" else _VAGUE
    if patterns.ANNIVERSARY.search(text):
        return Refusal("an anniversary is no date")
    if patterns.FISCAL.search(text):
        return Refusal("fiscal years start on different days")
    return _VAGUE if text in lex.VAGUE else None


def _short_years(left: int, right: int, hyphen: bool) -> Period | None:
    """Read "1941-43" and "2008-09"; "2024-03" is a month (ISO 8601) unless the years follow each other."""
    end = left - left % 100 + right
    if end <= left or (hyphen and 1 <= right <= 12 and end != left + 1):
        return None
    return years(left, end, "interval")


def _decade(match: re.Match[str]) -> Outcome:
    if match["word"]:
        start = lex.DECADES[match["word"]]
    elif len(match["digits"]) == 4:
        start = int(match["digits"])
    elif match["digits"] in ("10", "20"):
        return Refusal("the century of the decade is not stated")
    else:
        start = 1900 + int(match["digits"])
    return years(start, start + 9, "decade")


def _quarter(match: re.Match[str], context: Context) -> Outcome:
    word = match["word"]
    stated = match["number"] or match["number_last"]
    number = int(stated) if stated else patterns.QUARTER_WORDS.get(word[:3], 4)
    year = match["year"] or match["year_first"]
    if year:
        return relative.quarter(int(year), number)
    if context.anchor is None:
        return relative.NO_ANCHOR
    if word == "last":
        return Refusal("the last one of a year or before the document date")
    candidates = [relative.quarter(context.anchor.year + offset, number) for offset in (-1, 0, 1)]
    chosen = by_tense(candidates, context, slack=0)
    return chosen.because("year by tense") if chosen else _VAGUE


def _peel_clock(text: str, context: Context, depth: int) -> Outcome | None:
    parted = clock.split(text)
    if parted is None:
        return None
    rest = parted[0]
    if rest in ("this", "earlier this", "later this", "early this", "late this"):
        rest = "today"
    if not rest or rest in ("early", "late", "local time"):
        if context.reference is None or context.reference.granularity != "day":
            return _NO_DAY
        return context.reference.because("on the day the text spoke of last")
    return _read(rest, context, depth)


def _peel_since(text: str, context: Context, depth: int) -> Outcome | None:
    if not (match := patterns.SINCE.fullmatch(text)):
        return None
    start = _read(match["rest"], Context(context.anchor, "past", context.reference), depth)
    if isinstance(start, Refusal):
        return start
    if context.anchor is None:
        return _open(start, "open end: since")
    if start.first > context.anchor:
        return Refusal("starts after the document date")
    if start.head == context.anchor.isoformat():
        return start
    end = context.anchor
    return Period(start.first, end, "interval", start.head, end.isoformat(), reason="open end: up to the document date")


def _peel_bound(text: str, context: Context, depth: int) -> Outcome | None:
    if match := patterns.BOUND.fullmatch(text):
        return _open(_read(match["rest"], context, depth), "open start: by or until")
    if match := patterns.ONWARD.fullmatch(text):
        rest = match["rest"] or match["start"] or match["begin"]
        if patterns.RANGE.search(rest):
            return None
        return _open(_read(rest, context, depth), "open end: from")
    return None


def _open(outcome: Outcome, reason: str) -> Outcome:
    if isinstance(outcome, Refusal) or outcome.granularity == "interval":
        return outcome
    return replace(outcome, reason=reason, open_ended=True)


def _peel_preposition(text: str, context: Context, depth: int) -> Outcome | None:
    match = patterns.PREPOSITION.match(text)
    return _read(text[match.end() :], context, depth) if match else None


def _peel_part(text: str, context: Context, depth: int) -> Outcome | None:
    """Read "late March" as March: a part of a period has the period's value."""
    match = patterns.PART.fullmatch(text)
    if not match:
        return None
    rest = match["rest"]
    if patterns.BARE_UNIT.fullmatch(rest):
        if rest in ("day", "decade", "century"):
            return relative.NO_REFERENCE
        rest = f"this {rest}"
    elif rest in ("that day", "the day", "same day"):
        rest = "that day"
    whole = _read(rest, context, depth)
    if isinstance(whole, Refusal) or whole.granularity == "day":
        return whole
    if whole.granularity in ("decade", "century"):
        return Refusal("a part of a decade or century has no value of its own")
    return whole.because(f"a part of the {whole.granularity}", approximate=True)


def _peel_roughly(text: str, context: Context, depth: int) -> Outcome | None:
    match = patterns.ROUGHLY.match(text)
    if not match:
        return None
    outcome = _read(text[match.end() :], context, depth)
    return outcome if isinstance(outcome, Refusal) else outcome.because(outcome.reason, approximate=True)


def _range(text: str, context: Context, depth: int) -> Outcome | None:
    """Read two ends with a word or dash between them, at whatever joint both ends can be read."""
    if depth > _DEEPEST_RANGE:
        return None
    text = patterns.RANGE_START.sub("", text)
    refusal: Refusal | None = None
    for joint in patterns.RANGE.finditer(text):
        left, right = text[: joint.start()], text[joint.end() :]
        start, end = explicit.parse_side(left), explicit.parse_side(right)
        if start is not None and end is not None:
            return explicit.resolve_range(start, end, context)
        if not left or not right or joint[0] == "-":
            continue
        outcome = _mixed_range(left, right, joint[0], context)
        if isinstance(outcome, Period):
            return outcome
        refusal = refusal or outcome
    return refusal


def _mixed_range(left: str, right: str, joint: str, context: Context) -> Outcome:
    end = _read(right, context, _DEEPEST_RANGE + 1)
    if isinstance(end, Refusal):
        return end
    start = _read(left, context, _DEEPEST_RANGE + 1)
    if isinstance(start, Refusal):
        return start
    if start.first > end.first and start.granularity == end.granularity == "day":
        # The tense fixes one weekday; the other stands next to it: "Friday to Sunday" on a Saturday.
        if joint in (" and ", " or ") and (end.first - start.first).days % 7 > 3:
            start, end = end, start
        elif context.tense == "future":
            end = end.shifted(7)
        else:
            start = start.shifted(-7)
    elif end.granularity == "day" and relative.is_weekday(right):
        # "Last Monday and Tuesday": the second weekday follows the first at once, whatever the tense.
        end = end.shifted(-7 * ((end.first - start.first).days // 7))
    return span(start, end)
