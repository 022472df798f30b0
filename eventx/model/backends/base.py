"""What every backend offers, and the loop over windows that the CPU backends share."""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from eventx.model.decoding import Decoder, Floats, Ints, RawMention
from eventx.model.settings import Settings
from eventx.model.windows import Window

# (trigger, span) pairs scored at once: bounds memory whatever the text, and keeps their states near the cache.
PAIRS = 4096
NEVER = np.float32(-20)  # logit of what cannot be
AHEAD = 4  # windows under way for each thread in a stream: enough to be busy while the caller resolves a document
# Edges, in words, of the buckets of the distance from a trigger to a span; as in `eventx.model.network`.
DISTANCES = np.array([-64, -32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32, 64], dtype=np.int64)


class Runtime(Protocol):
    """Turns windows into raw mentions; safe to call from several threads.

    Attributes:
        name: The backend, such as "torch", "numpy" or "onnx".
        device: Where it runs.
        precision: "fp32", or "int8" where weights are quantised, so that results may differ a little.
        link_bias: Bias of the model's coreference score.
    """

    name: str
    precision: str
    link_bias: float

    @property
    def device(self) -> object:
        """Where it runs; its string is a torch device's."""
        ...

    def __call__(self, windows: Sequence[Window]) -> list[list[RawMention]]:
        """Raw mentions of each window, in the order given."""
        ...


@dataclass(slots=True)
class States:
    """What one pass over a window gives, for W words, K types and hidden size H.

    Attributes:
        words: (W, H).
        triggers: Logits (W, K).
        inside: Logits that a word continues the trigger before it (W,).
        spans: Logits (W, W) of the span from one word to another.
    """

    words: Floats
    triggers: Floats
    inside: Floats
    spans: Floats


class Scores(NamedTuple):
    """Logits for N triggers and S spans of one window, in the order in which `Decoder.mentions` takes them.

    Attributes:
        roles: (N, S, roles); a backend's `score` gives those of the spans in `near` alone, (N, k, roles).
        statuses: (N, statuses).
        contexts: (N, contexts).
        links: Coreference vectors (N, 64).
        sectors: (S, sectors).
        countries: (S, countries).
    """

    roles: Floats
    statuses: Floats
    contexts: Floats
    links: Floats
    sectors: Floats
    countries: Floats


class WindowRuntime(ABC):
    """A CPU backend that reads one unpadded window a call, several at once in threads.

    On CPUs this beats batches: nothing is padded, and one window's states stay in the cache. The heavy calls release
    the interpreter's lock, so that one window is decoded while the next is encoded.

    Args:
        decoder: Thresholds.
        link_bias: Bias of the coreference score.
        threads: Windows in work at once; by default the cores this process may use, or OMP_NUM_THREADS if that is less.
    """

    name = "?"
    precision = "fp32"
    device = "cpu"

    def __init__(self, decoder: Decoder, link_bias: float, *, threads: int | None = None) -> None:
        self.decoder, self.link_bias = decoder, link_bias
        self.threads = threads or usable_cores()
        self._lock = threading.Lock()
        self._pool: tuple[int, ThreadPoolExecutor] | None = None

    @abstractmethod
    def encode(self, window: Window) -> States:
        """Read a window."""

    @abstractmethod
    def score(self, words: Floats, triggers: Ints, spans: Ints, near: Ints) -> Scores:
        """Judge triggers, rows of (word, type), and spans, rows of (first word, last word), at least one of each.

        `near` (N, k) says which spans each trigger is judged with, and the role logits are (N, k, roles).
        """

    def __call__(self, windows: Sequence[Window]) -> list[list[RawMention]]:
        """Raw mentions of each window, in the order given."""
        if self.threads == 1 or len(windows) < 2:
            return [self._read(window) for window in windows]
        return list(self._workers().map(self._read, windows))

    def stream(self, windows: Iterable[Window]) -> Iterator[tuple[Window, list[RawMention]]]:
        """Each window with its raw mentions, in the order given, while the threads read the next few.

        So the caller cuts the windows to come and works on those that came in the time in which others are read.

        Args:
            windows: Any stream; at most `AHEAD` windows a thread are taken from it ahead of what was given back.
        """
        if self.threads == 1:
            for window in windows:
                yield window, self._read(window)
            return
        pool = self._workers()
        waiting: deque[tuple[Window, Future[list[RawMention]]]] = deque()
        try:
            for window in windows:
                waiting.append((window, pool.submit(self._read, window)))
                if len(waiting) >= AHEAD * self.threads:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            for _, future in waiting:
                future.cancel()

    def _read(self, window: Window) -> list[RawMention]:
        states = self.encode(window)
        pairs, probabilities = self.decoder.triggers(window, states.triggers)
        if not len(pairs):
            return []
        spans = self.decoder.candidates(states.spans)
        given = spans if len(spans) else np.zeros((1, 2), dtype=np.int64)
        near = self.decoder.nearest(pairs[:, 0], given)
        step = max(1, PAIRS // near.shape[1])
        found: list[RawMention] = []
        for low in range(0, len(pairs), step):
            some = slice(low, low + step)
            scores = self.score(states.words, pairs[some], given, near[some])
            scores = scores._replace(roles=spread(scores.roles, near[some], len(given)))
            found += self.decoder.mentions(window, pairs[some], probabilities[some], spans, states.inside, *scores)
        return found

    def _workers(self) -> ThreadPoolExecutor:
        # Threads do not survive a fork, so a child process makes its own.
        with self._lock:
            if self._pool is None or self._pool[0] != os.getpid():
                self._pool = (os.getpid(), ThreadPoolExecutor(self.threads, thread_name_prefix="eventx"))
            return self._pool[1]


def decoder_of(settings: Settings) -> Decoder:
    """The thresholds of a checkpoint."""
    ontology = settings.ontology
    return Decoder.from_config(
        settings.thresholds,
        settings.temperatures,
        list(ontology.names),
        list(ontology.roles),
        settings.max_spans,
        settings.near_spans,
    )


def distance_buckets(word: Ints, start: Ints, end: Ints) -> Ints:
    """Bucketed distance in words from each trigger to the nearer edge of spans (N, k); see `model.network`.

    `word` is (N,), `start` and `end` are (N, k) or (k,).
    """
    to_start, to_end = start - word[:, None], end - word[:, None]
    buckets: Ints = np.searchsorted(DISTANCES, np.where(to_start > 0, to_start, np.minimum(to_end, 0)))
    return buckets


def spread(roles: Floats, near: Ints, spans: int) -> Floats:
    """Role logits of some spans for each trigger (N, k, roles) among those of all (N, spans, roles)."""
    if near.shape[1] == spans:
        return roles
    table = np.full((len(roles), spans, roles.shape[2]), NEVER, dtype=np.float32)
    np.put_along_axis(table, near[:, :, None], roles, axis=1)
    return table


def usable_cores() -> int:
    """Cores this process may use, or OMP_NUM_THREADS where that is less."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(wanted)) if wanted.isdigit() and int(wanted) > 0 else cores
