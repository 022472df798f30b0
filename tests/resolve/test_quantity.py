"""Amount phrases to bounds, units and currencies; number words."""

from __future__ import annotations

import math

import pytest
from effort import within
from hypothesis import given, settings
from hypothesis import strategies as st

from eventx.resolve.numerals import parse_cardinal
from eventx.resolve.quantity import parse_quantity

Bounds = tuple[float | None, float | None, float | None]


@pytest.mark.parametrize(
    ("phrase", "bounds", "unit"),
    [
        ("37", (37, 37, 37), None),
        ("1,250 soldiers", (1250, 1250, 1250), "soldiers"),
        ("1.5 million barrels per day", (1.5e6, 1.5e6, 1.5e6), "barrels per day"),
        ("two thousand tonnes", (2000, 2000, 2000), "tonnes"),
        ("twenty-one", (21, 21, 21), None),
        ("two hundred and five men", (205, 205, 205), "men"),
        ("a dozen", (12, 12, 12), None),
        ("dozen envoys", (12, 12, 12), "envoys"),
        ("two dozen tanks", (24, 24, 24), "tanks"),
        ("half a dozen", (6, 6, 6), None),
        ("half a million", (5e5, 5e5, 5e5), None),
        ("a quarter of a million people", (2.5e5, 2.5e5, 2.5e5), "people"),
        ("two and a half million", (2.5e6, 2.5e6, 2.5e6), None),
        ("four-point-five billion", (4.5e9, 4.5e9, 4.5e9), None),
        ("an additional 300 troops", (300, 300, 300), "troops"),
        ("2,000 of the 7,000 African Union troops", (2000, 2000, 2000), "African Union troops"),
        ("14 engineers from Norway", (14, 14, 14), "engineers"),
        ("10-year prison term", (10, 10, 10), "year"),
        ("48 hours", (48, 48, 48), "hour"),
        ("30 percent", (30, 30, 30), "percent"),
        ("2.5%", (2.5, 2.5, 2.5), "percent"),
        ("5 per cent", (5, 5, 5), "percent"),
        # Bounds.
        ("at least 37", (37, 37, None), None),
        ("more than 1,000 refugees", (1000, 1000, None), "refugees"),
        ("no fewer than 60", (60, 60, None), None),
        ("500 or more", (500, 500, None), None),
        ("50-plus", (50, 50, None), None),
        ("up to 500", (500, None, 500), None),
        ("as many as 3,000 troops", (3000, None, 3000), "troops"),
        ("fewer than 20", (20, None, 20), None),
        ("not more than a hundred people", (100, None, 100), "people"),
        ("some 40", (40, 36, 44), None),
        ("about a thousand people", (1000, 900, 1100), "people"),
        ("an estimated 300", (300, 270, 330), None),
        ("30 or so men", (30, 27, 33), "men"),
        ("nearly 700,000", (7e5, 6.3e5, 7e5), None),
        # Ranges.
        ("between 20 and 30", (None, 20, 30), None),
        ("20-30 people", (None, 20, 30), "people"),
        ("20–30 people", (None, 20, 30), "people"),
        ("three to five missiles", (None, 3, 5), "missiles"),
        ("two or three days", (None, 2, 3), "day"),
        ("between one and two million people", (None, 1e6, 2e6), "people"),
        ("300 to 400 thousand", (None, 3e5, 4e5), None),
        # Vague words.
        ("dozens", (None, 24, 99), None),
        ("hundreds of protesters", (None, 200, 999), "protesters"),
        ("thousands of extra troops", (None, 2000, 9999), "troops"),
        ("tens of thousands of people", (None, 20_000, 99_999), "people"),
        ("hundreds of thousands of people", (None, 200_000, 999_999), "people"),
        ("several rounds", (None, 3, 9), "rounds"),
        ("a few hundred men", (None, 300, 900), "men"),
        ("several dozen", (None, 36, 108), None),
        ("a couple of rockets", (2, 2, 2), "rockets"),
    ],
)
def test_counts(phrase: str, bounds: Bounds, unit: str | None) -> None:
    found = parse_quantity(phrase)
    assert found is not None
    assert ((found.value, found.low, found.high), found.unit, found.currency) == (bounds, unit, None)
    assert found.approximate is not (found.value == found.low == found.high and "couple" not in phrase)


