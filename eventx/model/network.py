"""The extractor network: one encoder pass over a window, thin heads for triggers, spans, arguments and attributes.

Everything after the encoder works on words: a word's state is the state of its first token. Shapes below use
B windows, T tokens, W words, H hidden size, K event types, R roles, N triggers, S spans of a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoConfig, AutoModel, PreTrainedModel

from eventx.model.config import ExtractorConfig
from eventx.schema import Ontology

DISTANCES = (-64, -32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32, 64)
COREFERENCE_SIZE = 64


@dataclass
class Encoded:
    """What one pass over the windows gives.

    Attributes:
        words: Word states (B, W, H).
        triggers: Trigger logits (B, W, K).
        inside: Logits that a word continues the trigger before it (B, W).
        starts: Span start vectors (B, W, D + 1); their dot product with `ends` is a span's logit.
        ends: Span end vectors (B, W, D + 1).
    """

    words: Tensor
    triggers: Tensor
    inside: Tensor
    starts: Tensor
    ends: Tensor


@dataclass
class Scored:
    """What the heads say of given triggers and spans: logits.

    Attributes:
        roles: (N, S, R) for each trigger over the spans of its window.
        statuses: (N, statuses).
        contexts: (N, contexts).
        links: Coreference vectors (N, 64).
        sectors: (B, S, sectors).
        countries: (B, S, countries).
    """

    roles: Tensor
    statuses: Tensor
    contexts: Tensor
    links: Tensor
    sectors: Tensor
    countries: Tensor


class Labels(nn.Module):
    """Label vectors: a projection of the encoded name and definition plus a learned part for each label."""

    encoded: Tensor

    def __init__(self, count: int, hidden: int, size: int, use_definitions: bool) -> None:
        super().__init__()
        self.use_definitions = use_definitions
        self.register_buffer("encoded", torch.zeros(count, hidden))
        self.project = nn.Linear(hidden, size, bias=False)
        self.learned = nn.Parameter(torch.zeros(count, size))
        self.bias = nn.Parameter(torch.zeros(count))

    def vectors(self) -> Tensor:
        """Label vectors (count, size)."""
        return self.learned + self.project(self.encoded) if self.use_definitions else self.learned


class SpanLayer(nn.Module):
    """Lets the candidate spans of one trigger see each other: a pre-norm attention layer over pair states."""

    def __init__(self, size: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(size)
        self.qkv = nn.Linear(size, 3 * size, bias=False)
        self.out = nn.Linear(size, size, bias=False)
        self.feed_norm = nn.LayerNorm(size)
        self.feed_in = nn.Linear(size, 2 * size)
        self.feed_out = nn.Linear(2 * size, size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, pairs: Tensor, mask: Tensor) -> Tensor:
        """Pair states (N, S, size) to the same shape; `mask` (N, S) is True on real spans."""
        n, spans, size = pairs.shape
        qkv = self.qkv(self.attention_norm(pairs)).view(n, spans, 3, self.heads, size // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        pairs = pairs + self.dropout(self.out(attended.transpose(1, 2).reshape(n, spans, size)))
        out: Tensor = pairs + self.dropout(self.feed_out(F.gelu(self.feed_in(self.feed_norm(pairs)))))
        return out


class EventExtractor(PreTrainedModel):
    """Encoder and heads; `encode` reads windows, `score` judges triggers and spans, `forward` gives the loss."""

    config_class = ExtractorConfig
    allowed: Tensor
    base_model_prefix = "encoder"
    main_input_name = "input_ids"
    _supports_sdpa = True

    def __init__(self, config: ExtractorConfig) -> None:
        super().__init__(config)
        self.ontology = Ontology.from_dict(config.ontology)
        hidden, size = config.encoder.hidden_size, config.head_size
        roles = list(self.ontology.roles)
        self.encoder = AutoModel.from_config(config.encoder)
        self.dropout = nn.Dropout(config.dropout)
        self.trigger_in = nn.Linear(hidden, size)
        self.types = Labels(len(self.ontology), hidden, size, config.use_definitions)
        self.trigger_inside = nn.Linear(hidden, 1)
        self.span_start = nn.Linear(hidden, config.biaffine_size)
        self.span_end = nn.Linear(hidden, config.biaffine_size)
        self.span_bias = nn.Parameter(torch.full((1,), -5.0))
        self.trigger_state = nn.Linear(hidden, size)
        self.trigger_norm = nn.LayerNorm(size)
        self.span_state = nn.Linear(3 * hidden, size)
        pair = config.pair_size
        self.pair_trigger = nn.Linear(size, pair)
        self.pair_span = nn.Linear(size, pair)
        self.gate_trigger = nn.Linear(size, pair, bias=False)
        self.gate_span = nn.Linear(size, pair, bias=False)
        self.pair_distance = nn.Embedding(len(DISTANCES) + 1, pair)
        self.argument_layers = nn.ModuleList(
            [SpanLayer(pair, 4, config.dropout) for _ in range(config.argument_layers)]
        )
        self.pair_out = nn.Linear(pair, pair)
        self.roles = Labels(len(roles), hidden, pair, config.use_definitions)
        self.attribute_in = nn.Linear(size, size)
        self.status = nn.Linear(size, len(self.ontology.statuses))
        self.context = nn.Linear(size, max(len(self.ontology.contexts), 1))
        self.link = nn.Linear(size, COREFERENCE_SIZE)
        self.link_bias = nn.Parameter(torch.zeros(1))
        self.code_in = nn.Linear(size, size)
        self.sector = nn.Linear(size, len(config.sectors))
        self.country = nn.Linear(size, max(len(config.countries), 1))
        allowed = torch.zeros(len(self.ontology), len(roles), dtype=torch.bool)
        for row, name in enumerate(self.ontology.names):
            allowed[row, [roles.index(role) for role in self.ontology.allowed(name)]] = True
        self.register_buffer("allowed", allowed)
        self.post_init()  # type: ignore[no-untyped-call]

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=module.in_features**-0.5 * 0.7)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, Labels):
            nn.init.normal_(module.learned, std=0.05)
            nn.init.constant_(module.bias, -4.0)

    def encode(self, input_ids: Tensor, attention_mask: Tensor | None, first: Tensor) -> Encoded:
        """Read windows.

        Args:
            input_ids: (B, T).
            attention_mask: (B, T), 1 on real tokens; None where nothing is padded.
            first: Index of each word's first token (B, W); padded words may point anywhere.
        """
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        words = torch.gather(hidden, 1, first[..., None].expand(-1, -1, hidden.shape[-1]))
        dropped = self.dropout(words)
        states = F.gelu(self.trigger_in(dropped))
        triggers = F.linear(states, self.types.vectors(), self.types.bias)
        # The bias rides along as one more dimension, so that a span's logit is a plain dot product everywhere.
        starts = self.span_start(dropped) * float(self.config.biaffine_size) ** -0.5
        starts = torch.cat([starts, self.span_bias.to(starts.dtype).expand(*starts.shape[:2], 1)], dim=-1)
        ends = self.span_end(dropped)
        return Encoded(
            words=words,
            triggers=triggers,
            inside=self.trigger_inside(dropped).squeeze(-1),
            starts=starts,
            ends=torch.cat([ends, torch.ones_like(ends[..., :1])], dim=-1),
        )

    def score(
        self, words: Tensor, triggers: Tensor, spans: Tensor, span_mask: Tensor, near: Tensor | None = None
    ) -> Scored:
        """Judge triggers and spans.

        Args:
            words: Word states (B, W, H) from `encode`.
            triggers: Rows of (window, word, type), (N, 3).
            spans: First and last word of each span (B, S, 2).
            span_mask: True on real spans (B, S).
            near: True on the spans that each trigger is judged with (N, S); all real ones if None.
        """
        window, word, kind = triggers.unbind(-1)
        start, end = spans.unbind(-1)
        words = self.dropout(words)
        label = self.types.vectors()[kind]
        state = self.trigger_norm(F.gelu(self.trigger_state(words[window, word])) + label)
        sums = F.pad(words.cumsum(1), (0, 0, 1, 0))
        rows = torch.arange(words.shape[0], device=words.device)[:, None]
        mean = (sums[rows, end + 1] - sums[rows, start]) / (end - start + 1)[..., None].to(words.dtype)
        span = F.gelu(self.span_state(torch.cat([words[rows, start], words[rows, end], mean], dim=-1)))

        left = self.pair_trigger(state)[:, None]
        distances = _buckets(start[window] - word[:, None], end[window] - word[:, None])
        gate = self.gate_trigger(state)[:, None] * self.gate_span(span)[window]
        pairs = F.gelu(left + self.pair_span(span)[window] + gate + self.pair_distance(distances))
        mask = span_mask[window] if near is None else near
        for layer in self.argument_layers:
            pairs = layer(pairs, mask)
        roles = F.linear(F.gelu(self.pair_out(self.dropout(pairs))), self.roles.vectors(), self.roles.bias)
        roles = roles.masked_fill(~self.allowed[kind][:, None, :], -20.0)
        if near is not None:
            roles = roles.masked_fill(~near[..., None], -20.0)

        attributes = F.gelu(self.attribute_in(self.dropout(state)))
        codes = F.gelu(self.code_in(self.dropout(span)))
        return Scored(
            roles=roles,
            statuses=self.status(attributes),
            contexts=self.context(attributes),
            links=self.link(state),
            sectors=self.sector(codes),
            countries=self.country(codes),
        )

    def forward(self, **batch: Any) -> dict[str, Tensor]:
        """Loss of a training batch, see `eventx.training.losses`."""
        from eventx.training.losses import batch_loss

        return batch_loss(self, **batch)


def _buckets(to_start: Tensor, to_end: Tensor) -> Tensor:
    """Bucketed distance in words from the trigger to the nearer edge of a span; 0 where it is inside."""
    distance = torch.where(to_start > 0, to_start, torch.where(to_end < 0, to_end, torch.zeros_like(to_start)))
    edges = torch.tensor(DISTANCES, device=distance.device)
    return torch.bucketize(distance, edges)


AutoConfig.register(ExtractorConfig.model_type, ExtractorConfig, exist_ok=True)
