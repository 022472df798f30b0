"""CSV and TSV: tables of events to a spreadsheet, and texts from one."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

from eventx.document import Document
from eventx.errors import InputError
from eventx.io.files import Source, Target
from eventx.io.reading import Reading, Where
from eventx.io.tables import get_layout
from eventx.io.tables.base import Layout
from eventx.io.tables.frame import LayoutName, run_of, scrub

# A spreadsheet runs a cell that starts so as a formula (OWASP, CSV Injection); an apostrophe in front makes it text.
# Cells that look guarded already get one more, so that reading takes off exactly what writing put on.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_FIELDS = ("text", "id", "date", "title")
_JSON_FIELDS = ("mentions", "meta", "provenance")


def guard(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers as they are."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """What `guard` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def write_csv(
    documents: Iterable[Document], target: Target, *, layout: LayoutName = "events", header: bool | None = None
) -> int:
    """A comma-separated table.

    Args:
        documents: Held one at a time.
        target: Where to.
        layout: As in `to_frame`; "documents" can be read back without loss.
        header: Whether the first line names the columns; by default as the layout has it.
    """
    return _write(documents, target, get_layout(layout), header, ",")


def write_tsv(
    documents: Iterable[Document], target: Target, *, layout: LayoutName = "events", header: bool | None = None
) -> int:
    """A tab-separated table; see `write_csv`."""
    return _write(documents, target, get_layout(layout), header, "\t")


def _write(documents: Iterable[Document], target: Target, layout: Layout, header: bool | None, delimiter: str) -> int:
    stream = iter(documents)
    first = list(islice(stream, 1))
    bare = layout.foreign and delimiter == "\t"
    names = list(layout.columns)
    count = 0
    with target.text() as out:
        if bare:
            writer = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        else:
            writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        quoted = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
        if layout.header if header is None else header:
            writer.writerow(names)
        for document in chain(first, stream):
            for row in layout.rows(document):
                cells = [row[name] for name in names]
                if layout.name != "documents":
                    cells = [scrub(cell) for cell in cells]
                if bare:
                    cells = [" ".join(cell.split()) if isinstance(cell, str) else cell for cell in cells]
                # Older Pythons leave a carriage return unquoted, which ends the row for every reader.
                returns = any(isinstance(cell, str) and "\r" in cell for cell in cells)
                (quoted if returns else writer).writerow([guard(cell) for cell in cells])
            count += 1
    if layout.foreign and target.path is not None and target.final is not None:
        _sidecar(target.final).write_text(json.dumps(run_of(first), indent=2) + "\n", encoding="utf-8")
    return count


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".provenance.json")


def read_csv(
    source: Source,
    reading: Reading,
    *,
    columns: Mapping[str, str] | None = None,
    delimiter: str = ",",
    guarded: bool = True,
) -> Iterator[Document]:
    """Documents of a table with a column for the text.

    Args:
        source: The file.
        reading: Gets the errors.
        columns: Names of the columns where they differ: {"text": "body", "date": "published"}. Other columns go to
            `meta`; the columns mentions, meta and provenance of the layout "documents" are read as JSON.
        delimiter: What parts the cells.
        guarded: Whether a leading apostrophe before = + - @ is a guard against formulas, to be taken off.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with source.text() as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        names = reading.attempt(Where(source.name, "line 1"), _header, reader, columns or {})
        if names is None:
            return
        start = reader.line_num + 1
        while True:
            where = Where(source.name, f"line {start}")
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reading.fail(where.error(f"not a table row: {error}."))
                start = reader.line_num + 1
                continue
            start = reader.line_num + 1
            if cells:
                data = reading.attempt(where, _record, names, cells, guarded)
                document = reading.document(data, where) if data is not None else None
                if document is not None:
                    yield document


def read_tsv(
    source: Source, reading: Reading, *, columns: Mapping[str, str] | None = None, guarded: bool = True
) -> Iterator[Document]:
    """Documents of a tab-separated table; see `read_csv`."""
    return read_csv(source, reading, columns=columns, delimiter="\t", guarded=guarded)


def _header(reader: Iterator[list[str]], columns: Mapping[str, str]) -> list[str]:
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise InputError(f"not a table header: {error}.") from error
    for field, column in columns.items():
        if column not in header:
            raise InputError(f"no column {column!r} for {field!r}; the file has {', '.join(header)}.")
    renamed = {column: field for field, column in columns.items()}
    lowered = {name.strip().lower(): name for name in header}
    for field in _FIELDS:
        if field not in columns and field not in header and field in lowered:
            renamed.setdefault(lowered[field], field)
    names = [renamed.get(name, name) for name in header]
    if "text" not in names:
        raise InputError(
            f"no column 'text'; the file has {', '.join(header) or 'no header'}: name it with columns={{'text': ...}}, "
            "or --text-field."
        )
    return names


def _record(names: list[str], cells: list[str], guarded: bool) -> dict[str, Any]:
    if len(cells) != len(names):
        raise InputError(f"{len(cells)} cells, but the header has {len(names)}.")
    row = {name: unguard(cell) if guarded else cell for name, cell in zip(names, cells, strict=True)}
    data: dict[str, Any] = {name: value for name, value in row.items() if name not in _JSON_FIELDS}
    for name in ("date", "title"):
        data[name] = row.get(name) or None
    for name in _JSON_FIELDS:
        if row.get(name):
            try:
                value = json.loads(row[name])
            except json.JSONDecodeError as error:
                raise InputError(f"column {name!r} is not JSON: {error}.") from error
            data |= value if name == "meta" else {name: value}
    return data
