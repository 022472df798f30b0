"""The network: transformers' save and load, shapes, masks, decoding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from eventx.model.checkpoint import load_checkpoint
from eventx.model.decoding import Decoder, sigmoid, softmax
from eventx.model.network import EventExtractor
from eventx.model.runtime import TorchRuntime, pad
from eventx.model.windows import Window


def test_save_and_from_pretrained_agree(tiny_checkpoint: Path, tmp_path: Path) -> None:
    first = load_checkpoint(tiny_checkpoint)
    first.model.save_pretrained(tmp_path)
    again = EventExtractor.from_pretrained(tmp_path)
    assert again.ontology == first.ontology
    for name, tensor in first.model.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name]), name


def test_half_precision_checkpoint_gives_the_same_spans(tiny_checkpoint: Path, tmp_path: Path) -> None:
    first = load_checkpoint(tiny_checkpoint)
    folder = first.save(tmp_path / "half", half=True)
    size = (folder / "model.safetensors").stat().st_size
    assert size < 0.6 * (tiny_checkpoint / "model.safetensors").stat().st_size
    assert load_checkpoint(folder).hash != first.hash


def test_padding_does_not_leak(tiny_checkpoint: Path) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    short, long = (
        checkpoint.windower()("Wang met Li."),
        checkpoint.windower()("Wang met Li in Beijing on Thursday and left."),
    )
    windows = [short[0], long[0]]
    ids, mask, first = pad(windows, 0)
    with torch.inference_mode():
        both = checkpoint.model.encode(*(torch.from_numpy(item) for item in (ids, mask, first)))
        alone = checkpoint.model.encode(
            torch.from_numpy(short[0].ids)[None], None, torch.from_numpy(short[0].first)[None]
        )
    n = len(short[0].words)
    torch.testing.assert_close(both.triggers[0, :n], alone.triggers[0], atol=1e-4, rtol=1e-4)


def test_roles_outside_a_type_are_never_scored(tiny_encoder: Path) -> None:
    from eventx.schema import Ontology, RoleSpec, define
    from eventx.training.base import start_from

    ontology = Ontology(
        [define("A", "One.", [RoleSpec("x", "An x.")]), define("B", "Two.", [RoleSpec("y", "A y.")])], contexts={}
    )
    model = start_from(tiny_encoder, ontology, []).model.eval()
    words = torch.randn(1, 5, 32)
    scored = model.score(
        words,
        torch.tensor([[0, 1, 0], [0, 2, 1]]),
        torch.tensor([[[0, 1], [3, 4]]]),
        torch.ones(1, 2, dtype=torch.bool),
    )
    assert scored.roles.shape == (2, 2, 2)
    assert (scored.roles[0, :, 1] == -20).all()
    assert (scored.roles[1, :, 0] == -20).all()


def _window(n: int) -> Window:
    words = np.stack([np.arange(n) * 2, np.arange(n) * 2 + 1], axis=1)
    return Window(0, np.arange(n), np.arange(n), words, np.zeros(n, dtype=np.int64), (1, n - 1))


def _decoder(**changes: object) -> Decoder:
    values = {"trigger": np.full(3, 0.5), "role": np.full(2, 0.5), "span": 0.3, "max_spans": 4, "temperatures": {}}
    return Decoder(**{**values, **changes})  # type: ignore[arg-type]


def test_triggers_come_from_owned_words_only() -> None:
    logits = np.full((6, 3), -5.0)
    logits[0, 0] = logits[2, 1] = logits[5, 2] = 5.0
    found, scores = _decoder().triggers(_window(6), logits)
    assert found.tolist() == [[2, 1]]
    assert scores[0] == pytest.approx(sigmoid(np.array(5.0)))


def test_spans_are_ordered_and_limited() -> None:
    rng = np.random.default_rng(0)
    starts, ends = rng.normal(size=(8, 4)), rng.normal(size=(8, 4))
    spans = _decoder().spans(starts, ends)
    assert len(spans) == 4
    assert (spans[:, 0] <= spans[:, 1]).all()
    scores = [float(starts[a] @ ends[b]) for a, b in spans]
    assert scores == sorted(scores, reverse=True)


def test_arguments_do_not_overlap_within_a_role() -> None:
    spans = np.array([[0, 2], [1, 2], [4, 4], [0, 2]])
    roles = np.array([[3.0, -9.0], [2.0, -9.0], [1.0, -9.0], [-9.0, 2.0]])
    found = _decoder().arguments(_window(6), spans, roles, np.zeros((4, 2)), np.zeros((4, 2)))
    assert [(item.role, item.start, item.end) for item in found] == [(0, 0, 5), (0, 8, 9), (1, 0, 5)]


def test_triggers_stretch_over_inside_words() -> None:
    inside = np.array([-1.0, -1.0, 2.0, 2.0, -1.0, 2.0])
    mention = _decoder().mention(_window(6), 1, 0, 0.9, inside, np.zeros(4), np.zeros(2), np.zeros(2))
    assert (mention.start, mention.end) == (2, 7)


def test_softmax_is_stable() -> None:
    assert softmax(np.array([1e4, 0.0])).tolist() == [1.0, 0.0]


def test_runtime_keeps_the_order_of_windows(tiny_checkpoint: Path) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    runtime = TorchRuntime(checkpoint.model, device="cpu")
    texts = ["Wang met Li in Beijing. " * n for n in (1, 3, 2)]
    windows = [window for index, text in enumerate(texts) for window in checkpoint.windower()(text, document=index)]
    together = runtime(windows)
    for window, mentions in zip(windows, together, strict=True):
        (alone,) = runtime([window])
        assert [(m.start, m.type) for m in alone] == [(m.start, m.type) for m in mentions]
