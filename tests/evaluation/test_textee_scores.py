"""TextEE's six scores on examples small enough to count by hand."""

from __future__ import annotations

import pytest

from eventx.document import Document
from eventx.evaluation.metrics import (
    Counts,
    count_arguments,
    count_triggers,
    half_overlap,
    pair_arguments,
    pair_mentions,
    quick_scores,
)

TEXT = "Ana Ruiz met Bo Lind in Oslo; rebels attacked Oslo and met no one."


def textee_keys(document, *, attached, labelled):
    """TextEE's scorer (compute_E2E_argument_*), rewritten from its definition: sets of these tuples are compared."""
    return {
        ((m.trigger.start, m.trigger.end) if attached else None, m.type, a.start, a.end, a.role if labelled else None)
        for m in document.mentions
        for a in m.arguments
    }


@pytest.fixture
def pair(mention):
    gold = Document(
        TEXT,
        mentions=[
            mention(TEXT, "Meeting", "met", ("actor", "Ana Ruiz"), ("recipient", "Bo Lind"), ("location", "Oslo")),
            mention(TEXT, "Attack", "attacked", ("actor", "rebels"), ("recipient", "Oslo#2"), ("location", "Oslo#2")),
        ],
    )
    predicted = Document(
        TEXT,
        mentions=[
            # Right trigger; one exact actor, one recipient cut short, one location in the wrong role.
            mention(TEXT, "Meeting", "met", ("actor", "Ana Ruiz"), ("recipient", "Lind"), ("topic", "Oslo")),
            # Wrong type on the right word.
            mention(TEXT, "Protest", "attacked", ("actor", "rebels")),
            # Wrong trigger of a type that gold has elsewhere, with a right argument of that type.
            mention(TEXT, "Meeting", "met#2", ("recipient", "Bo Lind")),
        ],
    )
    return gold, predicted


def test_triggers(pair):
    assert count_triggers(*pair, typed=False) == Counts(2, 3, 2)
    assert count_triggers(*pair) == Counts(2, 3, 1)


@pytest.mark.parametrize(
    ("labelled", "attached", "overlap", "expected"),
    [
        # gold AI items: Meeting x 3 spans, Attack x 2 spans (Oslo is one span in two roles).
        (False, False, False, Counts(5, 5, 3)),  # Ana Ruiz, Bo Lind (by the other mention), Oslo
        (True, False, False, Counts(6, 5, 2)),  # the same without Oslo, whose role is wrong
        (False, True, False, Counts(5, 5, 2)),  # Ana Ruiz, Oslo: Bo Lind hangs on the wrong trigger
        (True, True, False, Counts(6, 5, 1)),  # Ana Ruiz
        (False, False, True, Counts(5, 5, 3)),  # "Lind" is half of "Bo Lind", which is taken by the exact match
        (True, True, True, Counts(6, 5, 2)),  # Ana Ruiz, and Lind for Bo Lind
        (False, True, True, Counts(5, 5, 3)),
        (True, False, True, Counts(6, 5, 2)),
    ],
)
def test_arguments(pair, labelled, attached, overlap, expected):
    assert count_arguments(*pair, labelled=labelled, attached=attached, overlap=overlap) == expected


@pytest.mark.parametrize("attached", [False, True])
@pytest.mark.parametrize("labelled", [False, True])
def test_exact_is_textee_sets(pair, attached, labelled):
    gold, predicted = (textee_keys(item, attached=attached, labelled=labelled) for item in pair)
    counts = count_arguments(*pair, labelled=labelled, attached=attached, overlap=False)
    assert counts == Counts(len(gold), len(predicted), len(gold & predicted))


def test_roles_restrict(pair):
    assert count_arguments(*pair, roles=["recipient"]) == Counts(2, 2, 1)


def test_repeated_argument_counts_once(mention):
    twice = mention(TEXT, "Meeting", "met", ("actor", "Ana Ruiz"), ("actor", "Ana Ruiz"))
    document = Document(TEXT, mentions=[twice])
    assert count_arguments(document, document) == Counts(1, 1, 1)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 10), (0, 10), True),
        ((0, 10), (5, 10), True),  # exactly half of the longer
        ((0, 10), (6, 10), False),
        ((0, 4), (2, 6), True),
        ((0, 4), (3, 7), False),
        ((0, 4), (4, 8), False),  # they touch
    ],
)
def test_half_overlap(a, b, expected):
    assert half_overlap(a, b) is expected
    assert half_overlap(b, a) is expected


def test_one_prediction_matches_one_gold(mention):
    gold = mention(TEXT, "Meeting", "met", ("actor", "Ana "), ("actor", "Ruiz"))
    predicted = mention(TEXT, "Meeting", "met", ("actor", "Ana Ruiz"))
    documents = Document(TEXT, mentions=[gold]), Document(TEXT, mentions=[predicted])
    assert count_arguments(*documents) == Counts(2, 1, 1)
    assert len(pair_arguments(gold.arguments, predicted.arguments)) == 1


def test_closest_overlap_wins_whatever_the_order(mention):
    gold = mention(TEXT, "Meeting", "met", ("actor", "Ruiz met Bo"), ("actor", "Ana Ruiz met"))
    predicted = mention(TEXT, "Meeting", "met", ("actor", "Ana Ruiz met Bo"), ("actor", "Ruiz met"))
    documents = Document(TEXT, mentions=[gold]), Document(TEXT, mentions=[predicted])
    assert count_arguments(*documents) == Counts(2, 2, 2)


def test_pair_mentions_one_to_one(mention):
    one = mention(TEXT, "Meeting", "met", event="e1")
    gold = Document(TEXT, mentions=[one, one.replace(event="e2")])
    assert len(pair_mentions(gold, Document(TEXT, mentions=[one]))) == 1


def test_quick_scores_agree_with_counts(pair):
    gold, predicted = pair
    scores = quick_scores([gold], [predicted])
    assert scores["TC"] == pytest.approx(2 * 1 / 5)
    assert scores["AC+"] == pytest.approx(2 * 2 / 11)
