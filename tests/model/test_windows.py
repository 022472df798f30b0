"""Windows: every word owned once, offsets exact, cost linear."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from eventx.model.sentences import sentence_starts, word_offsets
from eventx.model.windows import Windower

ANY = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(list("aéّ́ש‏ İıß朝🙂🏽\u200d\r\n\t\x00\u00a0\ud800.,-'’\"")),
    ),
    max_size=400,
)


@pytest.fixture(scope="module")
def windower(tiny_encoder: Path) -> Windower:
    tokenizer = Tokenizer.from_file(str(tiny_encoder / "tokenizer.json"))
    return Windower(tokenizer, prefix=[1], suffix=[2], size=24, overlap=8)


@given(text=ANY)
def test_every_word_is_owned_once_and_fits(windower: Windower, text: str) -> None:
    owned: list[tuple[int, int]] = []
    for window in windower(text):
        assert len(window.first) == len(window.words) == len(window.sentences)
        assert window.first.min() >= 1
        assert window.first.max() < len(window.ids) - 1
        # One word may alone be longer than a window; everything else fits.
        assert len(window.ids) <= windower.size or len(window.words) <= 2
        low, high = window.owned
        assert 0 <= low <= high <= len(window.words)
        owned += [tuple(pair) for pair in window.words[low:high].tolist()]
    assert owned == [tuple(pair) for pair in word_offsets(text).tolist()]


@given(text=ANY)
def test_words_and_sentences_are_in_order(text: str) -> None:
    words = word_offsets(text)
    assert (words[:, 0] < words[:, 1]).all()
    assert (np.diff(words.ravel()) >= 0).all()
    starts = sentence_starts(text)
    assert starts[0] == 0
    assert starts == sorted(set(starts))


def test_first_token_belongs_to_its_word(windower: Windower) -> None:
    text = "Wang met the délégation of U.S.-led “İstanbul” 朝鲜 👍🏽 cease-fire."
    for window in windower(text):
        for (start, end), first in zip(window.words.tolist(), window.first.tolist(), strict=True):
            piece = windower.tokenizer.id_to_token(int(window.ids[first])).lstrip("Ġ")
            plain = piece.encode("ascii", "ignore").decode()
            assert text[start:end].startswith(plain) or not text[start:end].isascii()


def test_begin_skips_a_header(windower: Windower) -> None:
    text = "date 2024-03-23 Wang met Li."
    windows = windower(text, begin=16)
    assert text[slice(*windows[0].words[0])] == "Wang"


def test_empty_texts_have_no_window(windower: Windower) -> None:
    assert windower("") == []
    assert windower(" \n\t ") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Wang met Dr. Li. They talked.", 2),
        ("The U.S. sent aid. China did not.", 2),
        ("He said: “No.” She left.", 2),
        ("First line\nSecond line", 2),
        ("It fell 3.5 per cent in Jan. 2020.", 1),
        ("Why? Because! Yes…", 3),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentence_starts(text)) == count


def test_long_texts_are_cut_without_loss(windower: Windower) -> None:
    text = "Wang met Li in Beijing. " * 12_000
    windows = windower(text)
    assert sum(high - low for low, high in (window.owned for window in windows)) == 72_000
    assert windows[-1].words[-1, 1] == len(text) - 1
