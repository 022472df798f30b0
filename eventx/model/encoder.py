"""The bundled encoder: a small pre-norm transformer with rotary positions, as a Hugging Face model class.

It has ModernBERT's shape (rotary positions, no biases, pre-norm; Warner et al. 2024) without its alternating attention,
which CPU kernels evaluate densely. It is one backbone among others: `eventx.model.network` takes any `AutoModel`.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput


class EventxEncoderConfig(PretrainedConfig):
    """Shape of an `EventxEncoder`; `intermediate_size` defaults to four times `hidden_size`."""

    model_type = "eventx-encoder"

    def __init__(
        self,
        vocab_size: int = 16384,
        hidden_size: int = 256,
        num_hidden_layers: int = 6,
        num_attention_heads: int = 4,
        intermediate_size: int | None = None,
        max_position_embeddings: int = 1024,
        rope_theta: float = 10000.0,
        layer_norm_eps: float = 1e-5,
        hidden_dropout_prob: float = 0.0,
        initializer_range: float = 0.02,
        pad_token_id: int = 0,
        **kwargs: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.intermediate_size = intermediate_size or 4 * hidden_size
        self.max_position_embeddings = max_position_embeddings
        self.rope_theta = rope_theta
        self.layer_norm_eps = layer_norm_eps
        self.hidden_dropout_prob = hidden_dropout_prob
        self.initializer_range = initializer_range
        self.pad_token_id = pad_token_id
        super().__init__(**kwargs)


def rotary_tables(length: int, dimension: int, theta: float, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary angles (Su et al. 2021), each of shape (length, dimension)."""
    steps = torch.arange(0, dimension, 2, device=device, dtype=torch.float32) / dimension
    angles = torch.outer(torch.arange(length, device=device, dtype=torch.float32), theta**-steps)
    angles = torch.cat([angles, angles], dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn queries or keys, shape (batch, heads, length, dimension), by their positions."""
    left, right = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-right, left], dim=-1) * sin


class EncoderLayer(nn.Module):
    """Pre-norm self-attention and feed-forward, both residual."""

    def __init__(self, config: EventxEncoderConfig) -> None:
        super().__init__()
        size = config.hidden_size
        self.heads = config.num_attention_heads
        self.attention_norm = nn.LayerNorm(size, eps=config.layer_norm_eps, bias=False)
        self.qkv = nn.Linear(size, 3 * size, bias=False)
        self.attention_out = nn.Linear(size, size, bias=False)
        self.feed_norm = nn.LayerNorm(size, eps=config.layer_norm_eps, bias=False)
        self.feed_in = nn.Linear(size, config.intermediate_size, bias=False)
        self.feed_out = nn.Linear(config.intermediate_size, size, bias=False)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, x: Tensor, mask: Tensor | None, cos: Tensor, sin: Tensor) -> Tensor:
        """Hidden states (batch, length, size) to the same shape; `mask` is True where keys may be read."""
        batch, length, size = x.shape
        qkv = self.qkv(self.attention_norm(x)).view(batch, length, 3, self.heads, size // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        cos, sin = cos.to(q.dtype), sin.to(q.dtype)
        attended = F.scaled_dot_product_attention(rotate(q, cos, sin), rotate(k, cos, sin), v, attn_mask=mask)
        x = x + self.dropout(self.attention_out(attended.transpose(1, 2).reshape(batch, length, size)))
        out: Tensor = x + self.dropout(self.feed_out(F.gelu(self.feed_in(self.feed_norm(x)))))
        return out


class EventxEncoder(PreTrainedModel):
    """Token ids (batch, length) to hidden states (batch, length, hidden_size)."""

    config_class = EventxEncoderConfig
    base_model_prefix = "encoder"
    _supports_sdpa = True

    def __init__(self, config: EventxEncoderConfig) -> None:
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id)
        self.embedding_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps, bias=False)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.layers = nn.ModuleList([EncoderLayer(config) for _ in range(config.num_hidden_layers)])
        self.final_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps, bias=False)
        self.post_init()  # type: ignore[no-untyped-call]

    def _init_weights(self, module: nn.Module) -> None:
        deviation = self.config.initializer_range
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=deviation)
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)

    def get_input_embeddings(self) -> nn.Module:
        return self.embeddings

    def set_input_embeddings(self, value: nn.Module) -> None:
        self.embeddings = value  # type: ignore[assignment]

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any) -> BaseModelOutput:
        """Encode. `attention_mask` (batch, length) is 1 on real tokens; None means that there is no padding."""
        mask = None if attention_mask is None else attention_mask[:, None, None, :].bool()
        head_size = self.config.hidden_size // self.config.num_attention_heads
        cos, sin = rotary_tables(input_ids.shape[1], head_size, self.config.rope_theta, input_ids.device)
        x = self.dropout(self.embedding_norm(self.embeddings(input_ids)))
        for layer in self.layers:
            x = layer(x, mask, cos, sin)
        return BaseModelOutput(last_hidden_state=self.final_norm(x))


AutoConfig.register(EventxEncoderConfig.model_type, EventxEncoderConfig, exist_ok=True)
AutoModel.register(EventxEncoderConfig, EventxEncoder, exist_ok=True)
