"""Markdown: a report for people to read, a table of events for each document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eventx.document import Document
from eventx.io.dyads import fillers
from eventx.io.files import Target
from eventx.io.tables.base import version
from eventx.io.tables.frame import scrub
from eventx.schema import Event

_COLUMNS = ("event", "status", "actor", "recipient", "where", "when", "about", "PLOVER", "CAMEO", "score")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def write(documents: Iterable[Document], target: Target, *, text: bool = False) -> int:
    """A heading and a table of events for each document; `text` adds the text itself as a quotation."""
    count = 0
    with target.text() as out:
        for document in documents:
            out.write(("\n" if count else "") + render(document, text=text))
            count += 1
    return count


def render(document: Document, *, text: bool = False) -> str:
    """One document as Markdown."""
    title = _escape(document.title or document.id or "Document")
    lines = [f"## {title}", ""]
    below = [document.date or "", document.id if document.title else ""]
    if told := ", ".join(_escape(item) for item in below if item):
        lines += [told, ""]
    if text:
        lines += [*(f"> {_escape(line)}".rstrip() for line in document.text.splitlines()), ""]
    if document.events:
        lines += [_row(_COLUMNS), _row(["---"] * len(_COLUMNS))]
    else:
        lines += ["No events."]
    for event in document.events:
        codes = event.codes
        cells = [f"**{_escape(event.type)}** ({_escape(event.trigger.text)})", _escape(event.status)]
        cells += [_texts(event, role) for role in ("actor", "recipient", "location")]
        cells += [_escape(event.date) if event.date else _texts(event, "time"), _texts(event, "topic")]
        plover = "-".join(filter(None, [codes.plover, codes.mode])) if codes else ""
        cells += [plover, codes.cameo if codes else "", "" if event.score is None else f"{event.score:.2f}"]
        lines.append(_row(cells))
    if document.provenance:
        lines += ["", f"*{_escape(version(document))}*"]
    return "\n".join(lines) + "\n"


def _texts(event: Event, role: str) -> str:
    return ", ".join(_escape(item.text) for item in fillers(event, role))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(scrub(text).split()))
