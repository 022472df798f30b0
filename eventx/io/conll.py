"""CoNLL columns: a token a line with BIO tags, a blank line between sentences.

The writer gives each document a block: comments with id, date, title and text; then the token, the tags of the
triggers (several joined by "|"), and one column of role tags for each mention, as CoNLL has them for predicates. Of
overlapping arguments of one mention the first is kept. The reader also takes plain BIO files, where every chunk
becomes a mention of the type that its tag names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from eventx.document import Argument, Document, Trigger
from eventx.errors import InputError
from eventx.io.files import Source, Target
from eventx.io.importers.tokens import TokenText
from eventx.io.reading import Reading, Where
from eventx.io.standoff import quote_name, tokenize

_COMMENT = re.compile(r"#\s*(id|date|title|text|layers)\s*=\s?(.*)")
_LAYERS = ["triggers", "spans", "arguments"]


@dataclass
class _Block:
    line: int
    comments: dict[str, str] = field(default_factory=dict)
    sentences: list[list[list[str]]] = field(default_factory=lambda: [[]])


def write(documents: Iterable[Document], target: Target) -> int:
    """One block a document; see the module's description."""
    count = 0
    with target.text() as out:
        for document in documents:
            out.writelines(f"{line}\n" for line in _lines(document))
            count += 1
    return count


def _lines(document: Document) -> Iterator[str]:
    spans: list[Trigger | Argument] = [mention.trigger for mention in document.mentions]
    spans += [argument for mention in document.mentions for argument in mention.arguments]
    cuts = [border for item in spans for border in (item.start, item.end)]
    tokens = tokenize(document.text, cuts)
    for name in ("id", "date", "title", "text"):
        yield f"# {name} = {json.dumps(getattr(document, name))}"
    columns = [["O"] * len(tokens) for _ in document.mentions]
    triggers: list[list[str]] = [[] for _ in tokens]
    mentions = sorted(document.mentions, key=lambda mention: (mention.trigger.start, mention.trigger.end))
    for mention, column in zip(mentions, columns, strict=True):
        for index, tag in _tags(tokens, mention.trigger.start, mention.trigger.end, quote_name(mention.type)):
            triggers[index].append(tag)
        for argument in mention.arguments:
            tags = _tags(tokens, argument.start, argument.end, quote_name(argument.role))
            if all(column[index] == "O" for index, _ in tags):
                for index, tag in tags:
                    column[index] = tag
    for index, (start, end) in enumerate(tokens):
        cells = [document.text[start:end], "|".join(triggers[index]) or "O", *(column[index] for column in columns)]
        yield "\t".join(cells)
    yield ""


def _tags(tokens: Sequence[tuple[int, int]], start: int, end: int, label: str) -> list[tuple[int, str]]:
    inside = [index for index, (first, last) in enumerate(tokens) if first >= start and last <= end]
    return [(index, f"{'B' if index == inside[0] else 'I'}-{label}") for index in inside]


def read(source: Source, reading: Reading, *, token: int = 0, tag: int | None = None) -> Iterator[Document]:
    """Documents of a CoNLL file.

    Args:
        source: The file.
        reading: Gets the errors.
        token: Column of the token, from 0.
        tag: Column of the BIO tag in a plain file; by default the second column and the role columns after it in a file
            that `write` made, else the last column.
    """
    for number, block in enumerate(_blocks(source, reading), 1):
        where = Where(source.name, f"line {block.line}")
        data = reading.attempt(where, _data, block, token, tag, f"{source.id}-{number}")
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def _blocks(source: Source, reading: Reading) -> Iterator[_Block]:
    """Documents: from "# id" or -DOCSTART- to the next, or a sentence each where there are neither."""
    block: _Block | None = None
    named = False
    with source.binary() as stream:
        for number, raw in enumerate(stream, 1):
            line = reading.attempt(Where(source.name, f"line {number}"), source.decode, raw)
            line = (line or "").rstrip("\r\n")
            comment = _COMMENT.match(line) if line.startswith("#") and "\t" not in line else None
            starts = line.startswith("-DOCSTART-") or (comment is not None and comment[1] == "id")
            named = named or starts
            if block is not None and (starts or (not named and not line.strip())):
                yield block
                block = None
            if comment is not None:
                block = block or _Block(number)
                block.comments[comment[1]] = comment[2]
            elif not line.strip():
                if block is not None and block.sentences[-1]:
                    block.sentences.append([])
            elif starts:
                block = _Block(number)
            else:
                block = block or _Block(number)
                block.sentences[-1].append(line.split("\t") if "\t" in line else line.split())
    if block is not None and (block.comments or block.sentences[0]):
        yield block


def _data(block: _Block, token: int, tag: int | None, default_id: str) -> dict[str, Any]:
    held = {name: _value(text) for name, text in block.comments.items()}
    sentences = [[row[token] for row in sentence] for sentence in block.sentences]
    rows = [row for sentence in block.sentences for row in sentence]
    text = held.get("text")
    own = "text" in held and tag is None
    tokens = (
        TokenText(sentences) if text is None else TokenText.within(text, [word for line in sentences for word in line])
    )
    column = 1 if own else -1 if tag is None else tag
    chunks = _chunks([row[column].split("|") for row in rows])
    mentions: list[dict[str, Any]] = []
    for number, (label, start, end) in enumerate(chunks):
        name = unquote(label) if own else label
        mention = {"event": f"e{number + 1}", "type": name, "trigger": tokens.span(start, end)}
        arguments = []
        if own and len(rows[0]) > 2:
            if len(rows[0]) != len(chunks) + 2:
                raise InputError(
                    f"{len(chunks)} triggers, but {len(rows[0]) - 2} columns of roles: one each is needed."
                )
            for role, first, last in _chunks([[row[2 + number]] for row in rows]):
                arguments.append({"role": unquote(role), **tokens.span(first, last)})
        mentions.append({**mention, "arguments": arguments})
    layers = held.get("layers") or (_LAYERS if own else ["triggers"])
    return {
        "id": held.get("id") or default_id,
        "date": held.get("date"),
        "title": held.get("title"),
        "text": tokens.text,
        "mentions": mentions,
        "layers": layers,
    }


def _value(text: str) -> Any:
    """A comment's value: JSON as `write` has it, or words as others have them."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _chunks(tags: Sequence[Sequence[str]]) -> list[tuple[str, int, int]]:
    """Labels with their first and end token, in text order; a stray I- begins a chunk."""
    chunks: list[list[Any]] = []
    open_chunks: list[int] = []
    for index, cell in enumerate(tags):
        still_open = []
        for tag in cell:
            mark, _, label = tag.partition("-")
            if mark not in ("B", "I", "E", "S", "L", "U") or not label:
                if tag not in ("O", "", "_", "-"):
                    raise InputError(f"token {index + 1} has tag {tag!r}: expected O, B-<type> or I-<type>.")
                continue
            held = next((item for item in open_chunks if chunks[item][0] == label), None)
            if mark in ("I", "E", "L") and held is not None:
                open_chunks.remove(held)
                chunks[held][2] = index + 1
                still_open.append(held)
            else:
                chunks.append([label, index, index + 1])
                still_open.append(len(chunks) - 1)
        open_chunks = still_open
    return [(label, start, end) for label, start, end in sorted(chunks, key=lambda item: (item[1], item[2]))]
