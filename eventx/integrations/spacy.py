"""A spaCy component: `nlp.add_pipe("eventx")` finds the events of every `Doc`.

    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("eventx")
    doc = nlp("Foreign Minister Ana Ruiz met her Chilean counterpart in Lima on Monday.")
    for found in doc._.events:
        print(found.event.type, found.trigger, [(role, span) for role, span in found.arguments])

`doc._.eventx` is the `eventx.Document`, with exact character offsets; `doc._.events` are its events with their words as
`Span`s of the `Doc`, widened to whole tokens. Both are kept in `doc.user_data` as JSON, so they travel with
`Doc.to_bytes`, `DocBin(store_user_data=True)` and `nlp.pipe(n_process=2)`.

The date of a document, which relative times need, comes from the context of `nlp.pipe(..., as_tuples=True)` or from
`doc.user_data`: {"date": "2024-03-23"}, and so do "id" and "title".
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventx.document import Document
from eventx.errors import ModelError, require
from eventx.schema import Event, Ontology

if TYPE_CHECKING:
    from eventx.extractor import Extractor

_language: Any = require("spacy.language", extra="spacy", feature="the spaCy component")
_tokens: Any = require("spacy.tokens", extra="spacy", feature="the spaCy component")

NAME = "eventx"
_KEY = "eventx"  # in doc.user_data
_SETTINGS = "eventx.json"
_OPTIONS = ("model", "batch_size", "device", "backend")
_CONTEXT = ("id", "date", "title")
_ontologies: dict[str, Ontology] = {}  # of the models of this process, by hash; a Doc holds the hash alone


@dataclasses.dataclass(frozen=True)
class TokenEvent:
    """An event with its words as spans of a `Doc`.

    Attributes:
        event: The typed event, with character offsets and codes.
        trigger: The trigger, with the type as its label.
        arguments: Role and span of each argument, in the order of `event.arguments`, with the role as the span's label.
            A span that is widened to whole tokens may be longer than the exact text in `event`.
    """

    event: Event
    trigger: Any
    arguments: tuple[tuple[str, Any], ...]


class EventxComponent:
    """The pipeline component; the model is loaded when the first text comes, or by `extractor`.

    Args:
        model: A model folder or a Hugging Face Hub id; None for the bundled model.
        batch_size: Docs extracted together, where `nlp.pipe` does not say.
        device: A torch device.
        backend: As in `eventx.load`.
        name: The component's name in the pipeline.
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        batch_size: int = 32,
        device: str | None = None,
        backend: str | None = None,
        name: str = NAME,
    ) -> None:
        self.model, self.batch_size, self.device, self.backend, self.name = model, batch_size, device, backend, name
        self._extractor: Extractor | None = None

    @property
    def extractor(self) -> Extractor:
        """The extractor.

        Raises:
            ModelError: There is no such model.
        """
        if self._extractor is None:
            from eventx.extractor import load

            self._extractor = load(self.model, device=self.device, backend=self.backend)
            _ontologies[self._extractor.ontology.hash] = self._extractor.ontology
        return self._extractor

    def __call__(self, doc: Any) -> Any:
        """Find the events of one `Doc`."""
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, stream: Iterable[Any], *, batch_size: int | None = None) -> Iterator[Any]:
        """Find the events of a stream of `Doc`s, in order and in bounded memory.

        Raises:
            DateError: The date in a context cannot be read.
        """
        size = batch_size or self.batch_size
        docs = iter(stream)
        while batch := list(islice(docs, size)):
            found = self.extractor.pipe(map(_record, batch), batch_size=size, on_error="raise")
            for doc, document in zip(batch, found, strict=True):
                doc.user_data[_KEY] = document.to_json(events=False)
                yield doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the settings and, unless it is the bundled one, the model.

        Raises:
            ModelError: The model cannot be copied.
        """
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SETTINGS).write_text(json.dumps(self._settings()), encoding="utf-8")
        try:
            self._copy_model(folder)
        except OSError as error:
            raise ModelError(f"the model {self.model} cannot be copied to {folder}: {error}.") from error

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> EventxComponent:
        """Restore what `to_disk` saved.

        Raises:
            ModelError: It is not there, or broken.
        """
        folder = Path(path)
        try:
            self._restore(json.loads((folder / _SETTINGS).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelError(f"{folder} holds no saved eventx component: {error}.") from error
        if self.model is not None:
            self.model = str(folder)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The settings alone: the bundled model by name, another one by its folder or Hub id, which must be there
        where the bytes are read; `to_disk` takes the model along."""
        return json.dumps(self._settings()).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> EventxComponent:
        """Restore what `to_bytes` gave.

        Raises:
            ModelError: It is something else.
        """
        try:
            self._restore(json.loads(data))
        except (ValueError, TypeError, KeyError) as error:
            raise ModelError(f"these bytes are no saved eventx component: {error}.") from error
        return self

    def _settings(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _OPTIONS}

    def _restore(self, settings: Mapping[str, Any]) -> None:
        self.model, self.batch_size = settings["model"], int(settings["batch_size"])
        self.device, self.backend = settings["device"], settings["backend"]
        self._extractor = None

    def _copy_model(self, target: Path) -> None:
        if self.model is None:
            return
        from eventx.model.checkpoint import CONFIG, EXPORT, TOKENIZER, WEIGHTS

        folder = Path(self.model)
        if not folder.is_dir():
            folder = self.extractor.checkpoint.folder or folder
        exported = (folder / EXPORT).is_dir()
        for name in (CONFIG, TOKENIZER, WEIGHTS):
            # An export to ONNX runs without the weights it was made from.
            if (folder / name).exists() or name != WEIGHTS or not exported:
                shutil.copyfile(folder / name, target / name)
        if exported:
            shutil.copytree(folder / EXPORT, target / EXPORT, dirs_exist_ok=True)


