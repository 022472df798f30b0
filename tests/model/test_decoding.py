"""Decoding: a window at once gives what its triggers give one by one, and the rules of argument choice hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from eventx.model.decoding import Decoder, softmax
from eventx.model.windows import Window

WORDS, TYPES, ROLES = 30, 5, 4


def window() -> Window:
    words = np.array([(4 * i, 4 * i + 3) for i in range(WORDS)])
    places = np.arange(WORDS)
    return Window(0, places, places, words, places // 10, (0, WORDS))


def decoder(max_spans: int = 40) -> Decoder:
    return Decoder(np.full(TYPES, 0.5, np.float32), np.full(ROLES, 0.6, np.float32), 0.05, max_spans, {"role": 1.3})


@pytest.mark.parametrize("seed", range(5))
def test_a_window_at_once_is_its_triggers_one_by_one(seed: int) -> None:
    random = np.random.default_rng(seed)

    def logits(*shape: int) -> np.ndarray:
        return random.normal(0, 2, shape).astype(np.float32)

    made, place = decoder(), window()
    pairs, scores = made.triggers(place, logits(WORDS, TYPES) - 2)
    spans = made.spans(logits(WORDS, 8) / 2, logits(WORDS, 8) / 2)
    count, padded = len(pairs), len(spans) + 3
    inside, roles, links = logits(WORDS), logits(count, padded, ROLES), logits(count, 6)
    statuses, contexts, sectors, countries = logits(count, 4), logits(count, 3), logits(padded, 7), logits(padded, 9)
    found = made.mentions(
        place, pairs, scores, spans, inside, roles, statuses, contexts, links, sectors, countries
    )  # fmt: skip
    assert sum(len(mention.arguments) for mention in found) > 20
    for row, ((word, kind), mention) in enumerate(zip(pairs.tolist(), found, strict=True)):
        one = made.mention(place, word, kind, scores[row], inside, statuses[row], contexts[row], links[row])
        assert (mention.start, mention.end, mention.type) == (one.start, one.end, one.type)
        np.testing.assert_allclose(mention.statuses, one.statuses, rtol=1e-6)
        arguments = made.arguments(place, spans, roles[row, : len(spans)], sectors, countries)
        assert [(a.role, a.start, a.end) for a in mention.arguments] == [(a.role, a.start, a.end) for a in arguments]
        for left, right in zip(mention.arguments, arguments, strict=True):
            np.testing.assert_allclose(left.countries, right.countries, rtol=1e-6)


def test_arguments_take_the_best_and_never_overlap_in_a_role() -> None:
    spans = np.array([(0, 2), (2, 3), (5, 5), (7, 7)])
    roles = np.full((4, ROLES), -9.0, dtype=np.float32)
    roles[0, 1], roles[1, 1], roles[2, 1], roles[3, 0] = 2.0, 3.0, 1.0, 0.2
    sectors = np.arange(12, dtype=np.float32).reshape(4, 3)
    found = decoder().arguments(window(), spans, roles, sectors, sectors)
    # (0, 2) overlaps the surer (2, 3); (7, 7) is below the threshold.
    assert [(item.role, item.start, item.end) for item in found] == [(1, 8, 15), (1, 20, 23)]
    np.testing.assert_allclose(found[0].sectors, softmax(sectors[1]))


def test_spans_are_ordered_and_bounded() -> None:
    random = np.random.default_rng(0)
    starts, ends = (random.normal(0, 1, (WORDS, 8)).astype(np.float32) for _ in range(2))
    found = decoder(max_spans=7).spans(starts, ends)
    logits = starts @ ends.T
    shown = [float(logits[first, last]) for first, last in found.tolist()]
    assert shown == sorted(np.triu(logits)[np.triu_indices(WORDS)].tolist(), reverse=True)[:7]


def test_no_trigger_and_no_span_give_nothing() -> None:
    none = np.zeros((0, 2), dtype=np.int64)
    empty = np.zeros((0, 3), dtype=np.float32)
    assert decoder().arguments(window(), none, np.zeros((0, ROLES), np.float32), empty, empty) == []
    assert len(decoder().spans(np.full((3, 2), -2, np.float32), np.ones((3, 2), np.float32))) == 0


def test_nearest_candidates_are_taken_and_keep_their_order() -> None:
    limited = dataclasses.replace(decoder(), near_spans=2)
    spans = np.array([[20, 22], [3, 9], [0, 1], [10, 10], [12, 14]])
    near = limited.nearest(np.array([5, 11, 30]), spans)
    assert near.tolist() == [[1, 2], [3, 4], [0, 4]]  # inside; one word to either side; the last two of the text
    assert limited.nearest(np.array([5]), spans[:2]).tolist() == [[0, 1]]
    equally = np.array([[8, 8], [2, 2], [5, 5]])
    assert limited.nearest(np.array([5]), equally).tolist() == [[0, 2]]  # the likelier of two equally near ones
