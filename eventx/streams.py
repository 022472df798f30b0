"""Streams of documents through an extractor: batches by count and length, here or in worker processes, order kept."""

from __future__ import annotations

import contextlib
import json
import logging
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from eventx.document import Document, Mention
from eventx.errors import EventxError, ExtractionError
from eventx.workers import WorkerPool

if TYPE_CHECKING:
    from eventx.extractor import Extractor

T = TypeVar("T")
BATCH_CHARACTERS = 200_000  # text at which a batch is full whatever its count, which bounds the memory of one
log = logging.getLogger("eventx")


@dataclass(frozen=True, slots=True)
class Line:
    """A document as its line of JSON, with what a summary counts."""

    text: str
    mentions: int


def fill(
    items: Iterable[T], size: int, length: Callable[[T], int], *, characters: int = BATCH_CHARACTERS
) -> Iterator[list[T]]:
    """Batches of `size` items, or fewer where their texts together reach `characters`; nothing is read ahead.

    What was read before an error of the stream comes out before the error.

    Args:
        items: Any stream.
        size: Most items in a batch.
        length: Characters of an item.
        characters: Text at which a batch is full.
    """
    batch: list[T] = []
    total = 0
    stream = iter(items)
    failure: Exception | None = None
    while True:
        try:
            item = next(stream)
        except StopIteration:
            break
        except Exception as error:
            failure = error
            break
        batch.append(item)
        total += length(item)
        if len(batch) >= size or total >= characters:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
    if failure is not None:
        raise failure


def extract_documents(
    extractor: Extractor, batches: Iterable[tuple[T, list[Document]]], *, workers: int = 0
) -> Iterator[tuple[T, list[Document | EventxError]]]:
    """The documents of each batch with their mentions, or why one could not be processed; labels pass through.

    Arguments and errors are those of `stream_documents`.
    """
    for label, results in stream_documents(extractor, batches, workers=workers):
        yield label, list(results)


def stream_documents(
    extractor: Extractor, batches: Iterable[tuple[T, list[Document]]], *, workers: int = 0
) -> Iterator[tuple[T, Iterator[Document | EventxError]]]:
    """As `extract_documents`, but each document as soon as it is ready, while the model reads the next ones.

    The results of a batch are there until the next batch is asked for.

    Args:
        extractor: Extracts here, or says what the workers load.
        batches: Pairs of a label and prepared documents.
        workers: Processes; 0 works in this one.

    Raises:
        WorkerError: A worker died, or could not load the model.
        ExtractionError: All documents of a batch of several failed, which is not the fault of the documents.
    """
    if not workers:
        for label, documents in batches:
            with contextlib.closing(attempt(extractor, documents)) as results:
                yield label, results
        return
    with _pool(extractor, workers) as pool:
        messages = (((label, documents), _message(documents, lines=False)) for label, documents in batches)
        for (label, documents), answer in pool.map(messages):
            answers = _answers(answer)
            yield label, iter([_restore(extractor, *pair) for pair in zip(documents, answers, strict=True)])


def extract_lines(
    extractor: Extractor, batches: Iterable[tuple[T, list[Document]]], *, workers: int = 0
) -> Iterator[tuple[T, list[Line | EventxError]]]:
    """As `extract_documents`, but as lines of JSON, which workers make as well."""
    if not workers:
        for label, documents in batches:
            yield label, [serialise(result) for result in attempt(extractor, documents)]
        return
    with _pool(extractor, workers) as pool:
        messages = ((label, _message(documents, lines=True)) for label, documents in batches)
        for label, answer in pool.map(messages):
            yield label, [_line(item) for item in _answers(answer)]


def attempt(extractor: Extractor, documents: list[Document]) -> Generator[Document | EventxError, None, None]:
    """Extract a batch; if that fails, each document left alone, so that one cannot take the others with it.

    Raises:
        ExtractionError: All documents of a batch of several failed.
    """
    done = 0
    stream = _guarded(extractor, documents)
    for result in stream:
        if isinstance(result, Exception):
            break
        yield result
        done += 1
    else:
        return
    cause = result
    log.debug("a batch of %d failed", len(documents), exc_info=cause)
    failures: list[Document | EventxError] = []  # held back until one document succeeds
    for document in documents[done:]:
        answer = next(_guarded(extractor, [document])) if len(documents) > 1 else cause
        if isinstance(answer, Document):
            yield from failures
            failures.clear()
            yield answer
            done += 1
            continue
        failure = f"document {document.id!r} could not be processed: {type(answer).__name__}: {answer}"
        failures.append(ExtractionError(failure))
    if not done and len(documents) > 1:
        raise ExtractionError(
            f"none of {len(documents)} documents could be processed, the first of them because of "
            f"{type(cause).__name__}: {cause}; check the memory, the device and the model."
        ) from cause
    yield from failures


