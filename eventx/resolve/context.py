"""What the rest of the document says about an actor: learned acronyms, earlier full names, salient countries."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from eventx.resolve.lexicon import CAPITALISED, Entry, Match, Token, in_year, lexicon, tokenize
from eventx.resolve.phrase import Phrase, analyse, own_country
from eventx.resolve.roles import find_roles

_KIND_WEIGHT = {"country": 1.0, "demonym": 1.1, "capital": 0.8, "organization": 0.8, "person": 0.9, "region": 0.8}
_TAU = 14.0
_AFTER_COST = 2.2
_GLOBAL = 0.12
_GLUE = frozenset(["of", "the", "for", "and", "s", "to"])
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)")
_SENTENCE = re.compile(r"[.!?]\s|\n")


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
        self._tokens: list[Token] | None = None
        self._matches: list[tuple[int, Match, Entry]] = []
        self._by_word: dict[str, list[int]] = {}
        self._span_words: dict[str, list[Phrase]] | None = None

    @property
    def tokens(self) -> list[Token]:
        """Tokens of the document; fills the match list too."""
        if self._tokens is None:
            self._tokens = tokenize(self.text)
            for i, token in enumerate(self._tokens):
                if token.shape >= CAPITALISED:
                    self._by_word.setdefault(token.word, []).append(i)
            for match in lexicon().find(self._tokens):
                entry = in_year(match.entries, self.year)
                if entry.country is not None:
                    self._matches.append((match.begin, match, entry))
        return self._tokens

    def named_before(self, word: str) -> tuple[Phrase, str] | None:
        """Fuller description of a name that the document or its spans give.

        Args:
            word: Folded family name or acronym.

        Returns:
            The analysed description and its text, or None.
        """
        if self._span_words is None:
            self._span_words = {}
            for span in sorted(set(self._spans), key=len, reverse=True):
                phrase = analyse(span)
                for token in phrase.tokens:
                    if token.shape >= CAPITALISED:
                        self._span_words.setdefault(token.word, []).append(phrase)
        for phrase in self._span_words.get(word, ()):
            if len(phrase.tokens) > 1 and own_country(phrase, self.year) is not None and phrase.tokens[-1].word == word:
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
        return token.shape >= CAPITALISED or token.word in _GLUE or bool(find_roles([token]))

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
        tokens = self.tokens
        if not self._matches:
            return None
        here = _index(tokens, start)
        score: dict[str, float] = {}
        best: dict[str, tuple[float, Entry]] = {}
        for at, _, entry in self._matches:
            code = str(entry.country)
            distance = (here - at) if at < here else (at - here) * _AFTER_COST + 4
            weight = _KIND_WEIGHT[entry.kind] * (math.exp(-distance / _TAU) + _GLOBAL)
            if code.startswith(("IGO", "NGO")):
                weight *= 2.0 if prefer == "IGO" else 0.2
            elif prefer == "IGO":
                weight *= 0.3
            elif prefer is not None and entry.sector == prefer and prefer != "GOV":
                weight *= 2.0
            if code == exclude:
                weight *= 0.1
            score[code] = score.get(code, 0.0) + weight
            if code not in best or weight > best[code][0]:
                best[code] = (weight, entry)
        winner = max(score, key=score.__getitem__)
        return best[winner][1]

    def acronym(self, word: str) -> Phrase | None:
        """Long form given in the text as "Long Form (LF)", analysed."""
        if "(" not in self.text:
            return None
        for match in _ACRONYM.finditer(self.text):
            if match.group(1).lower() == word:
                start = max(match.start() - 90, 0)
                sentence = _SENTENCE.split(self.text[start : match.start()])[-1]
                words = sentence.split()
                keep = len(words)
                while keep > 0 and (words[keep - 1][0].isupper() or words[keep - 1].lower() in _GLUE):
                    keep -= 1
                return analyse(" ".join(words[keep:])) if keep < len(words) else None
        return None


def _index(tokens: Sequence[Token], start: int) -> int:
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].start < start:
            low = middle + 1
        else:
            high = middle
    return low
