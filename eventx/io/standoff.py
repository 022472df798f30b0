"""Mentions as labelled spans and relations between them, the shape that annotation tools share, and back.

A trigger is a span labelled with its event type; an argument is a span labelled with its kind (actor, place, time,
amount, span); a relation from trigger to argument is labelled with the role. What tools have no place for (status,
event key, codes, scores) goes along as details, looked up again by offsets, so that it survives for every span that
nobody moved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import quote

from eventx.document import Document, Kind

KINDS = frozenset(get_args(Kind))
_DETAILS = "eventx"
_WORD = re.compile(r"\w+|[^\w\s]")
# Beyond what the formats split at, control characters, which other readers take for line ends.
_PARTING = re.compile(r"[\s\x00-\x1f\x7f-\x9f:;|%]")


@dataclass(frozen=True, slots=True)
class Node:
    """A labelled span."""

    id: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled relation from one node to another."""

    head: str
    tail: str
    label: str


@dataclass(frozen=True, slots=True)
class Standoff:
    """A document's annotation as spans and relations, with what these cannot hold as details."""

    nodes: list[Node]
    links: list[Link]
    details: dict[str, Any]


def to_standoff(document: Document) -> Standoff:
    """Spans, relations and details of a document; an argument that several mentions share is one span."""
    nodes: list[Node] = []
    links: list[Link] = []
    shared: dict[tuple[int, int, str], str] = {}
    mentions = []
    for mention in document.mentions:
        head = f"t{len(nodes)}"
        nodes.append(Node(head, mention.type, mention.trigger.start, mention.trigger.end))
        for argument in mention.arguments:
            key = (argument.start, argument.end, argument.kind)
            if key not in shared:
                shared[key] = f"a{len(nodes)}"
                nodes.append(Node(shared[key], argument.kind, argument.start, argument.end))
            links.append(Link(head, shared[key], argument.role))
        mentions.append(_stripped(mention.to_dict()))
    details: dict[str, Any] = {"id": document.id, "mentions": mentions}
    if document.provenance is not None:
        details["provenance"] = dict(document.provenance)
    return Standoff(nodes, links, details)


def _stripped(mention: dict[str, Any]) -> dict[str, Any]:
    """A mention without the texts, which the document has."""
    spans = [mention["trigger"], *mention["arguments"]]
    for span in spans:
        del span["text"]
    return mention


def to_data(
    text: str,
    nodes: Sequence[Node],
    links: Iterable[Link],
    details: Mapping[str, Any] | None = None,
    triggers: Collection[str] | None = None,
    attributes: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The fields "mentions" and, for spans that are neither trigger nor argument, "spans" of the interchange form.

    Args:
        text: The document.
        nodes: Spans with checked offsets.
        links: Relations; one between unknown nodes is left out.
        details: What `to_standoff` gave, if the tool kept it.
        triggers: Labels that mark triggers. By default a span is a trigger if a relation starts at it, or if none
            ends at it and its label is neither a kind of argument nor borne by a span that one ends at.
        attributes: "status" and "contexts" of triggers by node id.
    """
    by_id = {node.id: node for node in nodes}
    links = [link for link in links if link.head in by_id and link.tail in by_id]
    heads = {link.head for link in links}
    tails = {link.tail for link in links}
    tail_labels = {by_id[name].label for name in tails - heads} | KINDS
    known = _Details(details or {})
    mentions: list[dict[str, Any]] = []
    for node in nodes:
        if triggers is not None:
            is_trigger = node.label in triggers
        else:
            is_trigger = node.id in heads or (node.id not in tails and node.label not in tail_labels)
        if is_trigger:
            arguments = [(link.label, by_id[link.tail]) for link in links if link.head == node.id]
            mention = known.mention(text, node, arguments, len(mentions))
            held = (attributes or {}).get(node.id, {})
            mentions.append(mention | {name: held[name] for name in ("status", "contexts") if name in held})
            tails.add(node.id)
    mentions.sort(key=lambda item: item.pop("order"))
    loose = [node for node in nodes if node.id not in tails]
    data: dict[str, Any] = {"mentions": mentions}
    if loose:
        data["spans"] = [{"label": node.label, "start": node.start, "end": node.end} for node in loose]
    return data


class _Details:
    """Looks details up by offsets; each is used once."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        self.mentions = list(enumerate(details.get("mentions") or ()))
        self.keys = {item.get("event") for _, item in self.mentions}

    def mention(self, text: str, node: Node, arguments: list[tuple[str, Node]], position: int) -> dict[str, Any]:
        place = (node.start, node.end)
        found = next(
            (
                pair
                for pair in self.mentions
                if pair[1]["type"] == node.label and (pair[1]["trigger"]["start"], pair[1]["trigger"]["end"]) == place
            ),
            None,
        )
        if found is not None:
            self.mentions.remove(found)
        order, known = found if found is not None else (None, {})
        fillers = list(known.get("arguments", ()))
        return {
            # Kept mentions stand in their old order, new ones after them by position.
            "order": (order is None, order if order is not None else node.start),
            "event": known.get("event") or self._key(position),
            "type": node.label,
            **{name: known[name] for name in ("status", "contexts", "score") if name in known},
            "trigger": span(text, node),
            "arguments": [_argument(text, role, filler, fillers) for role, filler in arguments],
        }

    def _key(self, position: int) -> str:
        number = position + 1
        while (key := f"e{number}") in self.keys:
            number += 1
        self.keys.add(key)
        return key


def _argument(text: str, role: str, node: Node, known: list[dict[str, Any]]) -> dict[str, Any]:
    for item in known:
        if (item["role"], item["start"], item["end"]) == (role, node.start, node.end):
            return {**item, **span(text, node)}
    extra = {"actor": {"country": None, "sector": None}, "place": {"country": None}}.get(node.label, {})
    return {"role": role, **span(text, node), **extra}


def span(text: str, node: Node) -> dict[str, Any]:
    """A node as text, start and end."""
    return {"text": text[node.start : node.end], "start": node.start, "end": node.end}


def quote_name(name: str) -> str:
    """A type, role or status without the characters that part the fields of brat and CoNLL; undone by `unquote`."""
    return _PARTING.sub(lambda found: quote(found[0], safe=""), name)


def tokenize(text: str, cuts: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Offsets of words and punctuation marks; no token reaches across a cut, so that spans begin and end at tokens."""
    borders = sorted(set(cuts))
    tokens: list[tuple[int, int]] = []
    for found in _WORD.finditer(text):
        start = found.start()
        for cut in borders:
            if start < cut < found.end():
                tokens.append((start, cut))
                start = cut
        tokens.append((start, found.end()))
    return tokens
