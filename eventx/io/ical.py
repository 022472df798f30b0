"""iCalendar: meetings and visits to come, for any calendar program (RFC 5545)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator

import eventx
from eventx.document import Document
from eventx.io.dates import Period, parse_period
from eventx.io.dyads import fillers
from eventx.io.files import Target
from eventx.io.tables.base import version
from eventx.io.tables.frame import scrub
from eventx.schema import Event

_STATUS = {"planned": "CONFIRMED", "actual": "CONFIRMED", "hypothetical": "TENTATIVE", "negated": "CANCELLED"}


def write(
    documents: Iterable[Document],
    target: Target,
    *,
    types: Collection[str] = ("Meeting", "Visit", "Negotiation"),
    statuses: Collection[str] = ("planned",),
) -> int:
    """All-day entries for the dated events of some types and statuses.

    Args:
        documents: Held one at a time.
        target: Where to.
        types: Event types to take.
        statuses: Statuses to take.

    Returns:
        How many documents were read; a document without such an event gives no entry.
    """
    count = 0
    with target.text() as out:
        out.writelines(_lines(["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//eventx//{eventx.__version__}//EN"]))
        for document in documents:
            for event in document.events:
                period = parse_period(event.date)
                if event.type in types and event.status in statuses and period is not None:
                    out.writelines(_lines(_entry(event, period, document)))
            count += 1
        out.writelines(_lines(["END:VCALENDAR"]))
    return count


def _entry(event: Event, period: Period, document: Document) -> Iterator[str]:
    actors = ", ".join(item.text for item in fillers(event, "actor"))
    others = ", ".join(item.text for item in fillers(event, "recipient"))
    places = ", ".join(item.text for item in fillers(event, "location"))
    topic = "; ".join(item.text for item in fillers(event, "topic"))
    told = [topic, f"Trigger: {event.trigger.text}", f"Document: {document.title or document.id}", version(document)]
    # A stamp that depends on the document alone keeps the file the same from run to run.
    stamp = parse_period(document.date) or period
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@eventx"
    yield f"DTSTAMP:{_day(stamp.start)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(period.start)}"
    if period.end < datetime.date.max:
        yield f"DTEND;VALUE=DATE:{_day(period.end + datetime.timedelta(days=1))}"
    parties = " - ".join(filter(None, [actors, others])) or event.trigger.text
    yield f"SUMMARY:{_escape(f'{event.type}: {parties}')}"
    if places:
        yield f"LOCATION:{_escape(places)}"
    description = "\n".join(filter(None, told))
    yield f"DESCRIPTION:{_escape(description)}"
    yield f"STATUS:{_STATUS.get(event.status, 'TENTATIVE')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(date: datetime.date) -> str:
    # strftime leaves the zeros out of years before 1000.
    return date.isoformat().replace("-", "")


def _escape(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(char for char in scrub(text) if char.isprintable())


def _lines(lines: Iterable[str]) -> Iterator[str]:
    """Content lines folded at 75 octets, never within a character."""
    for line in lines:
        folded, size = [], 0
        for char in line:
            width = len(char.encode())
            if size + width > 75:
                folded.append("\r\n ")
                size = 1
            folded.append(char)
            size += width
        yield "".join(folded) + "\r\n"
