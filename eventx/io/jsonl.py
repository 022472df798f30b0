"""JSON Lines, the interchange format: one document a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eventx.document import Document, check_pairs
from eventx.errors import DocumentError, InputError, OutputError
from eventx.io.files import Source, Target
from eventx.io.reading import Reading, Where


def read(source: Source, reading: Reading, *, columns: Mapping[str, str] | None = None) -> Iterator[Document]:
    """Documents of a JSON Lines file.

    Args:
        source: The file.
        reading: Gets the errors.
        columns: Names of the fields where they differ, as {"text": "body"}; other fields go to `meta`.
    """
    renamed = {column: field for field, column in (columns or {}).items()}
    for where, data in json_lines(source, reading):
        if renamed:
            data = {renamed.get(name, name): value for name, value in data.items() if name not in (columns or {})}
        document = reading.document(data, where)
        if document is not None:
            yield document


def write(documents: Iterable[Document], target: Target, *, events: bool = True) -> int:
    """One document a line.

    Args:
        documents: Held one at a time.
        target: Where to.
        events: Add the merged view of the events, which is not read back.
    """
    count = 0
    with target.text() as stream:
        for document in documents:
            stream.write(to_json(document, events=events) + "\n")
            count += 1
    return count


def to_json(document: Document, *, events: bool = True) -> str:
    """The document as JSON.

    Raises:
        OutputError: `meta` or `provenance` holds something that JSON cannot express.
    """
    try:
        return document.to_json(events=events)
    except DocumentError as error:
        raise OutputError(f"{error}") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise OutputError(f"document {document.id!r}: meta or provenance is not JSON data: {error}.") from error


def dump(record: Mapping[str, Any], document: Document) -> str:
    """A record of another format as JSON.

    Raises:
        OutputError: `meta` or `provenance` holds something that JSON cannot express.
    """
    try:
        check_pairs(document.text, document.id)
        return json.dumps(record)
    except DocumentError as error:
        raise OutputError(f"{error}") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise OutputError(f"document {document.id!r}: meta or provenance is not JSON data: {error}.") from error


def json_lines(source: Source, reading: Reading) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    """The JSON objects of a file with their places; what is no JSON object is handled by `reading`.

    A file with one JSON array is taken as its elements, because corpora are handed round in both forms.
    """
    for number, line in source.lines():
        where = Where(source.name, f"line {number}")
        if number == 1 and line.lstrip().startswith(b"["):
            if source.path is None:
                # Its first line is consumed, and a stream cannot be read again.
                reading.fail(where.error("a JSON array on standard input: give format='json'."))
                return
            yield from json_records(source, reading)
            return
        data = reading.attempt(where, _object, source, line)
        if data is not None:
            yield where, data


def json_records(source: Source, reading: Reading) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    """The objects of a file that holds one JSON array, or an object with the array under "documents"."""
    whole = Where(source.name, "")
    data = reading.attempt(whole, lambda: _loads(source.read_text()))
    if isinstance(data, Mapping):
        data = data["documents"] if isinstance(data.get("documents"), list) else [data]
    elif data is not None and not isinstance(data, list):
        reading.fail(whole.error("expected an array of documents."))
        data = None
    for number, record in enumerate(data or (), 1):
        where = Where(source.name, f"record {number}")
        if isinstance(record, Mapping):
            yield where, record
        else:
            reading.fail(where.error(f"a document is a JSON object, found {type(record).__name__}."))


def _object(source: Source, line: bytes) -> Mapping[str, Any]:
    data = _loads(source.decode(line))
    if not isinstance(data, Mapping):
        raise InputError(f"a document is a JSON object, found {type(data).__name__}.")
    return data


def _loads(text: str) -> Any:
    try:
        # Data frames write NaN for what is missing, which is no JSON.
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error}; is the line cut off?") from error
