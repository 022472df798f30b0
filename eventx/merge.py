"""Mentions with one event key become one typed `Event` with the union of their arguments and a stable id."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from eventx.document import Argument, Document, Mention
from eventx.schema import DIPLOMACY, Event, RoleSpec, Span, define
from eventx.schema.values import VALUE_CLASSES

if TYPE_CHECKING:
    from eventx.schema import Ontology


@cache
def _unknown_type(name: str, roles: tuple[tuple[str, str], ...]) -> type[Event]:
    """A class for a type that no ontology defines, so that foreign corpora can be read at all."""
    specs = [RoleSpec(role, f"{role} of the event", kind) for role, kind in roles]  # type: ignore[arg-type]
    made = define(re.sub(r"\W|^(?=[\d_])", "T_", name)[:64] or "T", f"{name}, a type of no known ontology.", specs)
    made.__name__ = name  # foreign corpora have names that are no identifiers
    return made


def _class(ontology: Ontology, mentions: list[Mention]) -> type[Event]:
    name = mentions[0].type
    roles = {argument.role: argument.kind for mention in mentions for argument in mention.arguments}
    if name in ontology.names and set(roles) <= set(ontology[name].roles):
        found: type[Event] = ontology[name]
        return found
    if name in ontology.names:
        known = {role: spec.kind for role, spec in ontology[name].roles.items()}
        return _unknown_type(name, tuple(sorted({**roles, **known}.items())))
    return _unknown_type(name, tuple(sorted(roles.items())))


def _value(argument: Argument) -> Span:
    value_class = VALUE_CLASSES[argument.kind]
    data = {key: getattr(argument, key) for key in value_class.model_fields}
    return value_class.model_construct(**data)


def _better(left: Argument, right: Argument) -> Argument:
    """The more telling of two spans for one filler: resolved before unresolved, then the longer, then the surer."""

    def rank(item: Argument) -> tuple[bool, int, float]:
        return (bool(item.country or item.value), len(item.text), item.score or 0.0)

    return max(left, right, key=rank)


def _same(left: Argument, right: Argument) -> bool:
    """Whether two fillers of one role name one thing: equal or overlapping spans, or one name within the other."""
    if left.start < right.end and right.start < left.end:
        return True
    if left.country != right.country or left.value != right.value:
        return False
    a, b = set(left.text.casefold().split()), set(right.text.casefold().split())
    return a <= b or b <= a


def _union(mentions: list[Mention], lead: Mention) -> list[Argument]:
    fillers: list[Argument] = []
    for mention in [lead, *(item for item in mentions if item is not lead)]:
        for argument in mention.arguments:
            for index, known in enumerate(fillers):
                if known.role == argument.role and _same(known, argument):
                    fillers[index] = _better(known, argument)
                    break
            else:
                fillers.append(argument)
    return fillers


def merge_mentions(document: Document) -> tuple[Event, ...]:
    """Build the events of a document, in the order of their first mentions.

    The lead mention, the one with most arguments, gives the trigger and the status; a repeat adds what it alone says.
    """
    ontology = document.ontology or DIPLOMACY
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in document.mentions:
        groups.setdefault((mention.event, mention.type), []).append(mention)
    events = []
    for mentions in groups.values():
        mentions = sorted(mentions, key=lambda mention: mention.trigger.start)
        lead = max(mentions, key=lambda mention: (len(mention.arguments), mention.score or 0.0))
        event_class = _class(ontology, mentions)
        fields: dict[str, Any] = {}
        for name, role in event_class.roles.items():
            values = [_value(argument) for argument in _union(mentions, lead) if argument.role == name]
            fields[name] = values if role.cardinality == "many" else values[0] if values else None
        scores = [mention.score for mention in mentions if mention.score is not None]
        contexts = dict.fromkeys(context for mention in mentions for context in mention.contexts)
        spans = [Span(**mention.trigger.to_dict(), score=mention.score) for mention in mentions]
        events.append(
            event_class.model_construct(
                id=_identity(document, mentions),
                status=lead.status,
                contexts=list(contexts),
                trigger=Span(**lead.trigger.to_dict(), score=lead.score),
                triggers=spans,
                score=max(scores) if scores else None,
                document_date=document.date,
                **fields,
            )
        )
    return tuple(events)


def _identity(document: Document, mentions: list[Mention]) -> str:
    """Twelve hex digits of a hash over the document and the triggers: the same words give the same id, anywhere."""
    source = document.id or hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    places = [f"{mention.type}:{mention.trigger.start}:{mention.trigger.end}" for mention in mentions]
    return hashlib.sha256("\x1f".join([source, *places]).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def event_to_dict(event: Event) -> dict[str, Any]:
    """The merged view of an event in the interchange format: words first, then codes."""
    data: dict[str, Any] = {"id": event.id, "type": event.type, "status": event.status, "contexts": event.contexts}
    if event.score is not None:
        data["score"] = event.score
    data["trigger"] = _plain(event.trigger)
    data["triggers"] = [_plain(span) for span in event.triggers]
    data["arguments"] = [{"role": role, **_plain(value)} for role, value in event.arguments]
    data["date"] = event.date
    if event.codes is not None:
        codes = event.codes
        data |= {"plover": codes.plover, "mode": codes.mode, "cameo": codes.cameo}
        data |= {"quad_class": codes.quad_class, "goldstein": codes.goldstein}
    return data


def _plain(value: Span) -> dict[str, Any]:
    return {name: item for name in type(value).model_fields if (item := getattr(value, name)) is not None}