def _record(doc: Any) -> Document:
    """The text of a `Doc` with what is known about the document; offsets are those of `doc.text`."""
    held = doc.user_data
    context = getattr(doc, "_context", None)
    known = {name: held[name] for name in _CONTEXT if held.get(name) is not None}
    if isinstance(context, Mapping):
        known |= {name: context[name] for name in _CONTEXT if context.get(name) is not None}
    return Document.from_dict({**known, "text": doc.text})


@lru_cache(maxsize=64)
def _document(data: str) -> Document:
    document = Document.from_json(data)
    known = _ontologies.get(str((document.provenance or {}).get("ontology")))
    return document.replace(ontology=known) if known is not None else document


def _get_document(doc: Any) -> Document | None:
    data = doc.user_data.get(_KEY)
    return _document(data) if data is not None else None


def _get_events(doc: Any) -> list[TokenEvent]:
    document = _get_document(doc)
    return [_aligned(doc, event) for event in document.events] if document is not None else []


def _aligned(doc: Any, event: Event) -> TokenEvent:
    def span(start: int, end: int, label: str) -> Any:
        return doc.char_span(start, end, label=label, alignment_mode="expand")

    arguments = tuple((role, span(value.start, value.end, role)) for role, value in event.arguments)
    return TokenEvent(event, span(event.trigger.start, event.trigger.end, event.type), arguments)


def make_component(
    nlp: Any, name: str, model: str | None, batch_size: int, device: str | None, backend: str | None
) -> EventxComponent:
    """What `nlp.add_pipe("eventx", config={...})` calls."""
    return EventxComponent(model, batch_size=batch_size, device=device, backend=backend, name=name)


# Other components may be loaded first and again, as a notebook does; the getters stay the same.
_tokens.Doc.set_extension("eventx", getter=_get_document, force=True)
_tokens.Doc.set_extension("events", getter=_get_events, force=True)
_language.Language.factory(
    NAME,
    default_config={"model": None, "batch_size": 32, "device": None, "backend": None},
    assigns=["doc._.eventx", "doc._.events"],
    func=make_component,
)
