"""`pipe` under bad records, interrupts at any moment, consumers that go away, and several threads at once."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import eventx
from eventx.extractor import Extractor, RecordError

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks. "
BAD: list[Any] = [
    None, 5, 1.5, b"bytes", [], ["text"], {}, {"id": "x"}, {"text": None}, {"text": 5}, {"text": ["a"]},
    {"text": TEXT, "date": "soon"}, {"text": TEXT, "date": 5}, {"text": TEXT, "title": 7},
    {"text": TEXT, "date": "2024-02-31"}, {"text": TEXT, "provenance": "x"}, object(),
]  # fmt: skip


@pytest.fixture(scope="module")
def extractor(tiny_checkpoint: Path) -> Extractor:
    return eventx.load(tiny_checkpoint)


def mixed(seed: int, count: int = 60) -> tuple[list[Any], list[int]]:
    """Records, every third of them bad, and the positions of the bad ones."""
    rng = random.Random(seed)
    records: list[Any] = []
    bad = []
    for position in range(count):
        if rng.random() < 0.33:
            bad.append(position)
            records.append(rng.choice(BAD))
        else:
            text = TEXT[: rng.randrange(len(TEXT))] * rng.randrange(4)
            records.append(text if rng.random() < 0.5 else {"id": str(position), "text": text, "date": "2024-03-23"})
    return records, bad


@pytest.mark.parametrize("seed", range(4))
def test_bad_records_are_reported_at_their_places_and_change_nothing_else(extractor: Extractor, seed: int) -> None:
    records, bad = mixed(seed)
    failures: list[RecordError] = []
    found = list(extractor.pipe(iter(records), batch_size=1 + seed * 5, on_error=failures.append))
    assert [failure.position for failure in failures] == bad
    assert all(failure.record is records[failure.position] for failure in failures)
    good = [record for position, record in enumerate(records) if position not in bad]
    assert [item.text for item in found] == [item if isinstance(item, str) else item["text"] for item in good]
    alone = [extractor(item) for item in good]
    assert [[m.trigger for m in item.mentions] for item in found] == [
        [m.trigger for m in item.mentions] for item in alone
    ]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, OSError, MemoryError, RuntimeError])
@pytest.mark.parametrize("position", [0, 1, 4, 7])
def test_an_error_of_the_stream_comes_through(extractor: Extractor, error: type[BaseException], position: int) -> None:
    def stream() -> Iterator[str]:
        for number in range(20):
            if number == position:
                raise error("from the stream")
            yield f"{TEXT[:60]}{number}"

    found = []
    with pytest.raises(error, match="from the stream"):  # noqa: PT012 - what came before counts
        for document in extractor.pipe(stream(), batch_size=3):
            found.append(document.text)
    # Whole batches before it always come out, in order.
    assert found == [f"{TEXT[:60]}{number}" for number in range(len(found))]
    assert position // 3 * 3 <= len(found) <= position


# A signal may land in a callback of the garbage collector, from which Python lets no exception out.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_interrupts_at_any_moment_leave_a_working_extractor(extractor: Extractor) -> None:
    expected = extractor(TEXT * 3).mentions
    rng = random.Random(0)
    # CPU time throughout, so that other work on the machine changes no odds.
    started = time.process_time()
    list(extractor.pipe([TEXT * 3] * 4, batch_size=2))
    lasts = time.process_time() - started

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGPROF, interrupt)
    interrupted = 0
    try:
        for _ in range(25):
            try:
                signal.setitimer(signal.ITIMER_PROF, rng.uniform(0.0001, lasts))
                for document in extractor.pipe([TEXT * 3] * 12, batch_size=2):
                    assert document.mentions == expected
                signal.setitimer(signal.ITIMER_PROF, 0)
            except KeyboardInterrupt:
                interrupted += 1
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.signal(signal.SIGPROF, before)
    assert interrupted > 10
    assert extractor(TEXT * 3).mentions == expected
    assert [item.mentions for item in extractor.pipe([TEXT * 3] * 3)] == [expected] * 3


def test_consumers_that_go_away_leave_nothing_behind(extractor: Extractor) -> None:
    closed = []

    def stream() -> Iterator[str]:
        try:
            while True:
                yield TEXT
        finally:
            closed.append(True)

    threads = threading.active_count()
    for taken in (0, 1, 5):
        source = stream()
        documents = extractor.pipe(source, batch_size=2)
        for _ in range(taken):
            next(documents)
        documents.close()  # type: ignore[attr-defined]
        source.close()  # type: ignore[attr-defined]
    documents = extractor.pipe(stream(), batch_size=2)
    next(documents)
    with pytest.raises(ZeroDivisionError):
        documents.throw(ZeroDivisionError)  # type: ignore[attr-defined]
    assert threading.active_count() == threads


def test_threads_share_an_extractor(extractor: Extractor) -> None:
    texts = [TEXT[: 30 + 9 * number] * (1 + number % 3) for number in range(8)]
    expected = [extractor(text).mentions for text in texts]
    wrong: list[Any] = []

    def work(seed: int) -> None:
        order = list(range(len(texts)))
        random.Random(seed).shuffle(order)
        found = extractor.pipe([texts[index] for index in order], batch_size=1 + seed)
        for index, document in zip(order, found, strict=True):
            if [(m.type, m.trigger) for m in document.mentions] != [(m.type, m.trigger) for m in expected[index]]:
                wrong.append((seed, index))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_callback_that_raises_stops_the_stream(extractor: Extractor) -> None:
    def refuse(failure: RecordError) -> None:
        raise LookupError(f"position {failure.position}")

    with pytest.raises(LookupError, match="position 2"):
        list(extractor.pipe([TEXT, TEXT, None, TEXT], batch_size=2, on_error=refuse))  # type: ignore[list-item]
    assert extractor(TEXT).text == TEXT
