"""`Ontology`: the event types, statuses and contexts that a model or corpus uses, with a lossless JSON form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pydantic import create_model

from eventx.errors import SchemaError
from eventx.schema.event import Event, Role, RoleSpec
from eventx.schema.values import VALUE_CLASSES

STATUSES = {
    "actual": "It happened, is happening, or was done by being said.",
    "planned": "It is scheduled, announced, intended or expected.",
    "hypothetical": "It is possible, conditional, demanded, offered or proposed.",
    "negated": "It did not happen: cancelled, refused, denied, prevented.",
}
CONTEXTS = {
    "military": "armed forces, defence, war",
    "economic": "trade, money, business, development",
    "humanitarian": "relief, refugees, disasters, food",
    "human_rights": "rights, repression, freedoms, minorities",
    "legal": "courts, law, justice, extradition",
    "territory": "borders, sovereignty, occupation, independence",
    "nuclear": "nuclear, chemical, biological, radiological matters",
    "migration": "migration, asylum, visas",
    "environment": "climate, nature, pollution",
    "health": "disease, medicine, public health",
    "technology": "science, digital, space, cyber",
    "energy": "oil, gas, electricity",
    "culture": "education, sport, media, religion",
    "terrorism": "terrorist acts and the fight against them",
    "domestic_politics": "elections, government, parties at home",
}

SECTORS = tuple("GOV MIL LEG JUD COP SPY OPP REB IGO NGO BUS MED CVL REL LAB CRM UNK".split())
"""Sectors of an actor, in the order of the codebook."""


class Ontology(Sequence[type[Event]]):
    """An ordered set of event types with the statuses and contexts that their mentions may have.

    Args:
        types: Subclasses of `Event` with distinct names.
        statuses: Names with definitions; the codebook's four by default.
        contexts: Names with definitions; the codebook's fifteen by default, none with `{}`.

    Raises:
        SchemaError: No type, a duplicate name, or a class that is no event type.
    """

    def __init__(
        self,
        types: Iterable[type[Event]],
        *,
        statuses: Mapping[str, str] | None = None,
        contexts: Mapping[str, str] | None = None,
    ) -> None:
        self._types: dict[str, type[Event]] = {}
        for item in types:
            if not (isinstance(item, type) and issubclass(item, Event)) or item is Event:
                raise SchemaError(f"Ontology takes subclasses of eventx.Event, not {item!r}.")
            if item.__name__ in self._types:
                raise SchemaError(f"Ontology has two event types named {item.__name__}: rename one.")
            self._types[item.__name__] = item
        if not self._types:
            raise SchemaError("Ontology needs at least one event type.")
        self.statuses = dict(STATUSES if statuses is None else statuses)
        self.contexts = dict(CONTEXTS if contexts is None else contexts)
        if not self.statuses:
            raise SchemaError("Ontology needs at least one status, such as {'actual': 'it happened'}.")
        self.roles: dict[str, RoleSpec] = {}
        for item in self._types.values():
            for name, role in item.roles.items():
                known = self.roles.setdefault(name, role)
                if known.kind != role.kind:
                    raise SchemaError(
                        f"role {name!r} is {known.kind} in one type and {role.kind} in {item.__name__}: "
                        "a role has one kind in an ontology; rename it in one of them."
                    )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the event types, in order."""
        return tuple(self._types)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            try:
                return self._types[key]
            except KeyError:
                raise SchemaError(f"unknown event type {key!r}; this ontology has {', '.join(self._types)}.") from None
        return tuple(self._types.values())[key]

    def __len__(self) -> int:
        return len(self._types)

    def __iter__(self) -> Iterator[type[Event]]:
        return iter(self._types.values())

    def __contains__(self, item: object) -> bool:
        return item in self._types or item in self._types.values()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ontology) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"Ontology([{', '.join(self._types)}])"

    def allowed(self, name: str) -> tuple[str, ...]:
        """Names of the roles of an event type."""
        return tuple(self[name].roles)

    def to_dict(self) -> dict[str, Any]:
        """The whole ontology as plain data."""
        return {
            "types": [
                {
                    "name": item.__name__,
                    "definition": item.definition(),
                    "codes_as": item.codes_as,
                    "roles": [
                        {
                            "name": role.name,
                            "kind": role.kind,
                            "cardinality": role.cardinality,
                            "description": role.description,
                        }
                        for role in item.roles.values()
                    ],
                }
                for item in self
            ],
            # Lists, since their order is the order of a model's outputs, and JSON writers may sort the keys of objects.
            "statuses": [{"name": name, "definition": text} for name, text in self.statuses.items()],
            "contexts": [{"name": name, "definition": text} for name, text in self.contexts.items()],
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """JSON text from which `from_json` makes an equal ontology."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Ontology:
        """Rebuild an ontology; built-in types come back as their own classes, others as new ones.

        Raises:
            SchemaError: A part is missing or malformed.
        """
        try:
            types = [_class_of(item) for item in data["types"]]
            statuses, contexts = (
                {item["name"]: item["definition"] for item in data[key]} for key in ("statuses", "contexts")
            )
            return cls(types, statuses=statuses, contexts=contexts)
        except (KeyError, TypeError, AttributeError) as error:
            raise SchemaError(f"not an ontology: {error!r}; expected types, statuses and contexts.") from error

    @classmethod
    def from_json(cls, text: str) -> Ontology:
        """Read what `to_json` wrote."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise SchemaError(f"ontology is not JSON: {error}.") from error
        return cls.from_dict(data)

    @cached_property
    def hash(self) -> str:
        """Sixteen hex digits that change exactly when the ontology does."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def define(name: str, definition: str, roles: Iterable[RoleSpec], *, codes_as: str | None = None) -> type[Event]:
    """Make an event type from data, as `class name(Event)` would.

    Raises:
        SchemaError: The definition is empty or a role is malformed.
    """
    fields: dict[str, Any] = {}
    for role in roles:
        if role.kind not in VALUE_CLASSES or role.cardinality not in ("one", "many"):
            raise SchemaError(f"{name}.{role.name}: unknown kind {role.kind!r} or cardinality {role.cardinality!r}.")
        value = VALUE_CLASSES[role.kind]
        fields[role.name] = (list[value] if role.cardinality == "many" else value | None, Role(role.description))  # type: ignore[valid-type]
    made: type[Event] = create_model(name, __base__=Event, __doc__=definition, __module__=__name__, **fields)
    made.codes_as = codes_as
    return made


def _class_of(item: Mapping[str, Any]) -> type[Event]:
    from eventx.schema import types as builtin

    known = getattr(builtin, item["name"], None)
    roles = [RoleSpec(role["name"], role["description"], role["kind"], role["cardinality"]) for role in item["roles"]]
    if (
        isinstance(known, type)
        and issubclass(known, Event)
        and known.definition() == item["definition"]
        and list(known.roles.values()) == roles
        and known.codes_as == item["codes_as"]
    ):
        return known
    return define(item["name"], item["definition"], roles, codes_as=item["codes_as"])
