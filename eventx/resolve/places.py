"""Place spans to country codes and, where sure, to a GeoNames entry.

Names that several countries share (Georgia, Tripoli, Hyderabad) go by the words after the span, then by the
countries that the document names, then by population. Seas, continents and borders of two states have no code.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventx.resolve.context import DocumentContext
from eventx.resolve.gazetteer import GazetteerPlace, places_named
from eventx.resolve.lexicon import CAPITALISED, LOWER, UPPER, Match, Token, lexicon, tokenize

_FOREIGN_SOIL = frozenset(["embassy", "embassies", "consulate", "consulates", "mission", "camp", "camps", "cemetery"])
_NO_COUNTRY = frozenset(
    {
        "region",
        "regions",
        "border",
        "borders",
        "world",
        "sea",
        "waters",
        "ocean",
        "countries",
        "nations",
        "sides",
        "capitals",
        "continent",
        "globe",
        "planet",
        "abroad",
        "overseas",
        "territory",
        "areas",
        "elsewhere",
        "states",
        "space",
        "frontier",
        "online",
        "strait",
    }
)
_COMMON = frozenset(
    {
        "airport",
        "base",
        "naval",
        "observatory",
        "camp",
        "port",
        "university",
        "hotel",
        "palace",
        "square",
        "street",
        "church",
        "mosque",
        "hospital",
        "center",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "new",
        "old",
        "international",
        "general",
        "school",
        "zone",
        "the",
        "al",
        "san",
    }
)
_BREAKAWAY = frozenset(
    {
        "South Ossetia",
        "Abkhazia",
        "Nagorno-Karabakh",
        "Nagorno Karabakh",
        "Artsakh",
        "Transnistria",
    }
)
_OBJECT = frozenset(["with", "to", "toward", "against", "near"])
_WITHIN = frozenset(["in", "of", "from", "at"])
_AMERICAN_GEORGIA = re.compile(
    r"\b(?:Atlanta|Savannah|Augusta|Fort Benning|Georgia (?:governor|senator|Senator|Republican))"
)
_SMALLER_CONGO = re.compile(r"\bBrazzaville\b|\bSassou\b|(?<!Democratic )\bRepublic of (?:the )?Congo\b")
_LARGER_CONGO = re.compile(
    r"\bKinshasa\b|\bDRC\b|\bDR Congo\b|Democratic Republic|\bKabila\b|\bTshisekedi\b|\bKivu\b|\bGoma\b"
)
_FOLLOWING = re.compile(r"^,\s+((?:[A-Z][\w.'’-]*\s?){1,4})")
_CONTEXT_GAIN = 2.0
_SURE = 60_000


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Value of a place span.

    Attributes:
        country: ISO 3166-1 alpha-3 code, or None (seas, continents, several countries, unknown).
        name: Official name of the GeoNames entry, or None.
        latitude: Degrees north, or None.
        longitude: Degrees east, or None.
        geonames_id: GeoNames identifier, or None.
        rule: Trace: which rule decided.
    """

    country: str | None
    name: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    rule: str


def document_countries(text: str) -> dict[str, int]:
    """Count the mentions of each country in a document by its names, adjectives and capitals.

    Args:
        text: The document.

    Returns:
        Alpha-3 code to number of mentions.
    """
    return DocumentContext(text, None).countries


