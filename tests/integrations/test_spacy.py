"""The spaCy component on a tiny model: same events as the extractor, aligned spans, batches, and serialisation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import eventx
from eventx.errors import MissingExtraError, ModelError

spacy = pytest.importorskip("spacy")

from eventx.integrations.spacy import EventxComponent, TokenEvent  # noqa: E402

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks."
ODD = "U.S.-led talks 👩‍👩‍👧 met\u00a0in Beijing.\r\n\r\nMoscow's envoy condemned İstanbul's cease-fire."


@pytest.fixture(scope="module")
def nlp(tiny_checkpoint: Path) -> Any:
    made = spacy.blank("en")
    made.add_pipe("eventx", config={"model": str(tiny_checkpoint), "batch_size": 2})
    return made


@pytest.mark.parametrize("text", [TEXT, ODD, "", " \n"])
def test_gives_what_the_extractor_gives(nlp: Any, tiny_checkpoint: Path, text: str) -> None:
    doc = nlp(text)
    expected = eventx.load(tiny_checkpoint)(text)
    assert doc.text == text
    assert doc._.eventx.mentions == expected.mentions
    assert [found.event for found in doc._.events] == list(expected.events)


@pytest.mark.parametrize("text", [TEXT, ODD])
def test_spans_cover_the_exact_words(nlp: Any, text: str) -> None:
    doc = nlp(text)
    assert doc._.events
    for found in doc._.events:
        assert isinstance(found, TokenEvent)
        pairs = [(found.trigger, found.event.trigger), *zip_spans(found)]
        for span, exact in pairs:
            assert span.start_char <= exact.start < exact.end <= span.end_char
            assert text[exact.start : exact.end] == exact.text
            assert exact.text in span.text
        assert found.trigger.label_ == found.event.type
        assert [(role, span.label_) for role, span in found.arguments] == [(r, r) for r, _ in found.event.arguments]


def zip_spans(found: TokenEvent) -> list[tuple[Any, Any]]:
    return [(span, value) for (_, span), (_, value) in zip(found.arguments, found.event.arguments, strict=True)]


def test_batches_keep_order_and_give_the_same(nlp: Any) -> None:
    texts = [TEXT, "", ODD, TEXT[:78], "No news."] * 3
    alone = [nlp(text)._.eventx for text in texts]
    for size in (1, 4, 100):
        together = [doc._.eventx for doc in nlp.pipe(texts, batch_size=size)]
        assert [item.text for item in together] == texts
        for one, other in zip(alone, together, strict=True):
            assert [(m.type, m.trigger, m.status) for m in one.mentions] == [
                (m.type, m.trigger, m.status) for m in other.mentions
            ]


def test_date_comes_with_the_text(nlp: Any) -> None:
    pairs = [(TEXT, {"date": "March 23, 2024", "id": "a"}), (TEXT, {"id": "b"})]
    (first, context), (second, _) = nlp.pipe(pairs, as_tuples=True)
    assert (first._.eventx.date, first._.eventx.id) == ("2024-03-23", "a")
    assert (second._.eventx.date, second._.eventx.id) == (None, "b")
    assert context == pairs[0][1]
    doc = nlp.make_doc(TEXT)
    doc.user_data["date"] = "2024-03-23"
    assert nlp(doc)._.eventx.date == "2024-03-23"
    with pytest.raises(eventx.EventxError, match="soon"):
        list(nlp.pipe([(TEXT, {"date": "soon"})], as_tuples=True))


def test_a_doc_keeps_its_events_when_it_is_stored(nlp: Any) -> None:
    doc = nlp(TEXT)
    read = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert read._.eventx == doc._.eventx
    assert [item.event for item in read._.events] == [item.event for item in doc._.events]
    box = spacy.tokens.DocBin(store_user_data=True, docs=[doc])
    (kept,) = spacy.tokens.DocBin().from_bytes(box.to_bytes()).get_docs(nlp.vocab)
    assert kept._.eventx == doc._.eventx


def test_a_doc_without_the_component_has_no_events() -> None:
    doc = spacy.blank("en")(TEXT)
    assert doc._.eventx is None
    assert doc._.events == []


def test_pipeline_survives_the_disk_with_its_model(nlp: Any, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    assert sorted(item.name for item in (tmp_path / "pipeline" / "eventx").iterdir()) == [
        "config.json", "eventx.json", "model.safetensors", "tokenizer.json",
    ]  # fmt: skip
    read = spacy.load(tmp_path / "pipeline")
    assert read(TEXT)._.eventx.mentions == nlp(TEXT)._.eventx.mentions
    component = read.get_pipe("eventx")
    assert component.batch_size == 2
    assert Path(component.model).is_relative_to(tmp_path)


def test_component_survives_bytes(nlp: Any) -> None:
    component = nlp.get_pipe("eventx")
    read = EventxComponent().from_bytes(component.to_bytes())
    assert (read.model, read.batch_size) == (component.model, 2)
    whole = spacy.blank("en").from_bytes
    assert whole is not None
    other = spacy.blank("en")
    other.add_pipe("eventx")
    other.from_bytes(nlp.to_bytes())
    assert other(TEXT)._.eventx.mentions == nlp(TEXT)._.eventx.mentions


def test_broken_stores_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no saved eventx component"):
        EventxComponent().from_disk(tmp_path)
    with pytest.raises(ModelError, match="no saved eventx component"):
        EventxComponent().from_bytes(b"[]")
    with pytest.raises(ModelError, match="does not exist"):
        EventxComponent(str(tmp_path / "no" / "model"))(spacy.blank("en")(TEXT))
    with pytest.raises(ModelError, match="cannot be copied"):
        EventxComponent(str(tmp_path)).to_disk(tmp_path / "out")


def test_adding_the_component_loads_no_model() -> None:
    made = spacy.blank("en")
    made.add_pipe("eventx")
    assert made.get_pipe("eventx")._extractor is None
    assert made.analyze_pipes()["summary"]["eventx"]["assigns"] == ["doc._.eventx", "doc._.events"]


def test_missing_spacy_names_the_extra() -> None:
    code = "import sys; sys.modules['spacy'] = None\nimport eventx.integrations\nimport eventx.integrations.spacy"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert MissingExtraError.__name__ in out.stderr
    assert 'pip install "eventx[spacy]"' in out.stderr
