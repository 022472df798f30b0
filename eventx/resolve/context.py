"""What the rest of the document says about an actor: learned acronyms, earlier full names, salient countries."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from eventx.resolve.lexicon import CAPITALISED, Entry, Match, Token, in_year, lexicon, tokenize
from eventx.resolve.phrase import Phrase, analyse, own_country
from eventx.resolve.roles import sector_of

_KIND_WEIGHT = {"country": 1.0, "demonym": 1.1, "capital": 0.8, "organization": 0.8, "person": 0.9, "region": 0.8}
_TAU = 14.0
_AFTER_COST = 2.2
_GLOBAL = 0.12
_REACH = 500  # tokens before and after a description that count for it; a long document tells of many things
_GLUE = frozenset(["of", "the", "for", "and", "s", "to"])
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)")
_SENTENCE = re.compile(r"[.!?]\s|\n")


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The lexicon names of a document that have a country, in text order, as columns.

    Attributes:
        starts: Offset of each token of the document.
        at: Token where each name begins.
        weight: Weight of its kind.
        bodies: Whether it is an international or non-governmental organisation.
        sectors: Its sector, "" for none.
        codes: Its country as an index into `names`.
        names: Countries in the order of their first mention.
        entries: The entries.
    """

    starts: list[int]
    at: NDArray[np.int64]
    weight: NDArray[np.float64]
    bodies: NDArray[np.bool_]
    sectors: NDArray[np.str_]
    codes: NDArray[np.int64]
    names: dict[str, int]
    entries: list[Entry]