def resolve_place(
    span_text: str,
    *,
    text: str = "",
    start: int | None = None,
    countries: Mapping[str, int] | None = None,
    context: DocumentContext | None = None,
) -> PlaceValue:
    """Resolve a place span.

    Args:
        span_text: The span as it stands in the document.
        text: The document; empty for a span alone.
        start: Code-point offset of the span; None takes its first occurrence.
        countries: Country mentions of the document, as :func:`document_countries` counts them; None counts them here.
        context: What is known of the document, shared by all its spans; None gathers it from `text`.

    Returns:
        The value; its country is None where the span has none or nothing is known.
    """
    context = context or DocumentContext(text, None)
    text = context.text
    tokens = tokenize(span_text)
    if not tokens:
        return PlaceValue(None, None, None, None, None, "empty")
    place = text.find(span_text) if start is None else start
    counts = context.countries if countries is None else countries
    hint = _hint(span_text, tokens, text[place + len(span_text) : place + len(span_text) + 60] if place >= 0 else "")
    matches = [m for m in lexicon().find(tokens) if m.kind != "person" and not _is_body(m)]
    if not matches and "europe" in [t.word for t in tokens]:
        return PlaceValue(None, None, None, None, None, "continent")
    if hint is not None and _fits(hint, span_text, tokens, matches):
        return _grounded(tokens, matches, hint, counts, f"following:{hint}")
    words = [t.word for t in tokens]
    if any(w in ("countries", "nations", "capitals") for w in words) and not matches:
        return PlaceValue(None, None, None, None, None, "several")
    strong, weak = _relate(tokens, matches)
    if _two_countries(span_text, tokens, strong):
        return PlaceValue(None, None, None, None, None, "several")
    foreign = bool(_FOREIGN_SOIL & set(words))
    if foreign and strong and strong[0].kind in ("demonym", "country"):
        located = [m for m in strong[1:] if m.kind != "demonym"] or _located(tokens, matches)
        if located:
            return _lexical(tokens, located[0], matches, counts, context)
        if len(words) > 1 and not _cities(tokens, strong):
            return _from_document(context, place, f"{words[-1]} abroad", strong[0].entries[0].country)
    for match in strong:
        if match.entries[0].country is not None:
            return _lexical(tokens, match, matches, counts, context)
    if strong:
        return PlaceValue(None, None, None, None, None, f"{strong[0].kind}:{strong[0].entries[0].name}")
    cities = [p for p in _cities(tokens, matches) if p.country in counts or p.population >= _SURE or not text]
    if cities:
        best = _choose(cities, counts)
        return PlaceValue(best.country, best.name, best.latitude, best.longitude, best.geonames_id, "gazetteer")
    if set(words) & _NO_COUNTRY and not weak:
        return PlaceValue(None, None, None, None, None, "no country")
    return _from_document(context, place, words[-1], weak[0].entries[0].country if weak else None)


def _is_body(match: Match) -> bool:
    code = match.entries[0].country
    if match.entries[0].name in _BREAKAWAY:
        return False
    return match.kind == "organization" and code is not None and (len(code) != 3 or match.entries[0].sector != "GOV")


def _hint(span: str, tokens: Sequence[Token], after: str) -> str | None:
    """Country given by ", Texas" inside the span or right behind it."""
    tail = span.rsplit(",", 1)[1] if "," in span else ""
    if not tail:
        found = _FOLLOWING.match(after)
        tail = found.group(1) if found else ""
        if tail and not re.match(
            r",\s*[\w.'’ -]{2,30}?\s*(?:[,.;:)\n]|$|on |in |for |where |to |and |at |after |before |last |this )", after
        ):
            return None
    for match in lexicon().find(tokenize(tail)):
        if match.begin == 0 and match.kind in ("country", "region", "capital") and match.entries[0].country:
            if match.entries[0].name == "Georgia":
                return "GEO" if not _american(tokens) else "USA"
            return match.entries[0].country
    return None


def _fits(hint: str, span: str, tokens: Sequence[Token], matches: Sequence[Match]) -> bool:
    """Whether the span can lie in the hinted country: "Baku, India" may be a list of two places."""
    first = next((m for m in matches if m.entries[0].country is not None), None)
    if first is None or "," in span or first.entries[0].country == hint:
        return True
    if first.kind in ("country", "demonym"):
        return first.entries[0].name == "Georgia" and hint == "USA"
    key = " ".join(t.word for t in tokens[first.begin : first.stop])
    return any(p.country == hint for p in places_named(key))


def _american(tokens: Sequence[Token]) -> bool:
    owners = {p.country for p in places_named(tokens[0].word)}
    return "USA" in owners and "GEO" not in owners


