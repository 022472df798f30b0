"""The network of actors: who acts on whom how often, for networkx, and as GraphML for Gephi and igraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from eventx.document import Document
from eventx.errors import OutputError, require
from eventx.io.country_codes import country_name
from eventx.io.dates import event_day
from eventx.io.dyads import explode_dyads
from eventx.io.files import Target

Level = Literal["country", "actor"]


@dataclass
class _Edge:
    weight: int = 0
    quads: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    goldstein: list[float] = field(default_factory=list)
    days: list[str] = field(default_factory=list)


def actor_graph(documents: Iterable[Document], level: Level = "country") -> Any:
    """A `networkx.DiGraph` of actors; an edge sums the events of a directed pair.

    Args:
        documents: Their events are counted once a pair; events with one side only give no edge.
        level: "country" joins actors of one country or organisation and leaves out those of none; "actor" tells actors
            apart by name.

    Returns:
        The graph's attributes are the provenance of the first document. Nodes have `label` and `country`; edges
        `weight` (events), `quad1` to `quad4` (events by quad class), `goldstein` (mean) and `first` and `last` (days).

    Raises:
        OutputError: Unknown level.
        MissingExtraError: networkx is not installed.
    """
    networkx = require("networkx", extra="graph", feature="the actor graph")
    if level not in ("country", "actor"):
        raise OutputError(f"unknown level {level!r}: use country or actor.")
    graph = networkx.DiGraph()
    edges: dict[tuple[str, str], _Edge] = {}
    for document in documents:
        if document.provenance is not None and not graph.graph:
            graph.graph.update({_clean(name): _clean(str(value)) for name, value in document.provenance.items()})
        for event in document.events:
            pairs = set()
            for pair in explode_dyads(event):
                keys = [_node(graph, filler, level) for filler in pair]
                if keys[0] and keys[1] and keys[0] != keys[1]:
                    pairs.add((keys[0], keys[1]))
            day = event_day(event.date, document.date)
            for source, recipient in sorted(pairs):
                edge = edges.setdefault((source, recipient), _Edge())
                edge.weight += 1
                if event.codes is not None:
                    edge.quads[event.codes.quad_class - 1] += 1
                    edge.goldstein.append(event.codes.goldstein)
                if day is not None:
                    edge.days.append(day.isoformat())
    for (source, recipient), edge in edges.items():
        values: dict[str, Any] = {f"quad{index + 1}": count for index, count in enumerate(edge.quads)}
        if edge.goldstein:
            values["goldstein"] = round(sum(edge.goldstein) / len(edge.goldstein), 4)
        if edge.days:
            values |= {"first": min(edge.days), "last": max(edge.days)}
        graph.add_edge(source, recipient, weight=edge.weight, **values)
    return graph


def write(documents: Iterable[Document], target: Target, *, level: Level = "country") -> int:
    """The actor graph as GraphML; see `actor_graph`."""
    networkx = require("networkx", extra="graph", feature="GraphML")
    count = 0

    def counted() -> Iterable[Document]:
        nonlocal count
        for document in documents:
            count += 1
            yield document

    graph = actor_graph(counted(), level)
    with target.binary() as stream:
        networkx.write_graphml_xml(graph, stream)
    return count


def _node(graph: Any, filler: Any, level: Level) -> str | None:
    if filler is None:
        return None
    country = _clean(getattr(filler, "country", None) or "")
    key = country if level == "country" else _clean(filler.text)
    if not key:
        return None
    if key not in graph:
        graph.add_node(key, label=country_name(country) if level == "country" else key, country=country)
    return str(key)


def _clean(text: str) -> str:
    """A name that XML can hold, on one line."""
    kept = "".join(char for char in text if char.isprintable() or char.isspace())
    return " ".join(kept.split())
