"""English number words to integers: "twenty-one", "two hundred and five", "half a million", "3.2 billion"."""

from __future__ import annotations

import re

UNITS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS: dict[str, int] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: dict[str, int] = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
ORDINALS: dict[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "thirty-first": 31,
}  # fmt: skip
ORDINALS |= {f"twenty-{word}": 20 + value for word, value in ORDINALS.items() if value < 10}

_SMALL = {**UNITS, **TENS, "a": 1, "an": 1}
_DIGITS = re.compile(r"[0-9]{1,15}")


def parse_cardinal(words: str) -> int | None:
    """Read a cardinal written in words or plain digits, lower case.

    Args:
        words: Such as "twenty-one", "a hundred", "two thousand and five", "37".

    Returns:
        The number, or None where a word is no numeral or the words do not add up to one ("two three").
    """
    if _DIGITS.fullmatch(words):
        return int(words)
    tokens = [token for token in words.replace("-", " ").split() if token != "and"]
    if not tokens:
        return None
    total = group = 0
    limit = 0  # the room the last numeral left below it: twenty leaves 10, hundred leaves 100
    last_scale = 10**18
    for position, token in enumerate(tokens):
        if token in _SMALL:
            value = _SMALL[token]
            if position and value >= limit:
                return None
            group += value
            limit = 10 if token in TENS else 0
        elif token == "hundred":
            if not 0 < group < 100:
                return None
            group *= 100
            limit = 100
        elif token in SCALES:
            scale = SCALES[token]
            if group == 0 or scale >= last_scale:
                return None
            total += group * scale
            group, limit, last_scale = 0, scale, scale
        else:
            return None
    return total + group
