"""Backends: the same network on torch, numpy and ONNX Runtime; which one is taken; what they need."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

import eventx
from eventx.errors import MissingExtraError, ModelError
from eventx.model import backends
from eventx.model.backends import make_runtime
from eventx.model.backends.base import AHEAD, PAIRS, Runtime, decoder_of, distance_buckets, usable_cores
from eventx.model.backends.export import find_export, write_export
from eventx.model.backends.numpy_backend import NumpyRuntime, attention, gelu, layer_norm, rotary_tables, rotate
from eventx.model.backends.onnx_backend import OnnxRuntime
from eventx.model.checkpoint import Checkpoint, load_checkpoint
from eventx.model.config import ExtractorConfig
from eventx.model.decoding import RawMention
from eventx.model.runtime import TorchRuntime, _blocks
from eventx.model.settings import Settings
from eventx.model.windows import Window

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks. "


@pytest.fixture(scope="module")
def checkpoint(tiny_checkpoint: Path) -> Checkpoint:
    return load_checkpoint(tiny_checkpoint)


@pytest.fixture(scope="module")
def windows(checkpoint: Checkpoint) -> list[Window]:
    windower = checkpoint.windower()
    return [window for index, count in enumerate((1, 4, 2)) for window in windower(TEXT * count, document=index)]


@pytest.fixture(scope="module")
def expected(tiny_checkpoint: Path, windows: list[Window]) -> list[list[RawMention]]:
    found = TorchRuntime(load_checkpoint(tiny_checkpoint).model, device="cpu")(windows)
    assert sum(map(len, found)) > 5
    assert any(mention.arguments for mentions in found for mention in mentions)
    return found


@pytest.fixture(scope="module")
def exported(checkpoint: Checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("onnxruntime")
    return write_export(checkpoint, tmp_path_factory.mktemp("export") / "onnx")


def assert_same(found: Sequence[Sequence[RawMention]], expected: Sequence[Sequence[RawMention]]) -> None:
    """The same spans and labels; scores, distributions and vectors to rounding."""
    assert len(found) == len(expected)
    for mine, theirs in zip(found, expected, strict=True):
        assert [(m.type, m.start, m.end, m.sentence) for m in mine] == [
            (m.type, m.start, m.end, m.sentence) for m in theirs
        ]
        for a, b in zip(mine, theirs, strict=True):
            assert [(x.role, x.start, x.end) for x in a.arguments] == [(x.role, x.start, x.end) for x in b.arguments]
            assert a.score == pytest.approx(b.score, abs=1e-4)
            for name in ("statuses", "contexts", "link"):
                np.testing.assert_allclose(getattr(a, name), getattr(b, name), atol=1e-4)
            for x, y in zip(a.arguments, b.arguments, strict=True):
                assert x.score == pytest.approx(y.score, abs=1e-4)
                np.testing.assert_allclose(x.sectors, y.sectors, atol=1e-4)
                np.testing.assert_allclose(x.countries, y.countries, atol=1e-4)


@pytest.mark.parametrize("threads", [1, 3])
def test_numpy_agrees_with_torch(
    checkpoint: Checkpoint, windows: list[Window], expected: list[list[RawMention]], threads: int
) -> None:
    assert checkpoint.folder is not None
    runtime = NumpyRuntime(checkpoint.folder / "model.safetensors", checkpoint.settings, threads=threads)
    assert_same(runtime(windows), expected)


@pytest.mark.parametrize("threads", [1, 3])
def test_onnx_agrees_with_torch(
    exported: Path, checkpoint: Checkpoint, windows: list[Window], expected: list[list[RawMention]], threads: int
) -> None:
    runtime = OnnxRuntime(exported, checkpoint.settings, threads=threads)
    assert runtime.precision == "fp32"
    assert_same(runtime(windows), expected)


def test_int8_is_close(tmp_path: Path, checkpoint: Checkpoint, windows: list[Window]) -> None:
    pytest.importorskip("onnxruntime")
    assert checkpoint.folder is not None
    exact = NumpyRuntime(checkpoint.folder / "model.safetensors", checkpoint.settings)
    quantised = OnnxRuntime(write_export(checkpoint, tmp_path / "onnx", int8=True), checkpoint.settings)
    assert quantised.precision == "int8"
    a, b = exact.encode(windows[0]).words, quantised.encode(windows[0]).words
    assert not np.allclose(a, b, atol=1e-6)
    assert np.abs(a - b).mean() < 0.05 * np.abs(a).mean()


def test_many_pairs_are_scored_in_parts(checkpoint: Checkpoint, windows: list[Window]) -> None:
    assert checkpoint.folder is not None
    runtime = NumpyRuntime(checkpoint.folder / "model.safetensors", checkpoint.settings)
    whole = runtime(windows)
    sizes: list[int] = []
    score = runtime.score

    def small(words: np.ndarray, triggers: np.ndarray, spans: np.ndarray, near: np.ndarray) -> object:
        sizes.append(near.size)
        return score(words, triggers, spans, near)

    runtime.score = small  # type: ignore[assignment, method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backends.base, "PAIRS", 1)
        assert_same(runtime(windows), whole)
    assert len(sizes) == sum(map(len, whole))
    assert max(sizes) <= PAIRS


def test_backends_agree_where_a_trigger_reads_the_nearest_candidates_only(
    exported: Path, checkpoint: Checkpoint, windows: list[Window], expected: list[list[RawMention]]
) -> None:
    assert checkpoint.folder is not None
    settings = checkpoint.settings
    decoder = dataclasses.replace(decoder_of(settings), near_spans=3)
    network = load_checkpoint(checkpoint.folder).model  # a checkpoint whose network is loaded runs on torch
    found = TorchRuntime(network, device="cpu", decoder=decoder)(windows)
    for runtime in (
        NumpyRuntime(checkpoint.folder / "model.safetensors", settings, decoder=decoder),
        OnnxRuntime(exported, settings, decoder=decoder),
    ):
        assert_same(runtime(windows), found)
    arguments = [sum(len(mention.arguments) for mentions in some for mention in mentions) for some in (found, expected)]
    assert 0 < arguments[0] < arguments[1]
    most = max(len(mention.arguments) for mentions in found for mention in mentions)
    assert most <= 3


def test_blocks_cover_every_trigger_once_within_the_limit() -> None:
    triggers, spans = [3, 0, 50, 1, 2], [10, 4, 100, 0, 7]
    blocks = list(_blocks(triggers, spans, 500))
    covered = [(row, index) for block in blocks for row, part in block for index in range(part.start, part.stop)]
    assert covered == [(row, index) for row, count in enumerate(triggers) for index in range(count)]
    for block in blocks:
        assert sum(p.stop - p.start for _, p in block) * max(max(spans[row], 1) for row, _ in block) <= 500


def test_a_stream_gives_the_same_in_order_and_takes_few_windows_ahead(
    checkpoint: Checkpoint, windows: list[Window], expected: list[list[RawMention]]
) -> None:
    assert checkpoint.folder is not None
    for threads in (1, 2):
        runtime = NumpyRuntime(checkpoint.folder / "model.safetensors", checkpoint.settings, threads=threads)
        taken = most = 0

        def source() -> Iterator[Window]:
            nonlocal taken
            for window in windows * 6:
                taken += 1
                yield window

        found: list[list[RawMention]] = []
        for window, mentions in runtime.stream(source()):
            most = max(most, taken - len(found))
            assert window is windows[len(found) % len(windows)]
            found.append(mentions)
        assert_same(found, expected * 6)
        assert most <= (1 if threads == 1 else AHEAD * threads) < len(windows) * 6


def test_a_stream_that_is_closed_or_fails_leaves_nothing_to_do(checkpoint: Checkpoint, windows: list[Window]) -> None:
    assert checkpoint.folder is not None
    runtime = NumpyRuntime(checkpoint.folder / "model.safetensors", checkpoint.settings, threads=2)
    encode, gate, started = runtime.encode, threading.Event(), []

    def slow(window: Window) -> object:
        started.append(window)
        assert gate.wait(60)
        return encode(window)

    def broken() -> Iterator[Window]:
        yield from windows[:1] * 6
        raise OSError("gone")

    runtime.encode = slow  # type: ignore[assignment, method-assign]
    with pytest.raises(OSError, match="gone"):
        list(runtime.stream(broken()))
    gate.set()
    runtime._workers().submit(int).result(timeout=60)
    assert len(started) <= 2
    stream = runtime.stream(windows * 6)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert_same(runtime(windows), [mentions for _, mentions in runtime.stream(windows)])


def test_a_runtime_serves_several_threads(exported: Path, checkpoint: Checkpoint, windows: list[Window]) -> None:
    runtime = OnnxRuntime(exported, checkpoint.settings, threads=2)
    expected = runtime(windows)
    found: dict[int, list[list[RawMention]]] = {}
    threads = [threading.Thread(target=lambda key=key: found.update({key: runtime(windows)})) for key in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    assert len(found) == 4
    for item in found.values():
        assert_same(item, expected)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own(checkpoint: Checkpoint, windows: list[Window]) -> None:
    assert checkpoint.folder is not None
    runtime = NumpyRuntime(checkpoint.folder / "model.safetensors", checkpoint.settings, threads=2)
    assert len(runtime(windows)) == len(windows)
    before = runtime._workers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "getpid", lambda: -1)
        assert runtime._workers() is not before


# The parts, against torch.


def test_gelu_is_exact() -> None:
    x = np.concatenate([np.linspace(-12, 12, 99_999), [0.0, -0.0, 100.0, -100.0]]).astype(np.float32)
    exact = torch.nn.functional.gelu(torch.from_numpy(x.astype(np.float64))).numpy()
    assert np.abs(gelu(x.copy()) - exact).max() < 2e-6


def test_gelu_of_a_transposed_array() -> None:
    x = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    np.testing.assert_array_equal(gelu(x.copy().T), gelu(x.copy()).T)


def test_layer_norm_and_attention_and_rotation() -> None:
    from eventx.model import encoder

    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(6, 8)).astype(np.float32), rng.normal(size=8).astype(np.float32)
    expected = torch.nn.functional.layer_norm(torch.from_numpy(x), (8,), torch.from_numpy(weight), eps=1e-5)
    np.testing.assert_allclose(layer_norm(x, weight, 1e-5), expected, atol=1e-5)

    q, k, v = (rng.normal(size=(2, 5, 4)).astype(np.float32) for _ in range(3))
    attended = torch.nn.functional.scaled_dot_product_attention(*map(torch.from_numpy, (q, k, v)))
    np.testing.assert_allclose(attention(q, k, v), attended.transpose(0, 1).reshape(5, 8), atol=1e-5)

    cos, sin = encoder.rotary_tables(5, 4, 100.0, torch.device("cpu"))
    turned = encoder.rotate(torch.from_numpy(q)[None], cos, sin)[0]
    np.testing.assert_allclose(rotate(q, *rotary_tables(5, 4, 100.0)), turned, atol=1e-5)


def test_distance_buckets_agree_with_the_network() -> None:
    from eventx.model import network

    word = np.array([0, 50, 99])
    start = np.arange(0, 100, 3)
    end = start + 2
    expected = network._buckets(
        torch.from_numpy(start) - torch.from_numpy(word)[:, None],
        torch.from_numpy(end) - torch.from_numpy(word)[:, None],
    )
    assert distance_buckets(word, start, end).tolist() == expected.tolist()


# Which backend, and why not.


def test_settings_have_the_defaults_of_the_config() -> None:
    plain = Settings.from_dict({"ontology": eventx.schema.DIPLOMACY.to_dict()})
    config = ExtractorConfig(ontology=eventx.schema.DIPLOMACY.to_dict())
    assert plain == Settings.from_dict(config.to_dict()) or plain.encoder != config.encoder
    for name in Settings.__dataclass_fields__:
        if name not in ("ontology", "encoder"):
            value, other = getattr(plain, name), getattr(config, name)
            assert value == (tuple(other) if isinstance(other, list) else other), name
    shape = plain.encoder_shape
    assert (shape.heads, shape.rope_theta, shape.epsilon) == (
        config.encoder.num_attention_heads, config.encoder.rope_theta, config.encoder.layer_norm_eps,
    )  # fmt: skip


def test_settings_without_ontology_are_an_error() -> None:
    with pytest.raises(ModelError, match="not the config of an eventx extractor"):
        Settings.from_dict({"window_size": 3})


def test_settings_follow_the_network_once_it_is_there(tiny_checkpoint: Path) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    assert not checkpoint.in_memory
    before = checkpoint.settings
    checkpoint.model.config.thresholds = {"trigger": {"default": 0.9}, "role": {"default": 0.9}, "span": 0.2}
    assert checkpoint.in_memory
    assert checkpoint.settings.thresholds["span"] == 0.2
    assert checkpoint.settings.ontology == before.ontology


def test_the_choice(tiny_checkpoint: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_has_gpu", lambda: False)
    assert backends.choose_backend(checkpoint) == "numpy"
    assert backends.choose_backend(checkpoint, "cpu") == "numpy"
    assert backends.choose_backend(checkpoint, "cuda:0") == "torch"
    loaded = load_checkpoint(tiny_checkpoint)
    assert loaded.model is not None
    assert backends.choose_backend(loaded) == "torch"
    monkeypatch.setattr(backends, "_has_gpu", lambda: True)
    assert backends.choose_backend(checkpoint) == "torch"


def test_an_export_is_chosen_where_onnxruntime_is(
    tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnxruntime")
    monkeypatch.setattr(backends, "_has_gpu", lambda: False)
    folder = tmp_path / "m"
    shutil.copytree(tiny_checkpoint, folder)
    eventx.export(folder)
    assert eventx.load(folder).backend == "onnx"
    assert eventx.load(folder, backend="numpy").backend == "numpy"
    monkeypatch.setattr(backends.importlib.util, "find_spec", lambda name: None)
    assert eventx.load(folder).backend == "numpy"


def test_wrong_names_and_devices(tiny_checkpoint: Path) -> None:
    with pytest.raises(ModelError, match=r"no backend 'tensorflow': give one of 'torch', 'numpy', 'onnx'"):
        eventx.load(tiny_checkpoint, backend="tensorflow")
    for name in ("numpy", "onnx"):
        with pytest.raises(ModelError, match=r"runs on the CPU, not on 'cuda:1'.*'torch'"):
            eventx.load(tiny_checkpoint, backend=name, device="cuda:1")


def test_a_network_in_memory_runs_on_torch_only(tiny_checkpoint: Path) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    memory = Checkpoint(checkpoint.model, checkpoint.tokenizer, "in memory")
    assert make_runtime(memory).name == "torch"
    with pytest.raises(ModelError, match="save it and load the folder"):
        make_runtime(memory, backend="numpy")


@pytest.fixture(scope="module")
def foreign(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint on a tiny BERT."""
    from tokenizers import Tokenizer
    from transformers import BertConfig

    from eventx.model.network import EventExtractor

    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(tiny_encoder / "tokenizer.json"))
    shape = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    config = ExtractorConfig(
        encoder=shape, ontology=eventx.schema.DIPLOMACY.to_dict(), countries=["?", "CHN"], window_size=48,
        window_overlap=12, head_size=32, pair_size=32, biaffine_size=16, prefix_ids=[1], suffix_ids=[2],
        thresholds={"trigger": {"default": 0.019}, "role": {"default": 0.017}, "span": 0.006},
    )  # fmt: skip
    model = EventExtractor(config)
    return Checkpoint(model, tokenizer, "foreign").save(tmp_path_factory.mktemp("foreign"))


