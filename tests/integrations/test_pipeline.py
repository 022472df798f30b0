"""The pipeline with the calling convention of transformers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import eventx
from eventx.errors import DocumentError, ModelError
from eventx.integrations import TASK, EventExtractionPipeline, register_pipeline

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks."


@pytest.fixture(scope="module")
def pipe(tiny_checkpoint: Path) -> EventExtractionPipeline:
    return EventExtractionPipeline(tiny_checkpoint, batch_size=2, device=-1)


def test_one_text_gives_its_events(pipe: EventExtractionPipeline) -> None:
    events = pipe(TEXT)
    assert events == pipe.extractor(TEXT).to_dict()["events"]
    assert events
    for event in events:
        for span in [event["trigger"], *event["arguments"]]:
            assert TEXT[span["start"] : span["end"]] == span["text"]


def test_list_gives_a_list_and_a_generator_is_read_lazily(pipe: EventExtractionPipeline) -> None:
    texts = [TEXT, "", TEXT[:78], "No news.", TEXT]
    alone = [[(event["type"], event["trigger"]["start"]) for event in pipe(text)] for text in texts]
    for size in (None, 1, 3, 50):
        found = pipe(texts, batch_size=size)
        assert [[(event["type"], event["trigger"]["start"]) for event in item] for item in found] == alone
    read = 0

    def stream() -> Iterator[str]:
        nonlocal read
        for text in texts:
            read += 1
            yield text

    lazy = pipe(stream(), batch_size=1)
    assert read == 0
    next(lazy)
    assert read < len(texts)
    assert len(list(lazy)) == 4


def test_records_bring_their_dates(pipe: EventExtractionPipeline) -> None:
    (found,) = pipe([{"text": TEXT, "date": "2024-03-23"}])
    assert found == pipe.extractor(TEXT, date="2024-03-23").to_dict()["events"]
    with pytest.raises(DocumentError):
        pipe([TEXT, {"id": "no text"}])


def test_through_transformers(tiny_checkpoint: Path) -> None:
    import transformers

    register_pipeline()
    register_pipeline()
    made = transformers.pipeline(TASK, model=str(tiny_checkpoint), batch_size=4, device=-1)
    assert isinstance(made, EventExtractionPipeline)
    assert made.batch_size == 4
    assert made(TEXT) == EventExtractionPipeline(eventx.load(tiny_checkpoint, device="cpu"))(TEXT)


def test_a_network_without_a_folder_is_refused() -> None:
    with pytest.raises(ModelError, match="never saved"):
        EventExtractionPipeline(object())
