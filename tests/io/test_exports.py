"""Formats that are written only: databases, RDF, graphs, calendars, Markdown, data sets."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import networkx
import pytest
import rdflib

import eventx
from eventx import Document
from eventx.errors import OutputError
from eventx.io import actor_graph, to_dataset
from eventx.io.markdown import render

SEM = rdflib.Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")


def test_sqlite(documents: list[Document], tmp_path: Path) -> None:
    assert eventx.write(documents, tmp_path / "a.db") == 3
    connection = sqlite3.connect(tmp_path / "a.db")
    try:
        counts = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("documents", "events")
        }
        query = (
            "SELECT e.trigger, d.text FROM events e JOIN documents d ON d.id = e.document_id WHERE e.status = 'planned'"
        )
        found = connection.execute(query).fetchall()
        spans = connection.execute('SELECT text, "start", "end" FROM arguments WHERE role = \'location\'').fetchall()
    finally:
        connection.close()
    assert counts == {"documents": 3, "events": 6}
    assert found == [("visit", documents[0].text)] * 2
    assert all(documents[0].text[start:end] == text for text, start, end in spans)


def test_duckdb(documents: list[Document], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    assert eventx.write(documents, tmp_path / "a.duckdb") == 3
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        found = connection.execute("SELECT plover, count(*) FROM events GROUP BY 1 ORDER BY 1").fetchall()
    assert dict(found)["CONSULT"] == 2


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # in rdflib's own reader
@pytest.mark.parametrize(("name", "format"), [("a.ttl", "turtle"), ("a.jsonld", "json-ld")])
def test_rdf_parses_and_tells_the_same(name: str, format: str, document: Document, tmp_path: Path) -> None:
    eventx.write(document, tmp_path / name)
    graph = rdflib.Graph().parse(tmp_path / name, format=format)
    events = set(graph.subjects(rdflib.RDF.type, SEM.Event))
    assert events == {rdflib.URIRef(f"urn:eventx:event/{event.id}") for event in document.events}
    rows = graph.query(
        "PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> PREFIX schema: <https://schema.org/> "
        "SELECT ?name WHERE { ?e sem:eventType <urn:eventx:terms/Meeting> ; sem:hasPlace ?p . ?p schema:name ?name }"
    )
    assert [str(row[0]) for row in rows] == ["Lima"]
    stamps = {str(value) for value in graph.objects(None, SEM.hasTimeStamp)}
    assert "2024-03-18" in stamps
    assert {str(value) for value in graph.objects(None, SEM.hasBeginTimeStamp)} == {"2024-04-01"}


def test_turtle_of_many_batches_is_one_graph(
    documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventx.io.rdf._BATCH", 2)
    eventx.write(documents, tmp_path / "a.ttl")
    graph = rdflib.Graph().parse(tmp_path / "a.ttl")
    assert len(set(graph.subjects(rdflib.RDF.type, SEM.Event))) == 6


def test_rdf_survives_hostile_texts(tmp_path: Path) -> None:
    document = Document('a "b" \\ \x00 \ud83d <x> met', 'i d"<>', title="\x00\n", mentions=())
    eventx.write(document, tmp_path / "a.ttl")
    assert len(rdflib.Graph().parse(tmp_path / "a.ttl")) == 3


def test_actor_graph(documents: list[Document], tmp_path: Path) -> None:
    graph = actor_graph(documents)
    assert set(graph.nodes) >= {"PER", "CHL"}
    assert graph.nodes["PER"]["label"] == "Peru"
    assert graph.graph["model_hash"] == "abc123"
    edge = graph.edges["PER", "CHL"]
    assert (edge["weight"], edge["quad1"], edge["first"], edge["last"]) == (2, 2, "2024-03-18", "2024-03-18")
    named = actor_graph(documents, "actor")
    assert named.has_edge("Foreign Minister Ana Ruiz", "Chilean counterpart")
    with pytest.raises(OutputError, match="unknown level"):
        actor_graph(documents, "city")  # type: ignore[arg-type]
    assert eventx.write(documents, tmp_path / "a.graphml") == 3
    assert networkx.read_graphml(tmp_path / "a.graphml").edges["CHL", "PER"]["weight"] == 2


def test_ical(documents: list[Document], tmp_path: Path) -> None:
    assert eventx.write(documents[0], tmp_path / "a.ics") == 1
    raw = (tmp_path / "a.ics").read_bytes()
    lines = raw.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines.count("BEGIN:VEVENT") == 1  # the planned visit alone
    assert {"DTSTART;VALUE=DATE:20240401", "DTEND;VALUE=DATE:20240501", "STATUS:CONFIRMED"} <= set(lines)
    assert f"UID:{documents[0].events[1].id}@eventx" in lines
    eventx.write(documents[0], tmp_path / "all.ics", statuses=("actual", "planned"))
    assert (tmp_path / "all.ics").read_text().count("BEGIN:VEVENT") == 2


def test_markdown_escapes(document: Document) -> None:
    text = render(document.replace(title="*a* | <b> `c`"), text=True)
    assert text.startswith("## \\*a\\* \\| \\<b\\> \\`c\\`")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(document.events)
    assert {row.replace("\\|", "").count("|") for row in rows} == {11}
    assert "eventx 0.1.0 tiny@abc123" in text
    assert "No events." in render(Document("x"))


def test_dataset(documents: list[Document]) -> None:
    dataset = to_dataset(documents)
    assert dataset.num_rows == 3
    assert dataset[0]["mentions"][0]["trigger"]["text"] == "met"
    assert to_dataset(documents, "dyads").num_rows == len(eventx.to_frame(documents, "dyads"))
