"""`read`: documents of files, with a policy for what cannot be read and a report of what was."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from eventx.document import Argument, Document, Mention
from eventx.errors import DocumentError, EventxError, InputError
from eventx.io.files import Source, not_text, resolve_sources
from eventx.io.registry import Reader
from eventx.schema import Ontology

OnError = Literal["raise", "skip"] | Callable[["RecordInputError"], None]
T = TypeVar("T")
log = logging.getLogger("eventx")
_KEPT_ERRORS = 100


class RecordInputError(InputError):
    """A record of a file cannot be read.

    Attributes:
        source: The file.
        record: Where in the file, such as "line 3" or "record 3".
        id: Identifier of the document, or "" if it is not known.
    """

    def __init__(self, message: str, *, source: str = "", record: str = "", id: str = "") -> None:
        super().__init__(message)
        self.source, self.record, self.id = source, record, id


@dataclass
class ReadReport:
    """What a read brought and what it left out; filled while the documents are consumed.

    Attributes:
        documents, mentions, arguments: How many were read.
        repaired: Spans whose offsets did not cut their text out and that were found beside them.
        skipped_documents, skipped_mentions, skipped_arguments: How many were left out.
        errors: Why, for the first hundred.
    """

    documents: int = 0
    mentions: int = 0
    arguments: int = 0
    repaired: int = 0
    skipped_documents: int = 0
    skipped_mentions: int = 0
    skipped_arguments: int = 0
    errors: list[RecordInputError] = field(default_factory=list)

    @property
    def aligned(self) -> float:
        """Share of the mentions and arguments that were read, 1.0 if there are none."""
        read = self.mentions + self.arguments
        total = read + self.skipped_mentions + self.skipped_arguments
        return read / total if total else 1.0

    def __str__(self) -> str:
        left = (
            f"{self.skipped_documents} documents, {self.skipped_mentions} mentions, {self.skipped_arguments} arguments"
        )
        return (
            f"read {self.documents} documents, {self.mentions} mentions, {self.arguments} arguments; left out {left}; "
            f"{self.repaired} offsets repaired; {self.aligned:.1%} aligned"
        )


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a record, for error messages."""

    source: str
    record: str
    id: str = ""

    def error(self, error: Exception | str) -> RecordInputError:
        """The error with file, record and document in front."""
        message = str(error)
        named = f"document {self.id!r}"
        place = ", ".join(filter(None, [self.source, self.record, named if self.id and named not in message else ""]))
        return RecordInputError(f"{place}: {message}", source=self.source, record=self.record, id=self.id)


