"""What the words of one actor span say by themselves: names in it, their relation to the head, and its role."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from eventx.resolve.lexicon import CAPITALISED, Entry, Match, Token, in_year, lexicon, tokenize
from eventx.resolve.roles import TRANSPARENT, Role, find_roles, head_sector

_ASIDE = frozenset("to against for with on toward towards into near between about regarding opposing".split())
_PLACE = frozenset("in at across inside within throughout along outside".split())
_POST = _ASIDE | _PLACE | frozenset("of from by who that which whose under as after accused linked killed".split())
_WEAK_SUFFIX = frozenset(
    (
        "backed led based controlled held run occupied ruled allied supported sponsored aligned linked "
        "trained affiliated funded armed dominated educated administered claimed brokered owned flagged "
        "made leaning speaking annexed"
    ).split()
)
_WEAK_PREFIX = frozenset(["anti", "pro", "non", "ethnic", "ex"])
_MANY = frozenset(
    (
        "two both three four five six seven eight nine ten several many various other others all some "
        "most numerous dozens different these those few more 27 28 25 15 12 10 world international "
        "regional foreign european african arab western asian latin gulf neighboring neighbouring global "
        "rival opposing"
    ).split()
)
_PLURAL_STATES = frozenset(
    (
        "countries nations states leaders sides parties governments counterparts powers presidents "
        "ministers officials delegations negotiators capitals allies heads neighbors neighbours diplomats "
        "dignitaries envoys representatives partners members troops forces peacekeepers mediators "
        "monitors observers mission fighters donors"
    ).split()
)
_BARE_PLURAL = frozenset(
    (
        "leaders nations countries presidents parties states governments participants delegates partners "
        "delegations ministers foreign heads of state sides world mediators allies we critics anyone "
        "others the and government donors capitals powers signatories"
    ).split()
)
_STATES = frozenset(["countries", "nations", "neighbors", "neighbours"])
_MEMBERSHIP = frozenset(["members", "allies"])
_PLURAL_TITLES = frozenset("presidents ministers chancellors premiers kings leaders secretaries ambassadors".split())
_QUANTIFIED = frozenset("all other some many most several various number permanent three five ten fifteen".split())
_PAIRS = ("each side", "both sides", "two sides", "both countries", "two countries", "both nations", "two nations")
_BARE_HEADS = _BARE_PLURAL - {"foreign", "heads", "of", "the", "and", "government", "world"}
_MEMBERS = frozenset(["ministers", "allies", "states", "nations", "countries", "ambassadors", "governments"])
# What an organisation is made of: "NATO countries" are several states and not the organisation.
_CONSTITUENTS = frozenset(["states", "countries", "nations", "counterparts", "partners"])
_RANKS = frozenset("general colonel major captain lieutenant commander admiral marshal sheikh".split())
_ORGAN = frozenset({"organization"})
_OWN_SECTOR = frozenset({"MIL", "JUD", "COP", "LEG", "BUS", "CVL"})
_SENIOR = frozenset("the a an its his her their this that these those".split())


@dataclass(slots=True)
class Phrase:
    """Analysis of one span without its document.

    Attributes:
        tokens: Folded tokens of the span.
        strong: Lexicon matches that identify the actor (not objects of "to", "against" ...).
        located: Matches after a preposition of place or "from".
        weak: Matches in "X-backed", "anti-X", "to X".
        roles: Role phrases outside names.
        several: True for "two countries", "world leaders", "French and German ministers".
        name: Tokens of a capitalised personal name that the lexicon does not know.
        words: Folded words of the span.
    """

    tokens: list[Token]
    strong: list[Match] = field(default_factory=list)
    located: list[Match] = field(default_factory=list)
    weak: list[Match] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    several: bool = False
    name: list[Token] = field(default_factory=list)
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = [token.word for token in self.tokens]


@lru_cache(maxsize=8192)
def analyse(text: str) -> Phrase:
    """Find names, roles and number in an actor span.

    Args:
        text: The span, any Unicode.

    Returns:
        The analysis; it is cached and shared, so read-only by agreement.
    """
    tokens = tokenize(text)
    phrase = Phrase(tokens)
    matches = lexicon().find(tokens)
    covered: set[int] = set()
    for match in matches:
        _relate(phrase, match, text)
        if match.kind != "person":
            covered.update(range(match.begin, match.stop) if match.kind != "demonym" else ())
    phrase.roles = [r for r in find_roles(tokens) if not (r.begin in covered and r.stop - 1 in covered)]
    phrase.several = _is_several(phrase, text)
    role_at = {i for r in phrase.roles for i in range(r.begin, r.stop)}
    match_at = {i for m in matches for i in range(m.begin, m.stop) if m.kind != "person"}
    for i, token in enumerate(tokens):
        if token.shape >= CAPITALISED and i not in role_at and i not in match_at and token.word not in _SENIOR:
            phrase.name.append(token)
    return phrase


def _relate(phrase: Phrase, match: Match, text: str) -> None:
    words = phrase.words
    before = words[match.begin - 1] if match.begin else ""
    if before in ("the", "a", "an", "its") and match.begin > 1:
        before = words[match.begin - 2]
    after = words[match.stop] if match.stop < len(words) else ""
    tight = match.stop < len(words) and text[phrase.tokens[match.stop - 1].end : phrase.tokens[match.stop].start] == "-"
    if before in _ASIDE and match.begin > 0:
        phrase.weak.append(match)
    elif before in _PLACE or before == "from" or (before == "and" and _follows_place(phrase, match)):
        phrase.located.append(match)
    elif before in _WEAK_PREFIX or (after in _WEAK_SUFFIX and (tight or after == "backed")) or after == "born":
        phrase.weak.append(match)
    else:
        phrase.strong.append(match)


def _follows_place(phrase: Phrase, match: Match) -> bool:
    """Whether a name goes on with a place before it: the second of "from Botswana and Zambia"."""
    return bool(phrase.located) and phrase.located[-1].stop == match.begin - 1


def _is_several(phrase: Phrase, text: str) -> bool:
    words = phrase.words
    if words and words[0] in _PLURAL_TITLES and "and" in words and not phrase.strong:
        return True  # "Presidents Nyirongo and Mwakalinga" are hardly of one country
    named = [m for m in phrase.strong if m.entries[0].country is not None]
    codes = {m.entries[0].country for m in named}
    if len(codes) >= 2:
        for left, right in itertools.pairwise(named):
            between = text[phrase.tokens[left.stop - 1].end : phrase.tokens[right.begin].start].strip().lower()
            different = left.entries[0].country != right.entries[0].country
            if different and between in ("and", "or", "&", ",", "-", "–", "/", ", and", "'s and", "and the"):
                nouns = {left.kind, right.kind}
                hyphen = between in ("-", "–")
                american = hyphen and right.kind == "demonym" and not any(r.begin >= right.stop for r in phrase.roles)
                return not (hyphen and (american or "organization" in nouns)) or bool(phrase.roles and not american)
    joined = f" {' '.join(words)} "
    if "permanent members" in joined or any(f" {pair} " in joined for pair in _PAIRS):
        return True
    cut = next((i for i, word in enumerate(words) if i and word in _POST), len(words))
    head, front = words[cut - 1] if words else "", words[: cut - 1]
    igo = any((m.entries[0].country or "").startswith("IGO") for m in named)
    if igo and head in _MEMBERSHIP and any(word in _QUANTIFIED or word.isdigit() for word in front):
        return True
    # "countries opposed to Tehran" are not Iran: a name behind the head says nothing of who they are.
    state = next((i for i, word in enumerate(words) if word in _STATES), None)
    if state is not None and not any(match.begin < state for match in (*named, *phrase.located, *phrase.weak)):
        return True
    if named or phrase.located:
        return False
    if words and words[-1] in _BARE_HEADS and set(words) <= _BARE_PLURAL:
        return True
    return bool(words) and words[-1] in _PLURAL_STATES and any(w in _MANY for w in words[:-1])


def own_country(phrase: Phrase, year: int | None) -> tuple[str | None, str, Entry | None] | None:
    """Country that the span itself states.

    Args:
        phrase: Analysed span.
        year: Year of the document, or None.

    Returns:
        (country, rule, entry), or None when the span states none. country is None for several countries.
    """
    if phrase.several:
        return None, "several", None
    strong = [m for m in phrase.strong if m.kind != "region" or m.entries[0].country is not None]
    if strong:
        match = _principal(strong)
        entry = in_year(match.entries, year)
        others = phrase.words[: match.begin] + phrase.words[match.stop :]
        if (entry.country or "").startswith("IGO") and not _CONSTITUENTS.isdisjoint(others):
            return None, "several", None
        return entry.country, f"{entry.kind}:{entry.name}", entry
    if phrase.located:
        if len({found.entries[0].country for found in phrase.located}) > 1 and "and" in phrase.words:
            return None, "several", None
        match = phrase.located[0]
        civil = match.kind != "organization"
        if civil:
            entry = in_year(match.entries, year)
            return entry.country, f"in:{entry.name}", entry
    return None


def _principal(matches: Sequence[Match]) -> Match:
    first = matches[0]
    for match in matches[1:]:
        # "Portugal's António Guterres" is the United Nations; "Russian President Putin" stays Russia.
        igo = match.entries[0].country is not None and match.entries[0].country.startswith("IGO")
        if igo and match.kind == "person" and first.kind in ("country", "demonym"):
            return match
        if first.entries[0].country is None and match.entries[0].country is not None and first.kind != "organization":
            return match
    return first


def own_sector(phrase: Phrase, entry: Entry | None) -> tuple[str, str] | None:
    """Sector that the span itself states.

    Args:
        phrase: Analysed span.
        entry: Entry that gave the country, if any.

    Returns:
        (sector, rule) or None.
    """
    words = phrase.words
    cut = next((i for i, w in enumerate(words) if i and w in _POST), len(words))
    front = [r for r in phrase.roles if r.stop <= cut]
    role = head_sector(front) or (head_sector(phrase.roles[:1]) if phrase.roles else None)
    named = [m for m in (*phrase.strong, *phrase.located) if m.kind in _ORGAN]
    if named:
        sector = named[0].entries[0].sector
        last = words[-1] if role is None else role.phrase.rsplit(" ", 1)[-1]
        if sector == "IGO" and (phrase.several or (role is not None and last in _MEMBERS)):
            return "GOV", "members"
        if role is None or last in TRANSPARENT or sector in ("REB", "JUD", "CRM"):
            if sector == "IGO" and role is not None and role.sector in _OWN_SECTOR:
                return role.sector, f"role:{role.phrase}"
            if role is not None and role.sector in ("CVL", "BUS") and sector != "REB":
                return role.sector, f"role:{role.phrase}"
            if sector is not None:
                return sector, f"name:{named[0].entries[0].name}"
        if sector == "IGO" and role is not None and role.sector in ("GOV", "OPP"):
            return "IGO", f"name:{named[0].entries[0].name}"
    if entry is not None and entry.kind == "person" and entry.sector not in (None, "GOV"):
        if role is None or role.sector in ("GOV", "IGO", entry.sector):
            return str(entry.sector), f"person:{entry.name}"
    elif entry is not None and entry.kind == "person" and role is not None and role.phrase.split(" ")[-1] in _RANKS:
        return str(entry.sector), f"person:{entry.name}"
    if role is not None:
        if _leads_armed(role, phrase.roles):
            return "REB", "role:rebel"
        return role.sector, f"role:{role.phrase}"
    if entry is not None:
        return _bare_sector(phrase, entry)
    return None


def _leads_armed(role: Role, roles: Sequence[Role]) -> bool:
    # "leaders of two rebel groups"
    return (
        role.phrase.rsplit(" ", 1)[-1] in TRANSPARENT
        and role.sector == "GOV"
        and any(r.sector == "REB" for r in roles if r.begin >= role.stop)
    )


def _bare_sector(phrase: Phrase, entry: Entry) -> tuple[str, str]:
    words = phrase.words
    plural = entry.kind == "demonym" and words and words[-1].endswith("s") and entry.name.lower().endswith("s")
    if plural and entry.name not in ("Swiss", "Soviets"):
        return "CVL", "plural demonym"
    return entry.sector or "GOV", f"{entry.kind}:{entry.name}"
