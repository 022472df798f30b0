"""`Coder`: records of a table to documents or rows of events; it is sent to workers, and loads its model there once."""

from __future__ import annotations

import datetime
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from eventx.document import Document
from eventx.errors import EventxError, InputError
from eventx.extractor import load
from eventx.io.tables import get_layout
from eventx.io.tables.frame import LayoutName, scrub

if TYPE_CHECKING:
    from eventx.extractor import Extractor

DOCUMENT, ERROR = "document", "error"
log = logging.getLogger("eventx")


@dataclass(frozen=True)
class Coder:
    """What to do with the records of a table; small to pickle, since the model is loaded where the records are.

    Args:
        layout: A layout of `to_frame`, for one row an event, a mention, ...; None gives one row a record, with the
            document as JSON.
        model: As in `eventx.load`; a folder must be there on every worker.
        device: As in `eventx.load`; "cuda" spreads the processes of `map_dataset` over the GPUs.
        backend: As in `eventx.load`.
        text: Column of the text.
        id: Column of the identifier, if there is one.
        date: Column of the date, if there is one.
        title: Column of the title, if there is one.
        batch_size: Documents in the model at once.
        version: Hash of the model, so that a cached result is not taken for that of another model.
    """

    layout: LayoutName | None = None
    model: str | None = None
    device: str | None = None
    backend: str | None = None
    text: str = "text"
    id: str = "id"
    date: str = "date"
    title: str = "title"
    batch_size: int = 32
    version: str = ""

    def __post_init__(self) -> None:
        if self.layout is not None:
            get_layout(self.layout)

    @property
    def columns(self) -> Mapping[str, str]:
        """Names of the columns that are made, with their types: text, integer, number or boolean."""
        return get_layout(self.layout).columns if self.layout is not None else {DOCUMENT: "text", ERROR: "text"}

    def extractor(self) -> Extractor:
        """The model, loaded when it is first asked for in a process."""
        return _load(self.model, self.device, self.backend, os.getpid())

    def __call__(self, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Rows with `columns`.

        Without a layout there is a row for each record, in order: the document as JSON, or why it could not be read or
        processed. With a layout a record gives any number of rows, and one that fails is logged and gives none.

        Raises:
            InputError: The records have no column of the text.
        """
        results = self._results(records)
        if self.layout is None:
            return [_row(result) for result in results]
        rows = get_layout(self.layout).rows
        made = []
        for result in results:
            if isinstance(result, Document):
                made += [{name: scrub(value) for name, value in row.items()} for row in rows(result)]
            else:
                log.warning("skipped a record: %s", result)
        return made

    def _results(self, records: Sequence[Mapping[str, Any]]) -> list[Document | EventxError]:
        if records and self.text not in records[0]:
            raise InputError(f"no column {self.text!r} for the text; there are {', '.join(records[0])}: give text=.")
        errors: dict[int, EventxError] = {}
        stream = self.extractor().pipe(
            [self._record(record) for record in records],
            batch_size=self.batch_size,
            on_error=lambda failure: errors.update({failure.position: failure.error}),
        )
        found = iter(list(stream))
        return [errors[place] if place in errors else next(found) for place in range(len(records))]

    def _record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        names = {"text": self.text, "id": self.id, "date": self.date, "title": self.title}
        return {field: _plain(record.get(column)) for field, column in names.items()}


def use_one_thread() -> None:
    """Make the model of this process use one thread: for processes side by side, one for each core.

    OpenMP's threads do not survive a fork, so a forked process that asks for them would wait for ever.
    """
    os.environ["OMP_NUM_THREADS"] = "1"
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def _row(result: Document | EventxError) -> dict[str, Any]:
    if isinstance(result, Document):
        return {DOCUMENT: result.to_json(), ERROR: None}
    return {DOCUMENT: None, ERROR: str(result)}


def _plain(value: Any) -> Any:
    """A cell as a record has it: dates as text, what is missing as None."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10] if value == value else None  # pandas' NaT equals nothing, not even itself
    return None if isinstance(value, float) and value != value else value


@lru_cache(maxsize=1)
def _load(model: str | None, device: str | None, backend: str | None, process: int) -> Extractor:
    # The process is part of the key: a fork must not go on with the threads and handles of its parent.
    return load(model, device=device, backend=backend)