def test_numpy_refuses_other_encoders(foreign: Path) -> None:
    with pytest.raises(ModelError, match=r"'eventx-encoder' only, and this one has 'bert': use backend='torch'"):
        eventx.load(foreign, backend="numpy")
    assert backends.choose_backend(load_checkpoint(foreign), "cpu") == "torch"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_other_encoders_are_traced(foreign: Path, tmp_path: Path, windows: list[Window]) -> None:
    pytest.importorskip("onnxscript")
    checkpoint = load_checkpoint(foreign)
    for int8 in (False, True):
        runtime = OnnxRuntime(write_export(checkpoint, tmp_path / str(int8), int8=int8), checkpoint.settings)
        states = runtime.encode(windows[0])
        with torch.inference_mode():
            expected = checkpoint.model.encode(
                torch.from_numpy(windows[0].ids)[None], None, torch.from_numpy(windows[0].first)[None]
            )
        np.testing.assert_allclose(states.words, expected.words[0], atol=0.2 if int8 else 1e-4)
        np.testing.assert_allclose(states.triggers, expected.triggers[0], atol=0.5 if int8 else 1e-4)
    fp32 = OnnxRuntime(tmp_path / "False", checkpoint.settings)
    assert_same(fp32(windows), TorchRuntime(checkpoint.model, device="cpu")(windows))


