"""Configuration of the extractor model: backbone, heads, windows and decoding, in one JSON file."""

from __future__ import annotations

from typing import Any

from transformers import AutoConfig, PretrainedConfig

from eventx.schema import SECTORS


class ExtractorConfig(PretrainedConfig):
    """What `EventExtractor` is made of.

    Args:
        encoder: Config of the backbone, any Hugging Face architecture.
        ontology: The ontology as `Ontology.to_dict()` gives it.
        countries: Labels of the learned country head.
        sectors: Labels of the learned sector head.
        window_size: Most tokens in a window, special tokens included.
        window_overlap: Tokens shared by neighbouring windows.
        prefix_ids: Special tokens before each window.
        suffix_ids: Special tokens after each window.
        head_size: Width of the trigger, span and attribute heads.
        pair_size: Width of the states of (trigger, span) pairs, of which there are many.
        biaffine_size: Width of the span start and end projections.
        argument_layers: Transformer layers over the spans of a trigger (0 scores each pair alone).
        max_spans: Most argument candidates in a window.
        near_spans: Candidates nearest to a trigger that may fill its roles.
        dropout: Dropout of the heads.
        use_definitions: Whether type and role names with their definitions are an input of the heads.
        thresholds: Decoding thresholds: "trigger" and "role" by name, with "default"; "span" and "context" for all.
        temperatures: Calibration temperatures of the heads.
        coreference: Weights of the linking features.
    """

    model_type = "eventx-extractor"
    sub_configs = {"encoder": AutoConfig}  # noqa: RUF012 - the name and form that transformers reads

    def __init__(
        self,
        encoder: PretrainedConfig | dict[str, Any] | None = None,
        ontology: dict[str, Any] | None = None,
        countries: list[str] | None = None,
        sectors: list[str] | None = None,
        window_size: int = 320,
        window_overlap: int = 32,
        prefix_ids: list[int] | None = None,
        suffix_ids: list[int] | None = None,
        head_size: int = 256,
        pair_size: int = 128,
        biaffine_size: int = 128,
        argument_layers: int = 1,
        max_spans: int = 160,
        near_spans: int = 48,
        dropout: float = 0.1,
        use_definitions: bool = True,
        thresholds: dict[str, Any] | None = None,
        temperatures: dict[str, float] | None = None,
        coreference: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        if isinstance(encoder, dict):
            encoder = _encoder_config(encoder)
        self.encoder = encoder if encoder is not None else _encoder_config({"model_type": "eventx-encoder"})
        self.ontology = ontology or {}
        self.countries = countries or []
        self.sectors = sectors or list(SECTORS)
        self.window_size = window_size
        self.window_overlap = window_overlap
        self.prefix_ids = prefix_ids or []
        self.suffix_ids = suffix_ids or []
        self.head_size = head_size
        self.pair_size = pair_size
        self.biaffine_size = biaffine_size
        self.argument_layers = argument_layers
        self.max_spans = max_spans
        self.near_spans = near_spans
        self.dropout = dropout
        self.use_definitions = use_definitions
        self.thresholds = thresholds or {"trigger": {"default": 0.5}, "role": {"default": 0.5}, "span": 0.05}
        self.temperatures = temperatures or {}
        self.coreference = coreference or {}
        super().__init__(**kwargs)


def _encoder_config(data: dict[str, Any]) -> PretrainedConfig:
    from eventx.model import encoder as _registered  # noqa: F401 - makes AutoConfig know the bundled encoder

    data = dict(data)
    return AutoConfig.for_model(data.pop("model_type"), **data)
