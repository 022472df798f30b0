"""RDF: events in the Simple Event Model and schema.org terms, as Turtle or JSON-LD.

Sources: SEM, http://semanticweb.cs.vu.nl/2009/11/sem/ (van Hage et al. 2011); https://schema.org/Action; PROV-O.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any
from urllib.parse import quote

from eventx.document import Document
from eventx.errors import require
from eventx.io.dates import parse_period
from eventx.io.files import Target
from eventx.io.tables.frame import scrub
from eventx.schema import Event, Span

BASE = "urn:eventx:"
_BATCH = 100


def write_turtle(documents: Iterable[Document], target: Target, *, base: str = BASE) -> int:
    """Turtle, a graph for every 100 documents one after the other; a Turtle file may repeat its prefixes.

    Args:
        documents: Held 100 at a time.
        target: Where to.
        base: What the names of events, actors and documents start with.
    """
    count = 0
    stream = iter(documents)
    with target.text() as out:
        while batch := list(islice(stream, _BATCH)):
            out.write(to_graph(batch, base=base).serialize(format="turtle"))
            count += len(batch)
    return count


def write_json_ld(documents: Iterable[Document], target: Target, *, base: str = BASE) -> int:
    """One JSON-LD graph of all documents, held in memory; see `write_turtle`."""
    held = list(documents)
    with target.text() as out:
        out.write(to_graph(held, base=base).serialize(format="json-ld", context=_prefixes(base), indent=1) + "\n")
    return len(held)


def to_graph(documents: Iterable[Document], *, base: str = BASE) -> Any:
    """A `rdflib.Graph` of the events of the documents.

    An event is a `sem:Event` and a `schema:Action` with its type, actors (`sem:Role` tells the role), place, time
    stamps and codes, derived (`prov:wasDerivedFrom`) from its document, a `schema:NewsArticle`.

    Raises:
        MissingExtraError: rdflib is not installed.
    """
    rdflib = require("rdflib", extra="rdf", feature="RDF output")
    graph = rdflib.Graph()
    for prefix, uri in _prefixes(base).items():
        graph.bind(prefix, uri, override=True)
    builder = _Builder(rdflib, graph, base)
    for document in documents:
        builder.document(document)
    return graph


def _prefixes(base: str) -> dict[str, str]:
    return {
        "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "schema": "https://schema.org/",
        "prov": "http://www.w3.org/ns/prov#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "evx": f"{base}terms/",
    }


class _Builder:
    def __init__(self, rdflib: Any, graph: Any, base: str) -> None:
        self.rdflib, self.graph, self.base = rdflib, graph, base
        names = {prefix: rdflib.Namespace(uri) for prefix, uri in _prefixes(base).items()}
        self.sem, self.schema, self.prov, self.evx = (names[key] for key in ("sem", "schema", "prov", "evx"))

    def uri(self, kind: str, name: str) -> Any:
        return self.rdflib.URIRef(f"{self.base}{kind}/{quote(scrub(name), safe='')}")

    def term(self, name: str) -> Any:
        # Types and roles of foreign corpora have names that no URI can hold as they are; Turtle has no % in a prefixed
        # name, and rdflib finds no prefix for a local name that begins with anything but a letter.
        quoted = quote(scrub(name), safe="")
        return self.evx[quoted if quoted.isidentifier() else f"x-{quoted.replace('%', '-')}"]

    def add(self, subject: Any, predicate: Any, value: Any, datatype: str | None = None) -> None:
        if value is None:
            return
        if not isinstance(value, self.rdflib.term.Node):
            # Tools that go by XML choke on control characters.
            value = (
                "".join(char for char in scrub(value) if char >= " " or char in "\t\n\r")
                if isinstance(value, str)
                else value
            )
            value = self.rdflib.Literal(value, datatype=self.rdflib.XSD[datatype] if datatype else None)
        self.graph.add((subject, predicate, value))

    def document(self, document: Document) -> None:
        rdf, schema = self.rdflib.RDF, self.schema
        events = document.events
        article = self.uri("document", document.id or (events[0].id if events else "unnamed"))
        self.add(article, rdf.type, schema.NewsArticle)
        self.add(article, schema.identifier, document.id or None)
        self.add(article, schema.headline, document.title)
        self.add(article, schema.datePublished, document.date, "date" if _is_day(document.date) else None)
        for key, value in (document.provenance or {}).items():
            self.add(article, self.term(key), str(value))
        for event in events:
            self.event(event, article)

    def event(self, event: Event, article: Any) -> None:
        rdf, sem, schema, evx = self.rdflib.RDF, self.sem, self.schema, self.evx
        node, kind = self.uri("event", event.id), self.term(event.type)
        self.add(node, rdf.type, sem.Event)
        self.add(node, rdf.type, schema.Action)
        self.add(node, sem.eventType, kind)
        self.add(kind, rdf.type, sem.EventType)
        self.add(node, self.rdflib.RDFS.label, f"{event.type}: {event.trigger.text}")
        self.add(node, self.prov.wasDerivedFrom, article)
        self.add(node, evx.status, event.status)
        for context in event.contexts:
            self.add(node, evx.context, context)
        self.add(node, evx.score, event.score)
        self.when(node, event.date)
        for role, span in event.arguments:
            self.argument(node, role, span)
        if event.codes is not None:
            for name in ("plover", "mode", "cameo", "quad_class", "goldstein"):
                self.add(node, evx[name], getattr(event.codes, name))

    def when(self, node: Any, date: str | None) -> None:
        period = parse_period(date)
        if period is None:
            return
        if period.days == 1:
            self.add(node, self.sem.hasTimeStamp, period.start.isoformat(), "date")
        else:
            self.add(node, self.sem.hasBeginTimeStamp, period.start.isoformat(), "date")
            self.add(node, self.sem.hasEndTimeStamp, period.end.isoformat(), "date")
        self.add(node, self.schema.startTime, period.start.isoformat(), "date")

    def argument(self, node: Any, role: str, span: Span) -> None:
        rdf, sem, schema = self.rdflib.RDF, self.sem, self.schema
        country = getattr(span, "country", None)
        if span.kind == "actor":
            actor = self.uri("actor", f"{country}:{span.text}" if country else span.text)
            self.add(actor, rdf.type, sem.Actor)
            self.add(actor, schema.name, span.text)
            self.add(actor, self.evx.country, country)
            self.add(actor, self.evx.sector, getattr(span, "sector", None))
            part = self.rdflib.BNode()
            self.add(node, sem.hasActor, part)
            self.add(part, rdf.type, sem.Role)
            self.add(part, rdf.value, actor)
            self.add(part, sem.roleType, self.term(role))
            self.add(node, schema.agent if role == "actor" else schema.participant, actor)
        elif span.kind == "place":
            place = self.uri("place", getattr(span, "name", None) or span.text)
            self.add(node, sem.hasPlace, place)
            self.add(node, schema.location, place)
            self.add(place, rdf.type, sem.Place)
            self.add(place, schema.name, getattr(span, "name", None) or span.text)
            self.add(place, schema.addressCountry, country)
            self.add(place, schema.latitude, getattr(span, "latitude", None))
            self.add(place, schema.longitude, getattr(span, "longitude", None))
        else:
            self.add(node, self.term(role), span.text)


def _is_day(date: str | None) -> bool:
    period = parse_period(date)
    return period is not None and period.days == 1
