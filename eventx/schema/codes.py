"""PLOVER and CAMEO codes of an event, and the way between the two ontologies.

All rules are tables in `eventx/schema/data`, read on first use: `crosswalk.tsv` (type to code), `triggers.tsv` (finer
codes by the words of the event), `content.tsv` (what a promise, request, refusal or threat is about),
`status_rules.tsv` (what planned, hypothetical and negated do), `shifts.tsv` (from an act to promising, demanding,
refusing or threatening it), `cameo.tsv`, `plover.tsv` and `contexts.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from eventx.errors import CodeError

_WORD = re.compile(r"\w+")
_NO_ROLES: Mapping[str, Sequence[str]] = MappingProxyType({})
_CONTENT_ROLES = ("topic", "instrument", "amount")
# Codebook: no context means "purely diplomatic"; that reading makes no sense for force, protest or material help.
_MATERIAL = frozenset({"COOPERATE", "AID", "RETREAT", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT"})


@dataclass(frozen=True, slots=True)
class Codes:
    """PLOVER and CAMEO codes of one event.

    Attributes:
        plover: PLOVER event type, such as "CONSULT".
        mode: PLOVER mode, such as "visit", or None.
        contexts: PLOVER context names, special contexts ("future", "hypothetical", "negation") last.
        cameo: CAMEO code of 3 or 4 digits, such as "036" or "1822".
        quad_class: Of the PLOVER type: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict.
        goldstein: Goldstein weight of the CAMEO code, -10 (conflict) to 10 (cooperation).
        intensity: PLOVER conflict-cooperation score of the PLOVER type, -10 to 10.
        rule: The rows that fired and the words that fired them, for people to read.
    """

    plover: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str
    quad_class: int
    goldstein: float
    intensity: float
    rule: str


@dataclass(frozen=True, slots=True)
class _Cell:
    """Alternatives of one table cell: single patterns (a word, or a prefix that ends in *) and joint ones."""

    singles: frozenset[str]
    joint: tuple[frozenset[str], ...]
    parts: frozenset[str]

    def find(self, hits: Mapping[str, str]) -> str | None:
        """Return the words that matched, given those hit by each pattern, or None."""
        if not self.singles.isdisjoint(hits):
            return next(word for pattern, word in hits.items() if pattern in self.singles)
        for parts in self.joint:
            if hits.keys() >= parts:
                return "+".join(hits[part] for part in sorted(parts))
        return None


@dataclass(frozen=True, slots=True)
class _Row:
    trigger: _Cell | None
    words: _Cell | None
    roles: tuple[str, ...]
    contexts: tuple[str, ...]
    code: str
    mode: str

    def fires(
        self, trigger: Mapping[str, str], words: Mapping[str, str], roles: Sequence[str], contexts: Sequence[str]
    ) -> str | None:
        """Return the evidence as text where every cell matches, else None."""
        evidence = []
        for name, cell, hits in (("trigger", self.trigger, trigger), ("word", self.words, words)):
            if cell is not None:
                if (found := cell.find(hits)) is None:
                    return None
                evidence.append(f"{name} {found!r}")
        for kind, wanted, given in (("role", self.roles, roles), ("context", self.contexts, contexts)):
            if wanted:
                held = [name for name in wanted if name in given]
                if not held:
                    return None
                evidence.append(f"{kind} {held[0]}")
        return ", ".join(evidence) or "type"


def code_event(
    type: str,
    status: str,
    *,
    trigger: str = "",
    contexts: Sequence[str] = (),
    words: Collection[str] = (),
    roles: Mapping[str, Sequence[str]] = _NO_ROLES,
) -> Codes:
    """Code an event in PLOVER and CAMEO, as finely as its words allow.

    The type gives a code, the words refine it, the status shifts it: an arrest is COERCE arrest 173, a planned one
    THREATEN arrest 132. The shift follows the mode calculus of Hu et al. 2024 (Leveraging Codebook Knowledge with NLI
    and ChatGPT for Zero-Shot Political Relation Classification); `data/status_rules.tsv` says why, row by row.

    Args:
        type: One of the 33 types of the codebook, such as "Meeting".
        status: "actual", "planned", "hypothetical" or "negated".
        trigger: The trigger as it stands in the text.
        contexts: Codebook contexts or PLOVER contexts; others are left out of the result.
        words: Words of the topic, instrument and amount; taken from `roles` if empty.
        roles: Texts of the arguments by role. Recipients refine the code; a forum or mediator sets the mode.

    Raises:
        CodeError: Unknown type or status.
    """
    base = _types().get(type)
    rule = _status_rules().get((type, status))
    if base is None:
        known = ", ".join(_types())
        raise CodeError(f"unknown event type {type!r}: use one of {known}, or set codes_as on a custom type.")
    if rule is None:
        raise CodeError(f"unknown status {status!r}: use actual, planned, hypothetical or negated.")

    # Sorted, because the words may come as a set and the rule that is reported must not vary between runs.
    told = sorted(w.lower() for w in words) or _tokens(t for r in _CONTENT_ROLES for t in roles.get(r, ()))
    around = _hits([*told, *(_tokens(roles.get("recipient", ())) if base["recipient"] else ())])
    given = [name for name, texts in roles.items() if texts]
    code, mode, trace = base["cameo"], "", [f"{type}: type"]
    called = _hits([trigger.lower(), *_tokens([trigger])])
    for row in _triggers().get(type, ()):
        # Nearly every row fails here; a call for each would be half of the time of coding.
        if row.trigger is not None and row.trigger.parts.isdisjoint(called):
            continue
        if row.words is not None and row.words.parts.isdisjoint(around):
            continue
        if evidence := row.fires(called, around, given, contexts):
            code, mode, trace = row.code, row.mode, [f"{type}: {evidence}"]
            break
    trace[0] += f" -> {code}"

    act, cameo = code, code if rule["cameo"] == "=" else rule["cameo"]
    if not base["act"]:
        act, content = "", _hits(told)
        for row in _content()[type]:
            if evidence := row.fires({}, content, given, contexts):
                act = row.code
                trace.append(f"content: {evidence} -> act {act}")
                break
    shifted = rule["cameo"] != "="
    if shifted:
        mode = rule["mode"]
    # A promise, request, refusal or threat is refined by its content unless its trigger says more (veto, ultimatum).
    if not cameo.endswith("!") and (shifted or (act != code and cameo[2:] == "0")):
        cell = _shift(act, cameo[:2])
        if cell:
            cameo, _, mode = cell.partition(":")
    cameo = cameo.rstrip("!")

    plover, usual = cameo_to_plover(cameo)
    if mode == "-":
        plover = base["plover"]
    final = None if mode == "-" else mode or usual or (base["mode"] if plover == base["plover"] else "") or None
    if status != "actual":
        trace.append(f"{status}: {rule['why']}")
    trace.append(f"{plover}{'-' + final if final else ''} {cameo}")
    entry = _plover()[plover, ""]
    return Codes(
        plover=plover,
        mode=final,
        contexts=_contexts(contexts, rule["context"], base["plover"]),
        cameo=cameo,
        quad_class=int(entry["quad"]),
        goldstein=goldstein(cameo),
        intensity=float(entry["score"]),
        rule="; ".join(trace),
    )


def cameo_to_plover(cameo: str) -> tuple[str, str | None]:
    """Return the PLOVER event and mode of a CAMEO code; ("", None) for root 01, since PLOVER has no plain statements.

    Raises:
        CodeError: Unknown CAMEO code.
    """
    row = _cameo_row(cameo)
    return row["plover"], row["mode"] or None


def plover_to_cameo(plover: str, mode: str | None = None) -> str:
    """Return the CAMEO code that stands for a PLOVER event and mode.

    `cameo_to_plover` leads back to the same event, and to the same mode where CAMEO can express it: multilateral,
    censor, withhold, militia, general, strike, primitive, sideAB and the arrest of THREATEN have no code of their own.

    Raises:
        CodeError: Unknown PLOVER event, or a mode that this event does not have.
    """
    return _plover_row(plover, mode)["cameo"]


def to_plv(plover: str) -> str:
    """Return the class among the 15 of the PLV data set (Hu et al. 2024), where CONCEDE and RETREAT are YIELD.

    Raises:
        CodeError: Unknown PLOVER event.
    """
    return _plover_row(plover, None)["plv"]


def cameo_name(code: str) -> str:
    """Return the description of a CAMEO code. Raises CodeError if it is unknown."""
    return _cameo_row(code)["name"]


def goldstein(code: str) -> float:
    """Return the Goldstein weight of a CAMEO code, -10 to 10. Raises CodeError if it is unknown."""
    return _weights()[code] if code in _weights() else float(_cameo_row(code)["goldstein"])


def quad_class(code: str) -> int:
    """Return the quad class of a CAMEO code or PLOVER event.

    1 verbal cooperation (CAMEO roots 01-05), 2 material cooperation (06-08), 3 verbal conflict (09-13), 4 material
    conflict (14-20). A PLOVER event has a class of its own, which differs for some codes: CONCEDE (080-083) is 1,
    REQUEST (02) is 3, SANCTION with its convictions (116) is 4.

    Raises:
        CodeError: The code is neither a CAMEO code nor a PLOVER event.
    """
    return int((_plover_row(code, None) if code.isalpha() else _cameo_row(code))["quad"])


def cameo_codes() -> tuple[str, ...]:
    """Return every CAMEO code, roots included, in order."""
    return tuple(_cameo())


def plover_modes() -> tuple[tuple[str, str | None], ...]:
    """Return every pair of PLOVER event and mode; mode None is the event without a mode."""
    return tuple((event, mode or None) for event, mode in _plover())


def _cameo_row(code: str) -> dict[str, str]:
    row = _cameo().get(code)
    if row is None:
        hint = f" Did you mean {'0' + code!r}? Leading zeros count." if "0" + code in _cameo() else ""
        raise CodeError(f"unknown CAMEO code {code!r}: use 2 to 4 digits from eventx/schema/data/cameo.tsv.{hint}")
    return row


def _plover_row(plover: str, mode: str | None) -> dict[str, str]:
    row = _plover().get((plover, mode or ""))
    if row is None:
        modes = [known for event, known in _plover() if event == plover and known]
        if (plover, "") not in _plover():
            names = ", ".join(event for event, known in _plover() if not known)
            raise CodeError(f"unknown PLOVER event {plover!r}: use one of {names}.")
        usable = f"None, {', '.join(modes)}" if modes else "None"
        raise CodeError(f"PLOVER {plover} has no mode {mode!r}: use {usable}.")
    return row


def _tokens(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in _WORD.findall(text.lower())]


def _contexts(given: Sequence[str], special: str, plover: str) -> tuple[str, ...]:
    table = _context_names()
    names = dict.fromkeys(name for context in given if (name := table.get(context)))
    if not given and plover not in _MATERIAL:
        names["diplomatic"] = None
    if special:
        names[special] = None
    return tuple(names)


def _hits(words: Iterable[str]) -> dict[str, str]:
    """Return the first word hit by each pattern of the tables."""
    hits: dict[str, str] = {}
    for word in words:
        for pattern in _patterns_of(word):
            hits.setdefault(pattern, word)
    return hits


@lru_cache(maxsize=1 << 15)
def _patterns_of(word: str) -> tuple[str, ...]:
    known = _patterns()
    prefixes = (word[:size] + "*" for size in range(1, len(word) + 1))
    return tuple(pattern for pattern in (word, *prefixes) if pattern in known)


@cache
def _patterns() -> frozenset[str]:
    rows = [*_read("triggers.tsv"), *_read("content.tsv")]
    cells = (row.get(column, "") for row in rows for column in ("trigger", "words"))
    return frozenset(part for cell in cells for pattern in cell.split() for part in pattern.split("+"))


@cache
def _shift(act: str, root: str) -> str:
    """Cell of the longest act in shifts.tsv that is a prefix of `act` and fills the column `root`."""
    if root not in next(iter(_shifts().values())):
        return ""
    starts = sorted((key for key, row in _shifts().items() if act.startswith(key) and row[root]), key=len)
    return _shifts()[starts[-1]][root] if starts else ""


def _read(name: str) -> Iterator[dict[str, str]]:
    lines = resources.files("eventx.schema").joinpath("data", name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    for row in rows[1:]:
        yield dict(zip(rows[0], row, strict=True))


@cache
def _types() -> dict[str, dict[str, str]]:
    return {row["type"]: row for row in _read("crosswalk.tsv")}


@cache
def _cameo() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _read("cameo.tsv")}


@cache
def _weights() -> dict[str, float]:
    return {code: float(row["goldstein"]) for code, row in _cameo().items()}


@cache
def _plover() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["plover"], row["mode"]): row for row in _read("plover.tsv")}


@cache
def _shifts() -> dict[str, dict[str, str]]:
    return {row["act"]: row for row in _read("shifts.tsv")}


@cache
def _context_names() -> dict[str, str]:
    rows = list(_read("contexts.tsv"))
    return {row["plover"]: row["plover"] for row in rows} | {row["context"]: row["plover"] for row in rows}


@cache
def _status_rules() -> dict[tuple[str, str], dict[str, str]]:
    rules: dict[tuple[str, str], dict[str, str]] = {}
    for row in _read("status_rules.tsv"):
        for name in _types() if row["types"] == "*" else row["types"].split():
            if (name, row["status"]) in rules:
                raise CodeError(f"status_rules.tsv has two rows for {name} {row['status']}: keep one.")
            rules[name, row["status"]] = row
    return rules


@cache
def _triggers() -> dict[str, tuple[_Row, ...]]:
    rows: dict[str, list[_Row]] = {}
    for row in _read("triggers.tsv"):
        rows.setdefault(row["type"], []).append(_row(row, row["cameo"], row["mode"]))
    return {name: tuple(found) for name, found in rows.items()}


@cache
def _content() -> dict[str, tuple[_Row, ...]]:
    speech = [name for name, row in _types().items() if not row["act"]]
    rows = list(_read("content.tsv"))
    return {
        name: tuple(_row(row, row["act"], "") for row in rows if not row["types"] or name in row["types"].split())
        for name in speech
    }


def _row(row: Mapping[str, str], code: str, mode: str) -> _Row:
    return _Row(
        trigger=_cell(row.get("trigger", "")),
        words=_cell(row["words"]),
        roles=tuple(row.get("roles", "").split()),
        contexts=tuple(row["contexts"].split()),
        code=code,
        mode=mode,
    )


def _cell(text: str) -> _Cell | None:
    patterns = text.split()
    joint = tuple(frozenset(pattern.split("+")) for pattern in patterns if "+" in pattern)
    singles = frozenset(pattern for pattern in patterns if "+" not in pattern)
    return _Cell(singles, joint, singles.union(*joint)) if patterns else None
