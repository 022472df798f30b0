"""Sector of an actor from the nouns that name its role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from eventx.resolve.lexicon import Token, read_rows, tokenize

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
def _table() -> tuple[dict[str, str], dict[str, str], int]:
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    width = 1
    for sector, phrases in read_rows("roles.tsv"):
        for phrase in phrases.split("|"):
            key = " ".join(t.word for t in tokenize(phrase))
            width = max(width, key.count(" ") + 1)
            (stems if phrase.endswith("*") else exact).setdefault(key, sector)
    return exact, stems, width


@lru_cache(maxsize=20000)
def _lookup(phrase: str) -> str | None:
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
    roles, i, n = [], 0, len(tokens)
    width = _table()[2]
    words = [t.word for t in tokens]
    while i < n:
        for k in range(min(width, n - i), 0, -1):
            phrase = words[i] if k == 1 else " ".join(words[i : i + k])
            sector = _lookup(phrase)
            if sector is not None:
                roles.append(Role(i, i + k, sector, phrase))
                i += k
                break
        else:
            i += 1
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
