"""Agreement coefficients against values from the literature, and on two small annotations."""

from __future__ import annotations

import pytest

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.evaluation import agreement, cohen_kappa, krippendorff_alpha

TEXT = "Ana met Bo. Rebels attacked Oslo and killed ten."


def test_kappa_of_a_table():
    # The usual textbook table: both yes 20, yes-no 5, no-yes 10, both no 15; observed 0.7, chance 0.5, kappa 0.4.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    a, b = zip(*pairs, strict=True)
    assert cohen_kappa(a, b) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [((45, 15, 25, 15), 0.1304), ((25, 35, 5, 35), 0.2593)],  # equal raw agreement, unequal margins
)
def test_kappa_depends_on_margins(cells, expected):
    labels = [("y", "y"), ("y", "n"), ("n", "y"), ("n", "n")]
    pairs = [pair for pair, count in zip(labels, cells, strict=True) for _ in range(count)]
    assert cohen_kappa(*zip(*pairs, strict=True)) == pytest.approx(expected, abs=5e-5)


def test_kappa_undefined_and_misused():
    assert cohen_kappa("aaa", "aaa") is None
    with pytest.raises(CorpusError, match="same items"):
        cohen_kappa("ab", "a")


def test_alpha_binary():
    # Krippendorff 2011, section A: two observers, ten units, 0.095.
    assert krippendorff_alpha(list(zip("0100000010", "1110010000", strict=True))) == pytest.approx(0.095, abs=5e-4)


def test_alpha_nominal():
    # Krippendorff 2011, section B: Ben and Gerry, 0.692.
    assert krippendorff_alpha(list(zip("aabbdcccedda", "babbbccceddd", strict=True))) == pytest.approx(0.692, abs=5e-4)


def test_alpha_with_gaps():
    # Krippendorff 2011, section C: four observers, twelve units, missing data, 0.743.
    coders = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [[None if label == "." else label for label in unit] for unit in zip(*coders, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_alpha_undefined():
    assert krippendorff_alpha([("a", "a"), ("a", None)]) is None


@pytest.fixture
def coders(mention):
    a = [
        mention(TEXT, "Meeting", "met", ("actor", "Ana"), ("recipient", "Bo")),
        mention(TEXT, "Attack", "attacked", ("actor", "Rebels")),
        mention(TEXT, "Attack", "killed"),
    ]
    b = [
        mention(TEXT, "Meeting", "met", ("actor", "Ana"), status="planned"),
        mention(TEXT, "Protest", "attacked", ("actor", "Rebels")),
    ]
    return [Document(TEXT, id="x", mentions=a)], [Document(TEXT, id="x", mentions=b)]


def test_agreement(coders):
    found = agreement(*coders)
    assert (found.documents, found.words, found.matched_words) == (1, 9, 2)
    # met-met, attacked-attacked: labels M/M and A/P. Observed 1/2, chance 1/4.
    assert found.type_kappa == pytest.approx((1 / 2 - 1 / 4) / (1 - 1 / 4))
    # Nine words: none/none 6, M/M 1, A/P 1, A/none 1. Observed 7/9; chance (6*7 + 1*1) / 81.
    assert found.word_kappa == pytest.approx((7 / 9 - 43 / 81) / (1 - 43 / 81))
    assert pytest.approx(2 * 2 / 5) == found.TI
    assert pytest.approx(2 * 1 / 5) == found.TC
    assert found.argument_f1 == pytest.approx(2 * 1 / 5)
    assert found.status_kappa == 0


def test_agreement_is_symmetric(coders):
    assert agreement(*coders) == agreement(*coders[::-1])


def test_agreement_of_nothing():
    empty = [Document("No news.", id="x")]
    found = agreement(empty, empty)
    assert found.type_kappa is None
    assert found.TC is None
    assert "-" in str(found)
