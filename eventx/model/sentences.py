"""Words and sentences of a text, by offsets; both are cheap, exact and need no model."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w{1,64}|[^\w\s]")
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "sgt",
        "capt",
        "maj",
        "adm",
        "gov",
        "sen",
        "rep",
        "rev",
        "hon",
        "st",
        "mt",
        "ft",
        "no",
        "vs",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "corp",
        "u.s",
        "u.k",
        "u.n",
        "e.g",
        "i.e",
        "etc",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "a.m",
        "p.m",
        "art",
        "sec",
        "para",
        "cf",
        "approx",
        "est",
        "dept",
    ]
)
_END = re.compile(r"""([.!?…]['"”’)\]]*)(\s+)|(\n+)""")

Offsets = NDArray[np.int64]


def word_offsets(text: str) -> Offsets:
    """Start and end of each word or punctuation mark, shape (words, 2); words are cut at 64 characters."""
    pairs = [match.span() for match in _WORD.finditer(text)]
    return np.fromiter(chain.from_iterable(pairs), dtype=np.int64, count=2 * len(pairs)).reshape(-1, 2)


@lru_cache(maxsize=4096)
def _is_abbreviation(word: str) -> bool:
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(\w\.)+\w", word) is not None


def sentence_starts(text: str) -> list[int]:
    """Offsets where sentences begin, 0 first: after a full stop before a capital, digit or quote, or at a newline."""
    starts = [0]
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text):
            break
        if match.group(3) is None:
            following = text[end]
            if following.islower():
                continue
            if match.group(1) == ".":
                before = text[max(0, match.start() - 20) : match.start()].rsplit(None, 1)
                word = before[-1].lstrip("\"'“‘([").lower() if before else ""
                if _is_abbreviation(word):
                    continue
        if end > starts[-1]:
            starts.append(end)
    return starts
