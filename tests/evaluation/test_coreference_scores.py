"""Coreference scores against values printed in the literature."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventx.evaluation.coreference import b_cubed, best_assignment, ceaf_e, muc, pairwise
from eventx.evaluation.metrics import Counts

# Luo (2005), "On Coreference Resolution Performance Metrics", figure 1 and table 1: truth and four responses over the
# entities {1..5}, {6, 7}, {8, 9, A, B, C}.
TRUTH = "aaaaabbccccc"
LUO = {
    "a": ("aaaaabbbbbbb", 0.947, 0.865, 0.733),
    "b": ("aaaaabbaaaaa", 0.947, 0.737, 0.667),
    "c": ("aaaaaaaaaaaa", 0.900, 0.545, 0.294),
    "d": ("abcdefghijkl", 0.000, 0.400, 0.178),
}


def f1(parts):
    recall = parts[0] / parts[1]
    precision = parts[2] / parts[3] if parts[3] else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@pytest.mark.parametrize("system", LUO)
def test_luo_table_1(system):
    response, expected_muc, expected_b3, expected_ceaf = LUO[system]
    assert f1(muc(TRUTH, response)) == pytest.approx(expected_muc, abs=5e-4)
    assert f1(b_cubed(TRUTH, response)) == pytest.approx(expected_b3, abs=5e-4)
    assert f1(ceaf_e(TRUTH, response)) == pytest.approx(expected_ceaf, abs=5e-4)


def test_pairwise():
    # Gold links ab, de, df, ef; predicted links ab, ac, bc, de: two in common.
    assert pairwise("112333", "111445") == Counts(gold=4, predicted=4, matched=2)


def test_perfect_is_one():
    for score in (muc, b_cubed, ceaf_e):
        assert f1(score("aabbc", "xxyyz")) == 1


def test_no_mentions():
    assert muc("", "") == (0, 0, 0, 0)
    assert b_cubed("", "") == (0, 0, 0, 0)
    assert ceaf_e("", "") == (0, 0, 0, 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 5), st.data())
def test_assignment_is_the_best(rows, columns, data):
    number = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
    table = [[data.draw(number) for _ in range(columns)] for _ in range(rows)]
    wide = table if rows <= columns else [list(row) for row in zip(*table, strict=True)]
    best = max(
        sum(wide[row][column] for row, column in enumerate(chosen))
        for chosen in permutations(range(len(wide[0])), len(wide))
    )
    assert best_assignment(table) == pytest.approx(best)
