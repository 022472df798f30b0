"""`load` and `Extractor`: text in, documents with typed, resolved, merged events out."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import eventx
from eventx.document import Document
from eventx.errors import DocumentError, EventxError
from eventx.resolve.header import header_date
from eventx.resolve.mentions import Learned, resolve_mentions
from eventx.resolve.time import parse_date
from eventx.schema import Ontology
from eventx.streams import fill, stream_documents

if TYPE_CHECKING:
    from eventx.model.checkpoint import Checkpoint
    from eventx.model.decoding import RawMention
    from eventx.model.windows import Window

Record = str | Mapping[str, Any] | Document
OnError = Literal["raise", "skip"] | Callable[["RecordError"], None]
SLICE = 256  # windows that go at once to a model that has no stream, which bounds the memory of one long document
log = logging.getLogger("eventx")


@dataclasses.dataclass(frozen=True)
class RecordError:
    """A record of a stream that could not be read or processed: its position from 0, the record, and why."""

    position: int
    record: Any
    error: EventxError

    def __str__(self) -> str:
        return f"record {self.position}: {self.error}"


class Extractor:
    """Finds the events of texts. Make one with `eventx.load()`; it may be used from several threads.

    Args:
        checkpoint: A loaded model with its tokenizer and ontology.
        device: A torch device such as "cpu" or "cuda:0"; None picks a GPU if there is one.
        backend: As in `load`.
    """

    def __init__(self, checkpoint: Checkpoint, *, device: str | None = None, backend: str | None = None) -> None:
        from eventx.model.backends import make_runtime

        self.checkpoint = checkpoint
        self.runtime = make_runtime(checkpoint, device=device, backend=backend)
        self.windower = checkpoint.windower()
        settings = checkpoint.settings
        self._learned = Learned(
            types=checkpoint.ontology.names,
            roles=tuple(checkpoint.ontology.roles.values()),
            statuses=tuple(checkpoint.ontology.statuses),
            contexts=tuple(checkpoint.ontology.contexts),
            sectors=settings.sectors,
            countries=settings.countries,
            coreference=settings.coreference,
            link_bias=self.runtime.link_bias,
            context_threshold=float(settings.thresholds.get("context", 0.5)),
        )
        self.provenance = {
            "model": checkpoint.name,
            # Reduced precision may change results, so it shows where they came from.
            "model_hash": checkpoint.hash + ("" if self.runtime.precision == "fp32" else f"-{self.runtime.precision}"),
            "ontology": checkpoint.ontology.hash,
            "eventx": eventx.__version__,
        }

    @property
    def ontology(self) -> Ontology:
        """The event types that the model finds."""
        return self.checkpoint.ontology

    @property
    def device(self) -> str:
        """Where the model runs."""
        return str(self.runtime.device)

    @property
    def backend(self) -> str:
        """What runs the model: "torch", "numpy" or "onnx"."""
        return self.runtime.name

    def __repr__(self) -> str:
        return f"Extractor({self.checkpoint.name!r}, {len(self.ontology)} types, device={self.device!r})"

    def __call__(self, text: Record, *, date: str | None = None, title: str | None = None) -> Document:
        """Extract the events of one text.

        Args:
            text: The text, or a record or `Document` that holds it.
            date: Date of the document, in any common form; without it a date header of the text counts.
            title: Headline kept apart from the text.

        Raises:
            DocumentError: The record has no text, or a field of the wrong type.
            DateError: The date cannot be read.
        """
        document = self.prepare(text, date=date, title=title)
        return next(self.extract_batch([document]))

    def pipe(
        self,
        records: Iterable[Record],
        *,
        batch_size: int = 32,
        on_error: OnError = "skip",
        progress: bool = False,
        total: int | None = None,
        workers: int = 0,
    ) -> Iterator[Document]:
        """Extract a stream, in order and in bounded memory.

        At most one batch of records is read ahead, with workers two for each of them. Closing the iterator, or an
        interrupt, ends the workers.

        Args:
            records: Texts, records in the interchange format, or documents.
            batch_size: Most documents read ahead and processed together; long texts make smaller batches. It does not
                change the result.
            on_error: What to do with a record that cannot be read or processed: "skip" logs a warning with its position
                and goes on, "raise" stops after the documents before it, and a function gets a `RecordError`.
            progress: Show a progress bar.
            total: Number of records, for the progress bar.
            workers: Processes that extract, each with a model of its own and its share of the cores; 0 extracts in this
                process. Worth their start of some seconds where a stream is long and there are several cores.

        Yields:
            One document for each readable record.

        Raises:
            DocumentError: `batch_size` or `workers` is out of range, or a record is no document (`on_error="raise"`).
            DateError: A date cannot be read (`on_error="raise"`).
            ExtractionError: A document cannot be processed (`on_error="raise"`), or none of a batch can.
            WorkerError: A worker died, or could not load the model.
        """
        if batch_size < 1:
            raise DocumentError(f"batch_size must be at least 1, found {batch_size}.")
        if workers < 0:
            raise DocumentError(f"workers must be at least 0, found {workers}.")
        return self._pipe(records, batch_size, on_error, _progress_bar(total) if progress else None, workers)

    def _pipe(
        self, records: Iterable[Record], batch_size: int, on_error: OnError, bar: Any, workers: int
    ) -> Iterator[Document]:
        batches = fill(self._items(records), batch_size, lambda item: len(item.document.text) if item.document else 0)
        pairs = ((batch, [item.document for item in batch if item.document is not None]) for batch in batches)
        results = stream_documents(self, pairs, workers=workers)
        with contextlib.closing(results), contextlib.ExitStack() as stack:  # type: ignore[type-var]
            if bar is not None:
                stack.callback(bar.close)
            for batch, found in results:
                for item in batch:
                    result = next(found) if item.error is None else item.error
                    if isinstance(result, EventxError):
                        _report(RecordError(item.position, item.record, result), on_error)
                        continue
                    yield result
                    if bar is not None:
                        bar.update()

    def _items(self, records: Iterable[Record]) -> Iterator[_Item]:
        for position, record in enumerate(records):
            try:
                yield _Item(position, record, self.prepare(record))
            except EventxError as error:
                yield _Item(position, record, None, error)

    def prepare(self, record: Record, *, date: str | None = None, title: str | None = None) -> Document:
        """The document of a record, without mentions, with its date in ISO 8601.

        Raises:
            DocumentError: The record has no text, or a field of the wrong type.
            DateError: The date cannot be read.
        """
        if isinstance(record, str):
            document = Document(record)
        elif isinstance(record, Document):
            document = record.replace(mentions=())
        elif isinstance(record, Mapping):
            document = Document.from_dict({**record, "mentions": ()})
        else:
            raise DocumentError(f"a record is a text, a mapping or a Document, found {type(record).__name__}.")
        given = date if date is not None else document.date
        return document.replace(
            date=parse_date(given).isoformat() if given not in (None, "") else None,
            title=title if title is not None else document.title,
            ontology=self.ontology,
        )

    def extract_batch(self, documents: Sequence[Document]) -> Iterator[Document]:
        """The documents, which `prepare` made, with their mentions, each as soon as its windows are read.

        Where the backend has threads, they read the next windows while a document is resolved, and while the caller
        works on it.
        """
        dated: list[Document] = []
        found: list[list[RawMention]] = []

        def windows() -> Iterator[Window]:
            for index, document in enumerate(documents):
                header = header_date(document.text)
                if header is not None and document.date is None:
                    document = document.replace(date=header[0].isoformat())
                dated.append(document)
                found.append([])
                begin = header[1] if header is not None else 0
                yield from self.windower(document.text, document=index, begin=begin)

        def resolved(index: int) -> Document:
            raw, found[index] = found[index], []
            mentions = resolve_mentions(dated[index], raw, self._learned)
            return dated[index].replace(mentions=mentions, provenance=self.provenance)

        done = 0
        for window, mentions in self._read(windows()):
            while done < window.document:
                yield resolved(done)
                done += 1
            found[window.document] += mentions
        for index in range(done, len(dated)):
            yield resolved(index)

    def _read(self, windows: Iterator[Window]) -> Iterator[tuple[Window, list[RawMention]]]:
        """Windows with their raw mentions, in order: as they come, or a slice at a time, which a GPU likes better."""
        stream = getattr(self.runtime, "stream", None)
        if stream is not None:
            yield from stream(windows)
            return
        while some := list(itertools.islice(windows, SLICE)):
            yield from zip(some, self.runtime(some), strict=True)


@dataclasses.dataclass(frozen=True, slots=True)
class _Item:
    """A record of a stream with its document, or with the error that it gave."""

    position: int
    record: Any
    document: Document | None
    error: EventxError | None = None


def _report(failure: RecordError, on_error: OnError) -> None:
    if on_error == "raise":
        raise failure.error
    if callable(on_error):
        on_error(failure)
    else:
        log.warning("skipped %s", failure)


def load(model: str | Path | None = None, *, device: str | None = None, backend: str | None = None) -> Extractor:
    """Load an extractor.

    All backends compute the same network. In fp32 they agree to rounding; an int8 export may differ in a few decisions.

    - "torch": any encoder, any device. The only one that imports torch and transformers, which takes seconds.
    - "numpy": models with the package's own encoder, on the CPU; ready in a fraction of a second.
    - "onnx": ONNX Runtime on the CPU, the fastest there; needs `pip install "eventx[onnx]"`. It reads what
      `eventx.export` wrote beside the model; without that it exports in fp32 into ~/.cache/eventx, or the folder that
      EVENTX_CACHE names, once (another encoder than the package's own is traced by torch for it).

    None takes torch if a GPU is asked for or there, or the encoder is not the package's own; else onnx if ONNX Runtime
    is installed and an export is there; else numpy.

    Args:
        model: A folder that `eventx.train` or `eventx.export` wrote, or a Hugging Face Hub id; the bundled model if
            None.
        device: A torch device such as "cpu" or "cuda:0"; None picks a GPU if there is one.
        backend: "torch", "numpy", "onnx" or None.

    Raises:
        ModelError: There is no model there, it is not an eventx model, or the backend cannot run it.
        MissingExtraError: The backend's package is not installed.
    """
    from eventx.model.checkpoint import load_checkpoint

    return Extractor(load_checkpoint(model), device=device, backend=backend)


def _progress_bar(total: int | None) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=total, unit=" documents", desc="extracting")
