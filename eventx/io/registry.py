"""`Format` and `FORMATS`: what can be read and written, and where the code for it lies."""

from __future__ import annotations

import importlib
import inspect
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import PurePath
from typing import Any

from eventx.document import Document
from eventx.errors import EventxError, InputError, OutputError

Reader = Callable[..., Iterator[Document]]
Writer = Callable[..., int]
ENTRY_POINTS = "eventx.formats"
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
log = logging.getLogger("eventx")


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    A reader is `read(source: Source, reading: Reading, **options) -> Iterator[Document]`; a writer is
    `write(documents: Iterable[Document], target: Target, **options) -> int` and returns how many it wrote. Both are
    named as "package.module:function", so that a format costs nothing until it is used.

    Attributes:
        name: What `format=` takes.
        description: One line for the help text.
        suffixes: File name endings, with the dot; the first one is the usual one.
        reader: Where the reader is, or "" if the format cannot be read.
        writer: Where the writer is, or "" if it cannot be written.
        folder: Whether the writer fills a folder instead of a file.
    """

    name: str
    description: str
    suffixes: tuple[str, ...] = ()
    reader: str = ""
    writer: str = ""
    folder: bool = False

    def load_reader(self, options: Mapping[str, Any]) -> Reader:
        """The reader, after a check of its options.

        Raises:
            InputError: The format cannot be read, or does not have one of the options.
        """
        if not self.reader:
            readable = ", ".join(sorted(name for name, item in FORMATS.items() if item.reader))
            raise InputError(f"format {self.name!r} is for writing only; readable are {readable}.")
        return self._load(self.reader, options, InputError)

    def load_writer(self, options: Mapping[str, Any]) -> Writer:
        """The writer, after a check of its options.

        Raises:
            OutputError: The format cannot be written, or does not have one of the options.
        """
        if not self.writer:
            writable = ", ".join(sorted(name for name, item in FORMATS.items() if item.writer))
            raise OutputError(f"format {self.name!r} is for reading only; writable are {writable}.")
        return self._load(self.writer, options, OutputError)

    def _load(self, where: str, options: Mapping[str, Any], error: type[EventxError]) -> Callable[..., Any]:
        module, _, name = where.partition(":")
        function: Callable[..., Any] = getattr(importlib.import_module(module), name)
        parameters = inspect.signature(function).parameters.values()
        if any(item.kind is inspect.Parameter.VAR_KEYWORD for item in parameters):
            return function
        known = [item.name for item in parameters if item.kind is inspect.Parameter.KEYWORD_ONLY]
        if unknown := [name for name in options if name not in known]:
            raise error(
                f"format {self.name!r} has no option {unknown[0]!r}; it takes {', '.join(known) or 'no options'}."
            )
        return function


FORMATS: dict[str, Format] = {}


def register(format: Format) -> None:
    """Add a format, or replace the one of that name.

    A package adds its formats without being imported by naming them in the entry point group "eventx.formats", each
    entry pointing at a `Format`.

    Raises:
        InputError: The name is empty, or there is neither reader nor writer.
    """
    if not format.name or not (format.reader or format.writer):
        raise InputError(f"format {format.name!r} needs a name and a reader or a writer.")
    FORMATS[format.name] = format


def find_format(path: str | PurePath, *, writing: bool = False) -> Format | None:
    """The format of a file name by its longest known ending, compression left aside; None if there is none."""
    name = PurePath(path).name.lower()
    for ending in COMPRESSED:
        name = name.removesuffix(ending)
    found: Format | None = None
    longest = 0
    for item in FORMATS.values():
        if not (item.writer if writing else item.reader):
            continue
        for suffix in item.suffixes:
            if name.endswith(suffix) and len(suffix) > longest:
                found, longest = item, len(suffix)
    return found


def output_format(path: str | PurePath, option: str) -> Format:
    """The format that a file name's ending gives to an output; `option` is what the user can name it by.

    Raises:
        OutputError: The ending tells no format.
    """
    found = find_format(path, writing=True)
    if found is None:
        known = ", ".join(sorted(name for name, item in FORMATS.items() if item.writer))
        raise OutputError(f"{path}: the ending tells no format; give {option}, one of {known}.")
    return found


def get_format(name: str, error: type[EventxError]) -> Format:
    """The format of that name; `error` if there is none."""
    try:
        return FORMATS[name]
    except KeyError:
        raise error(f"unknown format {name!r}: use one of {', '.join(sorted(FORMATS))}.") from None


def _register_builtin() -> None:
    for item in _BUILTIN:
        register(item)
    for point in entry_points(group=ENTRY_POINTS):
        try:
            register(point.load())
        except Exception as error:
            # A broken plug-in of someone else must not take the built-in formats down.
            log.warning("format plug-in %r could not be loaded: %s", point.name, error)


def _table(name: str, description: str, suffixes: tuple[str, ...], module: str) -> Format:
    return Format(name, description, suffixes, f"eventx.io.{module}:read_{name}", f"eventx.io.{module}:write_{name}")


def _importer(name: str, description: str, module: str = "", suffixes: tuple[str, ...] = ()) -> Format:
    return Format(name, description, suffixes, f"eventx.io.importers.{module or name}:read")


_BUILTIN: Iterable[Format] = (
    Format(
        "jsonl",
        "interchange format: one document a line",
        (".jsonl", ".ndjson"),
        "eventx.io.jsonl:read",
        "eventx.io.jsonl:write",
    ),
    Format(
        "json",
        "interchange format: one array of documents",
        (".json",),
        "eventx.io.json_array:read",
        "eventx.io.json_array:write",
    ),
    Format("txt", "plain text: a file is a document", (".txt",), "eventx.io.plain:read"),
    _table("csv", "comma-separated table in one of the layouts", (".csv",), "delimited"),
    _table("tsv", "tab-separated table in one of the layouts", (".tsv", ".tab"), "delimited"),
    _table("parquet", "Apache Parquet: documents (lossless) or a layout", (".parquet", ".pq"), "columnar"),
    _table("arrow", "Arrow IPC (Feather 2): documents (lossless) or a layout", (".arrow", ".feather"), "columnar"),
    Format("sqlite", "SQLite database", (".sqlite", ".sqlite3", ".db"), writer="eventx.io.database:write_sqlite"),
    Format("duckdb", "DuckDB database", (".duckdb",), writer="eventx.io.database:write_duckdb"),
    Format("turtle", "RDF in Turtle: Simple Event Model, schema.org", (".ttl",), writer="eventx.io.rdf:write_turtle"),
    Format("json-ld", "RDF in JSON-LD: the same graph", (".jsonld",), writer="eventx.io.rdf:write_json_ld"),
    Format("brat", "brat standoff: .txt and .ann", (".ann",), "eventx.io.brat:read", "eventx.io.brat:write", True),
    Format("label-studio", "Label Studio tasks", (), "eventx.io.label_studio:read", "eventx.io.label_studio:write"),
    Format("doccano", "doccano JSONL", (), "eventx.io.doccano:read", "eventx.io.doccano:write"),
    Format("prodigy", "Prodigy JSONL", (), "eventx.io.prodigy:read", "eventx.io.prodigy:write"),
    Format("conll", "CoNLL columns with BIO tags", (".conll", ".bio"), "eventx.io.conll:read", "eventx.io.conll:write"),
    Format("graphml", "network of actors for Gephi, igraph, networkx", (".graphml",), writer="eventx.io.graph:write"),
    Format("ical", "calendar of planned meetings and visits", (".ics",), writer="eventx.io.ical:write"),
    Format("markdown", "report for people to read", (".md",), writer="eventx.io.markdown:write"),
    _importer("oneie", "OneIE and TextEE JSON lines (ACE, ERE and others)"),
    _importer("rams", "RAMS JSON lines"),
    _importer("wikievents", "WikiEvents JSON lines"),
    _importer("maven", "MAVEN and MAVEN-Arg JSON lines"),
    _importer("geneva", "GENEVA JSON lines", "oneie"),
    _importer("muc4", "MUC-4 templates as JSON lines"),
    _importer("plover-gold", "PLOVER gold standard records", "plover_gold"),
    _importer("plv", "sentences with source, target and a PLOVER root code"),
)
_register_builtin()
