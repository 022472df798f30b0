"""Prodigy JSON Lines: spans and relations over tokens, as `rel.manual` and `spans.manual` use them."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from eventx.document import Document
from eventx.errors import InputError
from eventx.io.align import align
from eventx.io.files import Source, Target
from eventx.io.jsonl import dump, json_lines
from eventx.io.reading import Reading, Where
from eventx.io.standoff import Link, Node, Standoff, to_data, to_standoff, tokenize


def read(source: Source, reading: Reading, *, triggers: Collection[str] | None = None) -> Iterator[Document]:
    """Documents of a Prodigy data set; examples whose answer is "reject" or "ignore" are left out.

    Args:
        source: The file.
        reading: Gets the errors.
        triggers: Labels that mark triggers; by default found by the relations, see `eventx.io.standoff.to_data`.
    """
    for where, record in json_lines(source, reading):
        if record.get("answer", "accept") != "accept":
            continue
        data = reading.attempt(where, _data, record, where, reading, triggers)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def write(documents: Iterable[Document], target: Target) -> int:
    """One example a line, with tokens, spans and relations; id, date, title and other fields stand under "meta"."""
    count = 0
    with target.text() as out:
        for document in documents:
            out.write(dump(_example(document), document) + "\n")
            count += 1
    return count


def _example(document: Document) -> dict[str, Any]:
    standoff = to_standoff(document)
    cuts = [border for node in standoff.nodes for border in (node.start, node.end)]
    tokens = tokenize(document.text, cuts)
    spans = _spans(standoff, tokens)
    meta = {"id": document.id, "date": document.date, "title": document.title, **document.meta}
    return {
        "text": document.text,
        "meta": meta,
        "tokens": [
            {
                "text": document.text[start:end],
                "start": start,
                "end": end,
                "id": index,
                "ws": document.text[end : end + 1].isspace(),
            }
            for index, (start, end) in enumerate(tokens)
        ],
        "spans": list(spans.values()),
        "relations": [
            {
                "head": spans[link.head]["token_end"],
                "child": spans[link.tail]["token_end"],
                "label": link.label,
                "head_span": spans[link.head],
                "child_span": spans[link.tail],
            }
            for link in standoff.links
        ],
        "eventx": standoff.details,
    }


def _spans(standoff: Standoff, tokens: Sequence[tuple[int, int]]) -> dict[str, dict[str, Any]]:
    starts = [start for start, _ in tokens]
    spans = {}
    for node in standoff.nodes:
        first = min(max(bisect.bisect_left(starts, node.start), 0), max(len(tokens) - 1, 0))
        last = max(bisect.bisect_left(starts, node.end) - 1, first)
        spans[node.id] = {
            "start": node.start,
            "end": node.end,
            "token_start": first,
            "token_end": last,
            "label": node.label,
        }
    return spans


def _data(
    record: Mapping[str, Any], where: Where, reading: Reading, triggers: Collection[str] | None
) -> dict[str, Any]:
    text = record["text"]
    details = record.get("eventx") or {}
    nodes: dict[tuple[int, int, str], Node] = {}
    for item in record.get("spans") or ():
        _node(text, item, nodes, where, reading)
    links = []
    for item in record.get("relations") or ():
        ends = [_end(record, item, name) for name in ("head", "child")]
        found = [_node(text, end, nodes, where, reading) for end in ends]
        if found[0] is not None and found[1] is not None:
            links.append(Link(found[0].id, found[1].id, item["label"]))
    meta = record.get("meta")
    data: dict[str, Any] = dict(meta) if isinstance(meta, Mapping) else {}
    if "provenance" in details:
        data["provenance"] = details["provenance"]
    return {**data, "text": text, **to_data(text, list(nodes.values()), links, details, triggers)}


def _end(record: Mapping[str, Any], relation: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The span at one end of a relation: as written out, or the one that the token belongs to, or the token."""
    if isinstance(relation.get(f"{name}_span"), Mapping):
        end: Mapping[str, Any] = relation[f"{name}_span"]
        return end
    index = relation[name]
    for item in record.get("spans") or ():
        if item.get("token_start", -1) <= index <= item.get("token_end", -2):
            return dict(item)
    token = record["tokens"][index]
    return {"start": token["start"], "end": token["end"], "label": "span"}


def _node(
    text: str, item: Mapping[str, Any], nodes: dict[tuple[int, int, str], Node], where: Where, reading: Reading
) -> Node | None:
    try:
        start, end = align(text, item["start"], item["end"], item.get("text"), reading.report)
    except InputError as error:
        reading.fail(where.error(error), "argument")
        return None
    key = (start, end, item.get("label") or "span")
    return nodes.setdefault(key, Node(f"s{len(nodes)}", key[2], start, end))
