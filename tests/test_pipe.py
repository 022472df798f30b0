"""Streams: errors in order, back-pressure, batches by length, worker processes that fail loudly and leave nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import eventx
from eventx import streams
from eventx.document import Document
from eventx.errors import DocumentError, EventxError, ExtractionError, WorkerError
from eventx.extractor import Extractor, RecordError
from eventx.streams import extract_lines, fill
from eventx.workers import WorkerPool

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks. "


@pytest.fixture(scope="module")
def extractor(tiny_checkpoint: Path) -> Extractor:
    return eventx.load(tiny_checkpoint)


def texts(count: int) -> list[str]:
    return [TEXT[: 20 + 7 * (n % 12)] + str(n) for n in range(count)]


def collect(stream: Iterator[Any], into: list[Any]) -> None:
    """What comes before an error stays."""
    for item in stream:
        into.append(item)


class Counted:
    """An endless stream that knows how far it was read."""

    def __init__(self) -> None:
        self.read = 0

    def __iter__(self) -> Iterator[str]:
        while True:
            self.read += 1
            yield f"Wang met Li. {self.read}"


@pytest.mark.parametrize(("size", "characters", "expected"), [(3, 99, [3, 3, 1]), (9, 10, [2, 2, 2, 1])])
def test_batches_are_full_by_count_or_by_length(size: int, characters: int, expected: list[int]) -> None:
    batches = list(fill(["five!"] * 7, size, len, characters=characters))
    assert [len(batch) for batch in batches] == expected


def test_what_was_read_before_an_error_of_the_stream_comes_out(extractor: Extractor) -> None:
    def broken() -> Iterator[str]:
        yield from texts(5)
        raise OSError("the disk is gone")

    found: list[Document] = []
    with pytest.raises(OSError, match="disk is gone"):
        collect(extractor.pipe(broken(), batch_size=3), found)
    assert [document.text for document in found] == texts(5)


def test_raise_keeps_the_documents_before_the_bad_record(extractor: Extractor) -> None:
    found: list[Document] = []
    with pytest.raises(DocumentError, match="has no 'text'"):
        collect(extractor.pipe([*texts(3), {"id": "bad"}, *texts(3)], on_error="raise"), found)
    assert [document.text for document in found] == texts(3)


def test_arguments_are_checked_at_the_call(extractor: Extractor) -> None:
    with pytest.raises(DocumentError, match="batch_size"):
        extractor.pipe([], batch_size=0)
    with pytest.raises(DocumentError, match="workers"):
        extractor.pipe([], workers=-1)


def test_one_document_that_cannot_be_processed_does_not_take_its_batch_with_it(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Extractor.extract_batch

    def fragile(self: Extractor, documents: list[Document]) -> list[Document]:
        if any("poison" in document.text for document in documents):
            raise MemoryError("too much")
        return original(self, documents)

    monkeypatch.setattr(Extractor, "extract_batch", fragile)
    seen: list[RecordError] = []
    found = list(extractor.pipe([*texts(3), "poison", *texts(2)], on_error=seen.append))
    assert [document.text for document in found] == [*texts(3), *texts(2)]
    assert [(item.position, type(item.error)) for item in seen] == [(3, ExtractionError)]
    assert "MemoryError: too much" in str(seen[0])
    with pytest.raises(ExtractionError, match="none of 3 documents"):
        list(extractor.pipe(["poison"] * 3, on_error=seen.append))


def test_documents_come_as_soon_as_they_are_read_and_a_failure_takes_none_back(
    tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extractor = eventx.load(tiny_checkpoint, backend="numpy")
    cut: list[int] = []
    windower = extractor.windower

    def watched(text: str, *, document: int, begin: int) -> Any:
        cut.append(document)
        if "poison" in text:
            raise MemoryError("too much")
        return windower(text, document=document, begin=begin)

    monkeypatch.setattr(extractor, "windower", watched)
    for threads in (1, 2):
        monkeypatch.setattr(extractor.runtime, "threads", threads)
        cut.clear()
        stream = extractor.pipe(texts(32), batch_size=32)
        next(stream)
        assert len(cut) < 32
        stream.close()  # type: ignore[attr-defined]
        seen: list[RecordError] = []
        records = ["poison", *texts(3), "", "poison", *texts(2)]
        found = list(extractor.pipe(records, on_error=seen.append))
        assert [document.text for document in found] == [*texts(3), "", *texts(2)]
        assert [document.mentions for document in found] == [extractor(document.text).mentions for document in found]
        assert [item.position for item in seen] == [0, 5]


def test_a_long_document_goes_to_the_model_in_slices(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    class Watched:
        def __call__(self, windows: list[Any]) -> list[Any]:
            sizes.append(len(windows))
            return runtime(windows)

    runtime = extractor.runtime
    whole = extractor(TEXT * 60)
    monkeypatch.setattr(extractor, "runtime", Watched())
    monkeypatch.setattr("eventx.extractor.SLICE", 4)
    sliced = extractor(TEXT * 60)
    assert max(sizes) == 4
    assert len(sizes) > 3
    assert [mention.trigger for mention in sliced.mentions] == [mention.trigger for mention in whole.mentions]


def test_workers_give_the_same_in_order_with_errors_in_their_places(extractor: Extractor) -> None:
    records: list[Any] = [{"id": str(n), "text": text, "made": {1, 2}} for n, text in enumerate(texts(40))]
    records[7], records[20] = 5, {"id": "x", "text": TEXT, "date": "soon"}
    records[9]["text"] = "Li met \ud800 Wang \U0001f642."
    seen: list[RecordError] = []
    there = list(extractor.pipe(records, batch_size=4, workers=2, on_error=seen.append))
    here = list(extractor.pipe(records, batch_size=4, on_error=lambda _: None))
    assert [item.position for item in seen] == [7, 20]
    assert [document.id for document in there] == [document.id for document in here]
    for a, b in zip(there, here, strict=True):
        assert (a.text, a.date, a.meta, a.provenance) == (b.text, b.date, b.meta, b.provenance)
        assert [(m.event, m.type, m.trigger, m.status, m.contexts) for m in a.mentions] == [
            (m.event, m.type, m.trigger, m.status, m.contexts) for m in b.mentions
        ]
        assert [(i.role, i.start, i.end, i.kind, i.country, i.value) for m in a.mentions for i in m.arguments] == [
            (i.role, i.start, i.end, i.kind, i.country, i.value) for m in b.mentions for i in m.arguments
        ]


def test_worker_lines_are_those_of_the_documents(extractor: Extractor) -> None:
    documents = [extractor.prepare({"id": str(n), "text": text, "source": "wire"}) for n, text in enumerate(texts(6))]
    unlike_json = documents[0].replace(meta={"made": {1}})
    batches = [("a", documents[:4]), ("b", documents[4:])]
    there = list(extract_lines(extractor, batches, workers=1))
    assert [label for label, _ in there] == ["a", "b"]
    lines = [line for _, found in there for line in found]
    assert all(not isinstance(line, EventxError) for line in lines)
    assert [json.loads(line.text)["source"] for line in lines if not isinstance(line, EventxError)] == ["wire"] * 6
    ((_, (failed,)),) = extract_lines(extractor, [("c", [unlike_json])], workers=0)
    assert isinstance(failed, ExtractionError)


def echo(setup: dict[str, Any]) -> Any:
    """A handler for the tests of the pool."""
    if setup.get("broken"):
        raise OSError("no such model")

    def answer(message: bytes) -> bytes:
        sys.__stdout__.write("a library prints this")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]
        if message == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if message.startswith(b"sleep"):
            time.sleep(float(message[5:]))
        return message + str(os.getpid()).encode() if message == b"pid" else message

    return answer


HERE = f"{__name__}:echo"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers import the handler by the name that this module has here."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie of another parent counts as gone.
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def test_pool_keeps_order_and_reads_two_a_worker_ahead() -> None:
    source = Counted()
    messages = ((n, b"sleep0.05" if n % 3 == 0 else str(n).encode() * 20_000) for n, _ in enumerate(source))
    with WorkerPool(2, HERE, {}) as pool:
        stream = pool.map(messages)
        labels = [next(stream)[0] for _ in range(10)]
        assert labels == list(range(10))
        assert source.read == 13
        pids = [process.pid for process in pool._processes]
    assert not any(alive(pid) for pid in pids)


def test_a_dying_worker_is_an_error_and_no_hang() -> None:
    with WorkerPool(2, HERE, {}) as pool:
        stream = pool.map([(n, b"die" if n == 4 else b"x") for n in range(50)])
        found: list[tuple[int, bytes]] = []
        with pytest.raises(WorkerError, match=r"died with signal 9 \(SIGKILL\); if memory ran out"):
            collect(stream, found)
        pids = [process.pid for process in pool._processes]
    assert [label for label, _ in found] == [0, 1, 2, 3]
    assert not any(alive(pid) for pid in pids)


def test_a_model_that_does_not_load_is_an_error() -> None:
    with WorkerPool(1, HERE, {"broken": True}) as pool, pytest.raises(WorkerError, match="no such model"):
        list(pool.map([(0, b"x")]))
    with pytest.raises(WorkerError, match="at least 1"):
        WorkerPool(0, HERE, {})


def test_closing_the_stream_ends_the_workers(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    pools = []

    class Watched(WorkerPool):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            pools.append(self)

    monkeypatch.setattr(streams, "WorkerPool", Watched)
    source = Counted()
    stream = extractor.pipe(source, batch_size=2, workers=1)
    first = next(stream)
    assert first.text.endswith(" 1")
    assert source.read <= 6
    stream.close()  # type: ignore[attr-defined]
    assert [alive(process.pid) for process in pools[0]._processes] == [False]


CALLER = """
import signal
import sys
from eventx.workers import WorkerPool
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it runs in the background ignore it
pool = WorkerPool(2, {handler!r}, {{}})
answers = [answer for _, answer in pool.map([(n, b"pid") for n in range(4)])]
try:
    print(*[process.pid for process in pool._processes], flush=True)
    list(pool.map([(n, b"sleep60") for n in range(4)]))
except KeyboardInterrupt:
    pool.close()
    sys.exit(7)
"""


@pytest.mark.parametrize(("kill", "code"), [(signal.SIGINT, 7), (signal.SIGKILL, -9)])
def test_no_worker_outlives_its_caller(kill: signal.Signals, code: int) -> None:
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(eventx.__file__).parents[1])])
    caller = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CALLER.format(handler=HERE))],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert caller.stdout is not None
    pids = [int(pid) for pid in caller.stdout.readline().split()]
    assert len(pids) == 2
    assert all(alive(pid) for pid in pids)
    time.sleep(0.2)
    caller.send_signal(kill)
    assert caller.wait(timeout=120) == code
    caller.stdout.close()
    deadline = time.monotonic() + 120
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in pids)
