"""Thresholds for a wanted precision, and the least certain documents."""

from __future__ import annotations

import json
import math

import pytest

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.evaluation import apply_threshold, evaluate, operating_point, threshold_for, uncertain
from eventx.io import read, write

WORDS = "met saw hit ran ate won let sat put got"
# Score of each prediction and whether it is right, best first: precision 1, 1, 2/3, 3/4, 4/5, 4/6.
SCORED = [(0.95, True), (0.9, True), (0.8, False), (0.7, True), (0.6, True), (0.5, False)]


@pytest.fixture
def corpus(mention):
    words = WORDS.split()
    gold = [mention(WORDS, "Meeting", word) for word, (_, right) in zip(words, SCORED, strict=False) if right]
    gold.append(mention(WORDS, "Attack", words[-1]))
    predicted = [mention(WORDS, "Meeting", word, score=score) for word, (score, _) in zip(words, SCORED, strict=False)]
    return [Document(WORDS, id="x", mentions=predicted)], [Document(WORDS, id="x", mentions=gold)]


@pytest.mark.parametrize(
    ("precision", "threshold", "kept", "recall"),
    [(0.9, 0.9, 2, 2 / 5), (0.8, 0.6, 5, 4 / 5), (0.75, 0.6, 5, 4 / 5), (0.6, 0.5, 6, 4 / 5)],
)
def test_highest_recall_that_is_precise_enough(corpus, precision, threshold, kept, recall):
    point = operating_point(*corpus, precision)
    assert (point.threshold, point.kept) == (threshold, kept)
    assert point.recall == pytest.approx(recall)
    assert point.recall_lost == pytest.approx(4 / 5 - recall)
    assert point.precision >= precision
    assert point.precision_low < point.precision


def test_threshold_gives_that_precision_when_applied(corpus):
    predicted, gold = corpus
    limit = threshold_for(predicted, gold, 0.9)
    kept = [apply_threshold(item, limit) for item in predicted]
    assert evaluate(kept, gold, bootstrap=0)["TC_precision"] == 1


def test_equal_scores_stand_or_fall_together(mention):
    words = WORDS.split()[:2]
    predicted = [Document(WORDS, id="x", mentions=[mention(WORDS, "Meeting", word, score=0.7) for word in words])]
    gold = [Document(WORDS, id="x", mentions=[mention(WORDS, "Meeting", words[0])])]
    point = operating_point(predicted, gold, 0.9)
    assert (point.threshold, point.precision) == (None, 0.5)
    with pytest.raises(CorpusError, match=r"the best is 0\.500"):
        threshold_for(predicted, gold, 0.9)


def test_by_label(corpus):
    point = operating_point(*corpus, 0.8, by_label=True, min_predictions=3)
    assert point.labels["Meeting"].threshold == 0.6
    assert point.labels["Attack"].threshold == 0.6  # too few predictions: the common one
    assert threshold_for(*corpus, 0.8, by_label=True) == {"Attack": 0.6, "Meeting": 0.6}


def test_label_out_of_reach_keeps_nothing(corpus, mention):
    predicted, gold = corpus
    predicted = [predicted[0].replace(mentions=[item.replace(type="Visit") for item in predicted[0].mentions])]
    limits = threshold_for(predicted, gold, 0.9, by_label=True)
    assert limits["Visit"] == math.inf
    assert apply_threshold(predicted[0], limits).mentions == ()


def test_arguments(mention):
    text = "Ana met Bo in Oslo."
    gold = [Document(text, id="x", mentions=[mention(text, "Meeting", "met", ("actor", "Ana"), ("recipient", "Bo"))])]
    found = mention(
        text, "Meeting", "met", ("actor", "Ana", {"score": 0.9}), ("recipient", "Bo", {"score": 0.6}),
        ("location", "Oslo", {"score": 0.3}), score=0.9,
    )  # fmt: skip
    predicted = [Document(text, id="x", mentions=[found])]
    limit = threshold_for(predicted, gold, 0.9, level="argument")
    assert limit == 0.6
    kept = apply_threshold(predicted[0], limit, level="argument")
    assert [item.role for item in kept.mentions[0].arguments] == ["actor", "recipient"]


def test_misuse(corpus):
    predicted, gold = corpus
    with pytest.raises(CorpusError, match="precision"):
        operating_point(predicted, gold, 0)
    with pytest.raises(CorpusError, match="level"):
        operating_point(predicted, gold, level="event")
    with pytest.raises(CorpusError, match="no score"):
        operating_point(gold, gold)


@pytest.fixture
def rated(mention):
    text = "Ana met Bo. Ana saw Bo."

    def document(name, *scores):
        words = ["met", "saw"]
        found = [mention(text, "Meeting", word, score=score) for word, score in zip(words, scores, strict=False)]
        return Document(text, id=name, mentions=found)

    return [document("none"), document("sure", 0.99, 0.99), document("one", 0.5), document("mixed", 0.95, 0.1)]


@pytest.mark.parametrize(
    ("measure", "order"),
    [
        ("entropy", ["one", "mixed", "sure", "none"]),  # 1 bit; (0.286 + 0.469) / 2; 0.081; 0
        ("least", ["mixed", "one", "sure", "none"]),  # 0.9, 0.5, 0.01, 0
        ("errors", ["mixed", "one", "sure", "none"]),  # 0.95, 0.5, 0.02, 0
    ],
)
def test_uncertain_order(rated, measure, order):
    assert [item.id for item in uncertain(rated, 10, measure=measure)] == order


def test_uncertain_values(rated):
    first, second = uncertain(rated, 2)
    assert first.meta["uncertainty"] == 1
    assert second.meta["uncertainty"] == pytest.approx((0.2864 + 0.4690) / 2, abs=1e-3)
    assert "uncertainty" not in rated[2].meta


def test_uncertain_to_label_studio_and_back(rated, tmp_path):
    chosen = uncertain(rated, 2)
    write(chosen, tmp_path / "tasks.json", format="label-studio", predictions=True)
    tasks = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    assert [task["data"]["id"] for task in tasks] == ["one", "mixed"]
    assert tasks[0]["data"]["uncertainty"] == 1
    back = list(read(tmp_path / "tasks.json", format="label-studio"))
    assert [item.mentions[0].trigger for item in back] == [item.mentions[0].trigger for item in chosen]


def test_uncertain_misuse(rated):
    with pytest.raises(CorpusError, match="n must"):
        uncertain(rated, 0)
    with pytest.raises(CorpusError, match="measure"):
        uncertain(rated, 1, measure="margin")
