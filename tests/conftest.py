"""A tiny tokenizer and model, built in milliseconds, so that no test needs weights or a network."""

from __future__ import annotations

import os
from pathlib import Path

# One thread: tiny tensors gain nothing from two, and two wait for each other on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

from eventx.document import Argument, Document, Mention, Trigger

settings.register_profile("fast", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# HYPOTHESIS_PROFILE=deep pytest tests/property: before a release, or after a change to a reader or writer.
settings.register_profile("deep", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

TEXT = (
    "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. He promised closer trade ties. "
    "Moscow condemned the talks."
)


def place(text: str, phrase: str, occurrence: int = 1) -> tuple[str, int, int]:
    """A phrase with its offsets."""
    start = -1
    for _ in range(occurrence):
        start = text.index(phrase, start + 1)
    return phrase, start, start + len(phrase)


@pytest.fixture
def document() -> Document:
    """A short annotated document with every kind of argument that is common."""

    def argument(role: str, phrase: str, **codes: str) -> Argument:
        kinds = {"location": "place", "time": "time", "topic": "span"}
        return Argument(role, *place(TEXT, phrase), kind=kinds.get(role, "actor"), **codes)  # type: ignore[arg-type]

    return Document(
        TEXT,
        id="x1",
        date="2024-03-23",
        mentions=(
            Mention(
                "e1",
                "Meeting",
                Trigger(*place(TEXT, "met")),
                contexts=("economic",),
                arguments=(
                    argument("actor", "Senior party leader Wang", country="CHN", sector="GOV"),
                    argument("recipient", "North Korean delegation", country="PRK", sector="GOV"),
                    argument("location", "Beijing", country="CHN"),
                    argument("time", "Thursday", value="2024-03-21"),
                ),
            ),
            Mention(
                "e2",
                "Pledge",
                Trigger(*place(TEXT, "promised")),
                arguments=(
                    argument("actor", "Senior party leader Wang", country="CHN", sector="GOV"),
                    argument("topic", "closer trade ties"),
                ),
            ),
            Mention("e1", "Meeting", Trigger(*place(TEXT, "talks"))),
            Mention(
                "e3",
                "Condemnation",
                Trigger(*place(TEXT, "condemned")),
                arguments=(argument("actor", "Moscow", country="RUS", sector="GOV"),),
            ),
        ),
    )


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with an untrained two-layer encoder and a byte-level tokenizer of 600 pieces."""
    import torch
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors, trainers

    from eventx.model.encoder import EventxEncoder, EventxEncoderConfig

    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\s+"), "removed"),
            pre_tokenizers.Split(Regex(r"\w{1,64}|[^\w\s]"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=["[PAD]", "[CLS]", "[SEP]", "[MASK]"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([TEXT] * 20, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = EventxEncoderConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, num_hidden_layers=2, num_attention_heads=2
    )
    EventxEncoder(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_checkpoint(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with an untrained extractor whose thresholds are so low that it finds plenty."""
    import torch

    from eventx.schema import DIPLOMACY
    from eventx.training.base import start_from

    torch.manual_seed(0)
    checkpoint = start_from(
        tiny_encoder, DIPLOMACY, ["?", "CHN", "USA"], window_size=48, window_overlap=12, head_size=32, pair_size=32,
        biaffine_size=16,
    )  # fmt: skip
    # An untrained model scores everything alike: thresholds at high quantiles make it pick a few words and spans.
    (window,) = checkpoint.windower()(TEXT[:78])
    ids, first = torch.from_numpy(window.ids)[None], torch.from_numpy(window.first)[None]
    with torch.inference_mode():
        encoded = checkpoint.model.eval().encode(ids, None, first)
        spans = (encoded.starts @ encoded.ends.transpose(1, 2)).sigmoid().quantile(0.9).item()
        found = torch.tensor([[[0, 3], [5, 7], [9, 9]]])
        pairs = torch.ones(1, 3, dtype=torch.bool)
        roles = checkpoint.model.score(
            encoded.words, torch.tensor([[0, 4, 0], [0, 8, 5]]), found, pairs
        ).roles.sigmoid()
    checkpoint.model.config.thresholds = {
        "trigger": {"default": encoded.triggers.sigmoid().quantile(0.993).item()},
        "role": {"default": roles.quantile(0.8).item()},
        "span": spans,
    }
    return checkpoint.save(tmp_path_factory.mktemp("tiny"))
