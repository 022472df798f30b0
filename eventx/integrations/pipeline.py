"""`EventExtractionPipeline`: extraction with the calling convention of `transformers.pipeline`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, overload

from eventx.errors import ModelError
from eventx.extractor import Extractor, Record, load

TASK = "event-extraction"


class EventExtractionPipeline:
    """Texts in, lists of event dictionaries out, as the pipelines of transformers have it.

    Use it by itself, or through `transformers.pipeline("event-extraction", model=path)` after `register_pipeline()`.

    Args:
        model: An `Extractor`, a model folder, a Hugging Face Hub id, a network that transformers loaded from one of
            these, or None for the bundled model.
        batch_size: Texts read ahead and processed together; it does not change the result.
        device: "cpu", "cuda:0", a `torch.device`, or a number as in transformers (-1 is the CPU); None picks a GPU if
            there is one.
        task: Name of the task, as transformers gives it.
        **options: What else `transformers.pipeline` hands to a pipeline; not used.

    Raises:
        ModelError: There is no such model, or it was never saved.
    """

    # `transformers.pipeline` asks these of a pipeline class; eventx loads its own tokenizer.
    _load_tokenizer = False
    _load_processor = False
    _load_image_processor = False
    _load_video_processor = False
    _load_feature_extractor = False

    def __init__(
        self,
        model: Extractor | str | Path | Any | None = None,
        *,
        batch_size: int = 32,
        device: Any = None,
        task: str = TASK,
        **options: Any,
    ) -> None:
        self.task = task
        self.batch_size = batch_size
        if isinstance(model, Extractor):
            self.extractor = model
            return
        if model is not None and not isinstance(model, str | Path):
            # A network alone has no tokenizer, and transformers may have loaded it in half precision.
            source = getattr(model, "name_or_path", "")
            if not source:
                name = type(model).__name__
                raise ModelError(f"a {name} that was never saved has no tokenizer: give a folder or an Extractor.")
            model = str(source)
        self.extractor = load(model, device=_device(device))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.extractor!r}, batch_size={self.batch_size})"

    @overload
    def __call__(self, inputs: str | Mapping[str, Any], *, batch_size: int | None = None) -> list[dict[str, Any]]: ...

    @overload
    def __call__(self, inputs: list[Record], *, batch_size: int | None = None) -> list[list[dict[str, Any]]]: ...

    @overload
    def __call__(self, inputs: Iterable[Record], *, batch_size: int | None = None) -> Any: ...

    def __call__(self, inputs: Any, *, batch_size: int | None = None) -> Any:
        """Extract events.

        Args:
            inputs: A text or record ({"text": ..., "date": ...}); a list of these; or any other iterable, such as a
                generator or a column of a `datasets.Dataset`, which is read lazily.
            batch_size: Overrides the pipeline's own.

        Returns:
            For one text, a list of its events in the interchange form (DESIGN: "events" of a document): id, type,
            status, contexts, score, trigger, triggers, arguments, date and codes, with character offsets. For a list, a
            list of such lists; for another iterable, a generator of them, in order.

        Raises:
            EventxError: A record cannot be read.
        """
        size = batch_size or self.batch_size
        if isinstance(inputs, str | Mapping):
            return _events(self.extractor(inputs))
        stream = self._stream(inputs, size)
        return list(stream) if isinstance(inputs, list | tuple) else stream

    def _stream(self, inputs: Iterable[Record], size: int) -> Iterator[list[dict[str, Any]]]:
        # A skipped record would shift every result after it by one.
        for document in self.extractor.pipe(inputs, batch_size=size, on_error="raise"):
            yield _events(document)


def register_pipeline() -> None:
    """Make "event-extraction" a task of `transformers.pipeline`.

    >>> import transformers
    >>> register_pipeline()
    >>> pipe = transformers.pipeline("event-extraction", model="my-model")
    """
    from transformers.pipelines import PIPELINE_REGISTRY

    from eventx.model.network import EventExtractor

    if TASK not in PIPELINE_REGISTRY.get_supported_tasks():
        PIPELINE_REGISTRY.register_pipeline(
            TASK, pipeline_class=EventExtractionPipeline, pt_model=EventExtractor, type="text"
        )


def _events(document: Any) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = document.to_dict()["events"]
    return events


def _device(device: Any) -> str | None:
    if isinstance(device, int):
        return "cpu" if device < 0 else f"cuda:{device}"
    return None if device is None else str(device)