def test_weights_that_do_not_fit(tiny_checkpoint: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = tmp_path / "m"
    shutil.copytree(tiny_checkpoint, folder)
    weights = load_file(str(folder / "model.safetensors"))
    save_file({name: value for name, value in weights.items() if "sector" not in name}, folder / "model.safetensors")
    with pytest.raises(ModelError, match=r"does not fit its config.json: it lacks sector.weight, sector.bias"):
        eventx.load(folder, backend="numpy")
    save_file({**weights, "allowed": weights["allowed"][:3]}, folder / "model.safetensors")
    with pytest.raises(ModelError, match=r"does not fit its config.json: it has \(3, "):
        eventx.load(folder, backend="numpy")


def test_missing_packages_are_named(tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTX_CACHE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(
        MissingExtraError, match=r'needs the package \'onnx\': install it with `pip install "eventx\[onnx'
    ):
        eventx.load(tiny_checkpoint, backend="onnx")
    assert list(tmp_path.iterdir()) == []


def test_missing_onnxruntime_is_named(exported: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtraError, match=r'pip install "eventx\[onnx\]"'):
        OnnxRuntime(exported, checkpoint.settings)


def test_cores_follow_omp_num_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert usable_cores() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert usable_cores() >= 1


# Without torch.


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("backend", ["numpy", "onnx"])
def test_neither_torch_nor_transformers_is_imported(tiny_checkpoint: Path, tmp_path: Path, backend: str) -> None:
    if backend == "onnx":
        pytest.importorskip("onnxruntime")
    code = f"""
import sys, json, eventx
heavy = ("torch", "transformers")
extractor = eventx.load({str(tiny_checkpoint)!r}, device="cpu", backend={backend!r})
document = extractor({TEXT!r})
print(json.dumps([extractor.backend, len(document.mentions), [m for m in heavy if m in sys.modules]]))
"""
    name, mentions, heavy = json.loads(run(code, EVENTX_CACHE=str(tmp_path)))
    assert (name, heavy) == (backend, [])
    assert mentions == len(eventx.load(tiny_checkpoint, backend="torch", device="cpu")(TEXT).mentions) > 0


def test_the_command_line_needs_no_torch(tiny_checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    code = f"""
import sys
from eventx.cli import main
places = ({str(tmp_path / "a.txt")!r}, "-o", {str(tmp_path / "a.jsonl")!r})
assert main(["extract", *places, "-m", {str(tiny_checkpoint)!r}, "--device", "cpu"]) == 0
print([m for m in ("torch", "transformers") if m in sys.modules])
"""
    assert run(code).strip() == "[]"
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8"))["mentions"]


def test_protocol(checkpoint: Checkpoint) -> None:
    runtime: Runtime = make_runtime(checkpoint, device="cpu")
    assert (runtime.name, runtime.precision, str(runtime.device)) == ("numpy", "fp32", "cpu")
    assert find_export(checkpoint) is None
