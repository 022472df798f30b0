"""Raw mentions of the model to resolved ones: status, contexts, codes, dates, places, quantities and event keys."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventx.document import Argument, Document, Mention, Trigger
from eventx.resolve.actor_context import Part
from eventx.resolve.actors import ActorCoder
from eventx.resolve.coreference import Linkable, cluster
from eventx.resolve.places import PlaceValue, resolve_place
from eventx.resolve.quantity import parse_quantity
from eventx.resolve.time import Tense, TimeValue, resolve_times
from eventx.schema import RoleSpec

if TYPE_CHECKING:
    from eventx.model.decoding import RawArgument, RawMention

# The event noun that a possessive time modifies stands among the next words: "Tuesday's deadly bomb attack".
_POSSESSED = re.compile(r"['’]s(?: [\w'’-]+){1,4}")
_TOGETHER = re.compile(
    r"\b(?:at|in|during|on|for|by|since|until|within|throughout|after|following|before|attend(?:s|ed|ing)?"
    r"|join(?:s|ed|ing)?|host(?:s|ed|ing)?|h[oe]ld(?:s|ing)?) (?:the )?$|[.!?;]\s|\n"
)
_UNTIL = re.compile(r"\b(?:until|till|through|up to) (?:the )?$", re.IGNORECASE)
_BY = re.compile(r"\bby (?:the )?$", re.IGNORECASE)
TENSES: dict[str, Tense] = {"planned": "future", "hypothetical": "future"}


@dataclass(frozen=True)
class Learned:
    """Names of the model's outputs, in their order, and its coreference weights."""

    types: Sequence[str]
    roles: Sequence[RoleSpec]
    statuses: Sequence[str]
    contexts: Sequence[str]
    sectors: Sequence[str]
    countries: Sequence[str]
    coreference: Mapping[str, float]
    link_bias: float = 0.0
    context_threshold: float = 0.5


class Resolver:
    """Resolves the arguments of one document.

    Args:
        document: Its text and date are the context.
        learned: Names of the model's outputs.
        spans: All actor-like spans, from which the actor coder learns the document's cast.
        mentions: Type and arguments of each mention, which tell whose "the rebels" are.
    """

    def __init__(
        self,
        document: Document,
        learned: Learned,
        spans: Sequence[str],
        mentions: Sequence[tuple[str, Sequence[RawArgument]]] = (),
    ) -> None:
        self.text, self.learned, self._mentions = document.text, learned, mentions
        self.date = datetime.date.fromisoformat(document.date) if document.date else None
        self.coder = ActorCoder(document.text, date=self.date, spans=spans, parts=self._parts)
        self._places: dict[tuple[int, int], PlaceValue] = {}
        self._countries = {country: index for index, country in enumerate(learned.countries)}

    def argument(self, raw: RawArgument, values: Mapping[tuple[int, int], str | None]) -> Argument:
        """The argument with its codes; `values` holds the times by their offsets."""
        role, start, end = self.learned.roles[raw.role], raw.start, raw.end
        words, score = self.text[start:end], round(raw.score, 4)
        if role.kind == "actor":
            country, sector = self._actor(raw, words)
            return Argument(role.name, words, start, end, "actor", score, country, sector)
        if role.kind == "time":
            return Argument(role.name, words, start, end, "time", score, value=values[start, end])
        if role.kind == "place":
            place = self._place(words, start, end)
            return Argument(
                role.name, words, start, end, "place", score, place.country,
                name=place.name, latitude=place.latitude, longitude=place.longitude, geonames_id=place.geonames_id,
            )  # fmt: skip
        if role.kind == "amount" and (found := parse_quantity(words)) is not None:
            unit = found.currency or found.unit
            return Argument(role.name, words, start, end, "amount", score, low=found.low, high=found.high, unit=unit)
        return Argument(role.name, words, start, end, role.kind, score)

    def _actor(self, raw: RawArgument, words: str) -> tuple[str | None, str | None]:
        """Country and sector by rule where the words tell; else the model has a say, for the sector the only one."""

        def belief(country: str | None) -> float:
            index = self._countries.get("?" if country is None else country)
            return 0.0 if index is None else float(raw.countries[index])

        code = self.coder.code(words, raw.start, belief if self._countries else None)
        told = code.sector is not None and not code.rule.endswith("; default")
        return code.country, code.sector if told else self.learned.sectors[int(raw.sectors.argmax())]

    def _parts(self) -> Iterator[Part]:
        """The actors and places of all mentions."""
        for number, (kind, arguments) in enumerate(self._mentions):
            for raw in arguments:
                role = self.learned.roles[raw.role]
                words = self.text[raw.start : raw.end]
                if role.kind == "actor":
                    yield Part(number, kind, role.name, words, raw.start)
                elif role.name == "location":
                    country = self._place(words, raw.start, raw.end).country
                    yield Part(number, kind, role.name, words, raw.start, country)

    def _place(self, words: str, start: int, end: int) -> PlaceValue:
        found = self._places.get((start, end))
        if found is None:
            found = self._places[start, end] = resolve_place(words, start=start, context=self.coder.context)
        return found

    def times(self, found: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str | None]:
        """ISO 8601 values of all times, read in text order, so that "the next day" finds the day before it.

        Args:
            found: Offsets of the times with the status of their mention.
        """
        places = sorted(found)
        read = [(self.text[start:end], self._tense(start, found[start, end])) for start, end in places]
        return {
            place: self._ended(place, value) if found[place] == "actual" else value.value
            for place, value in zip(places, resolve_times(read, self.date), strict=True)
        }

    def _tense(self, start: int, status: str) -> Tense:
        """Whether a time lies ahead: that of a plan, and the deadline of what is not done ("unless it pays by May")."""
        if status == "negated" and _BY.search(self.text, max(0, start - 16), start):
            return "future"
        return TENSES.get(status, "past")

    def _ended(self, place: tuple[int, int], time: TimeValue) -> str | None:
        """Value of a time of something done: "until April", in March, is the end of a range and not its date."""
        if self.date is None or time.value is None or time.granularity not in ("day", "month", "year"):
            return time.value
        today = self.date.isoformat()
        if time.value > today and _UNTIL.search(self.text, max(0, place[0] - 16), place[0]):
            return f"{today}/{time.value}"
        return time.value


