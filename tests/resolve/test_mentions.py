"""Raw mentions to resolved ones: which event a time belongs to, and what it says of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from eventx.document import Document, Mention
from eventx.model.decoding import RawArgument, RawMention
from eventx.resolve.mentions import Learned, resolve_mentions
from eventx.schema import DIPLOMACY

ROLES = tuple(DIPLOMACY.roles.values())
NAMES = [role.name for role in ROLES]
LEARNED = Learned(
    types=DIPLOMACY.names, roles=ROLES, statuses=tuple(DIPLOMACY.statuses), contexts=tuple(DIPLOMACY.contexts),
    sectors=("GOV",), countries=("?",), coreference={},
)  # fmt: skip
ONE = np.ones(1, dtype=np.float32)


def raw(
    text: str, word: str, kind: str, *arguments: tuple[str, str], status: str = "actual", after: int = 0
) -> RawMention:
    """A mention of a word with (role, words) arguments, all looked for from an offset on."""
    start = text.index(word, after)
    fillers = []
    for role, words in arguments:
        place = text.index(words, after)
        fillers.append(RawArgument(NAMES.index(role), place, place + len(words), 0.9, ONE, ONE))
    shares = np.array([name == status for name in DIPLOMACY.statuses], dtype=np.float32)
    none = np.zeros(len(DIPLOMACY.contexts), dtype=np.float32)
    link = np.zeros(4, dtype=np.float32)
    return RawMention(DIPLOMACY.names.index(kind), start, start + len(word), 0.9, 0, shares, none, link, fillers)


def resolve(text: str, *mentions: RawMention) -> tuple[Mention, ...]:
    document = Document(text, date="2024-03-20")  # a Wednesday
    return document.replace(mentions=resolve_mentions(document, mentions, LEARNED)).mentions


def times(mention: Mention) -> list[str | None]:
    return [item.value for item in mention.of("time")]


@pytest.mark.parametrize(
    ("text", "verb", "noun", "expected"),
    [
        ("Oslo condemned Tuesday's attack on a convoy.", ("Condemnation", "condemned"), ("Attack", "attack"), (0, 1)),
        ("Oslo spoke of Tuesday’s deadly bomb attack.", ("Condemnation", "spoke"), ("Attack", "attack"), (0, 1)),
        ("Oslo agreed at Tuesday's summit to help.", ("Pledge", "agreed"), ("Meeting", "summit"), (1, 0)),
        ("Oslo attended Tuesday's talks in Rome.", ("Meeting", "attended"), ("Negotiation", "talks"), (1, 0)),
        ("Oslo condemned on Tuesday the attack.", ("Condemnation", "condemned"), ("Attack", "attack"), (1, 0)),
        ("Oslo scorned Tuesday's act. Its attack failed.", ("Condemnation", "scorned"), ("Attack", "attack"), (1, 0)),
    ],
)  # fmt: skip
def test_a_possessive_time_belongs_to_its_event(
    text: str, verb: tuple[str, str], noun: tuple[str, str], expected: tuple[int, int]
) -> None:
    first, second = resolve(text, raw(text, verb[1], verb[0], ("time", "Tuesday")), raw(text, noun[1], noun[0]))
    assert (len(first.of("time")), len(second.of("time"))) == expected
    assert times(first) + times(second) == ["2024-03-19"]


def test_until_gives_the_end_of_a_range() -> None:
    text = "Oslo extended the sanctions until 1 May. Talks go on until 1 June."
    done = raw(text, "extended", "Sanction", ("time", "1 May"))
    ahead = raw(text, "Talks", "Negotiation", ("time", "1 June"), status="planned")
    first, second = resolve(text, done, ahead)
    assert times(first) == ["2024-03-20/2024-05-01"]
    assert times(second) == ["2024-06-01"]


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [("negated", "by June", "2024-06"), ("negated", "in June", "2023-06"), ("actual", "by June", "2023-06")],
)
def test_the_deadline_of_what_is_not_done_lies_ahead(status: str, words: str, expected: str) -> None:
    text = f"If Oslo has not freed them {words}, Rome will act."
    (mention,) = resolve(text, raw(text, "freed", "Release", ("time", "June"), status=status))
    assert times(mention) == [expected]


def test_the_raw_mentions_stay_as_they_are() -> None:
    text = "Oslo condemned Tuesday's attack."
    mentions = [raw(text, "condemned", "Condemnation", ("time", "Tuesday")), raw(text, "attack", "Attack")]
    assert resolve(text, *mentions) == resolve(text, *mentions)
    assert [len(mention.arguments) for mention in mentions] == [1, 0]


def test_contexts_are_those_above_the_fitted_threshold() -> None:
    text = "Oslo condemned the attack."
    mention = raw(text, "condemned", "Condemnation")
    mention.contexts[:2] = 0.45, 0.25
    document = Document(text)
    kept = [
        resolve_mentions(document, [mention], replace(LEARNED, context_threshold=threshold))[0].contexts
        for threshold in (0.5, 0.4, 0.2)
    ]
    assert kept == [(), LEARNED.contexts[:1], LEARNED.contexts[:2]]


def test_cost_grows_with_the_length() -> None:
    sentence = "The ministry in Paris condemned the attack on the embassy near the river, Minister Ana Ruiz said. "

    def seconds(copies: int) -> float:
        text = sentence * copies
        mentions: Sequence[RawMention] = [
            raw(
                text, "condemned", "Condemnation", ("actor", "The ministry"), ("location", "river"),
                after=index * len(sentence),
            )
            for index in range(copies)
        ]  # fmt: skip
        # The collector walks everything that other tests have left behind, which is no cost of resolving.
        gc.disable()
        start = time.process_time()
        try:
            resolve(text, *mentions)
        finally:
            gc.enable()
        return time.process_time() - start

    seconds(20)
    assert min(seconds(800) for _ in range(3)) < 20 * min(seconds(100) for _ in range(5))
