"""What a call costs, so that a test can bound it on any machine, whatever else runs there.

Seconds say little on a slow or busy machine. Here CPU time of this process counts, in units of a fixed piece of work
that is timed right before; and a bound holds if one of several tries keeps it, since noise only ever adds.
"""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable

TEXT = "Oslo met Bern on Monday, 18 March 2024, and sent 3 tonnes. " * 40
WORDS = re.compile(r"(?:[a-z]+|\d+)(?=[ ,.])", flags=re.IGNORECASE)


def cpu(call: Callable[[], object]) -> float:
    """CPU seconds of one call, without the garbage collector, which would walk what other tests left behind."""
    gc.disable()
    start = time.process_time()
    try:
        call()
        return time.process_time() - start
    finally:
        gc.enable()


def unit() -> float:
    """CPU seconds of the fixed piece of work: about 10 ms on a machine of 2024."""
    return cpu(lambda: [WORDS.sub(lambda match: match[0].title(), TEXT) for _ in range(30)])


def within(call: Callable[[], object], units: float, *, tries: int = 5) -> bool:
    """Whether a call costs less than some units in one of its tries."""
    return any(cpu(call) < units * unit() for _ in range(tries))


def grows_less_than(factor: float, call: Callable[[int], object], small: int, large: int, *, tries: int = 5) -> bool:
    """Whether `call(large)` costs less than `factor` times `call(small)`, by the least of up to `tries` tries each."""
    call(small)  # fills caches
    few = many = float("inf")
    for _ in range(tries):
        few, many = min(few, cpu(lambda: call(small))), min(many, cpu(lambda: call(large)))
        if many < factor * few:
            return True
    return False
