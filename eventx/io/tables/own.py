"""The layouts of this library: events, mentions, arguments, dyads and documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from eventx.document import Document
from eventx.io.dyads import Filler, explode_dyads, fillers
from eventx.io.tables.base import PROVENANCE, Layout, Row, Type, joined, provenance
from eventx.schema import DIPLOMACY, Event

ROLES = tuple(DIPLOMACY.roles)
_ACTORS = tuple(name for name, role in DIPLOMACY.roles.items() if role.kind == "actor")
_DOCUMENT: dict[str, Type] = {"document_id": "text", "document_date": "text", "title": "text"}
_CODES: dict[str, Type] = {
    "plover": "text",
    "mode": "text",
    "cameo": "text",
    "quad_class": "integer",
    "goldstein": "number",
    "intensity": "number",
    "rule": "text",
}
_EVENT: dict[str, Type] = {
    "event_id": "text",
    "type": "text",
    "status": "text",
    "contexts": "text",
    "date": "text",
    "date_source": "text",
    "trigger": "text",
    "trigger_start": "integer",
    "trigger_end": "integer",
    "mentions": "integer",
    "score": "number",
}
_PLACE: dict[str, Type] = {
    "location": "text",
    "location_country": "text",
    "location_name": "text",
    "latitude": "number",
    "longitude": "number",
}
_SIDE: dict[str, Type] = {"": "text", "_country": "text", "_sector": "text", "_start": "integer", "_end": "integer"}


def _role_columns() -> dict[str, Type]:
    columns: dict[str, Type] = {}
    for name, role in DIPLOMACY.roles.items():
        if name == "location":
            columns |= _PLACE
            continue
        columns[name] = "text"
        if role.kind == "actor":
            columns |= {f"{name}_country": "text", f"{name}_sector": "text"}
        elif role.kind == "time":
            columns[f"{name}_value"] = "text"
    return columns


def document_cells(document: Document) -> Row:
    """Id, date and title."""
    return {"document_id": document.id, "document_date": document.date, "title": document.title}


def code_cells(event: Event) -> Row:
    """PLOVER and CAMEO codes; empty for a type without any."""
    codes = event.codes
    if codes is None:
        return dict.fromkeys(_CODES)
    return {name: getattr(codes, name) for name in _CODES}


def event_cells(event: Event) -> Row:
    """What an event is, without its arguments."""
    return {
        "event_id": event.id,
        "type": event.type,
        "status": event.status,
        "contexts": joined(list(event.contexts)),
        "date": event.date,
        "date_source": event.date_source,
        "trigger": event.trigger.text,
        "trigger_start": event.trigger.start,
        "trigger_end": event.trigger.end,
        "mentions": len(event.triggers),
        "score": event.score,
    }


def place_cells(event: Event) -> Row:
    """The places; coordinates of the first one that has any."""
    places = fillers(event, "location")
    exact: Any = next((item for item in places if getattr(item, "latitude", None) is not None), None)
    return {
        "location": joined([item.text for item in places]),
        "location_country": joined([getattr(item, "country", None) for item in places]),
        "location_name": joined([name for item in places if (name := getattr(item, "name", None))]),
        "latitude": exact.latitude if exact else None,
        "longitude": exact.longitude if exact else None,
    }


def _role_cells(event: Event) -> Row:
    cells: Row = {}
    for name in ROLES:
        if name == "location":
            cells |= place_cells(event)
            continue
        values = fillers(event, name)
        cells[name] = joined([item.text for item in values])
        if name in _ACTORS:
            cells[f"{name}_country"] = joined([getattr(item, "country", None) for item in values])
            cells[f"{name}_sector"] = joined([getattr(item, "sector", None) for item in values])
        elif name == "time":
            cells["time_value"] = joined([getattr(item, "value", None) for item in values])
    return cells


def _others(event: Event) -> str | None:
    """Roles that no column is there for, as JSON: {"role": ["text", ...]}."""
    found: dict[str, list[str]] = {}
    for role, item in event.arguments:
        if role not in DIPLOMACY.roles:
            found.setdefault(role, []).append(item.text)
    return json.dumps(found, ensure_ascii=False) if found else None


def _event_rows(document: Document) -> Iterator[Row]:
    shared = {**document_cells(document), **provenance(document)}
    for event in document.events:
        cells = {**event_cells(event), **_role_cells(event), "other_roles": _others(event), **code_cells(event)}
        yield {**shared, **cells}


def _dyad_rows(document: Document) -> Iterator[Row]:
    shared = {**document_cells(document), **provenance(document)}
    for event in document.events:
        cells = {**event_cells(event), **place_cells(event), **code_cells(event)}
        cells["topic"] = joined([item.text for item in fillers(event, "topic")])
        for actor, recipient in explode_dyads(event):
            yield {**shared, **cells, **_side("actor", actor), **_side("recipient", recipient)}


def _side(name: str, filler: Filler | None) -> Row:
    fields = {"": "text", "_country": "country", "_sector": "sector", "_start": "start", "_end": "end"}
    return {f"{name}{ending}": getattr(filler, field, None) for ending, field in fields.items()}


def _mention_rows(document: Document) -> Iterator[Row]:
    shared = {**document_cells(document), **provenance(document)}
    for number, mention in enumerate(document.mentions):
        cells: Row = {
            "mention": number,
            "event": mention.event,
            "type": mention.type,
            "status": mention.status,
            "contexts": joined(list(mention.contexts)),
            "trigger": mention.trigger.text,
            "trigger_start": mention.trigger.start,
            "trigger_end": mention.trigger.end,
            "score": mention.score,
            "arguments": len(mention.arguments),
        }
        for role in ROLES:
            cells[role] = joined([item.text for item in mention.of(role)])
        yield {**shared, **cells}


def _argument_rows(document: Document) -> Iterator[Row]:
    shared = {**document_cells(document), **provenance(document)}
    for number, mention in enumerate(document.mentions):
        cells: Row = {"mention": number, "event": mention.event, "type": mention.type, "status": mention.status}
        cells["trigger"] = mention.trigger.text
        for argument in mention.arguments:
            yield {**shared, **cells, **{name: getattr(argument, name) for name in _ARGUMENT}}


def _document_rows(document: Document) -> Iterator[Row]:
    mentions = [mention.to_dict() for mention in document.mentions]
    yield {
        "id": document.id,
        "date": document.date,
        "title": document.title,
        "text": document.text,
        "mentions": json.dumps(mentions, ensure_ascii=False),
        "meta": json.dumps(dict(document.meta), ensure_ascii=False) if document.meta else None,
        "provenance": json.dumps(dict(document.provenance), ensure_ascii=False) if document.provenance else None,
    }


_ARGUMENT: dict[str, Type] = {
    "role": "text",
    "text": "text",
    "start": "integer",
    "end": "integer",
    "kind": "text",
    "score": "number",
    "country": "text",
    "sector": "text",
    "value": "text",
    "name": "text",
    "latitude": "number",
    "longitude": "number",
    "geonames_id": "integer",
    "low": "number",
    "high": "number",
    "unit": "text",
}
_MENTION: dict[str, Type] = {"mention": "integer", "event": "text", "type": "text", "status": "text"}
_DYAD_SIDES: dict[str, Type] = {f"{side}{end}": kind for side in ("actor", "recipient") for end, kind in _SIDE.items()}
_MENTION_CELLS: dict[str, Type] = {
    "contexts": "text",
    "trigger": "text",
    "trigger_start": "integer",
    "trigger_end": "integer",
    "score": "number",
    "arguments": "integer",
}

EVENTS = Layout(
    "events", {**_DOCUMENT, **_EVENT, **_role_columns(), "other_roles": "text", **_CODES, **PROVENANCE}, _event_rows
)
MENTIONS = Layout(
    "mentions", {**_DOCUMENT, **_MENTION, **_MENTION_CELLS, **dict.fromkeys(ROLES, "text"), **PROVENANCE}, _mention_rows
)
ARGUMENTS = Layout("arguments", {**_DOCUMENT, **_MENTION, "trigger": "text", **_ARGUMENT, **PROVENANCE}, _argument_rows)
DYADS = Layout(
    "dyads", {**_DOCUMENT, **_EVENT, **_DYAD_SIDES, "topic": "text", **_PLACE, **_CODES, **PROVENANCE}, _dyad_rows
)
DOCUMENTS = Layout(
    "documents",
    dict.fromkeys(("id", "date", "title", "text", "mentions", "meta", "provenance"), "text"),
    _document_rows,
)
