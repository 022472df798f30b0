"""`Layout`: the columns of a table and the rows of one document, independent of any data frame library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from eventx.document import Document

Type = Literal["text", "integer", "number", "boolean"]
Row = dict[str, Any]
PROVENANCE: dict[str, Type] = {"model": "text", "model_hash": "text", "ontology": "text", "eventx": "text"}
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Layout:
    """A table shape.

    Attributes:
        name: What `layout=` takes.
        columns: Names, in order, with their types.
        rows: Makes the rows of a document; each has every column.
        header: Whether files of this shape have a header line.
        foreign: Whether it is the shape of another data set: then tab-separated files have no quotes, line breaks in a
            cell become spaces, and provenance stands beside the table instead of in columns.
    """

    name: str
    columns: Mapping[str, Type]
    rows: Callable[[Document], Iterator[Row]]
    header: bool = True
    foreign: bool = False


def provenance(document: Document) -> Row:
    """The provenance columns of a document."""
    known = document.provenance or {}
    return {name: None if known.get(name) is None else str(known[name]) for name in PROVENANCE}


def version(document: Document) -> str:
    """Provenance in one cell: "eventx 0.1.0 model@hash"."""
    known = document.provenance or {}
    model = "@".join(str(known[name]) for name in ("model", "model_hash") if known.get(name))
    return " ".join(filter(None, ["eventx", str(known.get("eventx") or ""), model]))


def meta_text(document: Document, name: str) -> str | None:
    """A field of `meta` as text; None if it is missing or empty."""
    value = document.meta.get(name)
    return None if value is None or value == "" else str(value)


def joined(values: list[Any]) -> str | None:
    """Values in one cell, parted by "; "; None if there is none. Semicolons within a value become commas."""
    if not values:
        return None
    return SEPARATOR.join("" if value is None else str(value).replace(";", ",") for value in values)
