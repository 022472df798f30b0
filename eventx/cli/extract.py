"""`eventx extract`: texts in, events out; long runs show progress and go on where they were stopped."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from eventx.cli.corpus import Batch, Corpus, Failure
from eventx.cli.output import Output
from eventx.cli.progress import Progress
from eventx.errors import EventxError, OutputError
from eventx.streams import extract_documents, extract_lines

if TYPE_CHECKING:
    from eventx.document import Document
    from eventx.extractor import Extractor

SHOWN = 20  # failures on standard error, where a file has all of them


def extract(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    corpus = Corpus(arguments)
    target, kind = arguments.output, arguments.format
    if arguments.shard_size is not None and target in (None, "-"):
        raise OutputError("--shard-size needs a folder for the shards: give one with --output.")
    if target not in (None, "-"):
        return _to_files(arguments, corpus, Path(target))
    run = _Run(arguments, corpus)
    try:
        if kind not in (None, "jsonl"):
            from eventx.io import write

            write(run.documents(), "-", kind)
        elif kind is None and sys.stdout.isatty():
            _show(run)
        else:
            _stream(run, sys.stdout)
    finally:
        run.close()
    return run.end()


class _Run:
    """One run of the command: what it reads, extracts, counts and reports."""

    def __init__(self, arguments: argparse.Namespace, corpus: Corpus) -> None:
        from eventx.extractor import load

        self.arguments, self.corpus = arguments, corpus
        self.extractor: Extractor = load(arguments.model, device=arguments.device, backend=arguments.backend)
        self.progress = Progress(quiet=arguments.quiet)
        self.failures = 0
        self.errors: Path | None = Path(arguments.errors) if arguments.errors else None
        self._errors: TextIO | None = None

    def documents(self, size: int | None = None) -> Iterator[Document]:
        """The documents, extracted; failures are reported on the way."""
        batches = self.corpus.batches(self.extractor.prepare, size=size or self.arguments.batch_size)
        pairs = ((batch, batch.documents) for batch in batches)
        for batch, results in extract_documents(self.extractor, pairs, workers=self.arguments.workers):
            done = [item for item in results if not isinstance(item, EventxError)]
            self.report(_failures(batch, [item if isinstance(item, EventxError) else None for item in results]))
            yield from done
            self.count(batch, len(done), sum(len(item.mentions) for item in done))

    def count(self, batch: Batch, documents: int, mentions: int) -> None:
        """Count a batch."""
        words = sum(len(document.text.split()) for document in batch.documents)
        self.progress.update(documents, words, mentions, batch.share)

    def report(self, failures: list[Failure], *, written: bool = False) -> None:
        """Say on standard error what failed, and write it to the errors file unless that is `written`."""
        for failure in failures:
            self.failures += 1
            if self.errors is None or self.failures <= SHOWN:
                self.progress.note(f"skipped {failure}")
            elif self.failures == SHOWN + 1:
                self.progress.note(f"more records were skipped; all of them stand in {self.errors}")
            if self.errors is not None and not written:
                if self._errors is None:
                    self._errors = self.errors.open("w", encoding="utf-8")
                self._errors.write(json.dumps(failure.to_dict()) + "\n")

    def close(self) -> None:
        """Close the errors file."""
        if self._errors is not None:
            self._errors.close()

    def end(self, before: int = 0) -> int:
        """Sum up; returns the exit code."""
        skipped = self.failures + before
        where = f", see {self.errors}" if self.errors is not None else ""
        self.progress.summary(f"{skipped:,} skipped{where}" if skipped else "")
        return 3 if skipped else 0


def _failures(batch: Batch, errors: list[EventxError | None]) -> list[Failure]:
    """The failures of a batch in the order of its records."""
    stream = iter(errors)
    found: list[Failure] = []
    for entry in batch.entries:
        if entry.failure is not None:
            found.append(entry.failure)
        elif (error := next(stream)) is not None:
            found.append(entry.failed(error))
    return found


def _show(run: _Run) -> None:
    """Events with their words, for a person."""
    from eventx.view.plain import outline

    color = "NO_COLOR" not in os.environ
    for document in run.documents(size=1):
        print(outline(document, color=color))


def _stream(run: _Run, out: TextIO) -> None:
    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", newline="\n")
    batches = run.corpus.batches(run.extractor.prepare, size=run.arguments.batch_size)
    pairs = ((batch, batch.documents) for batch in batches)
    for batch, results in extract_lines(run.extractor, pairs, workers=run.arguments.workers):
        lines = [item for item in results if not isinstance(item, EventxError)]
        run.report(_failures(batch, [item if isinstance(item, EventxError) else None for item in results]))
        out.write("".join(line.text + "\n" for line in lines))
        out.flush()
        run.count(batch, len(lines), sum(line.mentions for line in lines))


def _to_files(arguments: argparse.Namespace, corpus: Corpus, target: Path) -> int:
    """Write a file or shards that an interrupted run can go on with."""
    sharded = arguments.shard_size is not None
    run = _Run(arguments, corpus)
    signature = [corpus.signature(), run.extractor.provenance, arguments.format, arguments.shard_size]
    key = hashlib.sha256(json.dumps(signature).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    output = Output(
        target,
        kind=arguments.format,
        sharded=sharded,
        key=key,
        ontology=run.extractor.ontology,
        errors=run.errors,
        restart=arguments.restart,
    )
    run.errors = output.errors
    state = output.state
    before = state.failures
    if output.resumed and not arguments.quiet:
        run.progress.note(f"going on after {state.documents:,} documents of an interrupted run")
    try:
        batches = corpus.batches(
            run.extractor.prepare,
            size=arguments.batch_size,
            shard_size=arguments.shard_size,
            start=state.position,
            taken=state.taken,
        )
        pairs = ((batch, batch.documents) for batch in batches)
        for batch, results in extract_lines(run.extractor, pairs, workers=arguments.workers):
            lines = [item for item in results if not isinstance(item, EventxError)]
            failures = _failures(batch, [item if isinstance(item, EventxError) else None for item in results])
            output.write([line.text for line in lines], failures, len(results), batch.after, batch.closes)
            run.report(failures, written=True)
            run.count(batch, len(lines), sum(line.mentions for line in lines))
        output.finish()
    except KeyboardInterrupt:
        with contextlib.suppress(OSError, ValueError):  # if it came in the middle of closing a file, the journal stands
            output.checkpoint()
        run.progress.note(
            f"interrupted after {output.state.documents:,} documents: run the same command again to go on there, "
            "or with --restart to begin anew"
        )
        return 130
    except EventxError:
        with contextlib.suppress(OSError):
            output.checkpoint()
        run.progress.note(f"{output.state.documents:,} documents are kept: the same command goes on after them")
        raise
    finally:
        output.close()
    if output.resumed:
        run.progress.note(f"{output.state.documents:,} documents in all, of which in this run:")
    return run.end(before)
