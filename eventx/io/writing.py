"""`write`: documents to a file, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eventx.document import Document
from eventx.errors import OutputError
from eventx.io.files import atomic
from eventx.io.registry import FORMATS, get_format, output_format


def write(documents: Iterable[Document] | Document, path: str | Path, format: str | None = None, **options: Any) -> int:
    """Write documents to a file.

    The file appears when it is complete: it is written under a temporary name beside `path` and renamed at the end,
    so a killed or failed write leaves what was there before.

    Args:
        documents: One document or any iterable; line formats hold one document in memory at a time.
        path: The file; "-" for standard output; an ending in .gz, .bz2, .xz or .zst compresses. brat writes a folder.
        format: A name in `FORMATS`; by default it follows from the ending.
        **options: Options of the format, listed in docs/formats.md.

    Returns:
        How many documents were written.

    Raises:
        OutputError: The format is unknown or read-only, an option is unknown, the place cannot be written, or the
            format cannot hold a text.
    """
    if format is not None:
        kind = get_format(format, OutputError)
    elif str(path) == "-":
        kind = FORMATS["jsonl"]
    else:
        kind = output_format(path, "format=")
    writer = kind.load_writer(options)
    stream = [documents] if isinstance(documents, Document) else documents
    try:
        with atomic(path, folder=kind.folder) as target:
            return writer(_checked(stream), target, **options)
    except UnicodeEncodeError as error:
        snippet = error.object[max(0, error.start - 20) : error.start]
        raise OutputError(
            f"{path}: a text has a lone surrogate ({error.object[error.start]!a} after {snippet!a}), which {kind.name} "
            "cannot hold: write jsonl, or clean the text."
        ) from error


def _checked(documents: Iterable[Document]) -> Iterator[Document]:
    for document in documents:
        if not isinstance(document, Document):
            raise OutputError(f"write takes documents, found {type(document).__name__}: use Document.from_dict.")
        yield document
