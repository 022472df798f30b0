"""Weights of a checkpoint as numpy arrays, for the backends that run without torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eventx.errors import ModelError
from eventx.model.settings import OWN_ENCODER, Settings

Array = NDArray[np.generic]
LAYER = ("attention_norm", "qkv", "attention_out", "feed_norm", "feed_in", "feed_out")
HEADS = (
    *("trigger_in", "trigger_inside", "span_start", "span_end", "trigger_state", "trigger_norm", "span_state"),
    *("pair_trigger", "pair_span", "pair_out", "attribute_in", "status", "context", "link", "code_in", "sector"),
    "country",
)


class Weights(dict[str, Array]):
    """Arrays by the names of the network's parameters, floats as fp32; `types.vectors` and `roles.vectors` are added.

    Args:
        path: A safetensors file.
        settings: Config of the checkpoint.

    Raises:
        ModelError: The file is broken, holds another precision than fp32 and fp16, or does not fit the config.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            super().__init__((name, _single(array)) for name, array in load_file(str(path)).items())
            for name in ("types", "roles"):
                self[f"{name}.vectors"] = self._vectors(name, settings.use_definitions)
            self._check(settings)
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{path} does not fit its config.json: {error}.") from error

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        array: NDArray[np.float32] = super().__getitem__(name)  # type: ignore[assignment]
        return array

    def _vectors(self, name: str, use_definitions: bool) -> NDArray[np.float32]:
        learned = self[f"{name}.learned"]
        if not use_definitions:
            return learned
        vectors: NDArray[np.float32] = learned + self[f"{name}.encoded"] @ self[f"{name}.project.weight"].T
        return vectors

    def _check(self, settings: Settings) -> None:
        names = [f"{head}.{part}" for head in HEADS for part in ("weight", "bias")]
        names += [
            "gate_trigger.weight",
            "gate_span.weight",
            "pair_distance.weight",
            "span_bias",
            "link_bias",
            "allowed",
        ]
        if settings.encoder_type == OWN_ENCODER:
            names += ["encoder.embedding_norm.weight", "encoder.final_norm.weight"]
            layers = range(int(settings.encoder.get("num_hidden_layers", 6)))
            names += [f"encoder.layers.{layer}.{part}.weight" for layer in layers for part in LAYER]
        names += [f"argument_layers.{layer}.qkv.weight" for layer in range(settings.argument_layers)]
        missing = [name for name in names if name not in self]
        if missing:
            raise ValueError(f"it lacks {', '.join(missing[:5])}")
        shape = (len(settings.ontology), len(settings.ontology.roles))
        if self["allowed"].shape != shape:
            raise ValueError(f"it has {self['allowed'].shape} types and roles, the ontology {shape}")


def _single(array: Array) -> Array:
    """Floats as fp32, everything else as it is."""
    if array.dtype == np.float32 or not np.issubdtype(array.dtype, np.floating):
        return array
    return array.astype(np.float32)
