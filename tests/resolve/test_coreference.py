"""Mentions of one happening: joined by words and arguments, kept apart by clashes."""

from __future__ import annotations

import numpy as np
from effort import grows_less_than

from eventx.document import Argument, Mention, Trigger
from eventx.resolve.coreference import FEATURES, Linkable, cluster, pair_features


def item(
    word: str, start: int, *arguments: tuple[str, str, str | None], kind: str = "Meeting", sentence: int = 0
) -> Linkable:
    """A mention with (role, text, code) arguments; the code is a country or, for a time, a value."""
    made = []
    for role, text, code in arguments:
        codes = {"value": code} if role == "time" else {"country": code}
        made.append(Argument(role, text, 0, 1, **codes))  # type: ignore[arg-type]
    return Linkable(Mention("", kind, Trigger(word, start, start + len(word)), arguments=tuple(made)), sentence)


def test_repeats_join_and_types_stay_apart() -> None:
    parties = (("actor", "Ana Ruiz", "ESP"), ("recipient", "Karim Haddad", "MAR"))
    mentions = [
        item("talks", 5, *parties),
        item("talks", 90, *parties, sentence=1),
        item("talks", 120, kind="Negotiation"),
    ]
    assert cluster(mentions) == [0, 0, 1]


def test_clashes_forbid() -> None:
    first = item("met", 5, ("actor", "Ruiz", "ESP"), ("time", "Monday", "2024-03-18"))
    for other in (
        item("met", 50, ("actor", "Ruiz", "ESP"), ("time", "Friday", "2024-03-22")),
        item("met", 50, ("actor", "Lind", "SWE")),
    ):
        assert cluster([first, other]) == [0, 1]
        assert pair_features(first, other)[FEATURES.index("clash")] == 1.0


def test_numbers_follow_the_text_not_the_list() -> None:
    assert cluster([item("met", 50, kind="Visit"), item("met", 5)]) == [1, 0]


def test_learned_vectors_count() -> None:
    a, b = item("summit", 5), item("gathering", 500, sentence=6)
    assert cluster([a, b]) == [0, 1]
    a.link = b.link = np.full(64, 1.0, dtype=np.float32)
    assert cluster([a, b], weights={"link": 1.0}) == [0, 0]


def test_long_documents_stay_linear() -> None:
    made = {
        count: [item("met", 10 * i, ("actor", f"Name{i}", None), sentence=i) for i in range(count)]
        for count in (400, 2000)
    }
    assert grows_less_than(12, lambda count: cluster(made[count]), 400, 2000)
