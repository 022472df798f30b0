"""What inference needs of a checkpoint's config.json, read without transformers.

`ExtractorConfig` is the same content as transformers wants it; `tests/model/test_backends.py` keeps the defaults equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventx.errors import ModelError
from eventx.schema import SECTORS, Ontology

OWN_ENCODER = "eventx-encoder"


@dataclass(frozen=True)
class EncoderShape:
    """The sizes of an `eventx-encoder` that its weights do not tell.

    Attributes:
        heads: Attention heads.
        rope_theta: Base of the rotary angles.
        epsilon: Added to the variance in layer norms.
    """

    heads: int = 4
    rope_theta: float = 10000.0
    epsilon: float = 1e-5


@dataclass(frozen=True)
class Settings:
    """A plain view of an extractor's config; the fields are those of `ExtractorConfig`.

    `encoder` is the backbone's config as a mapping.
    """

    ontology: Ontology
    encoder: Mapping[str, Any] = field(default_factory=lambda: {"model_type": OWN_ENCODER})
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = tuple(SECTORS)
    window_size: int = 320
    window_overlap: int = 32
    prefix_ids: tuple[int, ...] = ()
    suffix_ids: tuple[int, ...] = ()
    argument_layers: int = 1
    max_spans: int = 160
    near_spans: int = 48
    use_definitions: bool = True
    thresholds: Mapping[str, Any] = field(
        default_factory=lambda: {"trigger": {"default": 0.5}, "role": {"default": 0.5}, "span": 0.05}
    )
    temperatures: Mapping[str, float] = field(default_factory=dict)
    coreference: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, where: str = "config.json") -> Settings:
        """Read the content of a config.json; what it leaves out or empty takes the default.

        Raises:
            ModelError: A field has the wrong type, or the ontology is missing.
        """
        known = {name: data[name] for name in cls.__dataclass_fields__ if data.get(name)}
        for name in ("argument_layers", "window_overlap", "use_definitions"):  # 0 and false say something here
            if data.get(name) is not None:
                known[name] = data[name]
        try:
            for name in ("countries", "sectors", "prefix_ids", "suffix_ids"):
                if name in known:
                    known[name] = tuple(known[name])
            return cls(**{**known, "ontology": Ontology.from_dict(data["ontology"])})
        except (KeyError, TypeError) as error:
            raise ModelError(
                f"{where} is not the config of an eventx extractor: {error!r}; save the model again."
            ) from error

    @property
    def encoder_type(self) -> str:
        """Model type of the backbone, such as "eventx-encoder" or "modernbert"."""
        return str(self.encoder.get("model_type", "?"))

    @property
    def encoder_shape(self) -> EncoderShape:
        """Sizes of the package's own encoder."""
        get = self.encoder.get
        return EncoderShape(
            heads=int(get("num_attention_heads", 4)),
            rope_theta=float(get("rope_theta", 10000.0)),
            epsilon=float(get("layer_norm_eps", 1e-5)),
        )
