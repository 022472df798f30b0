"""Windows: the only path from a text of any length to the model, and back to exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from eventx.model.sentences import sentence_starts, word_offsets

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BALANCED = 8  # most windows of a text that are made of even size; with more, the last one hardly matters
_CHUNK = 100_000  # characters tokenised at once, which bounds the memory of one call
_SURROGATE = re.compile("[\ud800-\udfff]")
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """A run of sentences that fits the model.

    Attributes:
        document: Index of the document in the batch it came from.
        ids: Token ids with the special tokens around them, shape (tokens,).
        first: For each word the index of its first token in `ids`, shape (words,).
        words: Start and end offsets of each word in the document's text, shape (words, 2).
        sentences: Sentence number of each word in the document, shape (words,).
        owned: First and last-plus-one word whose triggers this window decides; the rest is context.
    """

    document: int
    ids: Ints
    first: Ints
    words: Ints
    sentences: Ints
    owned: tuple[int, int]


class Windower:
    """Cuts texts into windows.

    Args:
        tokenizer: A fast tokenizer; only ids and offsets are used, so any Hugging Face tokenizer will do.
        prefix: Special token ids before each window.
        suffix: Special token ids after each window.
        size: Most tokens in a window, special tokens included.
        overlap: Tokens that neighbouring windows share, as whole sentences where they fit.
    """

    def __init__(
        self, tokenizer: Tokenizer, *, prefix: Sequence[int], suffix: Sequence[int], size: int, overlap: int
    ) -> None:
        self.tokenizer = tokenizer
        self.prefix, self.suffix = np.array(prefix, dtype=np.int64), np.array(suffix, dtype=np.int64)
        self.size, self.overlap = size, overlap

    def __call__(self, text: str, *, document: int = 0, begin: int = 0) -> list[Window]:
        """Windows over `text[begin:]`; every word is owned by exactly one of them."""
        words = word_offsets(text[begin:]) + begin
        if not len(words):
            return []
        ids, token_ends = self._tokens(text, begin)
        if not len(ids):
            return []
        first = np.searchsorted(token_ends, words[:, 0], side="right")
        first = np.minimum(first, len(ids) - 1)
        starts = np.array(sentence_starts(text[begin:]), dtype=np.int64) + begin
        sentences = np.searchsorted(starts, words[:, 0], side="right") - 1
        spans = self._balanced(first, len(ids), sentences)
        return [self._window(document, ids, first, words, sentences, spans, position) for position in range(len(spans))]

    def _tokens(self, text: str, begin: int) -> tuple[Ints, Ints]:
        clean = text[begin:]
        try:
            clean.encode()
        except UnicodeEncodeError:
            # Rust strings cannot hold lone surrogates; one replacement character keeps every offset.
            clean = _SURROGATE.sub("\ufffd", clean)
        ids: list[Ints] = []
        ends: list[Ints] = []
        for low, high in _chunks(clean):
            encoding = self.tokenizer.encode(clean[low:high], add_special_tokens=False)
            ids.append(np.array(encoding.ids, dtype=np.int64))
            offsets = encoding.offsets
            ends.append(np.fromiter(map(itemgetter(1), offsets), dtype=np.int64, count=len(offsets)) + (low + begin))
        return np.concatenate(ids), np.maximum.accumulate(np.concatenate(ends))

    def _balanced(self, first: Ints, n_tokens: int, sentences: Ints) -> list[tuple[int, int]]:
        """As few word ranges as fit; a few of them in even sizes, since threads wait for the largest."""
        budget = self.size - len(self.prefix) - len(self.suffix)
        ranges = list(self._ranges(first, n_tokens, sentences, budget))
        count = len(ranges)
        if not 1 < count <= BALANCED:
            return ranges
        even = (n_tokens + (count - 1) * self.overlap) / count
        for slack in (1.05, 1.1, 1.2, 1.3):  # windows end at sentences, so even shares alone seldom suffice
            wanted = int(even * slack)
            if wanted >= budget:
                break
            smaller = list(self._ranges(first, n_tokens, sentences, wanted))
            if len(smaller) == count:
                return smaller
        return ranges

    def _ranges(self, first: Ints, n_tokens: int, sentences: Ints, budget: int) -> Iterator[tuple[int, int]]:
        """Word ranges of the windows, each at most `budget` tokens, next ones starting `overlap` tokens earlier."""
        bounds = np.append(first, n_tokens)
        breaks = np.flatnonzero(np.diff(sentences, prepend=-1))
        n_words, start = len(first), 0
        while True:
            limit = int(np.searchsorted(bounds, bounds[start] + budget, side="right")) - 1
            if limit >= n_words:
                yield start, n_words
                return
            stop = int(breaks[np.searchsorted(breaks, limit, side="right") - 1])
            if stop <= start:
                stop = max(limit, start + 1)
            yield start, stop
            if stop == n_words:
                # The last word alone is longer than a window.
                return
            back = int(np.searchsorted(bounds, bounds[stop] - self.overlap, side="left"))
            following = int(breaks[min(int(np.searchsorted(breaks, back, side="left")), len(breaks) - 1)])
            if not start < following <= stop:
                following = max(back, start + 1)
            start = min(following, stop)

    def _window(
        self,
        document: int,
        ids: Ints,
        first: Ints,
        words: Ints,
        sentences: Ints,
        spans: list[tuple[int, int]],
        position: int,
    ) -> Window:
        low, high = spans[position]
        token_low = int(first[low])
        token_high = int(first[high]) if high < len(first) else len(ids)
        token_high = max(token_high, token_low + 1)
        # The shared words of two windows are split between them in the middle, at a sentence if there is one.
        own_low = low if position == 0 else _middle(sentences, low, spans[position - 1][1])
        own_high = high if position == len(spans) - 1 else _middle(sentences, spans[position + 1][0], high)
        return Window(
            document=document,
            ids=np.concatenate([self.prefix, ids[token_low:token_high], self.suffix]),
            first=first[low:high] - token_low + len(self.prefix),
            words=words[low:high],
            sentences=sentences[low:high],
            owned=(own_low - low, own_high - low),
        )


def _middle(sentences: Ints, low: int, high: int) -> int:
    middle = (low + high) // 2
    while middle > low and sentences[middle - 1] == sentences[middle if middle < len(sentences) else -1]:
        middle -= 1
    return middle if middle > low else (low + high) // 2


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Cut a very long text at whitespace, so that no word is split."""
    low = 0
    while low < len(text):
        high = min(low + _CHUNK, len(text))
        if high < len(text):
            cut = max(text.rfind(" ", low, high), text.rfind("\n", low, high))
            high = cut if cut > low else high
        yield low, high
        low = high
