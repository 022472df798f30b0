"""The network in ONNX Runtime: the fastest path on CPUs, without torch or transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from eventx.errors import ModelError, require
from eventx.model.backends.base import Scores, States, WindowRuntime, decoder_of, distance_buckets
from eventx.model.decoding import Decoder, Floats, Ints
from eventx.model.settings import Settings
from eventx.model.windows import Window

ENCODER, ENCODE, SCORE, RECORD = "encoder.onnx", "encode.onnx", "score.onnx", "export.json"
FORMAT = 2  # raised when graphs of older exports no longer fit this runtime


class OnnxRuntime(WindowRuntime):
    """Windows to raw mentions with ONNX Runtime.

    Args:
        folder: What `eventx.model.backends.export.export` wrote: graphs and `export.json`.
        settings: Config of the checkpoint.
        decoder: Thresholds; those of the settings if None.
        threads: Windows in work at once, each on one core.

    Raises:
        ModelError: The folder holds no export, or one of another version of eventx.
        MissingExtraError: ONNX Runtime is not installed.
    """

    name = "onnx"

    def __init__(
        self, folder: Path, settings: Settings, *, decoder: Decoder | None = None, threads: int | None = None
    ) -> None:
        record = read_record(folder)
        if record.get("format") != FORMAT:
            raise ModelError(f"{folder} was exported by another version of eventx: export the model again.")
        self.precision = str(record["precision"])
        super().__init__(decoder or decoder_of(settings), float(record["link_bias"]), threads=threads)
        foreign = folder / ENCODER
        self._encoder = session(foreign) if foreign.exists() else None
        self._encode, self._score = session(folder / ENCODE), session(folder / SCORE)

    def encode(self, window: Window) -> States:
        """Read a window; see `eventx.model.network.EventExtractor.encode`."""
        if self._encoder is None:
            return States(*self._encode.run(None, {"ids": window.ids, "first": window.first}))
        ids = window.ids[None]
        (hidden,) = self._encoder.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return States(*self._encode.run(None, {"hidden": hidden[0], "first": window.first}))

    def score(self, words: Floats, triggers: Ints, spans: Ints, near: Ints) -> Scores:
        """Judge triggers and spans; see `eventx.model.network.EventExtractor.score`."""
        word, kind = np.ascontiguousarray(triggers.T)
        start, end = np.ascontiguousarray(spans.T)
        buckets = distance_buckets(word, start[near], end[near])
        given = {"words": words, "word": word, "kind": kind, "start": start, "end": end, "near": near}
        return Scores(*self._score.run(None, {**given, "buckets": buckets}))


def read_record(folder: Path) -> dict[str, Any]:
    """The export.json of an export: format, precision, hash of the checkpoint, link bias, checked figures.

    Raises:
        ModelError: There is none, or it is broken.
    """
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ModelError(f"{folder} holds no ONNX export: make one with `eventx export`.") from error
    return record


def session(path: Path) -> Any:
    """An inference session on one thread of the caller, since the runtime runs windows side by side.

    Raises:
        ModelError: The graph is missing or broken.
        MissingExtraError: ONNX Runtime is not installed.
    """
    runtime: Any = require("onnxruntime", extra="onnx", feature="the onnx backend")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no common class of their own
        raise ModelError(f"{path} cannot be read ({error}): export the model again.") from error
