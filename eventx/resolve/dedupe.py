"""Reports of one happening across documents: grouped, with every source kept and the reason stated."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventx.document import Document
from eventx.resolve.numerals import parse_cardinal
from eventx.schema import Event

# Types that reports of one happening use for each other.
FAMILIES: dict[str, str] = {
    "Meeting": "talks",
    "Negotiation": "talks",
    "Visit": "talks",
    "Communication": "talks",
    "Mediation": "talks",
    "Agreement": "accord",
    "Pledge": "accord",
    "Ceasefire": "accord",
    "Condemnation": "blame",
    "Accusation": "blame",
    "Sanction": "pressure",
    "Expulsion": "pressure",
    "RelationsDowngrade": "pressure",
}
_WORD = re.compile(r"\w{3,}")
_STOP = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "his",
        "her",
        "its",
        "their",
        "said",
        "will",
        "has",
        "have",
        "had",
        "was",
        "were",
        "are",
        "been",
    ]
)


@dataclass(frozen=True, slots=True)
class EventGroup:
    """Events that tell of one happening.

    Attributes:
        id: Stable identifier: a hash over the members' ids.
        events: The members, the one with most arguments first.
        reasons: Why each further member was joined, in the order of `events[1:]`.
    """

    id: str
    events: tuple[Event, ...]
    reasons: tuple[str, ...]

    @property
    def lead(self) -> Event:
        """The fullest report."""
        return self.events[0]

    def __len__(self) -> int:
        return len(self.events)


@dataclass(frozen=True, slots=True)
class _Report:
    event: Event
    family: str
    actors: frozenset[str]
    recipients: frozenset[str]
    places: frozenset[str]
    words: frozenset[str]
    sites: frozenset[str]
    names: frozenset[str]
    days: tuple[datetime.date, datetime.date] | None


def deduplicate(items: Iterable[Event | Document], *, days: int = 2, similarity: float = 0.34) -> list[EventGroup]:
    """Group events that report one happening.

    Two reports are joined when their types are of one family and their statuses agree, their dates lie within `days` of
    each other, their parties do not contradict and share a country, and they share enough words: at least two, or the
    name of a place. The measure is the overlap of the words of triggers and of arguments other than the parties, over
    the smaller set; parties that are counted ("three marines") are words too.

    Args:
        items: Events, or documents whose events are taken.
        days: Most days between two reports' dates; reports without a date are never joined.
        similarity: Least overlap of words, from 0 to 1.

    Returns:
        All groups, single reports too, in the order of their first members.
    """
    reports = [_report(event) for event in _events(items)]
    blocks: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    parent = list(range(len(reports)))
    reasons: dict[int, str] = {}

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, report in enumerate(reports):
        best, best_score = None, 0.0
        for other in sorted({item for key in _keys(report, days) for item in blocks[key]}):
            score = _score(reports[other], report, days)
            if score >= similarity and score > best_score:
                best, best_score = other, score
        if best is not None:
            parent[index] = root(best)
            reasons[index] = _reason(reports[best], report, best_score)
        for key in _home(report):
            blocks[key].append(index)
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(reports)):
        groups[root(index)].append(index)
    return [_group(reports, members, reasons) for members in groups.values()]


def _events(items: Iterable[Event | Document]) -> Iterator[Event]:
    for item in items:
        if isinstance(item, Document):
            yield from item.events
        else:
            yield item


def _report(event: Event) -> _Report:
    sides: dict[str, set[str]] = defaultdict(set)
    # The same parties do many things in a week, so their names say nothing about which of them is reported; but how
    # many were killed or freed does.
    words, sites, names = set(_words(event.trigger.text)), set[str](), set[str]()
    for role, value in event.arguments:
        own = set(_words(value.text))
        if value.kind == "actor":
            names |= own
        if value.kind != "actor" or _counted(value.text):
            words |= own
        if value.kind == "place":
            sites.update(_words(" ".join(word for word in value.text.split() if word[0].isupper())))
        country = getattr(value, "country", None)
        if country:
            side = "places" if value.kind == "place" else "recipients" if role == "recipient" else "actors"
            sides[side].add(country)
    return _Report(
        event,
        FAMILIES.get(event.type, event.type),
        frozenset(sides["actors"]),
        frozenset(sides["recipients"]),
        frozenset(sides["places"]),
        frozenset(words),
        frozenset(sites),
        frozenset(names),
        _days(event.date),
    )


def _counted(text: str) -> bool:
    """Whether a party is described by its number, as "three Malawian marines"."""
    return any(parse_cardinal(word) is not None for word in text.casefold().split() if word not in ("a", "an"))


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text.casefold()) if word not in _STOP)


def _days(value: str | None) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a value, where it names days; months and years are too wide to tell reports apart."""
    if not value:
        return None
    parts = value.split("/")
    try:
        return datetime.date.fromisoformat(parts[0][:10]), datetime.date.fromisoformat(parts[-1][:10])
    except ValueError:
        return None


def _home(report: _Report) -> Iterator[tuple[str, str, int]]:
    if report.days is not None:
        for party in report.actors | report.recipients | report.places:
            yield report.family, party, report.days[0].toordinal()


def _keys(report: _Report, days: int) -> Iterator[tuple[str, str, int]]:
    for family, party, day in _home(report):
        for shift in range(-days, days + 1):
            yield family, party, day + shift


def _score(left: _Report, right: _Report, days: int) -> float:
    if left.event.status != right.event.status or left.days is None or right.days is None:
        return 0.0
    gap = max((left.days[0] - right.days[1]).days, (right.days[0] - left.days[1]).days)
    if gap > days:
        return 0.0
    sides = ((left.actors, right.actors), (left.recipients, right.recipients), (left.places, right.places))
    # Mutual events name the parties in either order, so a clash is judged on both sides together.
    parties = (left.actors | left.recipients, right.actors | right.recipients)
    if (parties[0] and parties[1] and not parties[0] & parties[1]) or (
        sides[2][0] and sides[2][1] and not sides[2][0] & sides[2][1]
    ):
        return 0.0
    shared = left.words & right.words
    # Two parties accuse or attack each other many times in a crisis, so one common word proves nothing.
    if len(shared) < 2 and not shared & left.sites & right.sites:
        return 0.0
    return len(shared) / min(len(left.words), len(right.words))


def _reason(left: _Report, right: _Report, score: float) -> str:
    parties = sorted((left.actors | left.recipients) & (right.actors | right.recipients))
    shared = sorted(left.words & right.words)
    names = sorted(left.names & right.names)
    return (
        f"{right.event.type} like {left.event.type} {left.event.id}; "
        f"parties {', '.join(parties + names) or 'not contradicting'}; "
        f"dates {left.event.date} and {right.event.date}; {score:.0%} of words shared: {', '.join(shared[:6])}"
    )


def _group(reports: Sequence[_Report], members: list[int], reasons: dict[int, str]) -> EventGroup:
    ordered = sorted(members, key=lambda index: (-len(reports[index].event.arguments), index))
    lead = ordered[0]
    why = [reasons.get(index) or reasons.get(lead, "") for index in ordered[1:]]
    digest = hashlib.sha256("\x1f".join(sorted(reports[index].event.id for index in members)).encode())
    return EventGroup(digest.hexdigest()[:12], tuple(reports[index].event for index in ordered), tuple(why))
