"""The date and title that a text states before its body: date line, header block, front matter or dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from eventx.errors import DateError
from eventx.resolve.time import parse_date

_LONGEST = 4_000
"""Characters in which a header must end."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?,? )?"
_YEAR = r"[12][0-9]{3}"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_WORDED = rf"{_WEEKDAY}(?:{_MONTH} {_DAY},? {_YEAR}|{_DAY} {_MONTH},? {_YEAR})"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_ZONE = r"(?: ?(?:Z|[A-Z]{2,4}\b|[+-][0-9]{2}:?[0-9]{2}))?"
_ISO = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
_DATE = rf"(?P<date>{_ISO}|[12][0-9]{{3}}[0-9]{{4}}(?![0-9])|{_WORDED}|[0-9]{{1,2}}[/.][0-9]{{1,2}}[/.][12][0-9]{{3}})"
_TIME = rf"(?:(?:[T ]|,? (?:at )?){_CLOCK}(?: ?[AaPp]\.?[Mm]\.?)?{_ZONE})?"
_DATE_KEY = (
    r"(?:date(?:line)?|dated|published(?: on| at)?|publication date|date published|posted(?: on)?|updated|last updated"
    r"|released?|release date|issued|created|pubdate)"
)
_OTHER_KEY = (
    r"(?:title|headline|subtitle|author|authors|by|byline|source|section|category|tags|url|link|location|place|language"
    r"|topic|id|subject|description|summary)"
)

_START = re.compile(r"\ufeff?\s*")
_FENCE = re.compile(r"---[ \t]*\r?\n(?P<inside>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_LINE = re.compile(r"(?P<line>[^\r\n]*)(?:\r\n|\n|\r|$)")
_FIELD = re.compile(rf"(?i:(?P<key>{_DATE_KEY}|{_OTHER_KEY}))[ \t]*:[ \t]*(?P<content>.*)")
_ANY_FIELD = re.compile(r"(?P<key>[A-Za-z_ -]{1,40})[ \t]*:[ \t]*(?P<content>.*)")
_WHOLE_DATE = re.compile(rf"[\"']?{_DATE}{_TIME}[\"']?\s*", re.IGNORECASE)
# "Date: 2024-03-23 The president ..." and, without a colon, only before a line end or a capital.
_INLINE_KEY = re.compile(rf"(?i:{_DATE_KEY})[ \t]*:[ \t]*(?i:{_DATE}){_TIME}(?=[\s|;,.–—-]|$)[ \t]*[|;,.–—-]*\s*")
_CAPITAL = r"(?=[\"'“‘(]?[A-Z])"
_INLINE_BARE = re.compile(rf"(?i:{_DATE_KEY})[ \t]+(?i:{_DATE}){_TIME}(?:[ \t]*(?:\r?\n|\||$)\s*|[ \t]+{_CAPITAL})")
_ISO_START = re.compile(
    rf"(?P<open>\[)?(?P<date>{_ISO}){_TIME}(?(open)\])"
    rf"(?:[ \t]*(?:[:|–—]|--?)\s+|[ \t]*\r?\n\s*|[ \t]+{_CAPITAL})"
)
# A line that goes on in lower case is a sentence broken over two lines.
_DATE_LINE = re.compile(rf"(?i:{_DATE}){_TIME}[ \t]*\r?\n\s*(?![a-z])")
_UNDER_TITLE = re.compile(
    rf"(?P<title>[^\r\n]{{1,200}})\r?\n\s*(?i:(?:{_DATE_KEY})[ \t]*:?[ \t]*)?(?i:{_DATE}){_TIME}[ \t]*\r?\n\s*(?![a-z])"
)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'’-]{2,}(?: [A-Z][A-Z.'’-]+){0,3}(?:, [A-Z][A-Za-z. ]{1,30})?)(?:,| \(|,? -) ?"
    rf"(?i:(?P<date>{_WORDED}|{_ISO}))\)?(?: ?\([^()\n]{{1,40}}\))?(?: ?/[A-Za-z ]{{1,30}}/)?"
    r" ?(?:--?|–|—|:) "
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a text states about itself before its body.

    Attributes:
        date: The document date.
        body: Offset in code points at which the body starts; 0 where the words before it may tell events too: a
            dateline, or a bare title line above the date.
        title: The title of front matter or a header block, or the line above the date; else None.
    """

    date: date
    body: int
    title: str | None = None


def parse_header(text: str) -> Header | None:
    """Find a header with a full date at the very start of a text.

    Read are front matter between --- lines, blocks of "Key: value" lines, "Date: March 23, 2024", "date 2024-03-23 In
    ...", a first line (or a second one, under a title) that is nothing but a date, "2024-03-23: ...", and datelines
    with a year ("BEIJING, March 23, 2024 (Xinhua) -- ..."). A sentence that opens with a date is no header.

    Args:
        text: The whole text.

    Returns:
        The header; None without one, or where its date cannot be read with certainty.
    """
    text = text[:_LONGEST]
    start = _START.match(text)
    begin = start.end() if start else 0
    if fence := _FENCE.match(text, begin):
        lines = (_ANY_FIELD.fullmatch(line.strip()) for line in fence["inside"].splitlines())
        inside = [(line["key"].lower(), line["content"].strip("\"'")) for line in lines if line]
        return _from_fields(inside, _skip_space(text, fence.end()))
    fields, end = _fields(text, begin)
    if len(fields) > 1 and (header := _from_fields(fields, _skip_space(text, end))):
        return header
    for form in (_INLINE_KEY, _INLINE_BARE, _ISO_START, _DATE_LINE):
        if match := form.match(text, begin):
            day = _read(match["date"])
            return Header(day, match.end()) if day else None
    if match := _UNDER_TITLE.match(text, begin):
        day = _read(match["date"])
        return Header(day, 0, match["title"].strip()) if day else None
    if match := _DATELINE.match(text, begin):
        day = _read(match["date"])
        return Header(day, 0) if day else None
    return None


def header_date(text: str) -> tuple[date, int] | None:
    """Return the document date that a text's header states and the offset at which its body starts.

    Args:
        text: The whole text.

    Returns:
        Date and offset in code points (see `parse_header`), or None.
    """
    header = parse_header(text)
    return (header.date, header.body) if header else None


def _fields(text: str, begin: int) -> tuple[list[tuple[str, str]], int]:
    """Return the run of "Key: value" lines from an offset on and where it ends."""
    fields: list[tuple[str, str]] = []
    while begin < len(text):
        line = _LINE.match(text, begin)
        field = _FIELD.fullmatch(line["line"].strip()) if line else None
        if line is None or field is None:
            break
        fields.append((field["key"].lower(), field["content"].strip().strip("\"'")))
        begin = line.end()
    return fields, begin


def _from_fields(fields: list[tuple[str, str]], body: int) -> Header | None:
    title = next((content for key, content in fields if key in ("title", "headline") and content), None)
    for key, content in fields:
        if re.fullmatch(_DATE_KEY, key) and (match := _WHOLE_DATE.fullmatch(content)):
            day = _read(match["date"])
            if day:
                return Header(day, body, title)
    return None


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _read(words: str) -> date | None:
    try:
        return parse_date(words)
    except DateError:
        return None