class Reading:
    """What readers report to: it decides whether an error ends the read, and keeps the count.

    Args:
        on_error: "raise", "skip", or a function that gets each `RecordInputError`.
        report: Filled on the way.
        ontology: Attached to every document.
    """

    def __init__(
        self, on_error: OnError = "raise", report: ReadReport | None = None, ontology: Ontology | None = None
    ) -> None:
        if on_error not in ("raise", "skip") and not callable(on_error):
            raise InputError(f"on_error must be 'raise', 'skip' or a function, found {on_error!r}.")
        self.on_error = on_error
        self.report = report if report is not None else ReadReport()
        self.ontology = ontology

    def attempt(self, where: Where, make: Callable[..., T], *args: Any) -> T | None:
        """Call `make`; an error of eventx or of a malformed record is handled, and gives None."""
        try:
            return make(*args)
        except RecordInputError as error:
            self.fail(error)
        except EventxError as error:
            self.fail(where.error(error))
        except UnicodeDecodeError as error:
            self.fail(where.error(not_text(error, error.encoding)))
        except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError) as error:
            # Foreign JSON of the wrong shape: what a reader trips over is the record's fault, not a bug to hide.
            self.fail(where.error(f"malformed record ({type(error).__name__}: {error}); expected another format?"))
        return None

    def attempt_span(
        self, where: Where, what: Literal["mention", "argument"], make: Callable[..., T], *args: Any
    ) -> T | None:
        """Call `make` for one span; an error is handled, counted as a mention or argument left out, and gives None."""
        try:
            return make(*args)
        except EventxError as error:
            self.fail(where.error(error), what)
            return None

    def fail(self, error: RecordInputError, what: Literal["document", "mention", "argument"] = "document") -> None:
        """Raise the error, or count it and go on."""
        if self.on_error == "raise":
            raise error
        name = f"skipped_{what}s"
        setattr(self.report, name, getattr(self.report, name) + 1)
        if len(self.report.errors) < _KEPT_ERRORS:
            self.report.errors.append(error)
        if callable(self.on_error):
            self.on_error(error)
        else:
            log.warning("skipped a %s: %s", what, error)

    def document(self, data: Mapping[str, Any], where: Where) -> Document | None:
        """A document in the interchange form, spans checked; what cannot be read is handled span by span.

        Without `on_error="raise"`, an argument that does not align is left out alone, a mention with its arguments.
        """
        if where.id == "" and isinstance(data, Mapping) and data.get("id") is not None:
            where = Where(where.source, where.record, str(data["id"]))
        try:
            document = Document.from_dict(data, ontology=self.ontology)
        except DocumentError as error:
            if self.on_error == "raise" or not isinstance(data, Mapping) or not isinstance(data.get("text"), str):
                self.fail(where.error(error))
                return None
            kept = self.attempt(where, self._tolerant, data, where)
            if kept is None:
                return None
            document = kept
        document = self._typed(document)
        self.report.documents += 1
        self.report.mentions += len(document.mentions)
        self.report.arguments += sum(len(mention.arguments) for mention in document.mentions)
        return document

    def _typed(self, document: Document) -> Document:
        """Kinds of the arguments as the ontology has them; a record shows them only by the codes that it gives."""
        kinds = {name: role.kind for name, role in self.ontology.roles.items()} if self.ontology is not None else {}
        if all(kinds.get(item.role, item.kind) == item.kind for found in document.mentions for item in found.arguments):
            return document
        mentions = [
            mention.replace(
                arguments=tuple(item.replace(kind=kinds.get(item.role, item.kind)) for item in mention.arguments)
            )
            for mention in document.mentions
        ]
        return document.replace(mentions=tuple(mentions))

    def _tolerant(self, data: Mapping[str, Any], where: Where) -> Document:
        base = Document.from_dict({**data, "mentions": ()}, ontology=self.ontology)
        mentions = []
        for item in data.get("mentions") or ():
            try:
                mention = Mention.from_dict({**item, "arguments": ()})
                base.replace(mentions=(mention,))
            except (DocumentError, TypeError, AttributeError) as error:
                self.fail(where.error(error), "mention")
                continue
            arguments = []
            for filler in item.get("arguments") or ():
                try:
                    argument = Argument.from_dict(filler)
                    base.replace(mentions=(mention.replace(arguments=(argument,)),))
                    arguments.append(argument)
                except (DocumentError, TypeError, AttributeError) as error:
                    self.fail(where.error(error), "argument")
            mentions.append(mention.replace(arguments=tuple(arguments)))
        return base.replace(mentions=tuple(mentions))


def read(
    path: str | Path,
    format: str | None = None,
    on_error: OnError = "raise",
    *,
    encoding: str = "utf-8",
    report: ReadReport | None = None,
    ontology: Ontology | None = None,
    **options: Any,
) -> Iterator[Document]:
    """Read documents, one at a time.

    Args:
        path: A file, a folder (read recursively), a glob, or "-" for standard input. Files that end in .gz, .bz2,
            .xz or .zst are decompressed.
        format: A name in `FORMATS`; by default it follows from the ending and, for JSON, from the first record.
        on_error: What to do with a record or span that cannot be read: "raise" stops, "skip" logs a warning on the
            logger "eventx" and goes on, and a function gets each error, with `source`, `record` and `id`, and goes on.
        encoding: Character encoding of text formats.
        report: A `ReadReport` to fill: what was read, left out and repaired.
        ontology: Event types to attach to the documents, which also say what kind of thing fills a role; the
            built-in ones if None.
        **options: Options of the format, listed in docs/formats.md.

    Raises:
        InputError: At the call: no such path, format or option. While reading: a `RecordInputError` with file, line or
            record, document id and span, if `on_error` is "raise".
    """
    reading = Reading(on_error, report, ontology)
    sources = resolve_sources(path, format, encoding)
    readers = {kind.name: kind.load_reader(options) for _, kind in sources}
    return _read([(source, readers[kind.name]) for source, kind in sources], reading, options)


def _read(pairs: list[tuple[Source, Reader]], reading: Reading, options: Mapping[str, Any]) -> Iterator[Document]:
    for source, reader in pairs:
        yield from reader(source, reading, **options)
