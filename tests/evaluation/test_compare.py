"""Paired tests: sure of a difference that is there, unsure of one that is not."""

from __future__ import annotations

from itertools import product

import pytest

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.evaluation import compare, evaluate

TEXT = "Ana met Bo."


@pytest.fixture
def documents(mention):
    def make(hits):
        found = [mention(TEXT, "Meeting", "met", ("actor", "Ana"))]
        return [Document(TEXT, id=str(k), mentions=found if hit else ()) for k, hit in enumerate(hits)]

    return make


def test_p_value_is_that_of_all_arrangements(documents):
    """Eight documents allow 256 arrangements; the randomised p value comes near the exact one."""
    a, b = [1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 0, 1, 0, 0, 1, 0]

    def f1(hits):
        return 2 * sum(hits) / (sum(hits) + len(hits))

    seen = abs(f1(a) - f1(b))
    extreme = 0
    for swap in product((0, 1), repeat=8):
        left = [y if s else x for x, y, s in zip(a, b, swap, strict=True)]
        right = [x if s else y for x, y, s in zip(a, b, swap, strict=True)]
        extreme += abs(f1(left) - f1(right)) >= seen - 1e-12
    found = compare(documents(a), documents(b), documents([1] * 8), figures=["TC"], rounds=4000)["TC"]
    assert found.difference == pytest.approx(f1(a) - f1(b))
    assert found.p_value == pytest.approx(extreme / 256, abs=0.03)
    assert found.low <= found.difference <= found.high


def test_clear_difference(documents):
    gold = documents([1] * 30)
    found = compare(documents([1] * 30), documents([k % 2 for k in range(30)]), gold, rounds=500)
    assert found["TC"].p_value < 0.01
    assert found["TC"].low > 0
    assert "TC " in str(found)


def test_same_system(documents):
    gold, system = documents([1] * 10), documents([1, 0] * 5)
    found = compare(system, system, gold, rounds=100)["TC"]
    assert (found.difference, found.low, found.high, found.p_value) == (0, 0, 0, 1)


def test_swapping_sides_mirrors(documents):
    gold = documents([1] * 10)
    a, b = (evaluate(documents(hits), gold, bootstrap=0) for hits in ([1, 1, 0] * 3 + [1], [1, 0, 0] * 3 + [1]))
    one, other = compare(a, b, rounds=200)["AC+_half"], compare(b, a, rounds=200)["AC+_half"]
    assert one.difference == pytest.approx(-other.difference)
    assert one.p_value == other.p_value
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_type_that_one_system_never_predicts(documents, mention):
    gold = documents([1] * 6)
    wrong = [item.replace(mentions=[mention(TEXT, "Visit", "met")]) for item in gold]
    found = compare(gold, wrong, gold, figures=["TC_macro_f1", "type:Meeting"], rounds=200)
    assert found["TC_macro_f1"].difference == 1
    assert found["type:Meeting"].p_value < 0.1


def test_misuse(documents):
    gold = documents([1] * 4)
    report = evaluate(gold, gold, bootstrap=0)
    with pytest.raises(CorpusError, match="corpus="):
        compare(report, gold)
    with pytest.raises(CorpusError, match="different gold"):
        compare(report, evaluate(gold[:3], gold[:3], bootstrap=0))
    with pytest.raises(CorpusError, match="no figure 'TD'"):
        compare(report, report, figures=["TD"])
    with pytest.raises(CorpusError, match="rounds"):
        compare(report, report, rounds=0)
    with pytest.raises(CorpusError, match="not compared"):
        compare(report, report, figures=["TC"], rounds=10)["TI"]
