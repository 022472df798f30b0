"""How far a long run has got: one line that renews itself on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

RENEWED, PLAIN = 0.5, 30.0  # seconds between two lines on a terminal, and elsewhere


class Progress:
    """Counts and says what a run does.

    Args:
        quiet: Say only what went wrong.
        stream: Where to; standard error if None.
        plain: Seconds between lines where `stream` is no terminal.
    """

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None, plain: float = PLAIN) -> None:
        self.stream = stream if stream is not None else sys.stderr
        self.quiet = quiet
        self.terminal = self.stream.isatty()
        self.documents = self.words = self.mentions = 0
        self._every = RENEWED if self.terminal else plain
        self._start = self._last = time.monotonic()
        self._first: tuple[float, float] | None = None
        self._shown = False

    def update(self, documents: int, words: int, mentions: int, share: float | None) -> None:
        """Count what was done since the last call; `share` of the input, 0 to 1, has been read."""
        self.documents += documents
        self.words += words
        self.mentions += mentions
        now = time.monotonic()
        if self._first is None and share is not None:
            # What came before, an interrupted run or the loading of the model, is no measure of the speed.
            self._first = now, share
        if not self.quiet and now - self._last >= self._every:
            self._last = now
            self._line(self._state(now, share))

    def note(self, message: str) -> None:
        """A line that stays."""
        self._clear()
        self.stream.write(f"eventx: {message}\n")
        self.stream.flush()

    def summary(self, message: str) -> None:
        """The last line: totals and rates of this run, and `message`."""
        self._clear()
        if not self.quiet:
            seconds = time.monotonic() - self._start
            rates = f"{self._rates(seconds)} in {duration(seconds)}" if self.documents else ""
            counts = f"{self.documents:,} documents, {self.words:,} words, {self.mentions:,} mentions"
            self.stream.write(f"eventx: {', '.join(filter(None, [counts, message, rates]))}\n")

    def _state(self, now: float, share: float | None) -> str:
        seconds = now - self._start
        parts = [f"{self.documents:,} documents", self._rates(seconds)]
        if share is not None:
            parts.append(f"{share:.0%}")
            begun, first = self._first or (now, share)
            if share > first:
                parts.append(f"{duration((now - begun) * (1 - share) / (share - first))} left")
        return ", ".join(parts)

    def _rates(self, seconds: float) -> str:
        seconds = max(seconds, 1e-9)
        return f"{self.documents / seconds:,.1f} documents/s, {self.words / seconds:,.0f} words/s"

    def _line(self, text: str) -> None:
        if self.terminal:
            self.stream.write(f"\r\x1b[2Keventx: {text}")
            self._shown = True
        else:
            self.stream.write(f"eventx: {text}\n")
        self.stream.flush()

    def _clear(self) -> None:
        if self._shown:
            self.stream.write("\r\x1b[2K")
            self._shown = False


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, as 1:02:03 or 2:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
