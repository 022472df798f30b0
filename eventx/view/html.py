"""Self-contained HTML: a page of documents, and a fragment of one for notebooks."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from eventx.document import Document
from eventx.errors import OutputError
from eventx.view.escape import escape, one_line
from eventx.view.markup import document_html
from eventx.view.plain import QUAD_NAMES, QUAD_SIGNS

_STATUSES = ("actual", "planned", "hypothetical", "negated")
_KEYS = {
    "j  k": "next, previous event",
    "n  p": "next, previous document",
    "/": "search; Enter goes to the next hit",
    "f": "filter by type and status",
    "t": "light or dark",
    "Esc": "let go of the event, clear the search",
    "?": "this list",
}


def fragment(document: Document) -> str:
    """One document as an HTML element with scoped styles, for a notebook cell; readable without JavaScript."""
    key = "x" + hashlib.sha256(document.to_json(events=False).encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return (
        f'<div class="ex fragment"><style>{_static("view.css")}</style>'
        f'<section class="doc">{document_html(document, key, heading=2)}</section>'
        f"<script>{_static('view.js')}</script></div>"
    )


def page(documents: Document | Iterable[Document], *, title: str | None = None) -> str:
    """Documents as one HTML file that needs no network.

    The file's content security policy allows its own script only, so that no text can bring one in.

    Args:
        documents: One or more documents; a few hundred stay quick.
        title: Heading and window title; "Events" if None.
    """
    shown = [documents] if isinstance(documents, Document) else list(documents)
    name = title or "Events"
    window = title or (shown[0].title or shown[0].id if len(shown) == 1 else "") or name
    script = _static("view.js") + (_static("page.js") if shown else "")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    sections = "".join(
        f'<section class="doc" id="d{number}"{" hidden" if number > 1 else ""}>'
        f"{document_html(document, f'd{number}', heading=1 if len(shown) == 1 else 2)}</section>"
        for number, document in enumerate(shown, start=1)
    )
    links = "".join(_link(document, number) for number, document in enumerate(shown, start=1))
    many = " many" if len(shown) > 1 else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        f"img-src data:; base-uri 'none'; form-action 'none'; script-src 'sha256-{digest}'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(one_line(window))}</title><style>{_static('view.css')}{_static('page.css')}</style>"
        "<noscript><style>.ex .doc[hidden] { display: grid !important; } .ex .bar, .ex nav { display: none; }"
        '</style></noscript></head><body class="ex">'
        f"{_bar(shown, name)}"
        f'<div class="frame{many}"><nav aria-label="Documents"{"" if many else " hidden"}><details open><summary>'
        f'<span class="shown">{len(shown)} documents</span></summary><ol>{links}</ol></details></nav>'
        f'<main>{sections}<p class="empty"{" hidden" if shown else ""}>Nothing matches.</p></main></div>'
        f"{_footer(shown)}{_help()}<script>{script}</script></body></html>\n"
    )


def show(document: Document, path: str | Path | None = None) -> Any:
    """Show a document: inline in a notebook, else in the browser, or write the page to `path`.

    Returns:
        An IPython display object's None in a notebook; else the path of the page that was written.

    Raises:
        OutputError: The page cannot be written.
    """
    if path is None and _in_notebook():
        from IPython.display import HTML, display  # type: ignore[import-not-found,unused-ignore]

        display(HTML(fragment(document)))  # type: ignore[no-untyped-call,unused-ignore]
        return None
    target = Path(path) if path is not None else Path(tempfile.mkdtemp(prefix="eventx-")) / "events.html"
    try:
        target.write_text(page(document), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write the page to {target}: {error.strerror}. Give a writable path.") from error
    if path is None:
        import webbrowser

        webbrowser.open(target.as_uri())
    return target


def _in_notebook() -> bool:
    """Whether a front end that draws HTML is attached; IPython in a terminal is none."""
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


@cache
def _static(name: str) -> str:
    return resources.files("eventx.view").joinpath("static", name).read_text("utf-8")


def _link(document: Document, number: int) -> str:
    events = json.dumps([[event.type, event.status] for event in document.events])
    label = document.title or one_line(document.text[:160]) or "(empty)"
    where = " · ".join(escape(part) for part in (document.date, document.id) if part)
    return (
        f'<li><a href="#d{number}" data-events="{escape(events)}"><b dir="auto">{escape(one_line(label))}</b>'
        f'<small><span>{where}</span><span class="n">{len(document.events)}</span></small></a></li>'
    )


def _bar(documents: Sequence[Document], name: str) -> str:
    events = [event for document in documents for event in document.events]
    statuses = Counter(event.status for event in events)
    groups: dict[int, Counter[str]] = {}
    quads: dict[str, int] = {}
    for event in events:
        # Status shifts an event's own quad class; a type is filed under that of its plain act, seen or not.
        quad = quads.setdefault(event.type, _type_quad(type(event).codes_as))
        groups.setdefault(quad, Counter())[event.type] += 1
    fields = "".join(_checks(QUAD_NAMES.get(quad, "other"), "type", groups[quad], quad) for quad in sorted(groups))
    ordered = {status: statuses[status] for status in _STATUSES if status in statuses} | dict(statuses)
    return (
        f'<div class="bar" role="toolbar" aria-label="View"><p class="name" dir="auto">{escape(one_line(name))}</p>'
        '<span class="spacer"></span><input type="search" id="search" placeholder="Search" aria-label="Search">'
        '<details class="pop"><summary>Filter</summary><div class="panel"><div class="groups">'
        f"{fields}{_checks('status', 'status', ordered, 0)}</div>"
        '<button type="button" class="all">All or none</button></div></details>'
        '<button type="button" class="theme" title="Light or dark (t)" aria-label="Light or dark">◐</button>'
        '<button type="button" class="help" title="Keys (?)" aria-label="Keys">?</button></div>'
    )


def _type_quad(codes_as: str | None) -> int:
    from eventx.schema.codes import code_event

    return code_event(codes_as, "actual").quad_class if codes_as is not None else 0


def _checks(name: str, field: str, counts: dict[str, int], quad: int) -> str:
    sign = "" if field == "status" else f'<i class="sign" aria-hidden="true">{QUAD_SIGNS[quad or None]}</i> '
    rows = "".join(
        f'<label><input type="checkbox" checked data-field="{field}" value="{escape(value)}">{escape(value)}'
        f"<small>{count}</small></label>"
        for value, count in counts.items()
    )
    return f'<fieldset class="q{quad}"><legend>{sign}{name}</legend>{rows}</fieldset>'


def _footer(documents: Sequence[Document]) -> str:
    """Where the mentions come from: each distinct provenance once."""
    seen = dict.fromkeys(
        ", ".join(f"{key} {value}" for key, value in document.provenance.items())
        for document in documents
        if document.provenance
    )
    return f"<footer>{'<br>'.join(escape(one_line(line)) for line in seen)}</footer>" if seen else ""


def _help() -> str:
    rows = "".join(f"<dt>{key}</dt><dd>{what}</dd>" for key, what in _KEYS.items())
    return (
        f'<dialog aria-label="Keys"><h2>Keys</h2><dl>{rows}</dl>'
        '<form method="dialog"><button>Close</button></form></dialog>'
    )
