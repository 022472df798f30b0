"""Words of time expressions and the regular-expression pieces made of them (lower case, plain hyphens)."""

from __future__ import annotations

import re

from eventx.resolve.numerals import ORDINALS, TENS, UNITS, parse_cardinal

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTHS: dict[str, int] = {name: number for number, name in enumerate(_MONTHS, start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS: dict[str, int] = {name: number for number, name in enumerate(_WEEKDAYS)}
WEEKDAYS |= {name[:3]: number for name, number in WEEKDAYS.items()} | {"tues": 1, "thur": 3, "thurs": 3}

# First month; the last is two later. Winter is left out: it lies in two years.
SEASONS: dict[str, int] = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}

HOLIDAYS: dict[str, tuple[int, int]] = {
    "new year's day": (1, 1),
    "valentine's day": (2, 14),
    "earth day": (4, 22),
    "may day": (5, 1),
    "halloween": (10, 31),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
}

DECADES: dict[str, int] = {
    "thirties": 1930,
    "forties": 1940,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
}

DAY_PARTS: dict[str, str] = {
    "dawn": "dawn",
    "daybreak": "dawn",
    "sunrise": "dawn",
    "morning": "morning",
    "noon": "noon",
    "midday": "noon",
    "afternoon": "afternoon",
    "evening": "evening",
    "dusk": "evening",
    "sunset": "evening",
    "night": "night",
    "midnight": "midnight",
}

VAGUE: frozenset[str] = frozenset((
    "recent", "recently", "lately", "newly", "now", "currently", "presently", "nowadays", "soon", "shortly",
    "immediately", "instantly", "simultaneously", "earlier", "later", "previously", "formerly", "before",
    "afterwards", "afterward", "after", "then", "once", "eventually", "finally", "subsequently", "future", "past",
    "present", "anytime", "sometime", "someday", "always", "never", "again", "ago", "yet", "already", "still",
    "overnight", "upcoming", "forthcoming", "imminent", "imminently", "annually", "yearly", "monthly", "weekly",
    "daily", "regularly", "often", "sometimes",
))  # fmt: skip


def alternation(words: dict[str, int] | dict[str, str] | dict[str, tuple[int, int]]) -> str:
    """Return a regular expression for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


MONTH = rf"(?:{alternation(MONTHS)})\b\.?"
WEEKDAY = rf"(?:{alternation(WEEKDAYS)})\b\.?"
YEAR = r"(?:1[0-9]{3}|20[0-9]{2}|2100)"
DAY = rf"(?:(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?|{alternation(ORDINALS)})\b"
NUMBER_WORDS = rf"(?:{alternation(TENS)})(?:[- ](?:{alternation(UNITS)}))?|{alternation(UNITS)}"
NUMBER = rf"(?:[0-9]{{1,4}}|{NUMBER_WORDS}|an?)"
UNIT = r"(?:day|week|fortnight|month|year|decade)"
SEASON = alternation(SEASONS)
PART_OF_DAY = alternation(DAY_PARTS)


def month_number(word: str) -> int:
    """Return 1-12 for a month's full or short name, with or without a full stop."""
    return MONTHS[word.rstrip(".")]


def weekday_number(word: str) -> int:
    """Return 0 (Monday) to 6 for a weekday's full or short name, with or without a full stop."""
    return WEEKDAYS[word.rstrip(".")]


def day_number(word: str) -> int:
    """Return the day of a month for "3", "03", "3rd" or "third"."""
    return ORDINALS[word] if word in ORDINALS else int(word.rstrip("stndrh"))


def number(word: str) -> int:
    """Return the count for a match of NUMBER."""
    value = parse_cardinal(word)
    return 0 if value is None else value
