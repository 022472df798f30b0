"""The shape of PETRARCH 2's output with URL and actor texts: one row a dyad, no header (petrarch2/PETRwriter.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventx.document import Document
from eventx.io.country_codes import cameo_actor
from eventx.io.dates import event_day
from eventx.io.dyads import explode_dyads
from eventx.io.tables.base import Layout, Row, Type, meta_text

_COLUMNS: dict[str, Type] = dict.fromkeys(
    ("date", "source", "target", "code", "issues", "ids", "url", "story_source", "source_text", "target_text"), "text"
)


def _rows(document: Document) -> Iterator[Row]:
    for event in document.events:
        codes = event.codes
        if codes is None:
            continue
        day = event_day(event.date, document.date)
        for source, target in explode_dyads(event):
            if source is not None and target is not None:
                yield {
                    "date": day.isoformat().replace("-", "") if day else None,
                    "source": _code(source),
                    "target": _code(target),
                    "code": codes.cameo,
                    "issues": None,
                    "ids": document.id,
                    "url": meta_text(document, "url"),
                    "story_source": meta_text(document, "source") or "NULL",
                    "source_text": source.text,
                    "target_text": target.text,
                }


def _code(filler: Any) -> str:
    return cameo_actor(getattr(filler, "country", None), getattr(filler, "sector", None)).code or "---"


PETRARCH = Layout("petrarch", _COLUMNS, _rows, header=False, foreign=True)
