"""Tables: the library's own layouts and those of other data sets."""

from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path

import pytest

import eventx
from eventx import Argument, Document, Mention, Ontology, Role, Trigger
from eventx.errors import OutputError
from eventx.io import LAYOUTS, explode_dyads
from eventx.io.country_codes import cameo_actor, codes_of, country_table
from eventx.io.dates import event_day, parse_period
from eventx.schema import Actor, Event, Span


class Takeover(Event):
    """A company buys another one."""

    buyer: list[Actor] = Role("Who buys.")
    price: list[Span] = Role("For how much.")


def summit(count: int, kind: str = "Meeting") -> Document:
    """Actors A0, A1, ... in one mention."""
    text = "met " + " ".join(f"A{number:02}" for number in range(count))
    places = [(4 + 4 * number, 7 + 4 * number) for number in range(count)]
    arguments = tuple(Argument("actor", text[a:b], a, b, kind="actor") for a, b in places)
    return Document(text, "s", mentions=(Mention("e1", kind, Trigger("met", 0, 3), arguments=arguments),))


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_every_layout_in_every_library(layout: str, documents: list[Document]) -> None:
    pandas = eventx.to_frame(documents, layout)
    polars = eventx.to_frame(iter(documents), layout, "polars")
    arrow = eventx.to_frame(documents, layout, "arrow")
    assert list(pandas.columns) == polars.columns == arrow.column_names == list(LAYOUTS[layout].columns)
    assert len(pandas) == polars.height == arrow.num_rows > 0
    assert pandas.attrs["provenance"]["model"] == "tiny"
    empty = eventx.to_frame([], layout)
    assert list(empty.columns) == list(pandas.columns)
    assert len(empty) == 0
    assert list(empty.dtypes) == list(pandas.dtypes)


def test_unknown_names_are_refused(document: Document) -> None:
    with pytest.raises(OutputError, match="unknown layout"):
        eventx.to_frame(document, "event")  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="unknown library"):
        eventx.to_frame(document, library="dask")  # type: ignore[arg-type]


def test_events_layout(document: Document) -> None:
    frame = eventx.to_frame(document)
    meeting = frame[frame["type"] == "Meeting"].iloc[0]
    event = document.events[0]
    assert (meeting.actor, meeting.actor_country, meeting.actor_sector) == ("Foreign Minister Ana Ruiz", "PER", "GOV")
    assert (meeting.recipient_country, meeting.location_country, meeting.latitude) == ("CHL", "PER", -12.04)
    assert (meeting.date, meeting.date_source, meeting.time_value) == ("2024-03-18", "time", "2024-03-18")
    assert (meeting.plover, meeting.cameo, meeting.goldstein) == (event.plover, event.cameo, event.goldstein)
    assert (meeting.mentions, meeting.contexts, meeting.event_id) == (2, "economic", event.id)
    assert document.text[meeting.trigger_start : meeting.trigger_end] == meeting.trigger == "met"
    assert frame["quad_class"].tolist() == [item.quad_class for item in document.events]


def test_mentions_and_arguments_layouts(document: Document) -> None:
    mentions = eventx.to_frame(document, "mentions")
    assert mentions["trigger"].tolist() == ["met", "visit", "condemned", "talks"]
    assert mentions["event"].tolist() == ["e1", "e2", "e3", "e1"]
    arguments = eventx.to_frame(document, "arguments")
    assert len(arguments) == sum(len(mention.arguments) for mention in document.mentions)
    for row in arguments.itertuples():
        assert document.text[row.start : row.end] == row.text
    assert arguments.loc[arguments["role"] == "location", "geonames_id"].tolist() == [3936456]


def test_lists_in_a_cell_stay_aligned() -> None:
    text = "Oslo; Bern met"
    arguments = (
        Argument("actor", "Oslo;", 0, 5, kind="actor", country="NOR"),
        Argument("actor", "Bern", 6, 10, kind="actor"),
    )
    document = Document(text, mentions=(Mention("e1", "Meeting", Trigger("met", 11, 14), arguments=arguments),))
    row = eventx.to_frame(document).iloc[0]
    assert (row.actor.split("; "), row.actor_country.split("; ")) == (["Oslo,", "Bern"], ["NOR", ""])


def test_custom_types_keep_their_roles() -> None:
    text = "Acme bought Bolt for $3."
    arguments = (Argument("buyer", "Acme", 0, 4, kind="actor"), Argument("price", "$3", 21, 23))
    mention = Mention("e1", "Takeover", Trigger("bought", 5, 11), arguments=arguments)
    document = Document(text, mentions=(mention,), ontology=Ontology([Takeover]))
    row = eventx.to_frame(document).iloc[0]
    assert row.other_roles == '{"buyer": ["Acme"], "price": ["$3"]}'
    assert eventx.to_frame(document, "polecat").empty  # no codes, no row


def test_lone_surrogates_do_not_stop_a_table() -> None:
    document = Document("met \ud83d", "\ud83d", mentions=(Mention("e1", "Meeting", Trigger("met", 0, 3)),))
    assert eventx.to_frame(document)["document_id"].tolist() == ["\ufffd"]


def test_explode_dyads() -> None:
    (event,) = summit(20).events
    pairs = explode_dyads(event)
    assert len(pairs) == 380
    named = [(a.text, b.text) for a, b in pairs if a is not None and b is not None]
    assert set(named) == set(permutations([f"A{number:02}" for number in range(20)], 2))
    assert len(explode_dyads(event, reciprocal=False)) == 20
    (attack,) = summit(3, "Attack").events
    assert [(a is not None, b) for a, b in explode_dyads(attack)] == [(True, None)] * 3
    (nobody,) = summit(0).events
    assert explode_dyads(nobody) == [(None, None)]


