"""Mentions with one event key become one typed `Event` with the union of their arguments and a stable id."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from eventx.document import Argument, Document, Mention
from eventx.schema import DIPLOMACY, Event, RoleSpec, Span, define
from eventx.schema.values import VALUE_CLASSES, trusted

if TYPE_CHECKING:
    from eventx.schema import Ontology

_FIELDS = {kind: tuple(value_class.model_fields) for kind, value_class in VALUE_CLASSES.items()}

_NOT_NAME = re.compile(r"[^A-Za-z0-9_]|^(?=[\d_])")
_NOT_A_CLASS = re.compile("[\x00\ud800-\udfff]")  # what Python takes in no class name at all
_ATTRIBUTE = re.compile(r"(?!model_)[A-Za-z][A-Za-z0-9_]*")


@lru_cache(maxsize=4096)
def _unknown_type(name: str, roles: tuple[tuple[str, str], ...]) -> type[Event]:
    """A class for a type that no ontology defines, so that foreign corpora can be read at all."""
    # Foreign corpora have names that are no identifiers, or that events have for something else, such as "date".
    attributes = {
        role: role
        if _ATTRIBUTE.fullmatch(role) and not hasattr(Event, role) and role not in Event.model_fields
        else f"role_{n}"
        for n, (role, _) in enumerate(roles)
    }
    specs = [RoleSpec(attributes[role], f"{role} of the event", kind) for role, kind in roles]  # type: ignore[arg-type]
    made = define(_NOT_NAME.sub("T_", name)[:64] or "T", f"{name!r}, a type of no known ontology.", specs)
    made.__name__ = _NOT_A_CLASS.sub("\ufffd", name)
    made.roles = {attributes[role]: dataclasses.replace(made.roles[attributes[role]], name=role) for role, _ in roles}
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
    return trusted(value_class, {key: getattr(argument, key) for key in _FIELDS[argument.kind]})


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


def _union(mentions: list[Mention], lead: Mention) -> dict[str, list[Argument]]:
    """Fillers of each role, those of the lead first."""
    fillers: dict[str, list[Argument]] = {}
    for mention in [lead, *(item for item in mentions if item is not lead)]:
        for argument in mention.arguments:
            known = fillers.setdefault(argument.role, [])
            for index, other in enumerate(known):
                if _same(other, argument):
                    known[index] = _better(other, argument)
                    break
            else:
                known.append(argument)
    return fillers


def _trigger(mention: Mention) -> Span:
    trigger = mention.trigger
    values = {"text": trigger.text, "start": trigger.start, "end": trigger.end, "score": mention.score}
    return trusted(Span, values)


def merge_mentions(document: Document) -> tuple[Event, ...]:
    """Build the events of a document, in the order of their first mentions.

    The lead mention, the one with most arguments, gives the trigger and the status; a repeat adds what it alone says.
    """
    ontology = document.ontology or DIPLOMACY
    source = document.id or hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in document.mentions:
        groups.setdefault((mention.event, mention.type), []).append(mention)
    events = []
    for mentions in groups.values():
        mentions = sorted(mentions, key=lambda mention: mention.trigger.start)
        lead = max(mentions, key=lambda mention: (len(mention.arguments), mention.score or 0.0))
        event_class = _class(ontology, mentions)
        scores = [mention.score for mention in mentions if mention.score is not None]
        values: dict[str, Any] = {
            "id": _identity(source, mentions),
            "status": lead.status,
            "contexts": list(dict.fromkeys([context for mention in mentions for context in mention.contexts])),
            "trigger": _trigger(lead),
            "triggers": [_trigger(mention) for mention in mentions],
            "score": max(scores) if scores else None,
            "document_date": document.date,
        }
        fillers = _union(mentions, lead)
        for name, role in event_class.roles.items():
            found = [_value(argument) for argument in fillers[role.name]] if role.name in fillers else []
            values[name] = found if role.cardinality == "many" else found[0] if found else None
        events.append(trusted(event_class, values))
    return tuple(events)


def _identity(source: str, mentions: list[Mention]) -> str:
    """Twelve hex digits of a hash over the document and the triggers: the same words give the same id, anywhere."""
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
    return {name: item for name, item in value.__dict__.items() if item is not None}
