"""Resumable output of `eventx extract`: a file or shards that appear when complete, with a journal of what is written.

Every batch is appended to a part file, compressed by itself, and a journal says up to which byte the part is whole and
which record of the input comes next. After a kill the part is cut back to the journal, so that nothing is lost or
doubled, and the bytes are those of an unbroken run.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from eventx.cli.corpus import Failure, Position
from eventx.errors import EventxError, OutputError
from eventx.io.files import compress
from eventx.io.registry import COMPRESSED, FORMATS, get_format, output_format

if TYPE_CHECKING:
    from eventx.schema import Ontology

CHECKPOINT = 1.0  # seconds between two checkpoints, which cost a wait for the disk


@dataclass
class State:
    """What the journal holds.

    Attributes:
        key: Digest of the inputs and options; another key is another run.
        position: Next record of the input.
        shard: Number of the shard that is being written.
        taken: Records given to that shard.
        size: Bytes of its part that are whole.
        errors: Bytes of the errors file that are whole.
        documents: Documents written.
        failures: Records reported.
    """

    key: str
    position: Position = field(default_factory=Position)
    shard: int = 0
    taken: int = 0
    size: int = 0
    errors: int = 0
    documents: int = 0
    failures: int = 0


class Output:
    """A file, or a folder of shards.

    Args:
        target: The file, or the folder.
        kind: Name of the format; by default it follows from the ending, and shards are gzipped JSON Lines.
        sharded: Whether `target` is a folder of shards.
        key: Digest of the inputs and options.
        ontology: Event types of the documents, for formats that are made from JSON Lines in the end.
        errors: The errors file; by default beside the output, and only if there are errors.
        restart: Begin anew whatever is there.

    Raises:
        OutputError: The place cannot be written, or holds something else.
    """

    def __init__(
        self,
        target: Path,
        *,
        kind: str | None,
        sharded: bool,
        key: str,
        ontology: Ontology | None = None,
        errors: Path | None = None,
        restart: bool = False,
    ) -> None:
        self.target, self.sharded, self.ontology = target, sharded, ontology
        self.kind, self.ending = _format(target, kind, sharded)
        if sharded and target.is_file():
            raise OutputError(f"{target} is a file: with --shard-size give a folder.")
        if not sharded and target.is_dir() and not FORMATS[self.kind].folder:
            raise OutputError(f"{target} is a folder: give a file, or --shard-size for shards in a folder.")
        base = target if sharded else target.parent
        self.journal = base / ".journal.json" if sharded else target.with_name(target.name + ".journal")
        self.errors = errors or target.with_name(target.name + ".errors.jsonl")
        self._part: BinaryIO | None = None
        self._errors: BinaryIO | None = None
        self._saved = time.monotonic()
        with _writing(target):
            base.mkdir(parents=True, exist_ok=True)
            self.errors.parent.mkdir(parents=True, exist_ok=True)
            found = None if restart else self._journal()
            if found is not None and found.key != key:
                raise OutputError(
                    f"{self.journal} is of an interrupted run with other inputs, options or model: repeat that command "
                    "to go on, or give --restart to begin anew."
                )
            self.resumed = found is not None
            self.state = found if found is not None else State(key)
            if self.state.shard:
                self._release(self.state.shard - 1)
            if not self.resumed and not restart:
                self._check_free()
            self._open()
            if not self.resumed:
                self._clean()

    def write(
        self, lines: Sequence[str], failures: Sequence[Failure], taken: int, after: Position, closes: bool
    ) -> None:
        """Append a batch: lines of documents, failures, records given to the shard, the place after, the shard's end.

        Raises:
            OutputError: The place cannot be written.
        """
        with _writing(self.target):
            state = self.state
            if self._part is None:
                self._open()
            if lines and self._part is not None:
                data = "".join(line + "\n" for line in lines).encode("utf-8")
                self._part.write(compress(data, self.ending))
            if failures:
                self._report(failures)
            self.state = State(
                state.key, after, state.shard, state.taken + taken,
                self._part.tell() if self._part is not None else 0,
                self._errors.tell() if self._errors is not None else state.errors,
                state.documents + len(lines), state.failures + len(failures),
            )  # fmt: skip
            if closes:
                self._close_shard()
            elif time.monotonic() - self._saved >= CHECKPOINT:
                self.checkpoint()

    def checkpoint(self) -> None:
        """Bring everything written to the disk, and then the journal."""
        for stream in (self._part, self._errors):
            if stream is not None:
                stream.flush()
                os.fsync(stream.fileno())
        temporary = self.journal.with_name(self.journal.name + ".tmp")
        with temporary.open("w", encoding="utf-8") as out:
            json.dump(asdict(self.state), out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(self.journal)
        self._saved = time.monotonic()

    def finish(self) -> None:
        """Complete the last shard and remove the journal.

        Raises:
            OutputError: The place cannot be written, or the format cannot hold a document.
        """
        with _writing(self.target):
            if self.state.taken or not self.state.shard:
                self._close_shard()
            self.close()
            self.journal.unlink(missing_ok=True)
            self._path(self.state.shard, part=True).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the files, complete or not."""
        for stream in (self._part, self._errors):
            if stream is not None:
                stream.close()
        self._part = self._errors = None

    @property
    def _direct(self) -> bool:
        """Whether the part becomes the output by its name alone."""
        return self.kind == "jsonl"

    def _path(self, shard: int, *, part: bool = False) -> Path:
        name = f"part-{shard:05}{self.ending_of_shard}" if self.sharded else self.target.name
        folder = self.target if self.sharded else self.target.parent
        return folder / (f".{name}.part" if self.sharded else f"{name}.part") if part else folder / name

    @property
    def ending_of_shard(self) -> str:
        """Ending of a shard's name."""
        return _shard_ending(self.kind)

    def _open(self) -> None:
        part = self._path(self.state.shard, part=True)
        stream = part.open("r+b" if part.exists() else "w+b")
        problem = ""
        if not _lock(stream):
            problem = "is being written by another run: wait for it, or write elsewhere."
        elif part.stat().st_size < self.state.size:
            problem = "is shorter than its journal says: give --restart to begin anew."
        if problem:
            stream.close()
            raise OutputError(f"{part} {problem}")
        stream.truncate(self.state.size)
        stream.seek(self.state.size)
        self._part = stream
        if self.state.errors:
            self._open_errors()

    def _open_errors(self) -> None:
        if self._errors is None:
            self._errors = self.errors.open("r+b" if self.errors.exists() else "w+b")
            self._errors.truncate(self.state.errors)
            self._errors.seek(self.state.errors)

    def _report(self, failures: Sequence[Failure]) -> None:
        self._open_errors()
        if self._errors is not None:
            self._errors.write("".join(json.dumps(item.to_dict()) + "\n" for item in failures).encode())

    def _close_shard(self) -> None:
        part, final = self._path(self.state.shard, part=True), self._path(self.state.shard)
        if self._part is not None and self._part.tell() == 0:
            # An empty file is no gzip file.
            self._part.write(compress(b"", self.ending))
            self.state.size = self._part.tell()
        self.checkpoint()
        if not self._direct:
            # Written whole before the journal says so: a kill in between only makes it be written again.
            self._convert(part, final)
        if self._part is not None:
            self._part.close()
            self._part = None
        shard = self.state.shard
        self.state.shard, self.state.taken, self.state.size = shard + 1, 0, 0
        self.checkpoint()
        self._release(shard)

    def _release(self, shard: int) -> None:
        """Give a complete part its name, or drop it where the output was made from it; again after a kill."""
        part = self._path(shard, part=True)
        if not part.exists():
            return
        if self._direct:
            part.replace(self._path(shard))
        else:
            part.unlink()

    def _convert(self, part: Path, final: Path) -> None:
        from eventx.io import read, write

        write(read(part, "jsonl", ontology=self.ontology), final, self.kind)

    def _journal(self) -> State | None:
        try:
            data = json.loads(self.journal.read_text(encoding="utf-8"))
            return State(**{**data, "position": Position(*data["position"])})
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            raise OutputError(f"{self.journal} is broken: {error}; give --restart to begin anew.") from error

    def _shards(self) -> list[Path]:
        return [item for item in self.target.glob(f"part-*{self.ending_of_shard}") if self.sharded]

    def _check_free(self) -> None:
        if shards := self._shards():
            raise OutputError(
                f"{self.target} holds {len(shards)} shards of a complete run: write to another folder, or give "
                "--restart to replace them."
            )

    def _clean(self) -> None:
        """Remove what other runs left; the part is open and locked already."""
        own = self._path(0, part=True)
        parts = [item for item in self.target.glob(".part-*.part") if item != own] if self.sharded else []
        for item in [*self._shards(), *parts, self.journal, self.errors]:
            if item.is_dir():
                shutil.rmtree(item)
            else:
                item.unlink(missing_ok=True)


def _format(target: Path, kind: str | None, sharded: bool) -> tuple[str, str]:
    """Name of the format, and the ending by which the part is compressed."""
    if kind is not None:
        found = get_format(kind, OutputError)
    elif sharded:
        found = FORMATS["jsonl"]
    else:
        found = output_format(target, "--to")
    found.load_writer({})
    if found.name != "jsonl":
        return found.name, ""
    ending = ".gz" if sharded else target.suffix.lower()
    return found.name, ending if ending in COMPRESSED else ""


def _shard_ending(kind: str) -> str:
    suffixes = FORMATS[kind].suffixes
    if kind == "jsonl":
        return ".jsonl.gz"
    return "" if FORMATS[kind].folder else suffixes[0] if suffixes else ".json"


def _lock(stream: BinaryIO) -> bool:
    """Keep a second run away from a file until this process ends; where the system cannot, trust the user."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@contextlib.contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except EventxError:
        raise
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}; what is written is kept, and the same command goes on."
        ) from error
