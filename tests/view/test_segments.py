from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from eventx.document import Argument, Document, Mention, Trigger
from eventx.view.segments import LANES, event_numbers, segments

SIZE = 24
TEXT = "abcdefghijklmnopqrstuvwx"
spans = st.tuples(st.integers(0, SIZE - 1), st.integers(1, 8)).map(lambda item: (item[0], min(SIZE, sum(item))))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    mentions = []
    for _ in range(draw(st.integers(0, 5))):
        start, end = draw(spans)
        arguments = [
            Argument(role, TEXT[left:right], left, right)
            for role, (left, right) in draw(st.lists(st.tuples(st.sampled_from(["actor", "topic"]), spans), max_size=5))
        ]
        key = draw(st.sampled_from("xy"))
        mentions.append(Mention(key, "Meeting", Trigger(TEXT[start:end], start, end), arguments=tuple(arguments)))
    return Document(TEXT, mentions=tuple(mentions))


@settings(deadline=None, max_examples=40)
@given(documents())
def test_segments_are_the_text_and_carry_every_span(document: Document) -> None:
    pieces = segments(document)
    assert "".join(TEXT[piece.start : piece.end] for piece in pieces) == TEXT
    numbers = event_numbers(document)
    expected = {
        (number, role, place)
        for number, mention in zip(numbers, document.mentions, strict=True)
        for role, span in [(None, mention.trigger), *((item.role, item) for item in mention.arguments)]
        for place in range(span.start, span.end)
    }
    found = {
        (item.event, item.role, place)
        for piece in pieces
        for item in (*piece.triggers, *piece.arguments)
        for place in range(piece.start, piece.end)
    }
    assert found == expected
    assert max(numbers, default=0) == len(document.events)


@settings(deadline=None, max_examples=40)
@given(documents())
def test_overlapping_spans_lie_in_different_lanes(document: Document) -> None:
    for piece in segments(document):
        places = {(item.start, item.end, item.role): item.lane for item in piece.arguments}
        lanes = Counter(places.values())
        assert all(times == 1 for lane, times in lanes.items() if lane < LANES - 1)
        assert set(lanes) <= set(range(LANES))


def test_inner_span_lies_nearer_to_the_words() -> None:
    inner, outer = Argument("location", "cd", 2, 4), Argument("topic", "abcdef", 0, 6)
    document = Document(TEXT, mentions=(Mention("a", "Visit", Trigger("x", 23, 24), arguments=(outer, inner)),))
    lanes = {item.role: item.lane for piece in segments(document) for item in piece.arguments}
    assert lanes == {"location": 0, "topic": 1}


def test_numbers_follow_the_events(document: Document) -> None:
    assert event_numbers(document) == [1, 1, 2]
    assert [event.type for event in document.events] == ["Meeting", "RelationsDowngrade"]
