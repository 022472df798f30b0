"""The shape of POLECAT: one row an event, lists parted by ";" (Halterman et al. 2023, PLOVER and POLECAT)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventx.document import Document
from eventx.io.country_codes import codes_of
from eventx.io.dates import event_day
from eventx.io.dyads import fillers
from eventx.io.tables.base import Layout, Row, Type, meta_text, version
from eventx.schema import Event, Span

QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
_SIDE = (
    "{0} Name",
    "{0} Country",
    "{0} COW",
    "Primary {0} Sector",
    "{0} Sectors",
    "{0} Title",
    "{0} Name Raw",
    "Wikipedia {0} ID",
)
_TEXTS = (
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    *(name.format("Actor") for name in _SIDE),
    *(name.format("Recipient") for name in _SIDE),
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
)
_NUMBERS: dict[str, Type] = {
    "Intensity": "number",
    "Latitude": "number",
    "Longitude": "number",
    "GeoNames ID": "integer",
}


def _rows(document: Document) -> Iterator[Row]:
    for event in document.events:
        codes = event.codes
        if codes is not None:
            row: Row = dict.fromkeys(_TEXTS)
            day = event_day(event.date, document.date)
            row |= {
                "Event ID": event.id,
                "Event Date": day.isoformat() if day else None,
                "Event Type": codes.plover,
                "Event Mode": codes.mode,
                "Intensity": codes.intensity,
                "Quad Code": QUADS[codes.quad_class],
                "Contexts": _list(list(codes.contexts)),
                "Source": meta_text(document, "source"),
                "Publication Date": document.date,
                "Language": meta_text(document, "language"),
                "Version": version(document),
            }
            yield (
                row
                | _side("Actor", fillers(event, "actor"))
                | _side("Recipient", fillers(event, "recipient"))
                | _place(event)
            )


def _side(name: str, found: list[Span]) -> Row:
    countries = [getattr(item, "country", None) for item in found]
    sectors = [sector for item in found if (sector := getattr(item, "sector", None))]
    names = [item.text for item in found]
    cells = (
        _list(names),
        _list([country or "" for country in countries]),
        _list([codes_of(country).cow for country in countries]),
        sectors[0] if sectors else None,
        _list(list(dict.fromkeys(sectors))),
        None,
        _list(names),
        None,
    )
    return {column.format(name): cell for column, cell in zip(_SIDE, cells, strict=True)}


def _place(event: Event) -> Row:
    places: list[Any] = fillers(event, "location")
    if not places:
        return {}
    place = next((item for item in places if getattr(item, "latitude", None) is not None), places[0])
    return {
        "Placename": getattr(place, "name", None) or place.text,
        "Country": getattr(place, "country", None),
        "Latitude": getattr(place, "latitude", None),
        "Longitude": getattr(place, "longitude", None),
        "GeoNames ID": getattr(place, "geonames_id", None),
        "Raw Placename": place.text,
    }


def _list(values: list[str]) -> str | None:
    cell = ";".join(value.replace(";", ",") for value in values)
    return cell if cell.strip(";") else None


POLECAT = Layout("polecat", {name: _NUMBERS.get(name, "text") for name in _TEXTS}, _rows, foreign=True)
