"""Raw mentions of the model to resolved ones: status, contexts, codes, dates, places, quantities and event keys."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventx.document import Argument, Document, Mention, Trigger
from eventx.resolve.actors import ActorCoder
from eventx.resolve.coreference import Linkable, cluster
from eventx.resolve.places import document_countries, resolve_place
from eventx.resolve.quantity import parse_quantity
from eventx.resolve.time import Tense, resolve_times
from eventx.schema import RoleSpec

if TYPE_CHECKING:
    from eventx.model.decoding import RawArgument, RawMention

TENSES: dict[str, Tense] = {"planned": "future", "hypothetical": "future"}
CONTEXT_THRESHOLD = 0.5
LEARNED_COUNTRY = 0.5  # least certainty at which the model overrules a country taken from the context


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


class Resolver:
    """Resolves the arguments of one document.

    Args:
        document: Its text and date are the context.
        spans: All actor-like spans, from which the actor coder learns the document's cast.
    """

    def __init__(self, document: Document, spans: Sequence[str]) -> None:
        self.text = document.text
        self.date = datetime.date.fromisoformat(document.date) if document.date else None
        self.coder = ActorCoder(document.text, date=self.date, spans=spans)
        self.countries = document_countries(document.text)

    def actor(self, argument: Argument, sector: str | None, country: str | None, certainty: float) -> Argument:
        """Country and sector by rule where the words tell; else by the model, whose certainty must be high enough."""
        code = self.coder.code(argument.text, argument.start)
        country_rule, _, sector_rule = code.rule.partition("; ")
        found = code.country
        # A country that the document never names would be the corpus speaking, not the text.
        named = country is None or country in self.countries
        if country_rule.startswith(("context", "default")) and certainty >= LEARNED_COUNTRY and named:
            found = country
        told = code.sector is not None and not sector_rule.endswith("default")
        return argument.replace(country=found, sector=code.sector if told else sector or code.sector)

    def place(self, argument: Argument) -> Argument:
        """Country and gazetteer entry."""
        found = resolve_place(argument.text, text=self.text, start=argument.start, countries=self.countries)
        return argument.replace(
            country=found.country,
            name=found.name,
            latitude=found.latitude,
            longitude=found.longitude,
            geonames_id=found.geonames_id,
        )

    def times(self, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        """ISO 8601 values of all times, read in text order, so that "the next day" finds the day before it."""
        found = sorted(
            {
                (argument.start, argument.end, argument.text): TENSES.get(mention.status, "past")
                for mention in mentions
                for argument in mention.arguments
                if argument.kind == "time"
            }.items()
        )
        values = resolve_times([(key[2], tense) for key, tense in found], self.date)
        table = {key[:2]: value.value for (key, _), value in zip(found, values, strict=True)}
        return tuple(
            mention.replace(
                arguments=tuple(
                    item.replace(value=table[item.start, item.end]) if item.kind == "time" else item
                    for item in mention.arguments
                )
            )
            for mention in mentions
        )

    def amount(self, argument: Argument) -> Argument:
        """Bounds and unit."""
        quantity = parse_quantity(argument.text)
        if quantity is None:
            return argument
        return argument.replace(low=quantity.low, high=quantity.high, unit=quantity.currency or quantity.unit)


def resolve_mentions(document: Document, raw: Sequence[RawMention], learned: Learned) -> tuple[Mention, ...]:
    """Mentions in text order with resolved arguments and event keys e1, e2, ..."""
    raw = sorted(raw, key=lambda mention: (mention.start, mention.type))
    if not raw:
        return ()
    text = document.text
    kinds = [role.kind for role in learned.roles]
    cast = {
        text[argument.start : argument.end]: None
        for mention in raw
        for argument in mention.arguments
        if kinds[argument.role] == "actor"
    }
    resolver = Resolver(document, list(cast))
    resolved = []
    for mention in raw:
        shares = zip(learned.contexts, mention.contexts.tolist(), strict=False)
        resolved.append(
            Mention(
                event="",
                type=learned.types[mention.type],
                trigger=Trigger(text[mention.start : mention.end], mention.start, mention.end),
                status=learned.statuses[int(mention.statuses.argmax())],
                contexts=tuple(name for name, share in shares if share > CONTEXT_THRESHOLD),
                arguments=tuple(_resolve(text, argument, learned, resolver) for argument in mention.arguments),
                score=round(mention.score, 4),
            )
        )
    linkable = [
        Linkable(mention, item.sentence, item.link) for mention, item in zip(resolver.times(resolved), raw, strict=True)
    ]
    keys = cluster(linkable, weights=learned.coreference, link_bias=learned.link_bias)
    return tuple(item.mention.replace(event=f"e{key + 1}") for item, key in zip(linkable, keys, strict=True))


def _resolve(text: str, raw: RawArgument, learned: Learned, resolver: Resolver) -> Argument:
    role = learned.roles[raw.role]
    argument = Argument(
        role.name, text[raw.start : raw.end], raw.start, raw.end, kind=role.kind, score=round(raw.score, 4)
    )
    if role.kind == "actor":
        sector = learned.sectors[int(raw.sectors.argmax())]
        best = int(raw.countries.argmax())
        country = learned.countries[best] if learned.countries else "?"
        return resolver.actor(argument, sector, None if country == "?" else country, float(raw.countries[best]))
    if role.kind == "place":
        return resolver.place(argument)
    return resolver.amount(argument) if role.kind == "amount" else argument
