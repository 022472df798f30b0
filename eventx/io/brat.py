"""brat standoff: a `.txt` with the text and an `.ann` with the annotation (https://brat.nlplab.org/standoff.html)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from eventx.document import Argument, Document, Mention
from eventx.errors import InputError, OutputError
from eventx.io.align import align
from eventx.io.files import Source, Target
from eventx.io.reading import Reading, Where
from eventx.io.standoff import KINDS, Link, Node, quote_name, span, to_data

_NUMBERED = re.compile(r"(.+?)(\d+)")
_KIND_NAMES = {kind.capitalize(): kind for kind in KINDS}
_LONGEST = 200  # bytes of a file name before the ending; file systems hold 255
_DOCUMENT = "document"  # stands for the document in the note that keeps an id too long for a file name
_FLAGS = {"negation": "negated", "negated": "negated", "speculation": "hypothetical"}


@dataclass
class _Annotations:
    """The lines of an .ann file by kind."""

    spans: dict[str, Node] = field(default_factory=dict)
    fragments: list[dict[str, Any]] = field(default_factory=list)
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    relations: list[Link] = field(default_factory=list)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: list[list[str]] = field(default_factory=list)


def write(documents: Iterable[Document], target: Target) -> int:
    """Two files a document in a folder, named after the document's id.

    Codes, scores and event keys go into annotator notes as JSON. Date, title and meta have no place in brat.

    Raises:
        OutputError: Two documents have one id, or the target is standard output.
    """
    folder = target.file("brat")
    count = 0
    used: set[str] = set()
    for document in documents:
        name = _file_name(document.id) or f"document-{count + 1}"
        if name in used:
            raise OutputError(f"document id {document.id!r} is used twice: brat needs one file name a document.")
        used.add(name)
        (folder / f"{name}.txt").write_bytes(document.text.encode())
        lines = list(_lines(document))
        if len(name) >= _LONGEST:
            lines.append(f"#0\tAnnotatorNotes {_DOCUMENT}\t{json.dumps({'id': document.id})}")
        (folder / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in lines).encode())
        count += 1
    return count


def _file_name(identity: str) -> str:
    """An id as a name that leads nowhere else and that any file system can hold; undone by `unquote` if it is short."""
    name = quote(identity, safe=" -_.,()")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) < _LONGEST:
        return name
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    return f"{name[: _LONGEST - len(digest)].rstrip('%')}-{digest}".ljust(_LONGEST, "_")


def _lines(document: Document) -> Iterator[str]:
    spans: dict[tuple[int, int, str], str] = {}
    attributes = 0

    def mark(start: int, end: int, label: str) -> Iterator[str]:
        key = (start, end, label)
        if key not in spans:
            number = len(spans) + 1
            spans[key] = f"T{number}"
            pieces = _pieces(document.text, start, end)
            words = " ".join(document.text[first:last] for first, last in pieces)
            yield f"T{number}\t{quote_name(label)} {';'.join(f'{first} {last}' for first, last in pieces)}\t{words}"

    for number, mention in enumerate(document.mentions, 1):
        start, end = mention.trigger.start, mention.trigger.end
        yield from mark(start, end, mention.type)
        parts = [f"{quote_name(mention.type)}:{spans[start, end, mention.type]}"]
        counts: dict[str, int] = {}
        details = []
        for argument in mention.arguments:
            if not document.text[argument.start : argument.end].strip("\n\r"):
                continue  # brat has no span of line ends only
            key = (argument.start, argument.end, argument.kind.capitalize())
            yield from mark(*key)
            counts[argument.role] = counts.get(argument.role, 0) + 1
            suffix = str(counts[argument.role]) if counts[argument.role] > 1 else ""
            parts.append(f"{quote_name(argument.role)}{suffix}:{spans[key]}")
            details.append(_details(argument))
        yield f"E{number}\t{' '.join(parts)}"
        for name, values in (("Status", [mention.status]), ("Context", mention.contexts)):
            for value in values:
                attributes += 1
                yield f"A{attributes}\t{name} E{number} {quote_name(value)}"
        yield f"#{number}\tAnnotatorNotes E{number}\t{json.dumps(_note(mention, details))}"


def _note(mention: Mention, details: list[dict[str, Any]]) -> dict[str, Any]:
    note: dict[str, Any] = {"event": mention.event}
    if mention.score is not None:
        note["score"] = mention.score
    return {**note, "arguments": details} if any(details) else note


def _details(argument: Argument) -> dict[str, Any]:
    left_out = {"text", "start", "end", "role"}
    # A name that ends in a digit looks like one that brat has numbered.
    left_out -= {"role"} if argument.role[-1:].isdigit() else set()
    return {name: value for name, value in argument.to_dict().items() if name not in left_out}


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A span cut at line ends, which brat cannot have within a fragment."""
    pieces = [(start + found.start(), start + found.end()) for found in re.finditer(r"[^\n\r]+", text[start:end])]
    return pieces or [(start, end)]


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """The document of an .ann file and the .txt beside it.

    Events (E) and relations (R) are read, attributes Status, Context, Negation and Speculation, and the notes that
    `write` made. A discontinuous span becomes the span that covers it; its parts are kept in `meta["fragments"]`.
    Spans that are in no event are kept in `meta["spans"]`.
    """
    where = Where(source.name, "", unquote(source.id))
    data = reading.attempt(where, _data, source, reading, where)
    document = reading.document(data, where) if data is not None else None
    if document is not None:
        yield document


