"""Sector of an actor from the nouns that name its role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from eventx.resolve.lexicon import Token, folded_words, read_rows

# Nouns that say little by themselves: "rebel leaders" are rebels, "police officials" are police.
TRANSPARENT = frozenset(
    {
        "leader",
        "leaders",
        "leadership",
        "chief",
        "chiefs",
        "head",
        "heads",
        "official",
        "officials",
        "member",
        "members",
        "representative",
        "representatives",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "spokesmen",
        "delegation",
        "delegations",
        "delegate",
        "delegates",
        "negotiator",
        "negotiators",
        "envoy",
        "envoys",
        "group",
        "groups",
        "team",
        "authority",
        "authorities",
        "agency",
        "agencies",
        "personnel",
        "staff",
        "counterpart",
        "counterparts",
        "figure",
        "figures",
        "chairman",
        "chairwoman",
        "commander",
        "commanders",
        "committee",
        "commission",
        "council",
        "bureau",
        "service",
        "mission",
        "director",
        "adviser",
        "advisor",
        "remnants",
        "supporters",
        "sympathizers",
        "followers",
        "deputies",
        "forces",
        "force",
        "unit",
        "units",
        "fighters",
        "movement",
        "organization",
        "organisation",
        "organizations",
        "number",
        "coalition",
        "alliance",
        "side",
        "sides",
        "network",
        "convoy",
        "base",
        "bases",
        "positions",
        "suspects",
        "inspectors",
        "observers",
        "monitors",
        "peacekeepers",
        "vehicle",
        "post",
        "prisoners",
        "boss",
        "general",
        "ally",
        "allies",
        "party",
        "parties",
        "parliamentary",
        "officers",
        "officer",
        "captives",
        "founder",
        "faction",
        "factions",
        "men",
        "women",
        "state",
        "states",
        "government",
        "administration",
        "department",
        "office",
        "president",
        "secretary",
        "deputy",
        "peacekeeper",
        "employees",
        "employee",
        "workers",
        "worker",
    }
)
_ENDINGS = ("", "s", "es", "y", "ies", "er", "ers", "ist", "ists")
_GENERIC_GOV = frozenset({"GOV", "UNK"})


class Role(NamedTuple):
    """A role phrase at tokens ``[begin, stop)`` and its sector."""

    begin: int
    stop: int
    sector: str
    phrase: str


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str], dict[str, tuple[int, ...]]]:
    """Sectors of exact phrases and of stems, and the lengths over 1 of the phrases that start with a word."""
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    widths: dict[str, set[int]] = {}
    for sector, phrases in read_rows("roles.tsv"):
        for phrase in phrases.split("|"):
            words = folded_words(phrase)
            (stems if phrase.endswith("*") else exact).setdefault(" ".join(words), sector)
            if len(words) > 1:
                widths.setdefault(words[0], set()).add(len(words))
    return exact, stems, {word: tuple(sorted(found, reverse=True)) for word, found in widths.items()}


@lru_cache(maxsize=20000)
def sector_of(phrase: str) -> str | None:
    """Sector of a folded role phrase, or None if it is none."""
    exact, stems, _ = _table()
    if phrase in exact:
        return exact[phrase]
    for ending in _ENDINGS:
        if phrase.endswith(ending):
            sector = stems.get(phrase[: len(phrase) - len(ending)])
            if sector is not None:
                return sector
    return None


def find_roles(tokens: Sequence[Token]) -> list[Role]:
    """Find role phrases, longest first from the left, without overlap."""
    roles = []
    widths = _table()[2]
    words = [token[0] for token in tokens]
    free = 0  # tokens before it belong to the last role
    for i, word in enumerate(words):
        if i < free:
            continue
        for width in (*widths.get(word, ()), 1):
            phrase = word if width == 1 else " ".join(words[i : i + width])
            sector = sector_of(phrase) if i + width <= len(words) else None
            if sector is not None:
                free = i + width
                roles.append(Role(i, free, sector, phrase))
                break
    return roles


def head_sector(roles: Sequence[Role]) -> Role | None:
    """Choose the role that decides among those of one noun phrase, read from its head leftwards."""
    if not roles:
        return None
    head = roles[-1]
    if head.phrase.rsplit(" ", 1)[-1] in TRANSPARENT and head.sector in ("GOV", "MIL", "OPP", "IGO", "CVL", "REB"):
        for role in reversed(roles[:-1]):
            if (
                role.sector not in _GENERIC_GOV
                and role.sector != "CVL"
                and head.phrase not in ("government", "president")
            ):
                return role
            if role.phrase in ("civil society", "women", "youth", "student"):
                return role
            if role.phrase in ("government", "army") and head.sector == "MIL":
                return head
    return head
