"""Document dates from headers at the start of a text, and sentences that are none."""

from __future__ import annotations

from datetime import date

import pytest
from effort import within
from hypothesis import given, settings
from hypothesis import strategies as st

from eventx.resolve.header import header_date, parse_header

DAY = date(2024, 3, 23)
BODY = "In a significant step, the envoys met."


@pytest.mark.parametrize(
    "header",
    [
        "date 2024-03-23 ",
        "Date: 2024-03-23 ",
        "Date: March 23, 2024\n",
        "Date: March 23, 2024 ",
        "DATE: 2024-03-23T10:00:00Z\n\n",
        "Date: Saturday, 23 March 2024 14:00 GMT\n",
        "Date: March 23, 2024, 10:30 am\n",
        "Date: 23/03/2024\r\n\r\n",
        "Published: 23 March 2024\n\n",
        "Published March 23, 2024\n",
        "Published on 23 March 2024 | ",
        "Posted March 23, 2024 ",
        "Release date: March 23, 2024. ",
        "Last updated: 2024-03-23 - ",
        "2024-03-23\n",
        "20240323\n",
        "2024-03-23: ",
        "2024-03-23 ",
        "[2024-03-23] ",
        "March 23, 2024\n\n",
        "Saturday, March 23, 2024\n",
        "\ufeff \n Date: 2024-03-23\n",
        "---\ndate: 2024-03-23\n---\n",
        '---\nlayout: post\ndate: "2024-03-23 10:00"\ntags: [talks]\n---\n\n',
        "---\r\ntitle: Talks end\r\ndate: 2024-03-23\r\n---\r\n",
        "Title: Talks end\nDate: March 23, 2024\nSource: The Courier\n\n",
    ],
)
def test_header_and_where_the_body_starts(header: str) -> None:
    assert header_date(header + BODY) == (DAY, len(header))


@pytest.mark.parametrize(
    "text",
    [
        "BEIJING, March 23, 2024 (Xinhua) -- The envoys met.",
        "WASHINGTON, D.C., March 23, 2024 — The envoys met.",
        "KYIV, Ukraine, 23 March 2024 - The envoys met.",
        "UNITED NATIONS (March 23, 2024) - The envoys met.",
        "Envoys meet in Geneva\nMarch 23, 2024\n\nThe envoys met.",
        "Envoys meet in Geneva\nPublished: 23 March 2024\nThe envoys met.",
    ],
)
def test_datelines_and_title_lines_stay_in_the_body(text: str) -> None:
    assert header_date(text) == (DAY, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        BODY,
        "March 23, 2024 was the day the envoys met.",
        "March 23, 2024\nwas the day the envoys met.",
        "March 23, 2024, Geneva: the envoys met.",
        "On March 23, 2024 the envoys met.",
        "2024-03-23 was the day.",
        "2024-03-23 to 2024-03-25 they met.",
        "Dated March 23, 2024, the letter asks for talks.",
        "Published March 23, 2024, the report blames both.",
        "published 2024-03-23 by the ministry",
        "Date palms grow there.",
        "Date: unknown\nThe envoys met.",
        "Date: 2024-13-45\nThe envoys met.",
        "Date: 3/4/2024\nThe envoys met.",
        "Date: March 23\nThe envoys met.",
        "BEIJING, March 23 (Xinhua) -- The envoys met.",
        "PARIS (AFP) - The envoys met.",
        "They met on\nMarch 23, 2024\nin Rome.",
        "---\ntitle: Talks end\n---\nThe envoys met on March 23, 2024.",
        "---\ndate: 2024-03-23\nno end of the front matter",
        f"{BODY}\nDate: 2024-03-23",
    ],
)
def test_ordinary_text_has_no_header(text: str) -> None:
    assert header_date(text) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('---\ntitle: "Talks end"\ndate: 2024-03-23\n---\nBody', "Talks end"),
        ("Headline: Talks end\nDate: 2024-03-23\n\nBody", "Talks end"),
        ("Talks end\nMarch 23, 2024\nBody", "Talks end"),
        ("Date: 2024-03-23\nBody", None),
    ],
)
def test_title(text: str, title: str | None) -> None:
    header = parse_header(text)
    assert header is not None
    assert header.title == title


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["", "Date: ", "date ", "---\ndate: ", "Title: x\nDate: ", "BEIJING, ", "[", "\ufeff"]),
    st.text(max_size=30) | st.sampled_from(["2024-03-23", "March 23, 2024", "0000-00-00", "23/03/2024"]),
    st.text(max_size=30),
)
def test_any_text_gives_an_offset_inside_it(start: str, middle: str, end: str) -> None:
    text = start + middle + end
    found = header_date(text)
    if found is not None:
        assert 0 <= found[1] <= len(text)


@pytest.mark.parametrize(
    "unit", [" ", "\n", "A", "A.A ", "date ", "a: b\n", "Title: x\n", "---\n", "Date: 2024-03-23\n"]
)
def test_long_texts_stay_cheap(unit: str) -> None:
    text = unit * 200_000
    assert within(lambda: header_date(text), 15)
