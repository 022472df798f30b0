"""The extractor on a tiny model: any input gives a valid document, streams survive bad records, batching is free."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventx
from eventx.document import Document
from eventx.errors import DateError, DocumentError, ModelError
from eventx.extractor import Extractor, RecordError

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks. "


@pytest.fixture(scope="module")
def extractor(tiny_checkpoint: Path) -> Extractor:
    return eventx.load(tiny_checkpoint)


def test_finds_mentions_with_exact_offsets(extractor: Extractor) -> None:
    document = extractor(TEXT * 5, date="March 23, 2024")
    assert document.date == "2024-03-23"
    assert document.mentions
    assert any(mention.arguments for mention in document.mentions)
    for mention in document.mentions:
        assert mention.type in extractor.ontology
        assert mention.status in extractor.ontology.statuses
    assert document.provenance is not None
    assert set(document.provenance) == {"model", "model_hash", "ontology", "eventx"}


@given(
    text=st.text(
        st.one_of(
            st.characters(exclude_categories=()),
            st.sampled_from(list("metWangBeijing .,\r\n\x00\u00a0\ud800İ🙂🏽\u202eش")),
        ),
        max_size=200,
    )
)
def test_any_text_gives_a_valid_document(extractor: Extractor, text: str) -> None:
    document = extractor(text)
    assert document.text == text
    assert Document.from_json(document.to_json()) == document


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a", "." * 5000, "x" * 5000, "北京会谈。" * 50, "\x00\x01\x1b[31m"])
def test_odd_texts(extractor: Extractor, text: str) -> None:
    assert extractor(text).text == text


def test_date_header_sets_the_date_and_has_no_events(extractor: Extractor) -> None:
    text = "date 2024-03-23 " + TEXT
    document = extractor(text)
    assert document.date == "2024-03-23"
    assert all(mention.trigger.start >= 16 for mention in document.mentions)
    assert extractor(text, date="2020-01-01").date == "2020-01-01"


def test_wrong_dates_and_records_are_typed_errors(extractor: Extractor) -> None:
    with pytest.raises(DateError, match="soon"):
        extractor(TEXT, date="soon")
    with pytest.raises(DocumentError, match="has no 'text'"):
        extractor({"id": "a"})
    with pytest.raises(DocumentError, match="found int"):
        extractor(5)  # type: ignore[arg-type]


def test_pipe_skips_and_reports_bad_records(extractor: Extractor, caplog: pytest.LogCaptureFixture) -> None:
    records: list[Any] = [
        "Wang met Li.", {"id": "b"}, {"id": "c", "text": "Li met Wang.", "date": "never"}, 7, {"id": "e", "text": "No."}
    ]  # fmt: skip
    with caplog.at_level(logging.WARNING, "eventx"):
        found = list(extractor.pipe(records, batch_size=2))
    assert [document.text for document in found] == ["Wang met Li.", "No."]
    assert [record.message.split(":")[0] for record in caplog.records] == [f"skipped record {n}" for n in (1, 2, 3)]
    seen: list[RecordError] = []
    assert len(list(extractor.pipe(records, on_error=seen.append))) == 2
    assert [error.position for error in seen] == [1, 2, 3]
    with pytest.raises(DocumentError):
        list(extractor.pipe(records, on_error="raise"))


def test_batching_does_not_change_the_result(extractor: Extractor) -> None:
    texts = [TEXT[: 20 * n] for n in range(1, 10)]
    alone = [extractor(text) for text in texts]
    for size in (1, 4, 100):
        together = list(extractor.pipe(texts, batch_size=size))
        for a, b in zip(alone, together, strict=True):
            assert [(m.type, m.trigger, m.status, m.event) for m in a.mentions] == [
                (m.type, m.trigger, m.status, m.event) for m in b.mentions
            ]
            for x, y in zip(a.mentions, b.mentions, strict=True):
                assert x.score == pytest.approx(y.score, abs=1e-4)
                assert [(i.role, i.start, i.end) for i in x.arguments] == [
                    (i.role, i.start, i.end) for i in y.arguments
                ]


def test_pipe_reads_no_further_ahead_than_a_batch(extractor: Extractor) -> None:
    read = 0

    def records() -> Any:
        nonlocal read
        for _ in range(100):
            read += 1
            yield "Wang met Li."

    stream = extractor.pipe(records(), batch_size=4)
    next(stream)
    assert read == 4


def test_long_documents_have_mentions_from_first_to_last(extractor: Extractor) -> None:
    text = TEXT * 100
    document = extractor(text)
    starts = [mention.trigger.start for mention in document.mentions]
    assert min(starts) < 200
    assert max(starts) > len(text) - 200


def test_custom_ontology_needs_no_user_code(tiny_encoder: Path, tmp_path: Path) -> None:
    from eventx.schema import Ontology, RoleSpec, define
    from eventx.training.base import start_from

    ontology = Ontology([define("Quake", "The ground shakes.", [RoleSpec("place", "Where.", "place")])], contexts={})
    start_from(tiny_encoder, ontology, []).save(tmp_path / "m")
    loaded = eventx.load(tmp_path / "m")
    assert loaded.ontology == ontology
    assert loaded("A quake struck Lima.").text


def test_missing_and_foreign_models(tmp_path: Path, tiny_encoder: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        eventx.load(tmp_path / "nothing" / "here")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"lacks config\.json"):
        eventx.load(tmp_path / "empty")
    with pytest.raises(ModelError, match="not an eventx extractor"):
        eventx.load(tiny_encoder)


def test_truncated_weights_are_a_clear_error(tiny_checkpoint: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "broken"
    shutil.copytree(tiny_checkpoint, folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="does not fit"):
        eventx.load(folder)


def test_no_network_is_used(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    eventx.load(tiny_checkpoint)(TEXT)
