"""SQLite and DuckDB: the tables documents, events, mentions, arguments and dyads in one database file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from eventx.document import Document
from eventx.errors import OutputError, require
from eventx.io.files import Target
from eventx.io.tables import LAYOUTS, Layout
from eventx.io.tables.frame import arrow_table, scrub

TABLES = ("documents", "events", "mentions", "arguments", "dyads")
_TYPES = {"text": "TEXT", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
_INDEXES = (("events", "document_id"), ("events", "date"), ("dyads", "actor_country"), ("arguments", "document_id"))
_BATCH = 500


def write_sqlite(documents: Iterable[Document], target: Target) -> int:
    """A SQLite database with one table for each of `TABLES`; lone surrogates become U+FFFD."""
    path = target.file("sqlite")
    count = 0
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            for layout in _layouts():
                connection.execute(_create(layout))
            for batch in _batches(documents):
                count += len(batch)
                for layout in _layouts():
                    rows = (tuple(map(scrub, row.values())) for document in batch for row in _rows(layout, document))
                    marks = ", ".join("?" * len(layout.columns))
                    connection.executemany(f'INSERT INTO "{layout.name}" VALUES ({marks})', rows)
            for table, column in _INDEXES:
                connection.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
            connection.commit()
    except sqlite3.Error as error:
        raise OutputError(f"{target.final}: SQLite could not write: {error}.") from error
    return count


def write_duckdb(documents: Iterable[Document], target: Target) -> int:
    """A DuckDB database with one table for each of `TABLES`; lone surrogates become U+FFFD."""
    duckdb = require("duckdb", extra="duckdb", feature="writing DuckDB")
    path = target.file("duckdb")
    count = 0
    try:
        with contextlib.closing(duckdb.connect(str(path))) as connection:
            for layout in _layouts():
                connection.execute(_create(layout))
            for batch in _batches(documents):
                count += len(batch)
                for layout in _layouts():
                    rows = (row for document in batch for row in layout.rows(document))
                    connection.register("batch", arrow_table(layout, rows, batch[:1]))
                    connection.execute(f'INSERT INTO "{layout.name}" SELECT * FROM batch')
                    connection.unregister("batch")
    except duckdb.Error as error:
        raise OutputError(f"{target.final}: DuckDB could not write: {error}.") from error
    return count


def _layouts() -> Iterator[Layout]:
    return (LAYOUTS[name] for name in TABLES)


def _create(layout: Layout) -> str:
    columns = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in layout.columns.items())
    return f'CREATE TABLE "{layout.name}" ({columns})'


def _rows(layout: Layout, document: Document) -> Iterator[dict[str, Any]]:
    for row in layout.rows(document):
        yield {name: row[name] for name in layout.columns}


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    stream = iter(documents)
    while batch := list(islice(stream, _BATCH)):
        yield batch
