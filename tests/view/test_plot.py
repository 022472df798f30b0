from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from eventx.document import Document
from eventx.errors import InputError, MissingExtraError
from eventx.io.dates import Period
from eventx.view.bins import bins_between, choose_bin, fits, main_range
from eventx.view.records import records

plot = pytest.importorskip("eventx.plot")
pandas = pytest.importorskip("pandas")
pyplot = pytest.importorskip("matplotlib.pyplot")
pytest.importorskip("networkx")

FRAME = {
    "date": ["2024-03-02", "2024-03-30", "2024-04-01", "2024", None, "2024-04"],
    "type": ["Meeting", "Attack", "Attack", "Aid", "Visit", "Request"],
    "status": ["actual", "actual", "planned", "actual", "actual", None],
    "quad_class": [1, 4, 4, 2, 1, 3],
    "goldstein": [1.0, -9.0, -7.0, 7.4, 1.9, None],
    "actor_country": ["FRA; DEU", "RUS", "RUS", "IGO:UN", None, "?"],
    "recipient_country": [None, "UKR", "UKR", "SDN; SDN", "FRA", ""],
}


@pytest.fixture(autouse=True)
def _agg() -> Iterator[None]:
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def bars(ax: Any) -> dict[str, list[int]]:
    return {box.get_label(): [round(bar.get_height()) for bar in box] for box in ax.containers}


def test_counts_go_up_for_cooperation_and_down_for_conflict() -> None:
    ax = plot.counts(pandas.DataFrame(FRAME), every="month")
    assert bars(ax) == {
        "verbal cooperation": [1, 0],
        "material cooperation": [0, 0],
        "verbal conflict": [0, -1],
        "material conflict": [-1, -1],
    }
    # The event of 2024 fits no month, the undated one none at all: neither may vanish in silence.
    assert ax.get_xlabel().startswith("2 more events")
    ax.figure.canvas.draw()


def test_records_of_frames_of_any_library() -> None:
    frame = pandas.DataFrame(FRAME)
    frame["quad_class"] = frame["quad_class"].astype("Int64")
    found = records(frame)
    assert found[0].pairs() == [("FRA", "DEU"), ("DEU", "FRA")]
    assert found[1].pairs() == [("RUS", "UKR")]
    assert found[3].pairs() == [("IGO:UN", "SDN")]
    assert found[5].actors == ()
    assert found[5].status == "actual"
    assert found[5].goldstein is None
    polars = pytest.importorskip("polars")
    assert records(polars.DataFrame(FRAME)) == found
    arrow = pytest.importorskip("pyarrow")
    assert records(arrow.table(FRAME)) == found


def test_documents_events_and_their_frame_tell_the_same(document: Document) -> None:
    io = pytest.importorskip("eventx.io")
    found = records([document])
    assert found == records(document.events) == records(document) == records(io.to_frame([document]))
    assert found[0].period == Period(day("2024-03-18"), day("2024-03-18"))
    assert found[0].pairs() == [("PER", "CHL"), ("CHL", "PER")]


def test_timestamps_are_dates() -> None:
    frame = pandas.DataFrame({"date": pandas.to_datetime(["2024-03-02"]), "type": ["Visit"]})
    assert records(frame)[0].period == Period(day("2024-03-02"), day("2024-03-02"))


@pytest.mark.parametrize("data", ["text", 3, [1], {"a": 1}])
def test_what_is_no_event_is_refused(data: Any) -> None:
    with pytest.raises(InputError, match="cannot plot a"):
        plot.timeline(data)


def test_messages_of_wrong_input() -> None:
    with pytest.raises(InputError, match="lacks date"):
        plot.counts(pandas.DataFrame({"type": ["Visit"]}))
    with pytest.raises(InputError, match="unknown bin 'hour'"):
        plot.counts(pandas.DataFrame(FRAME), every="hour")
    with pytest.raises(InputError, match="unknown kind"):
        plot.dyads(pandas.DataFrame(FRAME), kind="pie")


def test_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.pyplot", None)
    with pytest.raises(MissingExtraError, match=r"eventx\[plot\]"):
        plot.timeline(pandas.DataFrame(FRAME))


def test_timeline_of_few_events_has_a_row_each(document: Document) -> None:
    ax = plot.timeline(document)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Meeting  PER → CHL"]
    assert ax.get_xlabel() == "1 more events undated"
    ax.figure.canvas.draw()