@pytest.mark.parametrize(
    ("phrase", "bounds", "currency"),
    [
        ("$2.4 million", (2.4e6, 2.4e6, 2.4e6), "USD"),
        ("$10-million", (1e7, 1e7, 1e7), "USD"),
        ("US$5 billion", (5e9, 5e9, 5e9), "USD"),
        ("nearly U.S. $37 million", (3.7e7, 3.33e7, 3.7e7), "USD"),
        ("€3bn", (3e9, 3e9, 3e9), "EUR"),
        ("£2m", (2e6, 2e6, 2e6), "GBP"),
        ("USD 260 million", (2.6e8, 2.6e8, 2.6e8), "USD"),
        ("AUD462 million", (4.62e8, 4.62e8, 4.62e8), "AUD"),
        ("R$ 780 million", (7.8e8, 7.8e8, 7.8e8), "BRL"),
        ("RMB 5 billion", (5e9, 5e9, 5e9), "CNY"),
        ("20 billion US dollars", (2e10, 2e10, 2e10), "USD"),
        ("14 billion Russian rubles (US$200 million)", (1.4e10, 1.4e10, 1.4e10), "RUB"),
        ("over 100 million yen", (1e8, 1e8, None), "JPY"),
        ("some $3 billion worth of arms", (3e9, 2.7e9, 3.3e9), "USD"),
        ("18-22 billion euros", (None, 1.8e10, 2.2e10), "EUR"),
        ("$1.5-2 billion", (None, 1.5e9, 2e9), "USD"),
        ("billions of dollars", (None, 2e9, 999e9), "USD"),
        ("multi-billion US dollars", (None, 2e9, 999e9), "USD"),
        ("10 million Swiss francs", (1e7, 1e7, 1e7), "CHF"),
    ],
)
def test_money(phrase: str, bounds: Bounds, currency: str) -> None:
    found = parse_quantity(phrase)
    assert found is not None
    assert ((found.value, found.low, found.high), found.unit, found.currency) == (bounds, None, currency)


@pytest.mark.parametrize(("phrase", "unit"), [("500 pounds of explosives", "pounds of explosives"), ("3m", "m")])
def test_shared_names_are_no_currency(phrase: str, unit: str) -> None:
    found = parse_quantity(phrase)
    assert found is not None
    assert (found.unit, found.currency) == (unit, None)


@pytest.mark.parametrize("phrase", ["try 3 times", "pen 3", "mad 3"])
def test_codes_are_capitals(phrase: str) -> None:
    found = parse_quantity(phrase)
    assert found is not None
    assert found.currency is None


@pytest.mark.parametrize(
    "phrase",
    ["", "  ", "troops", "some", "half", "more troops", "340 to 192", "36-36", "14–0", "two-thirds", "1/3", "COP28",
     "one in five people", "two two", "9" * 30, "x" * 500],
)  # fmt: skip
def test_no_quantity(phrase: str) -> None:
    assert parse_quantity(phrase) is None


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            ("1", "2,000", "3.5", "two", "dozen", "dozens", "half", "a", "and", "to", "-", "$", "€", "million", "bn",
             "of", "several", "at least", "up to", "percent", "people", "İ", "or", "or more")
        ),
        max_size=8,
    ).map(" ".join)
)  # fmt: skip
def test_any_string_gives_ordered_finite_bounds(phrase: str) -> None:
    found = parse_quantity(phrase)
    if found is None:
        return
    numbers = [number for number in (found.low, found.value, found.high) if number is not None]
    assert numbers
    assert numbers == sorted(numbers)
    assert all(math.isfinite(number) and number >= 0 for number in numbers)


@pytest.mark.parametrize("unit", ["1 ", "one ", "a ", "half a ", "over ", "$", "1,", "and ", "dozen "])
def test_repetition_stays_cheap(unit: str) -> None:
    assert within(lambda: parse_quantity((unit * 200)[:200]), 15)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("zero", 0),
        ("seventeen", 17),
        ("twenty-one", 21),
        ("a hundred", 100),
        ("two hundred and five", 205),
        ("three thousand two hundred", 3200),
        ("two million three hundred thousand and one", 2_300_001),
        ("37", 37),
        ("two three", None),
        ("twenty thirty", None),
        ("hundred hundred", None),
        ("thousand", None),
        ("two thousand three million", None),
        ("many", None),
        ("", None),
    ],
)
def test_cardinals(words: str, value: int | None) -> None:
    assert parse_cardinal(words) == value
