"""Actor codes: phrases alone, dated, in a document; robustness and speed of the coder."""

from __future__ import annotations

import datetime
import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventx.resolve.actors import ActorCode, ActorCoder
from eventx.resolve.lexicon import read_rows, tokenize

_SPEC = importlib.util.spec_from_file_location("actor_phrases", Path(__file__).with_name("actor_phrases.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_PHRASES = importlib.util.module_from_spec(_SPEC)
sys.modules["actor_phrases"] = _PHRASES
_SPEC.loader.exec_module(_PHRASES)


def _parse(cell: str) -> tuple[str, str | None, str]:
    phrase, code = cell.rsplit(" = ", 1)
    country, sector = code.strip().rsplit("/", 1)
    return phrase.strip(), None if country == "?" else country, sector


ALONE = [_parse(cell) for line in _PHRASES.ALONE.strip().splitlines() for cell in line.split(" | ")]
DATED = [
    (datetime.date.fromisoformat(line.split(" | ")[0]), *_parse(cell))
    for line in _PHRASES.DATED.strip().splitlines()
    for cell in line.split(" | ")[1:]
]


def test_there_are_enough_phrases() -> None:
    assert len(ALONE) + len(DATED) + len(_PHRASES.IN_DOCUMENT) >= 320


@pytest.mark.parametrize(("phrase", "country", "sector"), ALONE, ids=[a[0] for a in ALONE])
def test_phrase_alone(phrase: str, country: str | None, sector: str) -> None:
    code = ActorCoder(phrase).code(phrase)
    assert (code.country, code.sector) == (country, sector), code.rule


@pytest.mark.parametrize(("date", "phrase", "country", "sector"), DATED, ids=[f"{d[1]}-{d[0]}" for d in DATED])
def test_office_holder_at_a_date(date: datetime.date, phrase: str, country: str | None, sector: str) -> None:
    code = ActorCoder(phrase, date=date).code(phrase)
    assert (code.country, code.sector) == (country, sector), code.rule


@pytest.mark.parametrize(("text", "span", "country", "sector"), _PHRASES.IN_DOCUMENT)
def test_document_context(text: str, span: str, country: str, sector: str) -> None:
    code = ActorCoder(text).code(span, text.rindex(span))
    assert (code.country, code.sector) == (country, sector), code.rule


def test_spans_supply_the_full_name() -> None:
    coder = ActorCoder("Okonkwo will travel.", spans=["Nigerian Trade Minister Chidi Okonkwo", "Okonkwo"])
    assert coder.code("Okonkwo").country == "NGA"


def test_lower_case_pronoun_is_not_the_country() -> None:
    assert ActorCoder("They told us.").code("us").country is None


def test_rule_names_what_fired() -> None:
    assert "default" in ActorCoder("").code("qwerty").rule
    assert "Peru" in ActorCoder("").code("Peru").rule


def test_leaders_table_is_large_and_well_formed() -> None:
    rows = list(read_rows("leaders.tsv"))
    assert len(rows) >= 1200
    for row in rows:
        assert len(row) == 7, row
        assert int(row[2]) <= int(row[3] or 9999), row


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=30))
def test_never_raises(text: str, span: str) -> None:
    assert isinstance(ActorCoder(text + span).code(span), ActorCode)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_token_offsets_lie_in_the_text(text: str) -> None:
    tokens = tokenize(text)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)


def test_a_quantifier_is_no_surname() -> None:
    assert ActorCoder("Both promised to cooperate.", spans=["Both"]).code("Both", 0).country is None
