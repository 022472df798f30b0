"""Actor spans to country and sector codes by names, roles, dates and document context.

Conventions: CODEBOOK sections 6 and 8 (``docs``): a country as such is GOV, several countries have no code, an
international organisation is ``IGO:`` and its acronym, breakaway regions are the host country with REB.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from eventx.resolve.actor_context import Belief, Features, Part, Scene, choose, class_of
from eventx.resolve.context import DocumentContext
from eventx.resolve.lexicon import Entry, in_year, lexicon
from eventx.resolve.phrase import Phrase, analyse, own_country, own_sector

_QUANTIFIERS = frozenset({"both", "all", "each", "few", "many", "most", "others", "some"})  # surnames, too
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "sir", "lord", "lady"])
# Whom no country stands behind unless the words name one.
_STATELESS = frozenset(["refugees", "migrants", "seekers"])
_POINTING = frozenset(["its", "their", "his", "her", "these", "those", "our"])
_GROUPS = frozenset(["groups", "agencies", "organizations", "organisations", "charities"])
_TEXTLESS = "no evidence"


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _latest_year(text: str) -> int | None:
    years = [int(y) for y in _YEAR.findall(text)]
    return max((y for y in years if y < 2030), default=None)


@dataclass(frozen=True, slots=True)
class ActorCode:
    """Codes of one actor span.

    Attributes:
        country: ISO 3166-1 alpha-3 code (XKX for Kosovo), ``IGO:UN`` and the like, ``NGO``, or None when the span has
            no single country.
        sector: Codebook sector (GOV, MIL, LEG, JUD, COP, SPY, OPP, REB, IGO, NGO, BUS, MED, CVL, REL, LAB, CRM, UNK).
        rule: Trace: which rule gave the country and which the sector, ``"default"`` where none fired.
    """

    country: str | None
    sector: str | None
    rule: str


class ActorCoder:
    """Codes the actor spans of one document.

    Args:
        text: The document; a surname, an acronym or "the ministry" is resolved against it.
        date: Its date; decides which office-holder a name means.
        spans: Texts of the document's argument spans, if known.
        parts: Gives the arguments of the document's mentions, the places with their codes; called once at most, for the
            first description that names no country.

    Attributes:
        context: What the document says, for other coders of the same document.
    """

    def __init__(
        self,
        text: str,
        *,
        date: datetime.date | None = None,
        spans: Sequence[str] = (),
        parts: Callable[[], Iterable[Part]] = tuple,
    ) -> None:
        self._text, self._parts = text, parts
        self._year = date.year if date is not None else _latest_year(text)
        self.context = DocumentContext(text, self._year, spans)
        self._cache: dict[tuple[str, int], ActorCode] = {}

    def code(self, span_text: str, start: int | None = None, belief: Belief | None = None) -> ActorCode:
        """Return the codes of a span.

        Args:
            span_text: The span as it stands in the document.
            start: Its code-point offset; None takes its first occurrence.
            belief: What a model holds of a country code, as a probability; counts only where the words name none.

        Returns:
            The codes; ``rule`` holds ``"default"`` where nothing fired.
        """
        place = start if start is not None else self._text.find(span_text)
        if place < 0:
            place = len(self._text)
        key = (span_text, place)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._code(span_text, place, belief)
        return found

    def _code(self, span_text: str, start: int, belief: Belief | None) -> ActorCode:
        phrase = analyse(span_text)
        country, sector = self._stated(phrase)
        if country is None:
            kind, features = self.evidence(span_text, start)
            found = choose(features, kind, belief)
            if found is not None:
                country = (found, f"context:{self._scene.entry(found, start).name}", None)
            else:
                country = (None, "context:none" if len(features) > 1 else _TEXTLESS, None)
        if sector is None:
            sector = ("GOV", "default")
        return ActorCode(country[0], _agree(country[0], sector), f"{country[1]}; {sector[1]}")

    def evidence(self, span_text: str, start: int) -> tuple[str, dict[str | None, Features]]:
        """What decides about a description that names no country.

        Args:
            span_text: The span as it stands in the document.
            start: Its code-point offset.

        Returns:
            Its class and the features of each candidate (see `eventx.resolve.actor_context`).
        """
        phrase = analyse(span_text)
        sector = self._stated(phrase)[1]
        told = sector[0] if sector else None
        return class_of(phrase, told), self._scene.features(phrase, start, told)

    def _stated(self, phrase: Phrase) -> tuple[tuple[str | None, str, Entry | None] | None, tuple[str, str] | None]:
        """Country and sector that the words and the names of the document give, None where they give none."""
        country = _office(phrase) or own_country(phrase, self._year)
        sector = own_sector(phrase, country[2] if country else None)
        if country is None or (country[2] is None and country[1] != "several" and not country[1].startswith("title:")):
            named = self._named(phrase)
            if named is not None:
                code, rule, entry, description = named
                country = (code, rule, entry)
                sector = sector or own_sector(description, entry)
        if sector is None and country is not None and country[1] == "several":
            sector = ("GOV", "several")
        return country or _fixed(phrase, self._text), sector

    @cached_property
    def _scene(self) -> Scene:
        parts = []
        for part in self._parts():
            if part.role != "location":
                country = self._stated(analyse(part.text))[0]
                part = part._replace(country=country[0] if country else None)
            parts.append(part)
        return Scene(self.context, parts)

    def _named(self, phrase: Phrase) -> tuple[str | None, str, Entry | None, Phrase] | None:
        if not phrase.name:
            return None
        word = phrase.name[-1].word
        if phrase.name[-1].shape == 2:
            longer = self.context.acronym(word)
            stated = own_country(longer, self._year) if longer is not None else None
            if longer is not None and stated is not None:
                return stated[0], f"acronym:{stated[1]}", stated[2], longer
        described = self.context.named_before(word)
        leader = self._leader(word)
        if described is not None:
            longer, how = described
            stated = own_country(longer, self._year)
            # Words that happen to stand before a name may belong to another: a leader whose name is rare is surer.
            mistaken = how == "document" and leader is not None and stated is not None and stated[0] != leader.country
            if stated is not None and not mistaken:
                return stated[0], f"{how}:{stated[1]}", stated[2], longer
        if leader is not None and (not phrase.roles or phrase.words[0] in _TITLES or len(phrase.name) == 1):
            return leader.country, f"surname:{leader.name}", leader, phrase
        return None

    def _leader(self, word: str) -> Entry | None:
        """The office-holder whom a surname alone means, if those of its time are of one country."""
        holders = [e for e in lexicon().families.get(word, ()) if self._year is None or e.first <= self._year <= e.last]
        if len({e.country for e in holders}) != 1 or len(word) <= 2 or word.lower() in _QUANTIFIERS:
            return None
        return in_year([e for e in holders if e.sector == "GOV"] or holders, self._year)


def _office(phrase: Phrase) -> tuple[str | None, str, Entry | None] | None:
    """The country of an office that only one state has, whatever it is called beside."""
    words = " ".join(phrase.words)
    if "state councilor" in words or "state councillor" in words:
        return "CHN", "title:State Councilor", None
    return None


def _fixed(phrase: Phrase, text: str) -> tuple[str | None, str, Entry | None] | None:
    """Codes of a few short titles that one country uses without naming itself."""
    words = phrase.words
    if "secretary" in words and phrase.tokens[words.index("secretary")].shape and "general" not in words:
        return "USA", "title:Secretary", None
    if not phrase.name and words and words[-1] in _STATELESS and words[0] not in _POINTING:
        return None, "stateless", None
    if words and words[-1] in _GROUPS and any(role.sector == "NGO" for role in phrase.roles):
        return "NGO", "organisations", None
    if words == ["north"] and "Korea" in text:
        return "PRK", "title:North", None
    if words == ["south"] and "Korea" in text:
        return "KOR", "title:South", None
    return None


def _agree(country: str | None, kind: tuple[str, str]) -> str:
    # An official of an international organisation is IGO, its soldiers, judges and lawmakers keep their own sector.
    if country is not None and country.startswith("IGO") and kind[0] in ("GOV", "OPP", "NGO") and kind[1] != "members":
        return "IGO"
    if country is not None and len(country) == 3 and kind[0] == "IGO" and not kind[1].startswith("name:"):
        return "GOV"
    return kind[0]
