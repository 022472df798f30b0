"""Graphs of foreign encoders: traced from torch, since their architecture is not ours to write down."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from eventx.errors import ModelError, require


class _Hidden(nn.Module):
    """The encoder with hidden states alone as its output."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden: Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return hidden


def trace_encoder(encoder: nn.Module, path: Path, *, int8: bool = False) -> None:
    """Write an encoder of any architecture as a graph from `input_ids` and `attention_mask` (1, T) to states (1, T, H).

    Args:
        encoder: A Hugging Face encoder.
        path: The .onnx file.
        int8: Quantise the weights of its matrix products to 7 bits, as CPUs without VNNI need it.

    Raises:
        ModelError: torch cannot express the architecture as a graph.
        MissingExtraError: The packages onnx, onnxscript or onnxruntime are not installed.
    """
    for module in ("onnx", "onnxscript"):
        require(module, extra="onnx", feature="an ONNX export")
    ids = torch.ones((1, 16), dtype=torch.int64)
    tokens = torch.export.Dim("tokens", min=2)
    shapes = {"input_ids": {1: tokens}, "attention_mask": {1: tokens}}
    level = logging.getLogger("torch.onnx").level
    try:
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), torch.inference_mode():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _Hidden(encoder).eval(),
                (ids, torch.ones_like(ids)),
                str(path),
                input_names=["input_ids", "attention_mask"],
                output_names=["hidden"],
                dynamic_shapes=shapes,
                dynamo=True,
                external_data=False,
                verbose=False,
            )
    except Exception as error:  # the exporter has many errors of its own
        raise ModelError(
            f"torch cannot export the encoder {type(encoder).__name__} to ONNX ({error}): use backend='torch'."
        ) from error
    finally:
        logging.getLogger("torch.onnx").setLevel(level)
    if int8:
        quantization: Any = require("onnxruntime.quantization", extra="onnx", feature="quantisation")
        quantization.quantize_dynamic(
            str(path), str(path), op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True
        )
