"""Words to codes: tokens, the name lexicon and its offline data files.

All matching is on folded tokens (case and accents removed) with the original shape kept, so that ``US`` is a
country and ``us`` is not. The data files and their sources are described in ``data/README.md``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

_TOKEN = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W_\u0300-\u036f][^\W_]*(?:[\u0300-\u036f]+[^\W_]*)*")
_SPECIAL = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_BREAKS = {code: " " for code in range(128) if not chr(code).isalnum()}
LOWER, CAPITALISED, UPPER = 0, 1, 2


class Token(NamedTuple):
    """One folded word of a text with its place and shape.

    Attributes:
        word: Folded form, no dots, accents or capitals.
        start: Code-point offset of the first character.
        end: Code-point offset after the last character.
        shape: ``LOWER``, ``CAPITALISED`` or ``UPPER``.
    """

    word: str
    start: int
    end: int
    shape: int


def fold(word: str) -> str:
    """Return ``word`` without case, accents and dots."""
    word = word.lower() if word.isascii() else _fold_unicode(word)
    return word.replace(".", "")


def _fold_unicode(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_SPECIAL))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _read_word(raw: str) -> tuple[str, int]:
    """Folded form and shape of a word as it stands in the text."""
    shape = LOWER if not raw[0].isupper() else UPPER if len(raw) > 1 and raw.isupper() else CAPITALISED
    return fold(raw), shape


_known_word = lru_cache(maxsize=1 << 14)(_read_word)


def tokenize(text: str) -> list[Token]:
    """Split ``text`` into folded tokens; hyphens and apostrophes separate, dotted initials stay together."""
    tokens = []
    make = tuple.__new__  # half the time of Token(...), which counts for every word of every text
    for match in _TOKEN.finditer(text):
        raw = match[0]
        # Overlong "words" are rarely met twice and would fill the memory of the cache.
        word, shape = _known_word(raw) if len(raw) < 32 else _read_word(raw)
        start, end = match.span()
        tokens.append(make(Token, (word, start, end, shape)))
    return tokens


def folded_words(name: str) -> list[str]:
    """Return the words of :func:`tokenize` alone; many times faster where the name is plain ASCII."""
    if name.isascii():
        if name.replace(" ", "").isalnum():
            return name.lower().split()
        if "." not in name:
            return name.lower().translate(_BREAKS).split()
    return [token.word for token in tokenize(name)]


class Entry(NamedTuple):
    """What one name stands for.

    Attributes:
        country: ISO 3166-1 alpha-3 code, ``IGO:...``, ``NGO``, or None when it has no single country.
        sector: Codebook sector, or None where the name alone decides none (a place).
        kind: ``country``, ``demonym``, ``capital``, ``organization``, ``person``, ``region``.
        shape: Least shape that the first token must have in text.
        first: First year in which the entry holds (people only; 0 = always).
        last: Last year in which the entry holds (9999 = open).
        name: The name as the data file writes it.
    """

    country: str | None
    sector: str | None
    kind: str
    shape: int
    first: int = 0
    last: int = 9999
    name: str = ""


class Match(NamedTuple):
    """A lexicon name found in a token list: token range ``[begin, stop)`` and its entries."""

    begin: int
    stop: int
    entries: tuple[Entry, ...]

    @property
    def kind(self) -> str:
        """Kind of the first entry."""
        return self.entries[0].kind


def read_rows(name: str) -> Iterator[list[str]]:
    """Yield the tab-separated rows of a packaged data file, comments left out.

    Args:
        name: File name under ``eventx/resolve/data``.
    """
    text = resources.files("eventx").joinpath("resolve", "data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


class Lexicon:
    """Longest-match dictionary from folded phrases to entries; built once by :func:`lexicon`."""

    def __init__(self) -> None:
        self.phrases: dict[str, tuple[Entry, ...]] = {}
        self.families: dict[str, list[Entry]] = {}
        self._widths: dict[str, tuple[int, ...]] = {}  # first word of phrases to their lengths in words, longest first
        self._load()

    def _add(
        self, name: str, country: str | None, sector: str | None, kind: str, first: int = 0, last: int = 9999
    ) -> tuple[Entry, list[str]]:
        words = folded_words(name)
        if len(words) == 1:
            letters = name.replace(".", "")
            shape = UPPER if len(letters) > 1 and letters.isupper() else CAPITALISED
        else:
            shape = LOWER if name[0].islower() else CAPITALISED
        entry = Entry(country, sector, kind, shape, first, last, name)
        key = " ".join(words)
        old = self.phrases.get(key)
        if old is None:
            self.phrases[key] = (entry,)
            known = self._widths.get(words[0], ())
            if len(words) not in known:
                self._widths[words[0]] = tuple(sorted((*known, len(words)), reverse=True))
        elif kind == "person" and old[0].kind == "person":
            self.phrases[key] = (*old, entry)
        return entry, words

    def _load(self) -> None:
        for code, names, demonyms, seats in read_rows("countries.tsv"):
            for kind, field in (("country", names), ("demonym", demonyms), ("capital", seats)):
                for name in filter(None, field.split("|")):
                    self._add(name, code, "GOV", kind)
        for code, sector, names in read_rows("organizations.tsv"):
            for name in names.split("|"):
                self._add(name, None if code == "?" else code, sector, "organization")
        for code, sector, first, last, family_first, _, names in read_rows("leaders.tsv"):
            country = None if code == "?" else code
            years = int(first), int(last or 9999)
            for name in names.split("|"):
                entry, words = self._add(name, country, sector, "person", *years)
                family = words[0] if family_first else _family_name(words)
                self.families.setdefault(family, []).append(entry)
        for code, names in read_rows("regions.tsv"):
            for name in names.split("|"):
                self._add(name, None if code == "?" else code, "GOV", "region")

    def find(self, tokens: Sequence[Token]) -> list[Match]:
        """Find the lexicon names in ``tokens``, longest first from the left, without overlap."""
        matches = []
        phrases, known = self.phrases, self._widths
        words = [token[0] for token in tokens]
        free = 0  # tokens before it belong to the last match
        for i, word in enumerate(words):
            widths = known.get(word)
            if widths is None or i < free:
                continue
            for width in widths:
                entries = phrases.get(word if width == 1 else " ".join(words[i : i + width]))
                if entries and tokens[i].shape >= entries[0].shape and i + width <= len(words):
                    free = i + width
                    matches.append(Match(i, free, entries))
                    break
        return matches


_SUFFIXES = frozenset(
    {
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiv",
        "xvi",
        "xxiii",
    }
)


def _family_name(words: Sequence[str]) -> str:
    for word in reversed(words):
        if word not in _SUFFIXES:
            return word
    return words[-1]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the process-wide lexicon, read on first use (about 50 ms)."""
    return Lexicon()


def in_year(entries: Sequence[Entry], year: int | None) -> Entry:
    """Choose among the dated entries of one name.

    Args:
        entries: At least one entry.
        year: Year of the document; None takes the most recent entry.

    Returns:
        The entry in force in ``year``, else the one nearest to it.
    """
    if len(entries) == 1:
        return entries[0]
    if year is None:
        return max(entries, key=lambda e: (e.last, e.first))
    # In a year of change the newer office is the one that the news is about only if it began before the year.
    return min(entries, key=lambda e: (max(e.first - year, year - e.last, 0), e.first == year, -e.first))