def _relate(tokens: Sequence[Token], matches: Sequence[Match]) -> tuple[list[Match], list[Match]]:
    strong: list[Match] = []
    weak: list[Match] = []
    for match in matches:
        before = tokens[match.begin - 1].word if match.begin else ""
        after = tokens[match.stop].word if match.stop < len(tokens) else ""
        held = after in ("held", "controlled", "occupied", "administered", "claimed", "run", "led", "backed", "ruled")
        (weak if before in _OBJECT or (held and len(matches) > 1) else strong).append(match)
    return strong, weak


def _located(tokens: Sequence[Token], matches: Sequence[Match]) -> list[Match]:
    return [m for m in matches if m.begin and tokens[m.begin - 1].word in _WITHIN]


def _two_countries(span: str, tokens: Sequence[Token], strong: Sequence[Match]) -> bool:
    if "between" in span and len(strong) != 1:
        return True
    for left, right in itertools.pairwise(strong):
        gap = span[tokens[left.stop - 1].end : tokens[right.begin].start].strip()
        if gap in ("and", "&", "-", "–") and left.entries[0].country != right.entries[0].country:
            return True
    return False


def _lexical(
    tokens: Sequence[Token], match: Match, matches: Sequence[Match], counts: Mapping[str, int], context: DocumentContext
) -> PlaceValue:
    entry = match.entries[0]
    code, rule = entry.country, f"{entry.kind}:{entry.name}"
    if entry.name == "Georgia" and context.contains(_AMERICAN_GEORGIA):
        code, rule = "USA", "Georgia among American places"
    elif entry.name == "Congo" and context.contains(_SMALLER_CONGO) and not context.contains(_LARGER_CONGO):
        code, rule = "COG", "Congo beside Brazzaville"
    elif entry.kind in ("capital", "region") and code is not None and counts.get(code, 0) <= 1:
        rivals = places_named(" ".join(t.word for t in tokens[match.begin : match.stop]))
        rivals = tuple(
            p for p in rivals if p.country != code and p.population >= 50_000 and counts.get(p.country, 0) > 1
        )
        if rivals:
            code, rule = rivals[0].country, "shared name, country in the document"
    return _grounded(tokens, matches, code, counts, rule)


def _cities(tokens: Sequence[Token], matches: Sequence[Match]) -> tuple[GazetteerPlace, ...]:
    taken = {i for m in matches if m.kind in ("country", "demonym") for i in range(m.begin, m.stop)}
    for width in range(min(4, len(tokens)), 0, -1):
        for i in range(len(tokens) - width, -1, -1):
            window = tokens[i : i + width]
            if width == 1 and (window[0].shape == UPPER or window[0].word in _COMMON):
                continue
            proper = window[0].shape >= CAPITALISED and window[-1].shape > LOWER
            if proper and not taken.intersection(range(i, i + width)):
                found = places_named(" ".join(t.word for t in window))
                if found:
                    return found
    return ()


def _choose(cities: Sequence[GazetteerPlace], counts: Mapping[str, int]) -> GazetteerPlace:
    return max(cities, key=lambda p: math.log10(p.population + 1) + (_CONTEXT_GAIN if p.country in counts else 0.0))


def _grounded(
    tokens: Sequence[Token], matches: Sequence[Match], code: str | None, counts: Mapping[str, int], rule: str
) -> PlaceValue:
    """Add coordinates when a populated place of that name lies in the country."""
    here = [p for p in _cities(tokens, matches) if p.country == code]
    if not here:
        return PlaceValue(code, None, None, None, None, rule)
    best = _choose(here, counts)
    return PlaceValue(code, best.name, best.latitude, best.longitude, best.geonames_id, rule)


def _from_document(context: DocumentContext, place: int, what: str, exclude: str | None) -> PlaceValue:
    if not context.text:
        return PlaceValue(None, None, None, None, None, "unknown")
    entry = context.salient(max(place, 0), exclude=exclude)
    code = entry.country if entry is not None and entry.country is not None and len(entry.country) == 3 else None
    return PlaceValue(code, None, None, None, None, f"context of {what}")
