"""The shape of the ICEWS event data: one row a dyad (Boschee et al. 2015, Harvard Dataverse, doi 10.7910/DVN/28075)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventx.document import Document
from eventx.io.country_codes import country_name
from eventx.io.dates import event_day
from eventx.io.dyads import explode_dyads, fillers
from eventx.io.tables.base import Layout, Row, Type, meta_text
from eventx.schema.codes import cameo_name

_COLUMNS: dict[str, Type] = {
    "Event ID": "text",
    "Event Date": "text",
    "Source Name": "text",
    "Source Sectors": "text",
    "Source Country": "text",
    "Event Text": "text",
    "CAMEO Code": "text",
    "Intensity": "number",
    "Target Name": "text",
    "Target Sectors": "text",
    "Target Country": "text",
    "Story ID": "text",
    "Sentence Number": "integer",
    "Publisher": "text",
    "City": "text",
    "District": "text",
    "Province": "text",
    "Country": "text",
    "Latitude": "number",
    "Longitude": "number",
}
_SECTORS = {
    "GOV": "Government",
    "MIL": "Military",
    "LEG": "Legislative / Parliamentary",
    "JUD": "Judicial",
    "COP": "Police",
    "SPY": "State Intelligence",
    "OPP": "Parties,Opposition Parties",
    "REB": "Dissident,Rebel",
    "IGO": "International Government Organization",
    "NGO": "Nongovernmental Organization",
    "BUS": "Business",
    "MED": "Media",
    "CVL": "General Population / Civilian / Social",
    "REL": "Religious",
    "LAB": "Labor",
    "CRM": "Criminals / Gangs",
}


def _rows(document: Document) -> Iterator[Row]:
    for event in document.events:
        codes = event.codes
        if codes is None:
            continue
        day = event_day(event.date, document.date)
        shared: Row = dict.fromkeys(_COLUMNS)
        shared |= {
            "Event Date": day.isoformat() if day else None,
            "Event Text": cameo_name(codes.cameo),
            "CAMEO Code": codes.cameo,
            "Intensity": codes.goldstein,
            "Story ID": document.id,
            "Publisher": meta_text(document, "source"),
        }
        places: list[Any] = fillers(event, "location")
        if places:
            place = next((item for item in places if getattr(item, "latitude", None) is not None), places[0])
            shared["City"] = getattr(place, "name", None) or place.text
            shared["Country"] = country_name(getattr(place, "country", None)) or None
            shared["Latitude"] = getattr(place, "latitude", None)
            shared["Longitude"] = getattr(place, "longitude", None)
        pairs = [pair for pair in explode_dyads(event) if pair[0] is not None and pair[1] is not None]
        for number, (source, target) in enumerate(pairs):
            # ICEWS ids are unique by row, so the pairs of one event get a running number.
            identity = event.id if len(pairs) == 1 else f"{event.id}-{number + 1}"
            yield {**shared, "Event ID": identity, **_side("Source", source), **_side("Target", target)}


def _side(name: str, filler: Any) -> Row:
    return {
        f"{name} Name": filler.text,
        f"{name} Sectors": _SECTORS.get(getattr(filler, "sector", None) or ""),
        f"{name} Country": country_name(getattr(filler, "country", None)) or None,
    }


ICEWS = Layout("icews", _COLUMNS, _rows, foreign=True)
