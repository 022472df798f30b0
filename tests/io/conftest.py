"""Documents that the reading and writing tests share."""

from __future__ import annotations

import pytest

from eventx import Argument, Document, Mention, Trigger

TEXT = (
    "Foreign Minister Ana Ruiz met her Chilean counterpart in Lima on Monday.\r\n\r\n"
    "Ruiz will visit Santiago next month 🇨🇱; Bolivia condemned the talks."
)


def cut(text: str, words: str) -> tuple[str, int, int]:
    """The first occurrence of words as text, start and end."""
    start = text.index(words)
    return words, start, start + len(words)


def make_document(identity: str = "d1") -> Document:
    """Three events: a meeting with two mentions, a planned visit and a condemnation."""

    def argument(role: str, words: str, **fields: object) -> Argument:
        kinds = {"actor": "actor", "recipient": "actor", "location": "place", "time": "time"}
        return Argument(role, *cut(TEXT, words), kind=kinds.get(role, "span"), **fields)  # type: ignore[arg-type]

    ruiz = argument("actor", "Foreign Minister Ana Ruiz", country="PER", sector="GOV", score=0.97)
    peer = argument("recipient", "Chilean counterpart", country="CHL", sector="GOV")
    lima = argument(
        "location", "Lima", country="PER", name="Lima", latitude=-12.04, longitude=-77.03, geonames_id=3936456
    )
    monday = argument("time", "Monday", value="2024-03-18")
    later = argument("time", "next month", value="2024-04")
    critic = argument("actor", "Bolivia", country="BOL", sector="GOV")
    mentions = (
        Mention("e1", "Meeting", Trigger(*cut(TEXT, "met")), "actual", ("economic",), (ruiz, peer, lima, monday), 0.98),
        Mention("e2", "Visit", Trigger(*cut(TEXT, "visit")), "planned", (), (ruiz, later), 0.9),
        Mention("e3", "Condemnation", Trigger(*cut(TEXT, "condemned")), arguments=(critic,), score=0.71),
        Mention("e1", "Meeting", Trigger(*cut(TEXT, "talks")), score=0.66),
    )
    return Document(
        TEXT,
        identity,
        "2024-03-20",
        "=Talks in Lima",
        mentions,
        {"source": "Invented Wire", "url": "https://news.invalid/1"},
        {"model": "tiny", "model_hash": "abc123", "ontology": "f00d", "eventx": "0.1.0"},
    )


@pytest.fixture
def document() -> Document:
    """One document with three events."""
    return make_document()


@pytest.fixture
def documents() -> list[Document]:
    """Two documents with events and one without."""
    return [make_document("d1"), make_document("d2"), Document("Nothing happened.", "d3", "2024-03-21")]
