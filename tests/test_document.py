"""Documents: offsets are enforced, the interchange format round-trips, events are merged and typed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventx
from eventx.document import Argument, Document, Mention, Trigger
from eventx.errors import DocumentError, OffsetError


def test_round_trip_is_byte_exact(document: Document) -> None:
    line = document.to_json()
    again = Document.from_json(line)
    assert again.to_json() == line
    assert again == document


def test_interchange_matches_the_contract(document: Document) -> None:
    data = json.loads(document.to_json(events=False))
    assert list(data) == ["id", "date", "title", "text", "mentions"]
    first = data["mentions"][0]
    assert first["trigger"] == {"text": "met", "start": 25, "end": 28}
    assert first["arguments"][0] == {
        "role": "actor",
        "text": "Senior party leader Wang",
        "start": 0,
        "end": 24,
        "country": "CHN",
        "sector": "GOV",
    }
    assert first["arguments"][3]["value"] == "2024-03-21"


def test_unknown_fields_survive() -> None:
    line = json.dumps({"id": "a", "text": "No event.", "source": "wire", "score": 3, "mentions": []})
    document = Document.from_json(line)
    assert document.meta == {"source": "wire", "score": 3}
    assert json.loads(document.to_json())["source"] == "wire"


def test_wrong_offsets_are_refused() -> None:
    with pytest.raises(OffsetError, match=r"document 'd7'.*text\[0:3\] is 'The'"):
        Document("The cat met", id="d7", mentions=(Mention("e1", "Meeting", Trigger("met", 0, 3)),))


@pytest.mark.parametrize("start", [-1, 5, 11])
def test_offsets_outside_the_text_are_refused(start: int) -> None:
    with pytest.raises(OffsetError):
        Document("short", mentions=(Mention("e1", "Meeting", Trigger("x", start, start + 1)),))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ('{"id": "a"}', "has no 'text'"),
        ('{"text": 3}', "'text' must be str"),
        ('{"text": "a", "date": 20240323}', "'date' must be a string"),
        ('{"text": "a", "mentions": [{}]}', "has no 'trigger'"),
        ('{"text": "a", "mentions": [5]}', "malformed"),
        ('{"text": "a", "mentions": [{"event":"e","type":"T","trigger":{"text":"a","start":"0","end":1}}]}', "'start'"),
    ],
)
def test_bad_records_say_what_is_wrong(line: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        Document.from_json(line)


def test_events_merge_mentions(document: Document) -> None:
    assert [event.type for event in document.events] == ["Meeting", "Pledge", "Condemnation"]
    meeting = document.events[0]
    assert isinstance(meeting, eventx.schema.Meeting)
    assert [span.text for span in meeting.triggers] == ["met", "talks"]
    assert [actor.text for actor in meeting.actor] == ["Senior party leader Wang"]
    assert meeting.recipient[0].country == "PRK"
    assert (meeting.date, meeting.date_source) == ("2024-03-21", "time")
    assert document.events[1].date_source == "document"


def test_event_ids_are_stable_and_distinct(document: Document) -> None:
    ids = [event.id for event in document.events]
    assert len(set(ids)) == len(ids)
    assert ids == [event.id for event in Document.from_json(document.to_json()).events]


def test_repeated_names_merge_and_counterparts_stay() -> None:
    text = "Foreign Minister Li Na met Ana Ruiz. Li Na later met Bo."
    spans = [("Foreign Minister Li Na", 0, 22), ("Li Na", 37, 42)]
    mentions = tuple(
        Mention("e1", "Meeting", Trigger("met", start, start + 3), arguments=(Argument("actor", *span, kind="actor"),))
        for start, span in zip((23, 49), spans, strict=True)
    )
    (event,) = Document(text, mentions=mentions).events
    assert [actor.text for actor in event.actor] == ["Foreign Minister Li Na"]  # type: ignore[attr-defined]


def test_unknown_types_are_still_readable() -> None:
    document = Document("A quake struck.", mentions=(Mention("e1", "Quake", Trigger("quake", 2, 7)),))
    assert document.events[0].type == "Quake"
    assert document.events[0].plover is None


@given(st.text(st.characters(exclude_categories=()), max_size=60), st.data())
def test_any_span_of_any_text_round_trips(text: str, data: st.DataObject) -> None:
    if not text:
        assert Document.from_json(Document(text).to_json()).text == text
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document = Document(text, mentions=(Mention("e1", "Visit", Trigger(text[start:end], start, end)),))
    line = document.to_json()
    line.encode("utf-8")
    assert Document.from_json(line) == document


def test_events_are_as_if_validated(document: Document) -> None:
    for event in document.events:
        again = type(event).model_validate(event.model_dump())
        assert again == event
        assert again.model_dump() == event.model_dump()
        assert event.model_copy(update={"status": "planned"}).status == "planned"
        assert list(event.__dict__)[: len(type(event).model_fields)] == list(type(event).model_fields)


def test_fields_that_an_argument_cannot_have_are_not_kept() -> None:
    data = {"role": "actor", "text": "Oslo", "start": 0, "end": 4, "country": "NOR", "low": 3, "unit": "tonne"}
    argument = Argument.from_dict(data)
    assert (argument.country, argument.low, argument.unit) == ("NOR", None, None)
    assert Argument.from_dict(argument.to_dict()) == argument
