"""Low-rank adaptation of the encoder (Hu et al. 2022) through peft: few trained weights, merged in at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from eventx.errors import require

if TYPE_CHECKING:
    from eventx.model.network import EventExtractor


def add_adapters(model: EventExtractor, rank: int) -> None:
    """Freeze the encoder and put adapters of a rank beside its linear layers; the heads stay trainable.

    Raises:
        MissingExtraError: peft is not installed.
    """
    peft = require("peft", extra="lora", feature="train(lora=...)")
    layers = [name for name, module in model.encoder.named_modules() if isinstance(module, nn.Linear)]
    config = peft.LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=layers)
    model.encoder = peft.inject_adapter_in_model(config, model.encoder)


def merge_adapters(model: EventExtractor) -> None:
    """Add the adapters into the weights they adapt and take them out, so that the checkpoint is a plain one."""
    layer_class = require("peft.tuners.lora", extra="lora", feature="train(lora=...)").LoraLayer
    found = [(name, module) for name, module in model.encoder.named_modules() if isinstance(module, layer_class)]
    for name, module in found:
        module.merge()
        parent, _, attribute = name.rpartition(".")
        setattr(model.encoder.get_submodule(parent), attribute, module.get_base_layer())
    for parameter in model.parameters():
        parameter.requires_grad_(True)