def test_timeline_of_many_events_has_a_row_a_type() -> None:
    frame = pandas.DataFrame(
        {
            "date": [str(day("2024-01-01") + datetime.timedelta(days=number)) for number in range(90)],
            "type": ["Attack"] * 60 + ["Meeting"] * 25 + ["Visit"] * 3 + ["Aid"] * 2,
            "quad_class": [4] * 60 + [1] * 28 + [2] * 2,
        }
    )
    ax = plot.timeline(frame, top=2)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Meeting  25", "Attack  60", "other types  5"]
    assert ax.get_xlabel() == "largest mark: 7 events a week"
    ax.figure.canvas.draw()


def test_matrix_and_network() -> None:
    frame = pandas.DataFrame(FRAME)
    ax = plot.dyads(frame, kind="matrix")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["DEU", "FRA", "RUS", "UKR", "UN", "SDN"]
    grid = ax.images[0].get_array()
    assert grid[2, 3] == -8.0
    assert grid.mask[3, 2]
    assert {text.get_text() for text in ax.texts} == {"1", "2"}
    network = plot.dyads(frame, top=2)
    assert {text.get_text() for text in network.texts} == {"DEU", "FRA"}
    assert len(network.patches) == 2
    network.figure.canvas.draw()


@pytest.mark.parametrize("draw", [plot.timeline, plot.counts, plot.dyads, lambda data: plot.dyads(data, kind="matrix")])
def test_nothing_to_draw_is_said(draw: Any) -> None:
    assert draw([]).texts[0].get_text().startswith("no ")


def test_given_axes_are_used() -> None:
    _, ax = pyplot.subplots()
    assert plot.counts(pandas.DataFrame(FRAME), ax=ax) is ax


@pytest.mark.slow
def test_hundred_thousand_events_make_few_marks() -> None:
    number = 100_000
    frame = pandas.DataFrame(
        {
            "date": [str(day("2015-01-01") + datetime.timedelta(days=index % 3000)) for index in range(number)],
            "type": ["Attack", "Meeting", "Aid", "Request"] * (number // 4),
            "quad_class": [4, 1, 2, 3] * (number // 4),
            "actor_country": [f"A{index % 90:02}" for index in range(number)],
            "recipient_country": [f"A{index % 70:02}" for index in range(number)],
        }
    )
    marks = sum(len(item.get_offsets()) for item in plot.timeline(frame).collections)
    assert 4 <= marks <= 4 * 60
    assert len(plot.counts(frame[::10]).patches) <= 4 * 60
    network = plot.dyads(frame[::10])
    assert len(network.texts) <= 20
    assert 20 <= len(network.patches) <= 60


@dataclass
class Span:
    first: str
    last: str
    every: str


@pytest.mark.parametrize(
    "span",
    [
        Span("2024-03-01", "2024-04-20", "day"),
        Span("2024-01-01", "2024-12-31", "week"),
        Span("2020-01-01", "2024-12-31", "month"),
        Span("2015-01-01", "2024-12-31", "quarter"),
        Span("1815-06-09", "2024-12-31", "year"),
    ],
)
def test_bin_follows_the_time_covered(span: Span) -> None:
    assert choose_bin(day(span.first), day(span.last)) == span.every


def test_bins_are_calendar_bins() -> None:
    assert bins_between(day("2023-11-15"), day("2024-02-01"), "month") == [
        day("2023-11-01"),
        day("2023-12-01"),
        day("2024-01-01"),
        day("2024-02-01"),
    ]
    assert bins_between(day("2024-03-20"), day("2024-03-27"), "week") == [day("2024-03-18"), day("2024-03-25")]
    assert bins_between(day("9999-11-01"), day("9999-12-31"), "quarter") == [day("9999-10-01")]
    assert fits(Period(day("2024-03-18"), day("2024-03-24")), "week")
    assert not fits(Period(day("2024-03-17"), day("2024-03-18")), "week")


def test_history_does_not_stretch_the_axis() -> None:
    recent = [Period(day("2024-01-01") + index * datetime.timedelta(days=1), day("2024-06-01")) for index in range(60)]
    old = Period(day("1949-10-01"), day("1949-10-01"))
    assert main_range([old, *recent]) == (day("2024-01-01"), day("2024-02-29"))
    assert main_range([old, *recent[:5]])[0] == day("1949-10-01")