def _data(source: Source, reading: Reading, where: Where) -> dict[str, Any]:
    if source.path is None:
        raise InputError("brat has two files a document, so it cannot be read from standard input.")
    with Source(_partner(source.path, ".txt")).binary() as stream:
        text = stream.read().decode(source.encoding)
    found = _Annotations()
    annotation = Source(_partner(source.path, ".ann"), source.id, source.encoding)
    for number, line in annotation.lines():
        place = Where(annotation.name, f"line {number}", where.id)
        reading.attempt(place, _line, source.decode(line).rstrip("\r"), text, found, reading)
    identity = found.notes.get(_DOCUMENT, {}).get("id", where.id)
    data: dict[str, Any] = {"id": identity, "text": text, **_mentions(text, found)}
    if found.fragments:
        data["fragments"] = found.fragments
    return data


def _partner(path: Path, suffix: str) -> Path:
    partner = path.with_suffix(suffix)
    if not partner.exists():
        raise InputError(f"brat needs {partner.name} beside {path.name}: it is not there.")
    return partner


def _line(line: str, text: str, found: _Annotations, reading: Reading) -> None:
    key, _, rest = line.partition("\t")
    head, _, tail = rest.partition("\t")
    label, _, body = head.partition(" ")
    if key.startswith("T"):
        pieces = [(int(first), int(last)) for first, last in (part.split() for part in body.split(";"))]
        start, end = pieces[0][0], pieces[-1][1]
        if len(pieces) == 1:
            start, end = align(text, start, end, tail, reading.report)
        elif not 0 <= start < end <= len(text) or any(first >= last for first, last in pieces):
            raise InputError(f"span {body!r} {tail[:80]!r} lies outside the text of {len(text)} characters.")
        elif any(text[last:first].strip("\n\r") for (_, last), (first, _) in pairwise(pieces)):
            found.fragments.append({"start": start, "end": end, "parts": [list(piece) for piece in pieces]})
        found.spans[key] = Node(key, unquote(label), start, end)
    elif key.startswith("E"):
        parts = [(unquote(role), name) for role, _, name in (part.partition(":") for part in head.split())]
        found.events[key] = (parts[0][1], _unnumbered(parts[1:]))
    elif key.startswith("R"):
        first, second = (part.partition(":")[2] for part in body.split())
        found.relations.append(Link(first, second, label))
    elif key[:1] in ("A", "M"):
        owner, _, value = body.partition(" ")
        held = found.attributes.setdefault(owner, {})
        if label.lower() == "status":
            held["status"] = unquote(value)
        elif label.lower() == "context":
            held.setdefault("contexts", []).append(unquote(value))
        elif label.lower() in _FLAGS:
            held["status"] = _FLAGS[label.lower()]
    elif key.startswith("#") and label == "AnnotatorNotes" and tail.startswith("{"):
        note = json.loads(tail)
        if isinstance(note, dict):
            found.notes[body] = note
    elif key == "*" and label == "Equiv":
        found.groups.append(body.split())


def _unnumbered(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Roles without the number that brat sets behind a repeated one; a name like "Arg1" stays as it is."""
    names = {role for role, _ in parts}
    plain = []
    for role, name in parts:
        numbered = _NUMBERED.fullmatch(role)
        repeated = numbered is not None and numbered[1] in names and int(numbered[2]) > 1
        plain.append((numbered[1] if numbered is not None and repeated else role, name))
    return plain


def _mentions(text: str, found: _Annotations) -> dict[str, Any]:
    """Mentions of E lines; without any, of R lines."""
    if not found.events:
        return to_data(text, list(found.spans.values()), found.relations, None, None, found.attributes)
    keys = {name: f"e{number}" for number, group in enumerate(found.groups, 1) for name in group}
    taken = {note.get("event") for note in found.notes.values()} | set(keys.values())
    fresh = (key for number in range(1, len(found.events) + len(taken) + 2) if (key := f"e{number}") not in taken)
    used: set[str] = set()
    mentions = []
    for name, (trigger, parts) in found.events.items():
        if trigger not in found.spans:
            continue
        note = found.notes.get(name, {})
        used.add(trigger)
        details: list[Mapping[str, Any]] = note.get("arguments") or []
        arguments = []
        for index, (role, owner) in enumerate(parts):
            # An event may fill a role of another one: its trigger stands for it.
            node = found.spans.get(found.events[owner][0] if owner in found.events else owner)
            if node is not None:
                used.add(node.id)
                known = details[index] if len(details) == len(parts) else _default(node.label)
                arguments.append({"role": role, **span(text, node), **known})
        mentions.append(
            {
                "event": note.get("event") or keys.get(name) or keys.get(trigger) or next(fresh),
                "type": found.spans[trigger].label,
                **found.attributes.get(name, {}),
                **({"score": note["score"]} if "score" in note else {}),
                "trigger": span(text, found.spans[trigger]),
                "arguments": arguments,
            }
        )
    data: dict[str, Any] = {"mentions": mentions}
    loose = [node for node in found.spans.values() if node.id not in used]
    if loose:
        data["spans"] = [{"label": node.label, "start": node.start, "end": node.end} for node in loose]
    return data


def _default(label: str) -> dict[str, Any]:
    kind = _KIND_NAMES.get(label)
    return {"country": None, "sector": None} if kind == "actor" else {"country": None} if kind == "place" else {}
