"""The events of a document as plain text for a terminal."""

from __future__ import annotations

import re
import shutil
import unicodedata
from typing import TYPE_CHECKING

from eventx.view.escape import one_line

if TYPE_CHECKING:
    from eventx.document import Document
    from eventx.schema import Event, Span

QUAD_NAMES = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
# Cooperation is round, conflict pointed; what is only said is hollow, what is done is filled.
QUAD_SIGNS = {1: "○", 2: "●", 3: "△", 4: "▲", None: "◇"}

_INDENT = "  "
_MIN_WIDTH, _MAX_WIDTH = 40, 110
_ANSI = {"bold": "1", "dim": "2", 1: "36", 2: "34", 3: "33", 4: "31", None: "37"}
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s|\n")
_ARTICLE_GAP = "…"


def outline(document: Document, *, color: bool = False, width: int | None = None) -> str:
    """What happened in a document, one block an event.

    Args:
        document: The document with its mentions.
        color: Use ANSI colours, by quad class.
        width: Columns to fill, at least 40; the terminal's, up to 110, if None.

    Returns:
        Lines joined with newlines, without a last one. Characters of the text that would act on a terminal are shown,
        not sent.
    """
    columns = shutil.get_terminal_size((100, 24)).columns if width is None else width
    columns = max(_MIN_WIDTH, min(columns, _MAX_WIDTH) if width is None else columns)
    events = document.events
    count = "no events" if not events else f"{len(events)} event{'s' if len(events) > 1 else ''}"
    heading = " · ".join(one_line(part) for part in (document.id, document.date, count) if part)
    lines = [_paint(heading, "dim", color)]
    if document.title:
        lines.append(_paint(_fit(one_line(document.title), columns), "bold", color))
    for number, event in enumerate(events, start=1):
        lines += ["", *_block(document.text, event, number, columns, color)]
    return "\n".join(lines)


def codes_line(event: Event) -> str:
    """PLOVER event and mode, CAMEO code and Goldstein weight on one line; empty for a type without codes."""
    codes = event.codes
    if codes is None:
        return ""
    plover = f"{codes.plover}-{codes.mode}" if codes.mode else codes.plover
    return f"{plover} · CAMEO {codes.cameo} · {codes.goldstein:+.1f}"


def value_codes(value: Span) -> str:
    """What a filler was resolved to: `CHN/GOV`, `FRA`, `2024-03-21`, `100–200 USD`; empty if to nothing."""
    sector, country = getattr(value, "sector", None), getattr(value, "country", None)
    if country or sector:
        return f"{country or '?'}/{sector}" if sector else str(country)
    if iso := getattr(value, "value", None):
        return str(iso)
    low, high = getattr(value, "low", None), getattr(value, "high", None)
    if low is None and high is None:
        return ""
    number = (
        f"{low:,g}" if low == high else f"{'' if low is None else f'{low:,g}'}–{'' if high is None else f'{high:,g}'}"
    )
    return f"{number} {getattr(value, 'unit', None) or ''}".strip()


def _block(text: str, event: Event, number: int, columns: int, color: bool) -> list[str]:
    inner = columns - len(_INDENT)
    quad = event.quad_class
    status = "" if event.status == "actual" else f" ({one_line(event.status)})"
    name = _fit(f"{QUAD_SIGNS[quad]} {number} {one_line(event.type)}", columns - _cells(status))
    right = _fit(" · ".join(part for part in (event.date and one_line(event.date), codes_line(event)) if part), inner)
    gap = columns - _cells(name + status) - _cells(right)
    head = _paint(name, quad, color, bold=True) + status
    lines = [head + " " * gap + _paint(right, "dim", color) if gap >= 2 and right else head]
    if right and gap < 2:
        lines.append(_INDENT + _paint(right, "dim", color))
    lines.append(_INDENT + _excerpt(text, event.trigger, inner, color, quad))
    return lines + [_INDENT + line for line in _table(event, inner, color)]


def _table(event: Event, columns: int, color: bool) -> list[str]:
    """Roles, fillers and their codes in three columns."""
    rows = [(role, one_line(value.text), one_line(value_codes(value))) for role, value in event.arguments]
    others = [one_line(span.text) for span in event.triggers if span.start != event.trigger.start]
    if others:
        rows.append(("also", ", ".join(dict.fromkeys(others)), ""))
    if event.contexts:
        rows.append(("context", one_line(", ".join(event.contexts)), ""))
    widest = [max((_cells(row[index]) for row in rows), default=0) for index in range(3)]
    label, code = min(widest[0], columns // 3), min(widest[2], columns // 3)
    filler = min(widest[1], columns - label - code - 2 - (2 if code else 0))
    lines = []
    previous = ""
    for role, words, value in rows:
        shown = "" if role == previous else _fit(role, label)
        line = f"{_paint(_pad(shown, label), 'dim', color)}  {_pad(_fit(words, filler), filler)}  {_fit(value, code)}"
        lines.append(line.rstrip())
        previous = role
    return lines


def _excerpt(text: str, trigger: Span, columns: int, color: bool, quad: int | None) -> str:
    """The words around a trigger, within its sentence and on one line, with the trigger marked."""
    before = text[max(0, trigger.start - 4 * columns) : trigger.start]
    after = text[trigger.end : trigger.end + 4 * columns]
    starts = [match.end() for match in _SENTENCE_END.finditer(before)]
    cut_left = not starts and trigger.start > len(before)
    left = one_line(before[starts[-1] :] if starts else before)
    stop = _SENTENCE_END.search(after)
    cut_right = stop is None and trigger.end + len(after) < len(text)
    right = one_line(after[: stop.end()] if stop else after)
    left += " " if left and before[-1:].isspace() else ""
    right = (" " if right and after[:1].isspace() else "") + right
    word = one_line(trigger.text)
    room = columns - _cells(word) - (0 if color else 2) - 2
    left_room = max(room - _cells(right), room * 2 // 5)
    short = _keep_end(left, left_room)
    cut_left |= short != left
    fitted = _keep_start(right, room - _cells(short))
    cut_right |= fitted != right
    mark = _paint(word, quad, color, bold=True) if color else f"«{word}»"
    return (_ARTICLE_GAP if cut_left else "") + short + mark + fitted + (_ARTICLE_GAP if cut_right else "")


def _keep_start(text: str, columns: int) -> str:
    if _cells(text) <= columns:
        return text
    kept = text[: _take(text, columns)]
    return kept[: kept.rfind(" ")] if " " in kept.strip() else kept


def _keep_end(text: str, columns: int) -> str:
    if _cells(text) <= columns:
        return text
    kept = text[len(text) - _take(text[::-1], columns) :]
    return kept[kept.find(" ") + 1 :] if " " in kept.strip() else kept


def _take(text: str, columns: int) -> int:
    """How many characters of `text` fill at most `columns`."""
    used = 0
    for index, character in enumerate(text):
        used += _cells(character)
        if used > columns:
            return index
    return len(text)


def _fit(text: str, columns: int) -> str:
    if _cells(text) <= columns:
        return text
    return text[: _take(text, columns - 1)].rstrip() + "…"


def _pad(text: str, columns: int) -> str:
    return text + " " * (columns - _cells(text))


def _cells(text: str) -> int:
    """Terminal columns that a text fills (Unicode Standard Annex 11: wide characters fill two)."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(item) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(item) in "WF"
        else 1
        for item in text
    )


def _paint(text: str, style: str | int | None, color: bool, *, bold: bool = False) -> str:
    if not color or not text:
        return text
    return f"\x1b[{'1;' if bold else ''}{_ANSI[style]}m{text}\x1b[0m"
