"""Any text through words, sentences, windows and the resolvers: offsets exact, nothing lost, nothing raised."""

from __future__ import annotations

import contextlib
import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hostile import text
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from eventx.errors import DateError
from eventx.model.checkpoint import BUNDLED
from eventx.model.sentences import sentence_starts, word_offsets
from eventx.model.windows import Windower
from eventx.resolve.actors import ActorCoder
from eventx.resolve.header import header_date
from eventx.resolve.quantity import parse_quantity
from eventx.resolve.time import parse_date, resolve_times

LONG = "word " * 900 + "x" * 5000 + "\n" + "no.Space." * 300 + "\r\n" + "é\u0301" * 700
DAY = datetime.date(2024, 3, 23)


def _covered(made: str, pairs: list[list[int]]) -> set[int]:
    return {place for start, end in pairs for place in range(start, end)}


@given(made=text())
@example(made=LONG)
def test_every_character_that_shows_is_in_one_word(made: str) -> None:
    pairs = word_offsets(made).tolist()
    assert all(start < end for start, end in pairs)
    assert all(left[1] <= right[0] for left, right in pairwise(pairs))
    covered = _covered(made, pairs)
    assert sum(end - start for start, end in pairs) == len(covered)
    assert all(place in covered for place, char in enumerate(made) if not char.isspace())


@given(made=text())
@example(made=LONG)
def test_sentences_part_the_text_between_words(made: str) -> None:
    starts = sentence_starts(made)
    assert starts[0] == 0
    assert all(left < right for left, right in pairwise(starts))
    assert all(start < max(len(made), 1) for start in starts)
    inside = {place for start, end in word_offsets(made).tolist() for place in range(start + 1, end)}
    # A word is cut at 64 characters and may touch the next one; within one, no sentence begins.
    assert not inside & set(starts)


@pytest.fixture(scope="module", params=["tiny", "bundled"])
def windower(request: pytest.FixtureRequest, tiny_encoder: Path) -> Windower:
    folder = tiny_encoder if request.param == "tiny" else BUNDLED
    if not (folder / "tokenizer.json").exists():
        pytest.skip("no bundled model in this checkout")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Windower(tokenizer, prefix=[1], suffix=[2], size=40, overlap=10)


@given(made=text(), begin=st.integers(0, 12))
@example(made=LONG, begin=0)
@example(made=LONG, begin=3)
def test_windows_own_every_word_once_at_its_place(windower: Windower, made: str, begin: int) -> None:
    begin = min(begin, len(made))
    owned: list[tuple[int, int]] = []
    for window in windower(made, begin=begin):
        low, high = window.owned
        assert 0 <= low <= high <= len(window.words)
        owned += [(start, end) for start, end in window.words[low:high].tolist()]
        # Words stand in order, each with a first token within the window's text tokens.
        assert (np.diff(window.first) >= 0).all()
        assert window.first.min() >= 1
        assert window.first.max() < len(window.ids) - 1
        assert (np.diff(window.sentences) >= 0).all()
        assert (window.words >= begin).all()
        assert len(window.ids) <= windower.size or len(window.words) <= 2
    assert owned == [(start + begin, end + begin) for start, end in word_offsets(made[begin:]).tolist()]


@given(made=text())
@example(made="date 2024-03-23 " + LONG)
def test_a_header_ends_within_the_text(made: str) -> None:
    for candidate in (made, f"Date: 2024-03-23\n\n{made}", f"LIMA, March 3 (Wire) -- {made}"):
        found = header_date(candidate)
        if found is not None:
            assert isinstance(found[0], datetime.date)
            assert 0 < found[1] <= len(candidate)


@given(made=text(6))
def test_any_date_is_read_or_refused(made: str) -> None:
    for candidate in (made, f"{made} March 2024", f"2024-03-{made}"):
        with contextlib.suppress(DateError):
            assert isinstance(parse_date(candidate), datetime.date)


BEFORE = ["", "last ", "next ", "about ", "in ", "since ", "every ", "no fewer than ", "$"]
NUMBERS = ["two", "a dozen", "half a", "3.5", "1,000"]
AFTER = ["", " days ago", " years from now", " centuries later", " million", " tonnes", "-01", "s", "%", " Monday"]
PHRASES = st.one_of(
    text(5),
    st.tuples(
        st.sampled_from(BEFORE),
        st.one_of(st.integers(-5, 10**25).map(str), text(2), st.sampled_from(NUMBERS)),
        st.sampled_from(AFTER),
    ).map("".join),
)


@given(phrases=st.lists(PHRASES, max_size=4), anchor=st.sampled_from([None, DAY, datetime.date.min, datetime.date.max]))
def test_any_time_gets_a_value_or_none(phrases: list[str], anchor: datetime.date | None) -> None:
    values = resolve_times([(phrase, "past") for phrase in phrases], anchor)
    assert len(values) == len(phrases)


@given(phrase=PHRASES)
def test_any_quantity_has_its_bounds_in_order(phrase: str) -> None:
    found = parse_quantity(phrase)
    if found is not None and found.low is not None and found.high is not None:
        assert found.low <= found.high


@given(before=text(6), span=text(3, min_size=1), after=text(6))
def test_any_actor_gets_a_code(before: str, span: str, after: str) -> None:
    code = ActorCoder(before + span + after, date=DAY, spans=[span]).code(span, len(before))
    assert code.country is None or code.country.isascii()
