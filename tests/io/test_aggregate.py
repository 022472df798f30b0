"""Aggregation of event frames."""

from __future__ import annotations

import logging

import pytest

import eventx
from eventx import Document
from eventx.errors import InputError, OutputError
from eventx.io import aggregate


def test_dyad_day(documents: list[Document]) -> None:
    table = aggregate(eventx.to_frame(documents, "dyads"), "dyad-day")
    assert table["actor_country"].tolist() == ["CHL", "PER"]
    row = table[table["actor_country"] == "PER"].iloc[0]
    # Two documents tell of one meeting each.
    assert (row.recipient_country, row.period, row.events, row.verbal_cooperation) == ("CHL", "2024-03-18", 2, 2)
    assert (row.material_conflict, row.goldstein, row.score) == (0, documents[0].events[0].goldstein, 0.98)


def test_country_month_counts_an_event_once_a_country(document: Document) -> None:
    for layout in ("dyads", "events"):
        table = aggregate(eventx.to_frame(document, layout), "country-month")
        march = table[(table["country"] == "PER") & (table["period"] == "2024-03")].iloc[0]
        assert march.events == 1, layout
        april = table[(table["country"] == "PER") & (table["period"] == "2024-04")].iloc[0]
        assert (april.events, april.as_actor, april.as_recipient) == (1, 1, 0)
    # A reciprocal meeting has each side in both places; the events layout keeps them as told.
    both = aggregate(eventx.to_frame(document, "dyads"), "country-month")
    told = aggregate(eventx.to_frame(document, "events"), "country-month")
    assert both[both["country"] == "CHL"][["as_actor", "as_recipient"]].values.tolist() == [[1, 1]]
    assert told[told["country"] == "CHL"][["as_actor", "as_recipient"]].values.tolist() == [[0, 1]]


def test_coarse_dates_are_left_out_with_a_warning(document: Document, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "eventx"):
        table = aggregate(eventx.to_frame(document, "events"), "country-day")
    assert "2024-04" not in "".join(table["period"])
    assert "left out 1 events" in caplog.text


def test_filters_and_libraries(documents: list[Document]) -> None:
    frame = eventx.to_frame(documents, "events", "polars")
    table = aggregate(frame, "country-month", statuses=("planned",), min_score=0.5)
    assert table.rows()[0][:3] == ("PER", "2024-04", 2)
    assert aggregate(frame, "country-month", min_score=0.99).height == 0
    arrow = aggregate(eventx.to_frame(documents, "dyads", "arrow"), "dyad-month")
    assert arrow.column("events").to_pylist() == [2, 2]


def test_wrong_input(document: Document) -> None:
    with pytest.raises(InputError, match="by='dyad-year'"):
        aggregate(eventx.to_frame(document, "dyads"), "dyad-year")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no column 'event_id'"):
        aggregate(eventx.to_frame(document, "documents"), "dyad-day")
    with pytest.raises(OutputError, match="expected a pandas or polars frame"):
        aggregate([1], "dyad-day")
