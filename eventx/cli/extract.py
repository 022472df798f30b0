"""`eventx extract`: texts in, events out; long runs show progress and go on where they were stopped."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from eventx.errors import InputError, OutputError

if TYPE_CHECKING:
    from eventx.document import Document
    from eventx.extractor import Extractor


def extract(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    failures = Failures(quiet=arguments.quiet)
    records = _records(arguments, failures)
    target, kind = arguments.output, arguments.format
    if target in (None, "-") and kind in (None, "jsonl"):
        extractor = _load(arguments)
        if kind is None and sys.stdout.isatty():
            _show(extractor, records, arguments, failures)
        else:
            _stream(extractor, records, arguments, failures, sys.stdout)
    elif kind in (None, "jsonl") and str(target).endswith(".jsonl"):
        _resumable(arguments, records, failures, Path(target))
    else:
        from eventx.io import write

        stream = _extracted(_load(arguments), records, arguments, failures)
        count = write(stream, "-" if target is None else target, kind)
        failures.summary(count)
    return 3 if failures.count else 0


class Failures:
    """Counts and reports records that could not be read."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.count = quiet, 0

    def __call__(self, error: Any) -> None:
        """Report one."""
        self.count += 1
        sys.stderr.write(f"eventx: skipped {error}\n")

    def summary(self, documents: int) -> None:
        """Say how it went."""
        if not self.quiet:
            skipped = f", {self.count} skipped" if self.count else ""
            sys.stderr.write(f"eventx: {documents} documents{skipped}\n")


def _load(arguments: argparse.Namespace) -> Extractor:
    from eventx.extractor import load

    return load(arguments.model, device=arguments.device)


def _records(arguments: argparse.Namespace, failures: Failures) -> Iterator[Document]:
    """Documents of all inputs; a place that does not exist stops the run before it starts."""
    from eventx.io import read

    for place in arguments.inputs:
        if place != "-" and not any(char in place for char in "*?[") and not Path(place).exists():
            raise InputError(f"{place}: no such file or folder.")
    if arguments.date is not None:
        from eventx.resolve.time import parse_date

        arguments.date = parse_date(arguments.date).isoformat()

    def documents() -> Iterator[Document]:
        for place in arguments.inputs:
            kind = arguments.input_format or ("txt" if place == "-" and not _looks_like_json() else None)
            for document in read(place, kind, on_error=failures):
                dateless = arguments.date is not None and document.date is None
                yield document.replace(date=arguments.date) if dateless else document

    return documents()


def _looks_like_json() -> bool:
    """Whether standard input starts with an object; peeking needs the buffered binary stream."""
    peek = getattr(sys.stdin.buffer, "peek", None)
    return bool(peek is not None and peek(64).lstrip()[:1] == b"{")


def _extracted(
    extractor: Extractor, records: Iterable[Document], arguments: argparse.Namespace, failures: Failures
) -> Iterator[Document]:
    show = not arguments.quiet and sys.stderr.isatty()
    yield from extractor.pipe(records, batch_size=arguments.batch_size, on_error=failures, progress=show)


def _show(extractor: Extractor, records: Iterable[Document], arguments: argparse.Namespace, failures: Failures) -> None:
    """Events with their words, for a person."""
    from eventx.view.plain import outline

    color = "NO_COLOR" not in os.environ
    for document in extractor.pipe(records, batch_size=1, on_error=failures):
        print(outline(document, color=color))


def _stream(
    extractor: Extractor, records: Iterable[Document], arguments: argparse.Namespace, failures: Failures, out: TextIO
) -> None:
    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", newline="\n")
    for document in _extracted(extractor, records, arguments, failures):
        out.write(document.to_json() + "\n")
    out.flush()


def _resumable(arguments: argparse.Namespace, records: Iterator[Document], failures: Failures, target: Path) -> None:
    """Write JSONL under a temporary name with a journal beside it; a killed run goes on after its last whole batch."""
    part, journal = target.with_name(target.name + ".part"), target.with_name(target.name + ".journal")
    if target.is_dir():
        raise OutputError(f"{target} is a folder: give a file.")
    key = hashlib.sha256(json.dumps([arguments.inputs, arguments.model, arguments.date]).encode()).hexdigest()[:16]
    state: dict[str, Any] = {"key": key, "records": 0, "documents": 0, "bytes": 0, "skipped": 0}
    if not arguments.restart and part.exists() and journal.exists():
        with contextlib.suppress(json.JSONDecodeError):
            found = json.loads(journal.read_text(encoding="utf-8"))
            if found.get("key") == key and part.stat().st_size >= found["bytes"]:
                state = found
                sys.stderr.write(f"eventx: going on after {state['records']} records of an interrupted run\n")
    for _ in islice(records, state["records"]):
        pass
    failures.count = state["skipped"]
    extractor = _load(arguments)
    bar = _bar(state["documents"]) if not arguments.quiet and sys.stderr.isatty() else None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("r+b" if state["bytes"] else "wb") as out:
            out.truncate(state["bytes"])
            out.seek(state["bytes"])
            while batch := list(islice(records, arguments.batch_size)):
                done = list(extractor.pipe(batch, batch_size=arguments.batch_size, on_error=failures))
                out.write("".join(document.to_json() + "\n" for document in done).encode("utf-8"))
                out.flush()
                os.fsync(out.fileno())
                state["records"] += len(batch)
                state["documents"] += len(done)
                state |= {"bytes": out.tell(), "skipped": failures.count}
                _save(journal, state)
                if bar is not None:
                    bar.update(len(done))
        part.replace(target)
        journal.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}.") from error
    finally:
        if bar is not None:
            bar.close()
    failures.summary(state["documents"])


def _save(journal: Path, state: dict[str, Any]) -> None:
    temporary = journal.with_name(journal.name + ".tmp")
    temporary.write_text(json.dumps(state), encoding="utf-8")
    temporary.replace(journal)


def _bar(initial: int) -> Any:
    from tqdm.auto import tqdm

    return tqdm(initial=initial, unit=" documents", desc="extracting")
