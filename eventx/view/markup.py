"""HTML of one document: the article with its spans, and a card for each event."""

from __future__ import annotations

from collections.abc import Sequence

from eventx.document import Document
from eventx.schema import Event, Span
from eventx.view.escape import escape
from eventx.view.plain import QUAD_NAMES, QUAD_SIGNS, value_codes
from eventx.view.segments import Segment, segments

# One line pattern a role; the roles that are rarer or longer than a name share the last.
_PATTERNS = {"actor": "solid", "recipient": "double", "location": "dots", "time": "dashes"}
_STATUSES = ("actual", "planned", "hypothetical", "negated")


def document_html(document: Document, key: str, *, heading: int = 2) -> str:
    """Article and event cards of a document.

    Args:
        document: The document.
        key: Prefix of the ids, unique on the page, of letters and digits.
        heading: Level of the title's heading element, 1 to 6.
    """
    events = document.events
    meta = " · ".join(escape(part) for part in (document.id, document.date) if part)
    title = f'<h{heading} dir="auto">{escape(document.title)}</h{heading}>' if document.title else ""
    text = "".join(_segment(document.text, piece, events, key) for piece in segments(document))
    cards = "".join(_card(event, number, key) for number, event in enumerate(events, start=1))
    count = f"{len(events)} event{'' if len(events) == 1 else 's'}" if events else "No events"
    return (
        f'<article><header><p class="meta">{meta}</p>{title}</header><div class="text" dir="auto">{text}</div>'
        f"{legend() if events else ''}</article>"
        f'<aside aria-label="Events"><p class="count">{count}</p><ol class="cards">{cards}</ol></aside>'
    )


def legend() -> str:
    """The key to signs and underlines."""
    signs = "".join(
        f'<span class="q{quad}"><i class="sign" aria-hidden="true">{QUAD_SIGNS[quad]}</i> {name}</span>'
        for quad, name in QUAD_NAMES.items()
    )
    lines = "".join(
        f'<span><i class="s l0-{pattern}" aria-hidden="true">    </i> {role}</span>'
        for role, pattern in [*_PATTERNS.items(), ("other role", "other")]
    )
    statuses = "".join(f'<span class="q0"><b class="t {status}">{status}</b></span>' for status in _STATUSES)
    return f'<div class="legend" role="note" aria-label="Key"><p>{signs}</p><p>{lines}</p><p>{statuses}</p></div>'


def _segment(text: str, piece: Segment, events: Sequence[Event], key: str) -> str:
    words = escape(text[piece.start : piece.end])
    if not piece.triggers and not piece.arguments:
        return words
    # Spans of one place and role, told of by several events, are one line: the lane says which.
    lanes = {item.lane: _PATTERNS.get(item.role or "", "other") for item in piece.arguments}
    classes = ["s", *(f"l{lane}-{pattern}" for lane, pattern in sorted(lanes.items()))]
    heads = [f"{item.event}:{item.role}" for item in piece.arguments if item.start == piece.start]
    notes = [f"{item.role} of {item.event} {events[item.event - 1].type}" for item in piece.arguments]
    numbers = dict.fromkeys(item.event for item in (*piece.triggers, *piece.arguments))
    data = f' data-e="{" ".join(map(str, numbers))}" data-p="{piece.start}"'
    if piece.arguments:
        data += f' data-r="{" ".join(dict.fromkeys(f"{item.event}.{item.lane}" for item in piece.arguments))}"'
    if heads:
        data += f' data-h="{escape(" ".join(heads))}"'
    if not piece.triggers:
        return f'<span class="{" ".join(classes)}"{data} title="{escape(", ".join(notes))}">{words}</span>'
    lead = piece.triggers[0]
    quads = list(dict.fromkeys(events[item.event - 1].quad_class or 0 for item in piece.triggers))
    classes += ["t", f"q{quads[0]}", *(f"and{quad}" for quad in quads[1:2])]
    if lead.status in _STATUSES:
        classes.append(lead.status)
    said = [_told(events[item.event - 1].type, item.event, item.status) for item in piece.triggers]
    ends = [str(item.event) for item in piece.triggers if item.end == piece.end]
    data += f' data-n="{",".join(ends)}"' if ends else ""
    return (
        f'<a class="{" ".join(classes)}" href="#{key}e{lead.event}" draggable="false"{data} '
        f'title="{escape(", ".join([*said, *notes]))}">{words}</a>'
    )


def _told(name: str, number: int, status: str) -> str:
    return f"{number} {name}" if status == "actual" else f"{number} {name}, {status}"


def _card(event: Event, number: int, key: str) -> str:
    quad = event.quad_class or 0
    sign = QUAD_SIGNS[event.quad_class]
    status = "" if event.status == "actual" else f' <span class="status">{escape(event.status)}</span>'
    source = ' class="given" title="date of the document"' if event.date_source == "document" else ""
    date = f"<time{source}>{escape(event.date)}</time>" if event.date else ""
    score = f'<span class="score" title="probability">{event.score:.2f}</span>' if event.score is not None else ""
    contexts = (
        f'<p class="contexts">{escape(", ".join(event.contexts).replace("_", " "))}</p>' if event.contexts else ""
    )
    words = ", ".join(f"<q>{escape(text)}</q>" for text in dict.fromkeys(span.text for span in event.triggers))
    return (
        f'<li class="card q{quad}" id="{key}e{number}" tabindex="0" data-e="{number}" '
        f'data-type="{escape(event.type)}" data-status="{escape(event.status)}">'
        f'<p class="head"><span class="n">{number}</span><i class="sign" aria-hidden="true">{sign}</i> '
        f"<b>{escape(event.type)}</b>{status} {date}{score}</p>"
        f'<p class="words" dir="auto">{words}</p>{_codes(event)}{_roles(event)}{contexts}</li>'
    )


def _codes(event: Event) -> str:
    codes = event.codes
    if codes is None:
        return ""
    from eventx.schema.codes import cameo_name

    plover = f"{codes.plover}-{codes.mode}" if codes.mode else codes.plover
    quad = QUAD_NAMES[codes.quad_class]
    return (
        f'<details class="codes"><summary><span>{escape(plover)}</span> <span>CAMEO {escape(codes.cameo)}</span> '
        f'<span class="weight">{codes.goldstein:+.1f}</span></summary>'
        f"<p>{escape(cameo_name(codes.cameo))}. {quad.capitalize()}.</p>"
        f'<p class="rule">{escape(codes.rule)}</p></details>'
    )


def _roles(event: Event) -> str:
    rows: dict[str, list[Span]] = {}
    for role, value in event.arguments:
        rows.setdefault(role, []).append(value)
    parts = []
    for role, values in rows.items():
        pattern = _PATTERNS.get(role, "other")
        parts.append(f'<dt><i class="s l0-{pattern}">{escape(role)}</i></dt>')
        parts += [_filler(value) for value in values]
    return f"<dl>{''.join(parts)}</dl>" if parts else ""


def _filler(value: Span) -> str:
    codes = value_codes(value)
    shown = f" <code>{escape(codes)}</code>" if codes else ""
    name = getattr(value, "name", None)
    title = f' title="{escape(name)}"' if name else ""
    return (
        f'<dd dir="auto" data-p="{value.start}" data-to="{value.end}"{title}>'
        f"<span>{escape(value.text)}</span>{shown}</dd>"
    )
