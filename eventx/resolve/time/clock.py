"""Times of day: clock times and parts of the day at either end of an expression."""

from __future__ import annotations

import re

from eventx.resolve.time import lexicon as lex

_ZONE = (
    r"(?:,? (?:(?:[a-z]+ ){1,3}?time|gmt|utc|z|[ecmp][sd]?t|cest|cet|eest|eet|bst|ist|jst|msk)\b"
    r"|z)?(?: \([^()]{1,30}\))?"
)
_CLOCK = (
    r"(?:(?P<h12>0?[0-9]|1[0-2])(?:[:.](?P<m12>[0-5][0-9])(?::[0-5][0-9])?)? ?(?P<half>[ap])\.? ?m\b\.?"
    r"|(?P<h24>[01]?[0-9]|2[0-3]):(?P<m24>[0-5][0-9])(?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?: ?hours| ?hrs)?"
    r"|(?P<hm>[01][0-9]|2[0-3])(?P<mm>[0-5][0-9])(?= ?(?:hours|hrs|gmt|utc|z|local))(?: ?hours| ?hrs)?"
    rf"|(?P<part>{lex.PART_OF_DAY})\b)"
)
_LEAD = (
    r"(?:(?:at|around|about|by|(?:shortly |just )?(?:before|after)|until|since|from|in|on|during|the) )*"
    r"(?:(?:early|late|mid|middle of the|later that|earlier that)[ -])?"
)
_AT_START = re.compile(rf"{_LEAD}{_CLOCK}{_ZONE}(?P<rest>$|[ ,].*)")
_AT_END = re.compile(rf"(?P<rest>.+?)(?:,? |t){_LEAD}{_CLOCK}{_ZONE}")
_JOINT = re.compile(r"^(?:[ ,-]|(?:of|on|the|to|until|and) )+|(?:[ ,]|\b(?:in the|at|on|the))+$")
_MAYBE = re.compile(
    rf"[0-9]:[0-9]|[0-9] ?[ap]\.? ?m\b|[0-9]{{4}} ?(?:hours|hrs|gmt|utc|z|local)|\b(?:{lex.PART_OF_DAY})\b"
)


def split(text: str) -> tuple[str, str] | None:
    """Part a time of day from the day it belongs to.

    Args:
        text: Normalised.

    Returns:
        The rest of the expression ("" where the day is not stated) and "HH:MM" or a part of the day; None where the
        text has no time of day at its start or end.
    """
    if not _MAYBE.search(text):
        return None
    match = _AT_START.fullmatch(text) or _AT_END.fullmatch(text)
    if match is None:
        return None
    return _JOINT.sub("", match["rest"]).strip(" ,"), _read(match)


def _read(match: re.Match[str]) -> str:
    if match["part"]:
        return lex.DAY_PARTS[match["part"]]
    if match["half"]:
        hour = int(match["h12"]) % 12 + (12 if match["half"] == "p" else 0)
        return f"{hour:02d}:{match['m12'] or '00'}"
    if match["h24"]:
        return f"{int(match['h24']):02d}:{match['m24']}"
    return f"{match['hm']}:{match['mm']}"