def test_reciprocal_types_give_both_directions(document: Document) -> None:
    frame = eventx.to_frame(document, "dyads")
    met = frame[frame["type"] == "Meeting"]
    assert list(zip(met["actor_country"], met["recipient_country"], strict=True)) == [("PER", "CHL"), ("CHL", "PER")]
    assert frame[frame["type"] == "Condemnation"]["recipient"].isna().all()


def test_polecat_shape(document: Document) -> None:
    frame = eventx.to_frame(document, "polecat")
    assert frame.shape == (3, 40)
    row = frame.iloc[0]
    assert row["Event Type"] == "CONSULT"
    assert row["Quad Code"] == "VERBAL COOPERATION"
    assert (row["Actor Country"], row["Actor COW"], row["Recipient COW"]) == ("PER", "135", "155")
    assert (row["Event Date"], row["Publication Date"]) == ("2024-03-18", "2024-03-20")
    assert row["Version"] == "eventx 0.1.0 tiny@abc123"
    assert row["GeoNames ID"] == 3936456


def test_icews_shape(document: Document) -> None:
    frame = eventx.to_frame(document, "icews")
    assert list(frame.columns)[:7] == [
        "Event ID",
        "Event Date",
        "Source Name",
        "Source Sectors",
        "Source Country",
        "Event Text",
        "CAMEO Code",
    ]
    assert frame.shape == (2, 20)  # the two directions of the meeting; one-sided events have no dyad
    assert frame["Source Country"].tolist() == ["Peru", "Chile"]
    assert frame["Event ID"].is_unique


def test_gdelt_shape(document: Document, tmp_path: Path) -> None:
    frame = eventx.to_frame(document, "gdelt")
    assert frame.shape[1] == 61
    assert [frame.columns[index] for index in (0, 5, 15, 25, 26, 34, 35, 51, 59, 60)] == [
        "GlobalEventID",
        "Actor1Code",
        "Actor2Code",
        "IsRootEvent",
        "EventCode",
        "AvgTone",
        "Actor1Geo_Type",
        "ActionGeo_Type",
        "DATEADDED",
        "SOURCEURL",
    ]
    assert frame["GlobalEventID"].is_unique
    met = frame.iloc[0]
    assert (met.Actor1Code, met.Actor1CountryCode, met.Actor1Type1Code, met.Day) == ("PERGOV", "PER", "GOV", "20240318")
    assert (met.ActionGeo_CountryCode, met.ActionGeo_FullName, met.FractionDate) == ("PE", "Lima, Peru", 2024.2959)
    assert frame["IsRootEvent"].tolist() == [1, 1, 0, 0]  # the second paragraph is not the lead
    eventx.write(document.replace(title='a\t"quoted"\r\nname'), tmp_path / "a.tsv", layout="gdelt")
    rows = (tmp_path / "a.tsv").read_text().splitlines()
    assert len(rows) == 4
    assert {row.count("\t") for row in rows} == {60}


def test_petrarch_shape(document: Document, tmp_path: Path) -> None:
    eventx.write(document, tmp_path / "a.tsv", layout="petrarch")
    with (tmp_path / "a.tsv").open() as stream:
        rows = list(csv.reader(stream, delimiter="\t"))
    assert rows[0][:4] == ["20240318", "PERGOV", "CHLGOV", document.events[0].cameo]
    assert rows[0][5:8] == ["d1", "https://news.invalid/1", "Invented Wire"]


def test_actor_codes() -> None:
    assert cameo_actor("USA", "GOV").code == "USAGOV"
    assert cameo_actor("ROU", "MIL").code == "ROMMIL"
    assert cameo_actor("IGO:UN", "IGO") == ("IGOUNO", "", "UNO", "IGO")
    assert cameo_actor("IGO:Unheard", "IGO").code == "IGO"
    assert cameo_actor("NGO", "NGO").code == "NGO"
    assert cameo_actor(None, None).code == ""
    assert (codes_of("DEU").fips, codes_of("DEU").cow, codes_of("XXX").cow) == ("GM", "255", "")


def test_country_table_has_no_code_twice() -> None:
    for field in ("iso3", "cow", "fips", "cameo", "name"):
        values = [value for row in country_table().values() if (value := getattr(row, field))]
        assert len(values) == len(set(values)), field
    assert len(country_table()) > 200


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2024-03-23", "2024-03-23", "2024-03-23"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-W12", "2024-03-18", "2024-03-24"),
        ("2024-W12-2", "2024-03-19", "2024-03-19"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024-03-21/2024-03-26", "2024-03-21", "2024-03-26"),
        ("2024-03-21T10:00", "2024-03-21", "2024-03-21"),
    ],
)
def test_periods(value: str, start: str, end: str) -> None:
    period = parse_period(value)
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "value", [None, "", "soon", "2024-13", "2024-02-30", "2024-W60", "2024-03-26/2024-03-21", "0000"]
)
def test_no_periods(value: str | None) -> None:
    assert parse_period(value) is None


def test_event_day_prefers_a_precise_date() -> None:
    assert str(event_day("2024-03-18", "2024-03-20")) == "2024-03-18"
    assert str(event_day("2024-03", "2024-03-20")) == "2024-03-20"
    assert str(event_day("2024-03", None)) == "2024-03-01"
    assert event_day(None, None) is None
