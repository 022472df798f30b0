"""doccano JSON Lines: `entities` and `relations` of a relation project, or `label` triples of a span project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from eventx.document import Document
from eventx.io.align import align
from eventx.io.files import Source, Target
from eventx.io.jsonl import dump, json_lines
from eventx.io.reading import Reading, Where
from eventx.io.standoff import Link, Node, to_data, to_standoff

_OWN = frozenset({"label", "labels", "entities", "relations", "eventx", "Comments", "comments", "cats"})


def read(source: Source, reading: Reading, *, triggers: Collection[str] | None = None) -> Iterator[Document]:
    """Documents of a doccano export.

    Args:
        source: The file.
        reading: Gets the errors.
        triggers: Labels that mark triggers; by default found by the relations, see `eventx.io.standoff.to_data`.
    """
    for where, record in json_lines(source, reading):
        data = reading.attempt(where, _data, record, where, reading, triggers)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def write(documents: Iterable[Document], target: Target) -> int:
    """One record a line; ids of entities and relations are unique in the file, as doccano wants them."""
    count = entities = relations = 0
    with target.text() as out:
        for document in documents:
            standoff = to_standoff(document)
            ids = {node.id: entities + index for index, node in enumerate(standoff.nodes, 1)}
            record: dict[str, Any] = {"id": document.id, "date": document.date, "title": document.title}
            record |= document.meta
            record["text"] = document.text
            record["entities"] = [
                {"id": ids[node.id], "label": node.label, "start_offset": node.start, "end_offset": node.end}
                for node in standoff.nodes
            ]
            record["relations"] = [
                {"id": relations + index, "from_id": ids[link.head], "to_id": ids[link.tail], "type": link.label}
                for index, link in enumerate(standoff.links, 1)
            ]
            record["eventx"] = standoff.details
            out.write(dump(record, document) + "\n")
            entities += len(standoff.nodes)
            relations += len(standoff.links)
            count += 1
    return count


def _data(
    record: Mapping[str, Any], where: Where, reading: Reading, triggers: Collection[str] | None
) -> dict[str, Any]:
    text = record["text"] if "text" in record else record["data"]
    details = record.get("eventx") or {}
    nodes = []
    for number, item in enumerate(record.get("label") or record.get("labels") or record.get("entities") or ()):
        if isinstance(item, Mapping):
            name, label, start, end = str(item["id"]), item["label"], item["start_offset"], item["end_offset"]
        else:
            (start, end, label), name = item, f"label {number}"
        try:
            nodes.append(Node(name, label, *align(text, start, end, None, reading.report)))
        except ValueError as error:
            reading.fail(where.error(error), "argument")
    links = [Link(str(item["from_id"]), str(item["to_id"]), item["type"]) for item in record.get("relations") or ()]
    data = {name: value for name, value in record.items() if name not in _OWN}
    data["id"] = details.get("id", record.get("id"))
    if "provenance" in details:
        data["provenance"] = details["provenance"]
    return {**data, "text": text, **to_data(text, nodes, links, details, triggers)}
