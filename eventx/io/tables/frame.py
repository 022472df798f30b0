"""`to_frame`: documents to a data frame of pandas, polars or Arrow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Literal

from eventx.document import Document
from eventx.errors import OutputError, require
from eventx.io.tables.base import Layout, Row

LayoutName = Literal["events", "mentions", "arguments", "dyads", "polecat", "icews", "gdelt", "petrarch", "documents"]
Library = Literal["pandas", "polars", "arrow"]
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_frame(
    documents: Iterable[Document] | Document, layout: LayoutName = "events", library: Library = "pandas"
) -> Any:
    """A table of what the documents tell.

    Args:
        documents: One document or any iterable of them.
        layout: "events" (one row an event), "mentions", "arguments", "dyads" (one row a pair of actor and
            recipient), or "documents"; "polecat", "icews", "gdelt" and "petrarch" have the columns of those data
            sets, and what cannot be known stays empty. Lists in a cell are parted by "; ".
        library: "pandas", "polars" or "arrow".

    Returns:
        A `pandas.DataFrame`, `polars.DataFrame` or `pyarrow.Table`. Provenance stands in the columns model, model_hash,
        ontology and eventx; for the shapes of other data sets in `frame.attrs["provenance"]` (pandas) or the schema's
        metadata (Arrow). A lone surrogate, which no such table can hold, becomes U+FFFD.

    Raises:
        OutputError: Unknown layout or library.
        MissingExtraError: The library is not installed.
    """
    from eventx.io.tables import get_layout

    shape = get_layout(layout)
    if library not in ("pandas", "polars", "arrow"):
        raise OutputError(f"unknown library {library!r}: use pandas, polars or arrow.")
    frames = require(library, extra=library, feature=f"to_frame(library={library!r})") if library != "arrow" else None
    stream = iter([documents]) if isinstance(documents, Document) else iter(documents)
    first = list(islice(stream, 1))
    table = arrow_table(shape, chain.from_iterable(shape.rows(item) for item in chain(first, stream)), first)
    if frames is None:
        return table
    if library == "polars":
        return frames.from_arrow(table)
    arrow = require("pyarrow", extra="arrow", feature="to_frame")
    frame = table.to_pandas(types_mapper={arrow.int64(): frames.Int64Dtype()}.get)
    frame.attrs["provenance"] = run_of(first)
    return frame


def arrow_table(layout: Layout, rows: Iterable[Row], first: Sequence[Document]) -> Any:
    """Rows as a `pyarrow.Table`; the first document's provenance goes to the metadata."""
    arrow = require("pyarrow", extra="arrow", feature="tables")
    schema = arrow_schema(layout, first)
    columns: dict[str, list[Any]] = {name: [] for name in layout.columns}
    for row in rows:
        for name, values in columns.items():
            values.append(scrub(row[name]))
    return arrow.table(columns, schema=schema)


def arrow_schema(layout: Layout, first: Sequence[Document]) -> Any:
    """The Arrow schema of a layout."""
    arrow = require("pyarrow", extra="arrow", feature="tables")
    types = {"text": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_()}
    fields = [arrow.field(name, types[kind]) for name, kind in layout.columns.items()]
    metadata = {"eventx.layout": layout.name, "eventx.provenance": json.dumps(run_of(first))}
    return arrow.schema(fields, metadata=metadata)


def run_of(documents: Sequence[Document]) -> Mapping[str, Any]:
    """Provenance of a run, taken from its first document; the library's version if there is none."""
    import eventx

    known = documents[0].provenance if documents else None
    return dict(known) if known else {"eventx": eventx.__version__}


def scrub(value: Any) -> Any:
    """A cell with lone surrogates replaced by U+FFFD; other values as they are."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) and not value.isascii() else value


def rows_of(frame: Any) -> tuple[Iterator[Row], str]:
    """Rows of a frame of any of the three libraries, missing cells None, and the library's name.

    Raises:
        OutputError: It is none of these.
    """
    name = type(frame).__module__.partition(".")[0]
    if name == "pandas":
        missing = frame.isna()
        names = list(frame.columns)
        values = zip(frame.itertuples(index=False, name=None), missing.itertuples(index=False, name=None), strict=True)
        return (
            {key: None if gone else cell for key, cell, gone in zip(names, row, gaps, strict=True)}
            for row, gaps in values
        ), "pandas"
    if name == "polars":
        return iter(frame.to_dicts()), "polars"
    if name == "pyarrow":
        return iter(frame.to_pylist()), "arrow"
    raise OutputError(f"expected a pandas or polars frame or an Arrow table, found {type(frame).__name__}.")
