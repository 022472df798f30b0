"""The shape of GDELT 2.0 events: 61 columns, no header (GDELT Event Database Data Format Codebook V2.0, 2015).

The quad class follows the CAMEO root (01-05, 06-08, 09-13, 14-20). The action's place carries the FIPS 10-4 country;
its feature id stays empty, since GDELT takes it from another gazetteer. Tone and actor places stay empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from eventx.document import Document
from eventx.io.country_codes import cameo_actor, codes_of, country_name
from eventx.io.dates import event_day
from eventx.io.dyads import explode_dyads, fillers
from eventx.io.tables.base import Layout, Row, Type, meta_text
from eventx.schema import Event

_ACTOR = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)
_GEO: dict[str, Type] = {
    "Type": "integer",
    "FullName": "text",
    "CountryCode": "text",
    "ADM1Code": "text",
    "ADM2Code": "text",
    "Lat": "number",
    "Long": "number",
    "FeatureID": "text",
}
COLUMNS: dict[str, Type] = {
    "GlobalEventID": "integer",
    "Day": "text",
    "MonthYear": "text",
    "Year": "text",
    "FractionDate": "number",
    **{f"Actor{side}{name}": "text" for side in (1, 2) for name in _ACTOR},
    "IsRootEvent": "integer",
    "EventCode": "text",
    "EventBaseCode": "text",
    "EventRootCode": "text",
    "QuadClass": "integer",
    "GoldsteinScale": "number",
    "NumMentions": "integer",
    "NumSources": "integer",
    "NumArticles": "integer",
    "AvgTone": "number",
    **{f"{side}Geo_{name}": kind for side in ("Actor1", "Actor2", "Action") for name, kind in _GEO.items()},
    "DATEADDED": "text",
    "SOURCEURL": "text",
}


def _rows(document: Document) -> Iterator[Row]:
    for event in document.events:
        if event.codes is None:
            continue
        for number, (actor, recipient) in enumerate(explode_dyads(event)):
            row: Row = dict.fromkeys(COLUMNS)
            digest = hashlib.sha256(f"{event.id}:{number}".encode()).hexdigest()
            row["GlobalEventID"] = int(digest[:12], 16)
            yield (
                row
                | _when(event, document)
                | _side(1, actor)
                | _side(2, recipient)
                | _what(event, document)
                | _place(event)
            )


def _when(event: Event, document: Document) -> Row:
    added = (document.date or "").replace("-", "")
    cells: Row = {
        "DATEADDED": f"{added}000000" if len(added) == 8 else None,
        "SOURCEURL": meta_text(document, "url") or document.id or None,
    }
    day = event_day(event.date, document.date)
    if day is not None:
        digits = day.isoformat().replace("-", "")
        cells |= {"Day": digits, "MonthYear": digits[:6], "Year": digits[:4]}
        cells["FractionDate"] = round(day.year + (day.month * 30 + day.day) / 365, 4)
    return cells


def _side(side: int, filler: Any) -> Row:
    if filler is None:
        return {}
    code = cameo_actor(getattr(filler, "country", None), getattr(filler, "sector", None))
    cells = {
        "Code": code.code,
        "Name": filler.text.upper(),
        "CountryCode": code.country,
        "KnownGroupCode": code.group,
        "Type1Code": code.role,
    }
    return {f"Actor{side}{name}": cell or None for name, cell in cells.items()}


def _what(event: Event, document: Document) -> Row:
    codes = event.codes
    if codes is None:
        return {}
    root = int(codes.cameo[:2])
    # GDELT calls an event a root event if it stands in the lead paragraph.
    before = document.text[: event.triggers[0].start if event.triggers else event.trigger.start]
    return {
        "IsRootEvent": int("\n\n" not in before.replace("\r\n", "\n").lstrip()),
        "EventCode": codes.cameo,
        "EventBaseCode": codes.cameo[:3],
        "EventRootCode": codes.cameo[:2],
        "QuadClass": 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4,
        "GoldsteinScale": codes.goldstein,
        "NumMentions": max(len(event.triggers), 1),
        "NumSources": 1,
        "NumArticles": 1,
    }


def _place(event: Event) -> Row:
    places: list[Any] = fillers(event, "location")
    if not places:
        return {}
    place = next((item for item in places if getattr(item, "latitude", None) is not None), places[0])
    country = getattr(place, "country", None)
    name = getattr(place, "name", None) or place.text
    whole = country_name(country)
    kind = None if not country else 1 if name == whole else 3 if country == "USA" else 4
    cells = {
        "Type": kind,
        "FullName": name if kind == 1 or not whole else f"{name}, {whole}",
        "CountryCode": codes_of(country).fips or None,
        "Lat": getattr(place, "latitude", None),
        "Long": getattr(place, "longitude", None),
    }
    return {f"ActionGeo_{key}": cell for key, cell in cells.items()}


GDELT = Layout("gdelt", COLUMNS, _rows, header=False, foreign=True)
