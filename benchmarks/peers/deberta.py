"""The published shapes of DeBERTa-v3 (He et al. 2021), the encoders of GLiNER and GLiNER2, and labels to look for."""

from __future__ import annotations

from typing import Any

# Few labels, since each more costs time: eight are the most favourable use.
LABELS = ["person", "organisation", "country", "city", "date", "meeting", "agreement", "attack"]
# Random weights score everything alike: at usual thresholds their lists would be long, and cost time.
THRESHOLD = 0.99


def deberta_v3(layers: int) -> dict[str, Any]:
    """The config of microsoft/deberta-v3-small (6 layers) or -base (12): everything else is the same."""
    return {
        "model_type": "deberta-v2",
        "hidden_size": 768,
        "num_hidden_layers": layers,
        "num_attention_heads": 12,
        "intermediate_size": 3072,
        "hidden_act": "gelu",
        "max_position_embeddings": 512,
        "relative_attention": True,
        "position_buckets": 256,
        "max_relative_positions": -1,
        "norm_rel_ebd": "layer_norm",
        "share_att_key": True,
        "pos_att_type": ["p2c", "c2p"],
        "position_biased_input": False,
        "layer_norm_eps": 1e-7,
        "type_vocab_size": 0,
        "vocab_size": 128_100,
        "pad_token_id": 0,
    }
