"""Words to codes: tokens, the name lexicon and its offline data files.

All matching is on folded tokens (case and accents removed) with the original shape kept, so that ``US`` is a
country and ``us`` is not. The data files and their sources are described in ``data/README.md``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

_TOKEN = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W_\u0300-\u036f][^\W_]*(?:[\u0300-\u036f]+[^\W_]*)*")
_SPECIAL = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
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


def tokenize(text: str) -> list[Token]:
    """Split ``text`` into folded tokens; hyphens and apostrophes separate, dotted initials stay together."""
    tokens = []
    for match in _TOKEN.finditer(text):
        raw = match.group()
        shape = LOWER if not raw[0].isupper() else UPPER if len(raw) > 1 and raw.isupper() else CAPITALISED
        tokens.append(Token(fold(raw), match.start(), match.end(), shape))
    return tokens


@dataclass(frozen=True, slots=True)
class Entry:
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
        self._longest: dict[str, int] = {}
        self._load()

    def _add(
        self, name: str, country: str | None, sector: str | None, kind: str, first: int = 0, last: int = 9999
    ) -> Entry:
        tokens = tokenize(name)
        acronym = len(tokens) == 1 and name.replace(".", "").isupper() and len(name.replace(".", "")) > 1
        shape = UPPER if acronym else LOWER if name[0].islower() and len(tokens) > 1 else CAPITALISED
        entry = Entry(country, sector, kind, shape, first, last, name)
        words = [t.word for t in tokens]
        key = " ".join(words)
        old = self.phrases.get(key, ())
        if not old:
            self.phrases[key] = (entry,)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))
        elif kind == "person" and old[0].kind == "person":
            self.phrases[key] = (*old, entry)
        return entry

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
                entry = self._add(name, country, sector, "person", *years)
                words = [t.word for t in tokenize(name)]
                family = words[0] if family_first else _family_name(words)
                self.families.setdefault(family, []).append(entry)
        for code, names in read_rows("regions.tsv"):
            for name in names.split("|"):
                self._add(name, None if code == "?" else code, "GOV", "region")

    def find(self, tokens: Sequence[Token]) -> list[Match]:
        """Find the lexicon names in ``tokens``, longest first from the left, without overlap."""
        matches = []
        phrases, longest = self.phrases, self._longest
        i, n = 0, len(tokens)
        while i < n:
            word, _, _, shape = tokens[i]
            for width in range(min(longest.get(word, 0), n - i), 0, -1):
                key = word if width == 1 else " ".join([t.word for t in tokens[i : i + width]])
                entries = phrases.get(key)
                if entries and shape >= entries[0].shape:
                    matches.append(Match(i, i + width, entries))
                    i += width
                    break
            else:
                i += 1
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
    names = [w for w in words if w not in _SUFFIXES]
    return (names or list(words))[-1]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the process-wide lexicon, read on first use (about 0.1 s)."""
    return Lexicon()


def in_year(entries: Sequence[Entry], year: int | None) -> Entry:
    """Choose among the dated entries of one name.

    Args:
        entries: At least one entry.
        year: Year of the document; None takes the most recent entry.

    Returns:
        The entry in force in ``year``, else the one nearest to it.
    """
    if year is None or len(entries) == 1:
        return max(entries, key=lambda e: (e.last, e.first)) if year is None else entries[0]
    # In a year of change the newer office is the one that the news is about only if it began before the year.
    return min(entries, key=lambda e: (max(e.first - year, year - e.last, 0), e.first == year, -e.first))
