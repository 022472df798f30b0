"""JSON: the interchange format as one array of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventx.document import Document
from eventx.io.files import Source, Target
from eventx.io.jsonl import json_records, to_json
from eventx.io.reading import Reading


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """Documents of an array, of an object with the array under "documents", or one document alone."""
    for where, data in json_records(source, reading):
        document = reading.document(data, where)
        if document is not None:
            yield document


def write(documents: Iterable[Document], target: Target, *, events: bool = True) -> int:
    """One array, a document a line; `events` adds the merged view."""
    count = 0
    with target.text() as stream:
        stream.write("[")
        for document in documents:
            stream.write(("\n" if count == 0 else ",\n") + to_json(document, events=events))
            count += 1
        stream.write("\n]\n")
    return count
