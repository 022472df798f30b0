"""`load` and `Extractor`: text in, documents with typed, resolved, merged events out."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import eventx
from eventx.document import Document
from eventx.errors import DocumentError, EventxError
from eventx.resolve.header import header_date
from eventx.resolve.mentions import Learned, resolve_mentions
from eventx.resolve.time import parse_date
from eventx.schema import Ontology

if TYPE_CHECKING:
    from eventx.model.checkpoint import Checkpoint
    from eventx.model.windows import Window

Record = str | Mapping[str, Any] | Document
OnError = Literal["raise", "skip"] | Callable[["RecordError"], None]
log = logging.getLogger("eventx")


@dataclasses.dataclass(frozen=True)
class RecordError:
    """A record of a stream that could not be read: its position from 0, the record, and why."""

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
    """

    def __init__(self, checkpoint: Checkpoint, *, device: str | None = None) -> None:
        from eventx.model.runtime import TorchRuntime

        self.checkpoint = checkpoint
        self.runtime = TorchRuntime(checkpoint.model, device=device)
        self.windower = checkpoint.windower()
        config = checkpoint.model.config
        self._learned = Learned(
            types=checkpoint.ontology.names,
            roles=tuple(checkpoint.ontology.roles.values()),
            statuses=tuple(checkpoint.ontology.statuses),
            contexts=tuple(checkpoint.ontology.contexts),
            sectors=tuple(config.sectors),
            countries=tuple(config.countries),
            coreference=config.coreference,
            link_bias=float(checkpoint.model.link_bias.item()),
        )
        self._provenance = {
            "model": checkpoint.name,
            "model_hash": checkpoint.hash,
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
        document = self._prepare(text, date=date, title=title)
        return self._extract([document])[0]

    def pipe(
        self,
        records: Iterable[Record],
        *,
        batch_size: int = 32,
        on_error: OnError = "skip",
        progress: bool = False,
        total: int | None = None,
    ) -> Iterator[Document]:
        """Extract a stream, in order and in bounded memory.

        Args:
            records: Texts, records in the interchange format, or documents.
            batch_size: Documents read ahead and processed together; it does not change the result.
            on_error: What to do with a record that cannot be read: "skip" logs a warning with its position and goes on,
                "raise" stops, and a function gets a `RecordError`.
            progress: Show a progress bar.
            total: Number of records, for the progress bar.

        Yields:
            One document for each readable record.
        """
        if batch_size < 1:
            raise DocumentError(f"batch_size must be at least 1, found {batch_size}.")
        stream = self._readable(records, on_error)
        bar = _progress_bar(total) if progress else None
        try:
            while batch := list(islice(stream, batch_size)):
                for document in self._extract(batch):
                    yield document
                    if bar is not None:
                        bar.update()
        finally:
            if bar is not None:
                bar.close()

    def _readable(self, records: Iterable[Record], on_error: OnError) -> Iterator[Document]:
        for position, record in enumerate(records):
            try:
                yield self._prepare(record)
            except EventxError as error:
                if on_error == "raise":
                    raise
                failure = RecordError(position, record, error)
                if callable(on_error):
                    on_error(failure)
                else:
                    log.warning("skipped %s", failure)

    def _prepare(self, record: Record, *, date: str | None = None, title: str | None = None) -> Document:
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

    def _extract(self, documents: list[Document]) -> list[Document]:
        windows: list[Window] = []
        dated: list[Document] = []
        for index, document in enumerate(documents):
            header = header_date(document.text)
            if header is not None and document.date is None:
                document = document.replace(date=header[0].isoformat())
            dated.append(document)
            windows += self.windower(document.text, document=index, begin=header[1] if header is not None else 0)
        found: list[list[Any]] = [[] for _ in dated]
        for window, mentions in zip(windows, self.runtime(windows), strict=True):
            found[window.document] += mentions
        return [
            document.replace(mentions=resolve_mentions(document, raw, self._learned), provenance=self._provenance)
            for document, raw in zip(dated, found, strict=True)
        ]


def load(model: str | Path | None = None, *, device: str | None = None) -> Extractor:
    """Load an extractor.

    Args:
        model: A folder that `eventx.train` wrote, or a Hugging Face Hub id; the bundled model if None.
        device: A torch device such as "cpu" or "cuda:0"; None picks a GPU if there is one.

    Raises:
        ModelError: There is no model there, or it is not an eventx model.
    """
    from eventx.model.checkpoint import load_checkpoint

    return Extractor(load_checkpoint(model), device=device)


def _progress_bar(total: int | None) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=total, unit=" documents", desc="extracting")
