"""Parquet and Arrow: documents without loss, or one of the table layouts; written and read in batches."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO

from eventx.document import Document
from eventx.errors import InputError, require
from eventx.io.files import Source, Target
from eventx.io.reading import Reading, Where
from eventx.io.tables import LAYOUTS, get_layout
from eventx.io.tables.frame import LayoutName, arrow_schema, arrow_table, run_of

_BATCH = 500
_ARGUMENT = (
    "score",
    "country",
    "sector",
    "value",
    "name",
    "latitude",
    "longitude",
    "geonames_id",
    "low",
    "high",
    "unit",
)
_NAMES = ("text", "id", "date", "title", "mentions", "meta", "provenance")


def write_parquet(
    documents: Iterable[Document], target: Target, *, layout: LayoutName = "documents", compression: str = "zstd"
) -> int:
    """A Parquet file.

    Args:
        documents: Held 500 at a time.
        target: Where to.
        layout: "documents" keeps everything, with the mentions as nested lists; the others are as in `to_frame`.
        compression: Parquet codec, such as "zstd" or "snappy".
    """
    parquet = require("pyarrow.parquet", extra="arrow", feature="Parquet")
    return _write(documents, target, layout, partial(parquet.ParquetWriter, compression=compression))


def write_arrow(documents: Iterable[Document], target: Target, *, layout: LayoutName = "documents") -> int:
    """An Arrow IPC file (Feather 2); see `write_parquet`."""
    return _write(documents, target, layout, require("pyarrow", extra="arrow", feature="Arrow").ipc.new_file)


def read_parquet(source: Source, reading: Reading, *, columns: Mapping[str, str] | None = None) -> Iterator[Document]:
    """Documents of a Parquet file with a column for the text.

    Args:
        source: The file.
        reading: Gets the errors.
        columns: Names of the columns where they differ, as {"text": "body"}; other columns go to `meta`.
    """
    parquet = require("pyarrow.parquet", extra="arrow", feature="Parquet")
    return _read(source, reading, columns, lambda stream: parquet.ParquetFile(stream).iter_batches(_BATCH))


def read_arrow(source: Source, reading: Reading, *, columns: Mapping[str, str] | None = None) -> Iterator[Document]:
    """Documents of an Arrow IPC file; see `read_parquet`."""
    arrow = require("pyarrow", extra="arrow", feature="Arrow")

    def batches(stream: BinaryIO) -> Iterator[Any]:
        file = arrow.ipc.open_file(stream)
        return (file.get_batch(index) for index in range(file.num_record_batches))

    return _read(source, reading, columns, batches)


def to_dataset(documents: Iterable[Document], layout: LayoutName = "documents") -> Any:
    """A `datasets.Dataset` of the documents, or of one of the layouts of `to_frame`.

    Raises:
        OutputError: Unknown layout.
        MissingExtraError: `datasets` is not installed.
    """
    datasets = require("datasets", extra="arrow", feature="to_dataset")
    return datasets.Dataset(_table(list(documents), layout, []))


def document_schema(first: list[Document]) -> Any:
    """Arrow schema of documents with nested mentions."""
    arrow = require("pyarrow", extra="arrow", feature="Arrow")
    text, integer, number = arrow.string(), arrow.int64(), arrow.float64()
    numbers = ("score", "latitude", "longitude", "low", "high")
    span = [("text", text), ("start", integer), ("end", integer)]
    fields = [(name, number if name in numbers else integer if name == "geonames_id" else text) for name in _ARGUMENT]
    argument = arrow.struct([("role", text), *span, ("kind", text), *fields])
    mention = [("event", text), ("type", text), ("status", text), ("contexts", arrow.list_(text)), ("score", number)]
    mention += [("trigger", arrow.struct(span)), ("arguments", arrow.list_(argument))]
    names = [
        (name, arrow.list_(arrow.struct(mention)) if name == "mentions" else text)
        for name in LAYOUTS["documents"].columns
    ]
    metadata = {"eventx.layout": "documents", "eventx.provenance": json.dumps(run_of(first))}
    return arrow.schema(names, metadata=metadata)


def _write(documents: Iterable[Document], target: Target, layout: LayoutName, open_writer: Callable[..., Any]) -> int:
    stream = iter(documents)
    first = list(islice(stream, 1))
    shape = get_layout(layout)
    schema = document_schema(first) if layout == "documents" else arrow_schema(shape, first)
    count = 0
    stream = chain(first, stream)
    with target.binary() as out, open_writer(out, schema) as writer:
        while batch := list(islice(stream, _BATCH)):
            writer.write_table(_table(batch, layout, first))
            count += len(batch)
    return count


def _table(batch: list[Document], layout: LayoutName, first: list[Document]) -> Any:
    shape = get_layout(layout)
    first = first or batch[:1]
    if layout != "documents":
        return arrow_table(shape, (row for document in batch for row in shape.rows(document)), first)
    arrow = require("pyarrow", extra="arrow", feature="Arrow")
    return arrow.Table.from_pylist([_nested(document) for document in batch], schema=document_schema(first))


def _nested(document: Document) -> dict[str, Any]:
    mentions = []
    for mention in document.mentions:
        arguments = [
            {"role": item.role, "text": item.text, "start": item.start, "end": item.end, "kind": item.kind}
            | {name: getattr(item, name) for name in _ARGUMENT}
            for item in mention.arguments
        ]
        mentions.append({**mention.to_dict(), "score": mention.score, "arguments": arguments})
    row = next(LAYOUTS["documents"].rows(document))
    return {**row, "mentions": mentions}


def _read(
    source: Source,
    reading: Reading,
    columns: Mapping[str, str] | None,
    batches: Callable[[BinaryIO], Iterator[Any]],
) -> Iterator[Document]:
    renamed = {column: field for field, column in (columns or {}).items()}
    rows = _rows(source, batches)
    number = 0
    while True:
        number += 1
        where = Where(source.name, f"record {number}")
        try:
            row = next(rows)
        except StopIteration:
            return
        except InputError as error:
            reading.fail(Where(source.name, f"after record {number - 1}" if number > 1 else "").error(error))
            return
        data = reading.attempt(where, _record, row, renamed)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def _rows(source: Source, batches: Callable[[BinaryIO], Iterator[Any]]) -> Iterator[Mapping[str, Any]]:
    arrow = require("pyarrow", extra="arrow", feature="Arrow")
    try:
        with source.binary() as stream:
            for batch in batches(stream):
                # Arrow trusts the offsets of a file; a spoilt one would be read beyond its buffers.
                batch.validate(full=True)
                yield from batch.to_pylist()
    except (arrow.ArrowException, ValueError, OverflowError, TypeError, KeyError, MemoryError) as error:
        # A spoilt file shows in many ways, from a bad magic number to text that is no UTF-8.
        raise error if isinstance(error, InputError) else InputError(f"not a readable table: {error}.") from error


def _record(row: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    named = {renamed.get(name, name): value for name, value in row.items()}
    if named.get("text") is None:
        raise InputError(
            f"no column 'text'; the file has {', '.join(row)}: name it with columns={{'text': ...}}, or --text-field."
        )
    data: dict[str, Any] = {}
    for name in ("meta", "provenance"):
        value = named.pop(name, None)
        value = json.loads(value) if isinstance(value, str) else value
        if isinstance(value, Mapping):
            data |= value if name == "meta" else {name: value}
    data |= {name: _plain(value) for name, value in named.items() if name in _NAMES or value is not None}
    mentions = named.get("mentions")
    if isinstance(mentions, list):
        data["mentions"] = [_mention(item) for item in mentions]
    elif isinstance(mentions, str):
        data["mentions"] = json.loads(mentions)
    return data


def _mention(item: Mapping[str, Any]) -> dict[str, Any]:
    arguments = []
    for argument in item.get("arguments") or ():
        kind = argument.get("kind")
        held = {"actor": ("country", "sector"), "place": ("country",)}.get(kind or "", ())
        # A null country says "known to have none" for an actor or a place, and nothing at all for other kinds.
        arguments.append({key: value for key, value in argument.items() if value is not None or key in held})
    return {**item, "arguments": arguments}


def _plain(value: Any) -> Any:
    """A cell as JSON data; `Document.date` wants the day alone."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return _plain(float(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)
