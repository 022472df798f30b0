"""Files: which ones a path means, transparent compression, and writes that leave no half file behind."""

from __future__ import annotations

import bz2
import codecs
import contextlib
import glob
import gzip
import lzma
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, TextIO

from eventx.errors import InputError, OutputError, require
from eventx.io.registry import COMPRESSED, FORMATS, Format, find_format, get_format
from eventx.io.sniff import sniff

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input if `path` is None.

    Attributes:
        path: The file.
        id: Its name without suffix, relative to the folder that was asked for; an id for formats that hold none.
        encoding: Character encoding of text formats.
    """

    path: Path | None
    id: str = ""
    encoding: str = "utf-8"

    @property
    def name(self) -> str:
        """The file for error messages."""
        return "standard input" if self.path is None else str(self.path)

    @contextlib.contextmanager
    def binary(self) -> Iterator[BinaryIO]:
        """The bytes, decompressed.

        Raises:
            InputError: The file cannot be opened or decompressed.
        """
        if self.path is None:
            yield sys.stdin.buffer
            return
        try:
            with decompressed(self.path) as (stream, raw):
                self.opened(raw)
                yield stream
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise InputError(f"{self.name}: cannot be read: {error}.") from error

    def opened(self, raw: BinaryIO) -> None:
        """Called with the file itself when it is opened; for whoever wants to see how far it has been read."""

    @contextlib.contextmanager
    def text(self) -> Iterator[TextIO]:
        """The text with its line ends as they are; a byte order mark is left out."""
        encoding = "utf-8-sig" if self.encoding.lower().replace("_", "-") in ("utf-8", "utf8") else self.encoding
        with self.binary() as stream:
            wrapper = TextIOWrapper(stream, encoding=encoding, newline="")
            try:
                yield wrapper
            except UnicodeDecodeError as error:
                raise InputError(f"{self.name}: {not_text(error, self.encoding)}") from error
            finally:
                if self.path is None:
                    wrapper.detach()

    def read_text(self) -> str:
        """The whole text."""
        with self.text() as stream:
            return stream.read()

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Line numbers from 1 and lines without the line feed; blank lines are left out."""
        with self.binary() as stream:
            for number, line in enumerate(stream, 1):
                line = line.removeprefix(_BOM) if number == 1 else line
                if line.strip():
                    yield number, line.rstrip(b"\n")

    def decode(self, line: bytes) -> str:
        """Text of a line.

        Raises:
            InputError: It is not in the encoding of the source.
        """
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise InputError(not_text(error, self.encoding)) from error


@dataclass(frozen=True, slots=True)
class Target:
    """Where a writer writes: a temporary file or folder beside the final one, or standard output if `path` is None."""

    path: Path | None
    final: Path | None = None

    @contextlib.contextmanager
    def binary(self) -> Iterator[BinaryIO]:
        """A stream of bytes, compressed if the final name says so."""
        if self.path is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
            return
        with _compressed(self.path, (self.final or self.path).suffix.lower()) as stream:
            yield stream

    @contextlib.contextmanager
    def text(self) -> Iterator[TextIO]:
        """A stream of UTF-8 text; line ends are written as given."""
        with self.binary() as stream:
            wrapper = TextIOWrapper(stream, encoding="utf-8", newline="")
            try:
                yield wrapper
            finally:
                wrapper.flush()
                wrapper.detach()

    def file(self, format: str) -> Path:
        """The path, for formats that need a real file.

        Raises:
            OutputError: The target is standard output.
        """
        if self.path is None:
            raise OutputError(f"format {format!r} needs a file: name one instead of '-'.")
        return self.path


def resolve_sources(path: str | Path, format: str | None, encoding: str) -> list[tuple[Source, Format]]:
    """The files that a path, folder, glob or "-" means, each with its format.

    Raises:
        InputError: Nothing is there, or a format or encoding is unknown.
    """
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise InputError(f"{path}: {error}; give a Python encoding such as utf-8, utf-16 or cp1252.") from error
    named = get_format(format, InputError) if format is not None else None
    if str(path) == "-":
        return [(Source(None, "stdin", encoding), named or FORMATS["jsonl"])]
    given = Path(path)
    pairs: list[tuple[Path, Path]]
    if given.is_dir():
        pairs = [(item, given) for item in sorted(given.rglob("*")) if item.is_file() and not _hidden(item, given)]
    elif given.exists():
        return [(Source(given, _stem(given, given.parent), encoding), named or _required(given))]
    else:
        names = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        pairs = [(Path(name), Path()) for name in names if Path(name).is_file()]
        if not pairs:
            problem = "the pattern matches no file" if glob.has_magic(str(path)) else "no such file or folder"
            raise InputError(f"{path}: {problem}; check the path.")
    found = [
        (Source(item, _stem(item, root), encoding), kind)
        for item, root in pairs
        if (kind := _in_folder(item, named)) is not None
    ]
    if not found:
        wanted = ", ".join(sorted(ending for entry in FORMATS.values() if entry.reader for ending in entry.suffixes))
        raise InputError(f"{path}: no file of a readable format there; known endings are {wanted}.")
    return found