def resolve_mentions(document: Document, raw: Sequence[RawMention], learned: Learned) -> tuple[Mention, ...]:
    """Mentions in text order with resolved arguments and event keys e1, e2, ..."""
    raw = sorted(raw, key=lambda mention: (mention.start, mention.type))
    if not raw:
        return ()
    text = document.text
    kinds = [role.kind for role in learned.roles]
    fillers = give_times(text, raw, kinds)
    statuses = [learned.statuses[int(mention.statuses.argmax())] for mention in raw]
    cast: dict[str, None] = {}
    times: dict[tuple[int, int], str] = {}
    for status, arguments in zip(statuses, fillers, strict=True):
        for argument in arguments:
            if kinds[argument.role] == "actor":
                cast[text[argument.start : argument.end]] = None
            elif kinds[argument.role] == "time":
                times[argument.start, argument.end] = status
    types = [learned.types[mention.type] for mention in raw]
    resolver = Resolver(document, learned, list(cast), list(zip(types, fillers, strict=True)))
    values = resolver.times(times)
    linkable = []
    for mention, kind, status, arguments in zip(raw, types, statuses, fillers, strict=True):
        shares = zip(learned.contexts, mention.contexts.tolist(), strict=False)
        resolved = Mention(
            event="",
            type=kind,
            trigger=Trigger(text[mention.start : mention.end], mention.start, mention.end),
            status=status,
            contexts=tuple([name for name, share in shares if share > learned.context_threshold]),
            arguments=tuple([resolver.argument(argument, values) for argument in arguments]),
            score=round(mention.score, 4),
        )
        linkable.append(Linkable(resolved, mention.sentence, mention.link))
    keys = cluster(linkable, weights=learned.coreference, link_bias=learned.link_bias)
    mentions = (item.mention for item in linkable)
    return tuple(
        [
            Mention(f"e{key + 1}", item.type, item.trigger, item.status, item.contexts, item.arguments, item.score)
            for item, key in zip(mentions, keys, strict=True)
        ]
    )


def give_times(text: str, raw: Sequence[RawMention], kinds: Sequence[str]) -> list[list[RawArgument]]:
    """Arguments of each mention, where the time in "condemned Tuesday's attack" is that of the attack alone.

    A possessive time belongs to the event noun that it modifies. The verb before keeps it only where a preposition of
    time or place says that both happen together ("agreed at Monday's summit"), or where the verb is one of taking part.

    Args:
        text: The document.
        raw: Mentions in text order.
        kinds: Kind of each role.
    """
    fillers = [mention.arguments for mention in raw]
    starts = [mention.start for mention in raw]
    for index, mention in enumerate(raw):
        for argument in mention.arguments:
            if kinds[argument.role] != "time" or mention.start > argument.start:
                continue
            phrase = _POSSESSED.match(text, argument.end)
            if phrase is None or _TOGETHER.search(text, mention.start, argument.start):
                continue
            first = bisect_right(starts, argument.end)
            last = bisect_left(starts, phrase.end(), first)
            if first < last:
                fillers[index] = [item for item in fillers[index] if item is not argument]
                if all(kinds[item.role] != "time" for item in fillers[first]):
                    moved = [*fillers[first], argument]
                    fillers[first] = sorted(moved, key=lambda item: (item.role, item.start))
    return fillers
