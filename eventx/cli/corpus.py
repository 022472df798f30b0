"""The records of all inputs of `eventx extract` with their places, from any place on, in batches that repeat."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from eventx.document import Document
from eventx.errors import EventxError, InputError
from eventx.io.files import Source, resolve_sources
from eventx.io.reading import Reading, RecordInputError, Where
from eventx.io.registry import Format
from eventx.streams import BATCH_CHARACTERS

HOPELESS = 10_000  # records in a row that cannot be read: then it is the wrong file, or the wrong options


class Position(NamedTuple):
    """A place between two records: documents read of a source, and failures since the last of them."""

    source: int = 0
    records: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that gives no document, and why."""

    error: EventxError
    source: str = ""
    record: str = ""
    id: str = ""

    def __str__(self) -> str:
        place = ", ".join(filter(None, [self.source, self.record]))
        return str(self.error) if str(self.error).startswith(place) else f"{place}: {self.error}"

    def to_dict(self) -> dict[str, Any]:
        """As a line of the errors file."""
        return {
            "source": self.source,
            "record": self.record,
            "id": self.id or None,
            "type": type(self.error).__name__,
            "error": str(self.error),
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """A record: its document or its failure, where it stands, and the position after it."""

    after: Position
    document: Document | None = None
    failure: Failure | None = None
    source: str = ""
    record: str = ""

    def failed(self, error: EventxError) -> Failure:
        """The failure of the document in extraction."""
        return Failure(error, self.source, self.record, self.document.id if self.document else "")


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are processed together.

    Attributes:
        entries: The records.
        after: Position after the last of them.
        closes: Whether a shard ends here.
        share: How much of the input has been read, 0 to 1; None if its size is unknown.
    """

    entries: list[Entry]
    after: Position
    closes: bool
    share: float | None

    @property
    def documents(self) -> list[Document]:
        """The documents to extract."""
        return [entry.document for entry in self.entries if entry.document is not None]


class Corpus:
    """What the arguments of `eventx extract` name.

    Raises:
        InputError: An input or a field is not there.
        DateError: `--date` is no date.
    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        from eventx.resolve.time import parse_date

        self.date = parse_date(arguments.date).isoformat() if arguments.date is not None else None
        fields = {name: getattr(arguments, f"{name}_field") for name in ("text", "id", "date", "title")}
        self.columns = {name: column for name, column in fields.items() if column is not None}
        self.sources: list[tuple[Source, Format]] = []
        for place in arguments.inputs:
            kind = arguments.input_format or ("txt" if place == "-" and not _looks_like_json() else None)
            self.sources += resolve_sources(place, kind, "utf-8")
        options = {"columns": self.columns} if self.columns else {}
        self._readers = {kind.name: kind.load_reader(options) for _, kind in self.sources}
        self._sizes = [_size(source) for source, _ in self.sources]
        self._watch = _Watch()

    def signature(self) -> list[Any]:
        """What must be the same for a run to go on."""
        stamps = [_stamp(source) for source, _ in self.sources]
        return [stamps, [kind.name for _, kind in self.sources], self.columns, self.date]

    def batches(
        self,
        prepare: Callable[[Document], Document],
        *,
        size: int,
        shard_size: int | None = None,
        start: Position | None = None,
        taken: int = 0,
    ) -> Iterator[Batch]:
        """Batches that end where a shard ends; the same from any batch's end on.

        Args:
            prepare: Makes a document ready, or raises.
            size: Most documents in a batch.
            shard_size: Documents in a shard.
            start: Where to begin.
            taken: Documents before `start` in the shard that is open there.

        Raises:
            InputError: Thousands of records in a row cannot be read.
        """
        entries: list[Entry] = []
        documents = characters = 0
        for entry in self._entries(prepare, start or Position()):
            entries.append(entry)
            if entry.document is not None:
                documents, characters = documents + 1, characters + len(entry.document.text)
            closes = shard_size is not None and taken + documents == shard_size
            if len(entries) >= size or characters >= BATCH_CHARACTERS or closes:
                yield Batch(entries, entry.after, closes, self._share(entry.after))
                taken = 0 if closes else taken + documents
                entries, documents, characters = [], 0, 0
        if entries:
            yield Batch(entries, entries[-1].after, False, 1.0)

    def _entries(self, prepare: Callable[[Document], Document], start: Position) -> Iterator[Entry]:
        for index in range(start.source, len(self.sources)):
            done = (start.records, start.failures) if index == start.source else (0, 0)
            for entry in self._source(index, prepare, done):
                if entry.after[1:] > done:
                    yield entry

    def _source(self, index: int, prepare: Callable[[Document], Document], done: tuple[int, int]) -> Iterator[Entry]:
        source, kind = self.sources[index]
        waiting: list[RecordInputError] = []
        options = {"columns": self.columns} if self.columns else {}
        reading = _TextReading(waiting)
        stream = self._readers[kind.name](
            _WatchedSource(source.path, source.id, source.encoding, self._watch), reading, **options
        )
        records = failures = 0
        more = True
        while more:
            document: Document | None = None
            try:
                document = next(stream, None)
            except _HopelessError:
                raise
            except EventxError as error:
                # The rest of this source is lost, but not the other sources.
                waiting.append(error if isinstance(error, RecordInputError) else Where(source.name, "").error(error))
            for fault in waiting:
                failures += 1
                failure = Failure(fault, fault.source or source.name, fault.record, fault.id)
                yield Entry(Position(index, records, failures), failure=failure)
            waiting.clear()
            more = document is not None
            if document is not None:
                records, failures = records + 1, 0
                after = Position(index, records)
                if after[1:] <= done:
                    continue
                if document.date is None and self.date is not None:
                    document = document.replace(date=self.date)
                record = reading.record
                try:
                    yield Entry(after, prepare(document), None, source.name, record)
                except EventxError as error:
                    yield Entry(after, failure=Failure(error, source.name, record, document.id))

    def _share(self, after: Position) -> float | None:
        """How much of the bytes of all sources lie before a position, as far as reading ahead lets one tell."""
        total = sum(size or 0 for size in self._sizes)
        if not total or None in self._sizes:
            return None
        before = sum(size or 0 for size in self._sizes[: after.source])
        return min(1.0, (before + min(self._watch.position(), self._sizes[after.source] or 0)) / total)


class _HopelessError(InputError):
    """So many records failed that going on makes no sense."""


class _TextReading(Reading):
    """Reads records without their annotation, which is to be made anew, and remembers where the last one stood."""

    def __init__(self, failures: list[RecordInputError]) -> None:
        super().__init__(self._collect)
        self.failures, self.record = failures, ""

    def document(self, data: Mapping[str, Any], where: Where) -> Document | None:
        self.record = where.record
        return super().document({**data, "mentions": ()} if isinstance(data, Mapping) else data, where)

    def _collect(self, error: RecordInputError) -> None:
        self.failures.append(error)
        if len(self.failures) >= HOPELESS:
            raise _HopelessError(
                f"{HOPELESS} records in a row could not be read, the last of them because: {error} "
                "Check the input, --from and the --...-field options."
            )


@dataclass
class _Watch:
    """How far the file that is being read has been read."""

    file: BinaryIO | None = None

    def position(self) -> int:
        try:
            return self.file.tell() if self.file is not None else sys.maxsize
        except (OSError, ValueError):
            return sys.maxsize


@dataclass(frozen=True)
class _WatchedSource(Source):
    """A source that shows how far it has been read."""

    watch: _Watch = field(default_factory=_Watch)

    def opened(self, raw: BinaryIO) -> None:
        self.watch.file = raw


def _size(source: Source) -> int | None:
    return source.path.stat().st_size if source.path is not None else None


def _stamp(source: Source) -> list[Any]:
    if source.path is None:
        return ["-"]
    stat = source.path.stat()
    return [str(source.path), stat.st_size, stat.st_mtime_ns]


def _looks_like_json() -> bool:
    """Whether standard input starts with an object; peeking needs the buffered binary stream."""
    peek = getattr(sys.stdin.buffer, "peek", None)
    return bool(peek is not None and peek(64).lstrip()[:1] == b"{")
