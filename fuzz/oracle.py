"""What must hold of any bytes in any readable format; shared by the fuzzer and the regression tests.

An input is one byte, which picks the format, and the content of the file. Reading it may raise an `EventxError` and
nothing else; what was read must survive JSON and can be shown and listed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import eventx
from eventx import Document, EventxError
from eventx.io import FORMATS
from eventx.view import fragment

# Endings that change how a file is opened come on top of the formats' own ones.
ENDINGS = (".gz", ".bz2", ".xz")
FOLDER_MARK = b"\n%%ann%%\n"
CRASHERS = Path(__file__).parent / "crashers"


def targets() -> list[tuple[str, str]]:
    """Format and file name of each kind of input, in the order of the first byte."""
    own = {"label-studio": ".json", "muc4": ".jsonl", "plover-gold": ".txt"}
    names = [(name, own.get(name, (*kind.suffixes, ".jsonl")[0])) for name, kind in FORMATS.items() if kind.reader]
    packed = [("jsonl", f".jsonl{ending}") for ending in ENDINGS]
    # Without a format, the reader is found by looking into the file.
    return [(name, f"input{suffix}") for name, suffix in sorted(names) + packed] + [("", "input.json"), ("", "a.jsonl")]


def split(data: bytes) -> tuple[str, str, bytes]:
    """Format ("" to sniff), file name and content of a fuzz input."""
    kinds = targets()
    name, file = kinds[data[0] % len(kinds)] if data else kinds[0]
    return name, file, data[1:]


def join(name: str, file: str, content: bytes) -> bytes:
    """The fuzz input that `split` takes apart."""
    return bytes([targets().index((name, file))]) + content


def kept(path: Path) -> bytes:
    """The fuzz input that `readers.keep` kept."""
    _, name, file = path.name.split("@")
    return join("" if name == "sniffed" else name, file, path.read_bytes())


def place(folder: Path, name: str, file: str, content: bytes) -> Path:
    """Write the content into a folder; brat has two files, parted by `FOLDER_MARK`."""
    path = folder / file
    if name == "brat":
        text, _, annotation = content.partition(FOLDER_MARK)
        path.with_suffix(".txt").write_bytes(text)
        path.write_bytes(annotation)
    else:
        path.write_bytes(content)
    return path


def check(data: bytes, folder: Path | None = None) -> int:
    """Read a fuzz input under both error policies.

    Args:
        data: The fuzz input.
        folder: Where to write it; a temporary one if None.

    Returns:
        How many documents were read.

    Raises:
        AssertionError: What was read breaks a promise.
        Exception: Whatever a reader lets out that is no `EventxError`.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            return check(data, Path(made))
    name, file, content = split(data)
    path = place(folder, name, file, content)
    count = 0
    for document in _read(path, name, "skip"):
        count += 1
        examine(document)
    for _ in _read(path, name, "raise"):
        pass
    return count


def _read(path: Path, name: str, policy: str) -> Iterator[Document]:
    try:
        yield from eventx.read(path, name or None, on_error=policy)  # type: ignore[arg-type]
    except EventxError as error:
        if not str(error):
            raise AssertionError(f"{type(error).__name__} without a message") from error


def examine(document: Document) -> None:
    """Whether a document that a reader let through is one that the rest of the library can work with.

    Raises:
        AssertionError: It is not.
    """
    for mention in document.mentions:
        for span in (mention.trigger, *mention.arguments):
            if document.text[span.start : span.end] != span.text:
                raise AssertionError(f"span {span} is not in the text")
    if Document.from_json(document.to_json()) != document:
        raise AssertionError("the document does not survive JSON")
    fragment(document)
    str(document)
