"""What every probe of `benchmarks/speed.py` shares: clocks, memory, texts in, JSON out. Standard library only, since
peers run in an environment without eventx.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

START = time.perf_counter()  # probes import this module first, so that their own imports count
WARM = 2  # articles read before the clock starts


def memory(kind: str = "VmHWM") -> float:
    """Resident memory of this process in MB: its peak, or what it holds now ("VmRSS").

    The peak comes from /proc, since getrusage also counts the process that this one was forked from.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith(f"{kind}:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1024)


def cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def words(texts: Sequence[str]) -> int:
    """Words between white space, the unit of every rate."""
    return sum(len(text.split()) for text in texts)


def seconds(call: Callable[[], Any]) -> float:
    """Seconds that a call takes."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def median_seconds(call: Callable[[], Any], times: int) -> float:
    """Median over several calls."""
    return statistics.median(seconds(call) for _ in range(times))


def read_texts(path: str) -> list[str]:
    """Texts of a file of JSON Lines."""
    return [json.loads(line)["text"] for line in Path(path).read_text(encoding="utf-8").splitlines()]


def measure_peer(load: Callable[[], dict[str, Callable[[list[str]], Any]]], note: str = "") -> None:
    """Measure a peer on the texts of `argv[1]`, and write the figures as JSON to `argv[2]`.

    Args:
        load: Imports the peer and builds it; returns what reads a batch of texts, by the name of the way it does so.
            The best way counts; the first one gives the latency of one text. A reader may return the number of words
            that it read, where that is fewer than it was given.
        note: What a reader of the table should know.
    """
    texts = read_texts(sys.argv[1])
    ways = load()
    ready = time.perf_counter() - START
    first, *_ = ways.values()
    first(texts[:WARM])
    single = median_seconds(lambda: first(texts[:1]), 3)
    rates: dict[str, float] = {}
    count = words(texts)
    for way, run in ways.items():
        begin = time.perf_counter()
        found = run(texts)
        count = found if isinstance(found, int) else count
        rates[way] = count / (time.perf_counter() - begin)
    best = max(rates, key=lambda way: rates[way])
    others = [f"{rates[way]:,.0f} words/s {way}" for way in rates if way != best]
    figures = {
        "articles": len(texts),
        "words": count,
        "rate": rates[best],
        "single": single,
        "ready": ready,
        "peak": memory(),
        "note": "; ".join([part for part in (note, best if others else "", *others) if part]),
    }
    finish(sys.argv[2], figures)


def finish(path: str, figures: dict[str, Any]) -> None:
    """Write the figures of a probe; what libraries print cannot get between."""
    Path(path).write_text(json.dumps(figures), encoding="utf-8")