def _guarded(extractor: Extractor, documents: list[Document]) -> Iterator[Document | Exception]:
    """The documents of a batch as they get ready, and the error that ends it, if one does."""
    try:
        yield from extractor.extract_batch(documents)
    except Exception as error:
        yield error


def serialise(result: Document | EventxError) -> Line | EventxError:
    """The document's line of JSON; an error if it holds something that JSON cannot express."""
    if isinstance(result, EventxError):
        return result
    try:
        return Line(result.to_json(), len(result.mentions))
    except (TypeError, ValueError) as error:
        return ExtractionError(f"document {result.id!r}: a field of the record is not JSON data: {error}.")


def worker(setup: Mapping[str, Any]) -> Callable[[bytes], bytes]:
    """What a worker process does: load the model, and answer batches in the form of `_message`."""
    from eventx.extractor import load

    extractor = load(setup["model"], **setup["options"])
    extractor.provenance = setup["provenance"]

    def answer(message: bytes) -> bytes:
        data = json.loads(message)
        documents = [Document.from_dict(item, ontology=extractor.ontology) for item in data["documents"]]
        try:
            results = list(attempt(extractor, documents))
        except EventxError as error:
            return json.dumps({"failure": str(error)}).encode()
        make = _line_answer if data["lines"] else _answer
        return json.dumps([make(result) for result in results]).encode()

    return answer


@contextlib.contextmanager
def _pool(extractor: Extractor, workers: int) -> Iterator[WorkerPool]:
    with contextlib.ExitStack() as stack:
        folder = extractor.checkpoint.folder
        if folder is None:  # a model that was never saved
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="eventx-")))
            extractor.checkpoint.save(folder)
        options: dict[str, Any] = {"device": extractor.device}
        if (backend := getattr(extractor, "backend", None)) is not None:
            options["backend"] = backend
        setup = {"model": str(folder.resolve()), "options": options, "provenance": extractor.provenance}
        yield stack.enter_context(WorkerPool(workers, "eventx.streams:worker", setup))


def _message(documents: list[Document], *, lines: bool) -> bytes:
    """A batch for a worker; objects that come back as mentions alone need not travel with their `meta`."""
    sent = [_sent(document, lines) for document in documents]
    return json.dumps({"lines": lines, "documents": sent}).encode()


def _sent(document: Document, lines: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"id": document.id, "date": document.date, "title": document.title, "text": document.text}
    return {**document.meta, **data} if lines else data


def _answer(result: Document | EventxError) -> dict[str, Any]:
    if isinstance(result, EventxError):
        return {"error": str(result)}
    return {"date": result.date, "mentions": [mention.to_dict() for mention in result.mentions]}


def _line_answer(result: Document | EventxError) -> dict[str, Any]:
    line = serialise(result)
    return {"error": str(line)} if isinstance(line, EventxError) else {"line": line.text, "mentions": line.mentions}


def _answers(answer: bytes) -> list[dict[str, Any]]:
    data = json.loads(answer)
    if isinstance(data, dict):
        raise ExtractionError(data["failure"])
    answers: list[dict[str, Any]] = data
    return answers


def _line(answer: Mapping[str, Any]) -> Line | EventxError:
    return ExtractionError(answer["error"]) if "error" in answer else Line(answer["line"], answer["mentions"])


def _restore(extractor: Extractor, document: Document, answer: Mapping[str, Any]) -> Document | EventxError:
    if "error" in answer:
        return ExtractionError(answer["error"])
    kinds = {name: role.kind for name, role in extractor.ontology.roles.items()}
    mentions = []
    for item in answer["mentions"]:
        mention = Mention.from_dict(item)
        arguments = tuple(argument.replace(kind=kinds[argument.role]) for argument in mention.arguments)
        mentions.append(mention.replace(arguments=arguments))
    return document.replace(date=answer["date"], mentions=tuple(mentions), provenance=extractor.provenance)
