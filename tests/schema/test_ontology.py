"""Event types and ontologies: definitions, errors, JSON forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eventx.errors import SchemaError
from eventx.schema import DIPLOMACY, Actor, Event, Ontology, Place, Protest, Role, RoleSpec, Span, Time, define


class Strike(Event):
    """Workers stop work to press a demand."""

    codes_as = "Protest"
    workers: list[Actor] = Role("Those who strike.")
    company: Actor | None = Role("The employer.")
    day: list[Time] = Role("When it begins.")


def test_builtin_types() -> None:
    assert len(DIPLOMACY) == 33
    for item in DIPLOMACY:
        assert item.definition()
        assert list(item.roles) == [
            "actor", "recipient", "represented", "mediator", "location", "time", "topic", "instrument", "forum",
            "amount",
        ]  # fmt: skip
    assert DIPLOMACY["Protest"] is Protest
    assert DIPLOMACY.roles["location"].kind == "place"


def test_custom_type() -> None:
    assert Strike.roles == {
        "workers": RoleSpec("workers", "Those who strike.", "actor", "many"),
        "company": RoleSpec("company", "The employer.", "actor", "one"),
        "day": RoleSpec("day", "When it begins.", "time", "many"),
    }
    event = Strike(trigger=Span(text="strike", start=0, end=6), company=Actor(text="Acme", start=9, end=13))
    assert event.workers == []
    assert event.arguments == [("company", event.company)]
    assert event.plover == "PROTEST"


def test_ontology_round_trip() -> None:
    ontology = Ontology([Strike, Protest], contexts={"labour": "work and pay"})
    again = Ontology.from_json(ontology.to_json())
    assert again == ontology
    assert again.hash == ontology.hash
    assert again["Protest"] is Protest
    assert again["Strike"].roles == Strike.roles
    assert again["Strike"].definition() == Strike.definition()
    assert again.contexts == {"labour": "work and pay"}


def test_order_survives_writers_that_sort_keys() -> None:
    data = json.loads(json.dumps(DIPLOMACY.to_dict(), sort_keys=True))
    again = Ontology.from_dict(data)
    assert list(again.statuses) == ["actual", "planned", "hypothetical", "negated"]
    assert list(again.contexts) == list(DIPLOMACY.contexts)
    assert again.names == DIPLOMACY.names


def test_hash_changes_with_a_word() -> None:
    other = define("Strike", "Workers stop work.", Strike.roles.values(), codes_as="Protest")
    assert Ontology([Strike]).hash != Ontology([other]).hash


def test_builtin_hash_is_stable() -> None:
    assert Ontology.from_json(DIPLOMACY.to_json()).hash == DIPLOMACY.hash
    assert all(a is b for a, b in zip(Ontology.from_json(DIPLOMACY.to_json()), DIPLOMACY, strict=True))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"__annotations__": {"x": int}, "x": 3}, "declare it with Role"),
        ({"__annotations__": {"x": list[int]}, "x": Role("a")}, "annotate it as list"),
        ({"__annotations__": {"x": Place | Actor}, "x": Role("a")}, "annotate it as list"),
        ({"__doc__": None}, "needs a docstring"),
    ],
)
def test_bad_definitions(body: dict[str, Any], message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        type("Bad", (Event,), {"__doc__": "A type.", "__module__": __name__, **body})


def test_bad_ontologies() -> None:
    with pytest.raises(SchemaError, match="at least one event type"):
        Ontology([])
    with pytest.raises(SchemaError, match="two event types named Strike"):
        Ontology([Strike, define("Strike", "Other.", [])])
    with pytest.raises(SchemaError, match=r"subclasses of eventx\.Event"):
        Ontology([str])  # type: ignore[list-item]
    with pytest.raises(SchemaError, match="has one kind"):
        Ontology([Strike, define("Other", "Other.", [RoleSpec("day", "a day", "span")])])
    with pytest.raises(SchemaError, match="unknown event type 'Nope'"):
        _ = DIPLOMACY["Nope"]
    for text in ("{", "[]", "{}", '{"types": [{}], "statuses": {}, "contexts": {}}'):
        with pytest.raises(SchemaError):
            Ontology.from_json(text)
    with pytest.raises(SchemaError, match="needs a description"):
        Role(" ")


def test_json_schema_is_strict() -> None:
    schema = DIPLOMACY["Meeting"].model_json_schema()
    json.dumps(schema)

    def check(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert set(node["required"]) == set(node["properties"])
            for value in node.values():
                check(value)
        elif isinstance(node, list):
            for value in node:
                check(value)

    check(schema)
    assert "sit down together" in schema["description"]
    assert schema["properties"]["actor"]["items"]["$ref"].endswith("Actor")
