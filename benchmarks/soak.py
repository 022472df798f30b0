"""Memory over a long stream: python benchmarks/soak.py [--documents N] [--model FOLDER] [--workers N].

Pipes generated documents, no two alike, through a model and prints the resident memory (RSS, with that of the workers)
now and then. The verdict compares the second half of the run with itself: a straight line is fitted to it by least
squares, and memory counts as growing where that line rises by more than 5% over the half.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from machine import circumstances

import eventx

SYLLABLES = "ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo za ze zo".split()
VERBS = "met condemned sanctioned visited phoned accused praised warned expelled urged".split()
OFFICES = "President Minister Ambassador Envoy General Senator Governor Spokeswoman".split()
COUNTRIES = "France Chile Kenya Japan Norway Peru Ghana India Spain Egypt Canada Poland".split()
GROWTH = 0.05


def documents(count: int, *, longest: int = 4, seed: int = 0) -> Iterator[dict[str, str]]:
    """Reports of up to `longest` sentences with names that no cache has seen before, and a long one now and then."""
    rng = random.Random(seed)

    def name() -> str:
        return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).title()

    def sentence() -> str:
        return (
            f"{rng.choice(OFFICES)} {name()} {name()} of {rng.choice(COUNTRIES)} {rng.choice(VERBS)} {name()} in "
            f"{name()} on {rng.randint(1, 28)} May {rng.randint(1950, 2025)} over {rng.randint(2, 10**6)} "
            f"{name().lower()}."
        )

    for number in range(count):
        length = 400 if number % 2000 == 1999 else rng.randint(1, longest)
        yield {"id": str(number), "text": " ".join(sentence() for _ in range(length)), "date": "2024-03-23"}


def resident(pids: list[int]) -> float:
    """RSS of processes in MiB, by Linux's /proc."""
    total = 0
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except FileNotFoundError:
            continue
        total += int(status.partition("VmRSS:")[2].split()[0]) if "VmRSS:" in status else 0
    return total / 1024


def family() -> list[int]:
    """This process and its children."""
    own = Path("/proc/self").resolve().name
    children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    return [int(own), *map(int, children)]


def growth(samples: list[float]) -> float:
    """Share by which the least-squares line over the second half of the samples rises."""
    half = np.array(samples[len(samples) // 2 :])
    slope, start = np.polyfit(np.arange(len(half)), half, 1)
    return float(slope * (len(half) - 1) / start)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--model", help="folder (default: the bundled model)")
    parser.add_argument("--backend")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--samples", type=int, default=40, help="measurements of memory")
    arguments = parser.parse_args()
    print("\n".join(circumstances()))
    extractor = eventx.load(arguments.model, backend=arguments.backend)
    print(f"model: {extractor!r}, backend {extractor.backend}, {arguments.documents:,} documents")
    every = max(1, arguments.documents // arguments.samples)
    samples: list[float] = []
    start = time.perf_counter()
    mentions = 0
    stream = extractor.pipe(documents(arguments.documents), workers=arguments.workers)
    for number, document in enumerate(stream, 1):
        mentions += len(document.mentions)
        len(document.to_json())
        if number % every == 0:
            samples.append(resident(family()))
            seconds = time.perf_counter() - start
            print(f"{number:>9,} documents  {samples[-1]:8.1f} MiB  {number / seconds:8.1f} documents/s", flush=True)
    rise = growth(samples)
    verdict = "growing" if rise > GROWTH else "flat"
    print(f"{mentions:,} mentions; highest {max(samples):.1f} MiB; second half {rise:+.1%}: {verdict}")
    return int(verdict == "growing")


if __name__ == "__main__":
    sys.exit(main())