@contextlib.contextmanager
def atomic(path: str | Path, *, folder: bool = False) -> Iterator[Target]:
    """A target that becomes `path` at the end, or nothing if anything fails.

    Raises:
        OutputError: The place cannot be written.
    """
    if str(path) == "-":
        yield Target(None)
        return
    if "\0" in str(path):
        raise OutputError(f"{str(path)!r}: a file name cannot have a NUL character.")
    final = Path(path)
    temporary: Path | None = None
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        made = tempfile.mkdtemp(prefix=f".{final.name}.", suffix=".tmp", dir=final.parent)
        temporary = Path(made)
        inner = temporary / "files" if folder else temporary / final.name
        if folder:
            inner.mkdir()
        yield Target(inner, final)
        if folder:
            final.mkdir(exist_ok=True)
            for item in inner.iterdir():
                item.replace(final / item.name)
        else:
            inner.replace(final)
    except OSError as error:
        raise OutputError(f"{final}: cannot be written: {error}.") from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


@contextlib.contextmanager
def decompressed(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The bytes of a file, decompressed by its ending, and the file itself, whose position tells how far one has got.

    Raises:
        MissingExtraError: .zst without pyarrow.
    """
    openers: dict[str, Callable[[Any], Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open, ".zst": _zstd}
    opener = openers.get(path.suffix.lower())
    with path.open("rb") as raw:
        if opener is None:
            yield raw, raw
        else:
            with opener(raw) as stream:
                yield stream, raw


def compress(data: bytes, ending: str) -> bytes:
    """Bytes as a file with that ending holds them; files joined end to end are a valid file of the same kind.

    Raises:
        MissingExtraError: .zst without pyarrow.
    """
    if ending == ".gz":
        return gzip.compress(data, 6, mtime=0)
    if ending == ".zst":
        packed: bytes = _arrow().compress(data, codec="zstd", asbytes=True)
        return packed
    if ending == ".bz2":
        return bz2.compress(data)
    return lzma.compress(data) if ending == ".xz" else data


@contextlib.contextmanager
def _compressed(path: Path, ending: str) -> Iterator[BinaryIO]:
    openers: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    if ending == ".zst":
        with _arrow().output_stream(str(path), compression="zstd") as stream:
            yield stream
    else:
        with openers.get(ending, Path.open)(path, "wb") as stream:
            yield stream


def _zstd(raw: BinaryIO) -> BinaryIO:
    arrow = _arrow()
    return BufferedReader(arrow.CompressedInputStream(arrow.PythonFile(raw, mode="r"), "zstd"))


def _arrow() -> Any:
    return require("pyarrow", extra="arrow", feature="reading and writing .zst")


def not_text(error: UnicodeDecodeError, encoding: str) -> str:
    """What to tell of bytes that are not in the encoding."""
    byte = error.object[error.start]
    return f"not {encoding}: byte 0x{byte:02x} at {error.start}; give encoding=, or convert the file."


def _required(path: Path) -> Format:
    found = _by_name(path)
    if found is None:
        raise InputError(
            f"{path}: the ending tells no readable format; give format=, one of {', '.join(sorted(FORMATS))}."
        )
    return found


def _by_name(path: Path) -> Format | None:
    found = find_format(path)
    if found is not None and found.name in ("json", "jsonl"):
        # A file that cannot be opened is an error when its turn comes, so that it does not take many others with it.
        with contextlib.suppress(InputError), Source(path).binary() as stream:
            return FORMATS[sniff(stream, found.name)]
    return found


def _in_folder(path: Path, named: Format | None) -> Format | None:
    """The format to read a file of a folder in; None leaves it out, as the text of a brat pair that its .ann brings."""
    if named is None:
        if path.suffix == ".txt" and path.with_suffix(".ann").exists():
            return None
        return _by_name(path) if find_format(path) else None
    endings = named.suffixes or (".json", ".jsonl", ".ndjson")
    name = path.name.lower()
    for ending in COMPRESSED:
        name = name.removesuffix(ending)
    return named if name.endswith(endings) else None


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _stem(path: Path, root: Path) -> str:
    relative = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    for ending in COMPRESSED:
        relative = relative.removesuffix(ending)
    return PurePosixPath(relative).with_suffix("").as_posix()
