"""Plain text: a file is a document."""

from __future__ import annotations

from collections.abc import Iterator

from eventx.document import Document
from eventx.io.files import Source
from eventx.io.reading import Reading, Where


def read(source: Source, reading: Reading, *, date: str | None = None) -> Iterator[Document]:
    """The document of a text file; its id is the file name without the ending.

    Args:
        source: The file.
        reading: Gets the errors.
        date: Date of the documents, ISO 8601.
    """
    where = Where(source.name, "", source.id)
    text = reading.attempt(where, source.read_text)
    if text is not None:
        document = reading.document({"id": source.id, "date": date, "text": text}, where)
        if document is not None:
            yield document