class DocumentContext:
    """Evidence gathered once per document; every part is computed on first use.

    Args:
        text: The document.
        year: Its year, or None.
        spans: Texts of its argument spans, which often hold the full form of a name used later in short.
    """

    def __init__(self, text: str, year: int | None, spans: Sequence[str] = ()) -> None:
        self.text, self.year = text, year
        self._spans = spans
        self._named: dict[str, tuple[Phrase, str] | None] = {}
        self._seen: dict[re.Pattern[str], bool] = {}

    @cached_property
    def tokens(self) -> list[Token]:
        """Tokens of the document."""
        return tokenize(self.text)

    @cached_property
    def matches(self) -> list[Match]:
        """Lexicon names in the document."""
        return lexicon().find(self.tokens)

    @cached_property
    def countries(self) -> dict[str, int]:
        """Number of mentions of each country, by its names, adjectives, seats and regions."""
        counts: dict[str, int] = {}
        for match in self.matches:
            entry = match.entries[0]
            if entry.kind in ("country", "demonym", "capital", "region") and entry.country is not None:
                counts[entry.country] = counts.get(entry.country, 0) + 1
        return counts

    def contains(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern occurs in the text."""
        found = self._seen.get(pattern)
        if found is None:
            found = self._seen[pattern] = pattern.search(self.text) is not None
        return found

    def named_before(self, word: str) -> tuple[Phrase, str] | None:
        """Fuller description of a name that the document or its spans give.

        Args:
            word: Folded family name or acronym.

        Returns:
            The analysed description and where it stands ("span", "document" or "apposition"), or None.
        """
        if word not in self._named:
            self._named[word] = self._described(word)
        return self._named[word]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for i, token in enumerate(self.tokens):
            if token.shape >= CAPITALISED:
                places.setdefault(token.word, []).append(i)
        return places

    @cached_property
    def _span_words(self) -> dict[str, list[Phrase]]:
        """Spans that end in a word, longest first."""
        phrases: dict[str, list[Phrase]] = {}
        for span in sorted(set(self._spans), key=len, reverse=True):
            phrase = analyse(span)
            if len(phrase.tokens) > 1 and phrase.tokens[-1].shape >= CAPITALISED:
                phrases.setdefault(phrase.tokens[-1].word, []).append(phrase)
        return phrases

    def _described(self, word: str) -> tuple[Phrase, str] | None:
        for phrase in self._span_words.get(word, ()):
            if own_country(phrase, self.year) is not None:
                return phrase, "span"
        tokens = self.tokens
        found = None
        for i in self._by_word.get(word, ()):
            begin = i
            while begin > 0 and i - begin < 12 and self._joined(begin - 1, begin):
                begin -= 1
            while begin < i and tokens[begin].word in _GLUE:
                begin += 1
            end = tokens[i].end
            described = analyse(self.text[tokens[begin].start : end])
            if described.strong and begin < i:
                return described, "document"
            apposition = self._apposition(i)
            if apposition is not None:
                return apposition, "apposition"
            if described.roles and found is None:
                found = described, "document"
        return found

    def _joined(self, left: int, right: int) -> bool:
        gap = self.text[self.tokens[left].end : self.tokens[right].start]
        if gap.strip(" .\"'’“”()-–") or "\n" in gap or (". " in gap and len(self.tokens[left].word) > 3):
            return False
        token = self.tokens[left]
        return token.shape >= CAPITALISED or token.word in _GLUE or sector_of(token.word) is not None

    def _apposition(self, i: int) -> Phrase | None:
        tail = self.text[self.tokens[i].end : self.tokens[i].end + 90]
        if not tail.startswith(", "):
            return None
        clause = re.split(r"[,.;\n]", tail[2:], maxsplit=1)[0]
        words = clause.split()
        if not words or (words[0].lower() not in ("the", "a", "an") and not words[0][0].isupper()):
            return None
        phrase = analyse(" ".join(words[:10]))
        return phrase if phrase.roles and phrase.strong else None

    def salient(self, start: int, prefer: str | None = None, exclude: str | None = None) -> Entry | None:
        """Entry of the country or organisation that a description at ``start`` most likely belongs to.

        Args:
            start: Code-point offset of the description.
            prefer: Sector or ``"IGO"`` whose organisations count double.
            exclude: A country that it cannot be ("its counterpart").

        Returns:
            The best entry, or None when the document names none.
        """
        evidence: _Evidence = self._evidence
        here = bisect_left(evidence.starts, start)
        low, high = np.searchsorted(evidence.at, (here - _REACH, here + _REACH)).tolist()
        if low == high:
            return None
        part = slice(low, high)
        distance = (here - evidence.at[part]).astype(np.float64)
        distance = np.where(distance > 0, distance, _AFTER_COST * -distance + 4)
        weight = evidence.weight[part] * (np.exp(-distance / _TAU) + _GLOBAL)
        bodies = evidence.bodies[part]
        if prefer == "IGO":
            weight *= np.where(bodies, 2.0, 0.3)
        else:
            weight[bodies] *= 0.2
            if prefer is not None and prefer != "GOV":
                weight[~bodies & (evidence.sectors[part] == prefer)] *= 2.0
        codes = evidence.codes[part]
        if exclude in evidence.names:
            weight[codes == evidence.names[exclude]] *= 0.1
        winner = int(np.bincount(codes, weight).argmax())
        best: Entry = evidence.entries[low + int(np.where(codes == winner, weight, -1.0).argmax())]
        return best

    @cached_property
    def _evidence(self) -> _Evidence:
        kept = [(match.begin, in_year(match.entries, self.year)) for match in self.matches]
        kept = [(at, entry) for at, entry in kept if entry.country is not None]
        names: dict[str, int] = {}
        codes = [names.setdefault(str(entry.country), len(names)) for _, entry in kept]
        return _Evidence(
            starts=[token.start for token in self.tokens],
            at=np.array([at for at, _ in kept], dtype=np.int64),
            weight=np.array([_KIND_WEIGHT[entry.kind] for _, entry in kept]),
            bodies=np.array([str(entry.country).startswith(("IGO", "NGO")) for _, entry in kept], dtype=bool),
            sectors=np.array([entry.sector or "" for _, entry in kept], dtype="U4"),
            codes=np.array(codes, dtype=np.int64),
            names=names,
            entries=[entry for _, entry in kept],
        )

    def acronym(self, word: str) -> Phrase | None:
        """Long form given in the text as "Long Form (LF)", analysed."""
        place = self._acronyms.get(word)
        if place is None:
            return None
        words = _SENTENCE.split(self.text[max(place - 90, 0) : place])[-1].split()
        keep = len(words)
        while keep > 0 and (words[keep - 1][0].isupper() or words[keep - 1].lower() in _GLUE):
            keep -= 1
        return analyse(" ".join(words[keep:])) if keep < len(words) else None

    @cached_property
    def _acronyms(self) -> dict[str, int]:
        """Folded acronyms in brackets with the offset of the first bracket."""
        places: dict[str, int] = {}
        if "(" in self.text:
            for match in _ACRONYM.finditer(self.text):
                places.setdefault(match[1].lower(), match.start())
        return places
