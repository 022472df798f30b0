"""The training loss: one masked term for each layer of annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

from eventx.training.data import IGNORED, LAYERS

if TYPE_CHECKING:
    from eventx.model.network import EventExtractor

WEIGHTS = {
    "triggers": 1.0,
    "spans": 0.4,
    "arguments": 1.0,
    "status": 0.4,
    "contexts": 0.4,
    "sectors": 0.2,
    "countries": 0.2,
    "coreference": 0.15,
}
MAX_NEGATIVES = 32


def batch_loss(
    model: EventExtractor,
    *,
    input_ids: Tensor,
    attention_mask: Tensor,
    first: Tensor,
    word_mask: Tensor,
    triggers: Tensor,
    inside: Tensor,
    spans: Tensor,
    span_mask: Tensor,
    roles: Tensor,
    statuses: Tensor,
    contexts: Tensor,
    events: Tensor,
    sectors: Tensor,
    countries: Tensor,
    layers: Tensor,
) -> dict[str, Tensor]:
    """Weighted sum of the terms, and each term by itself, of a batch made by `eventx.training.data.Collator`."""
    has = {name: layers[:, index].bool() for index, name in enumerate(LAYERS)}
    encoded = model.encode(input_ids, attention_mask, first)
    parts: dict[str, Tensor] = {}

    targets = torch.zeros_like(encoded.triggers)
    targets[triggers[:, 0], triggers[:, 1], triggers[:, 2]] = 1.0
    valid = word_mask & has["triggers"][:, None]
    count = (targets * valid[..., None]).sum().clamp(min=1.0)
    parts["triggers"] = _sum_bce(encoded.triggers, targets, valid[..., None]) / count
    parts["triggers"] = parts["triggers"] + _sum_bce(encoded.inside, inside, valid) / count

    span_logits = encoded.starts @ encoded.ends.transpose(1, 2)
    n_words = word_mask.shape[1]
    ordered = torch.ones(n_words, n_words, dtype=torch.bool, device=span_logits.device).triu()
    possible = word_mask[:, :, None] & word_mask[:, None, :] & ordered
    span_targets = torch.zeros_like(span_logits)
    rows = torch.arange(len(spans), device=spans.device)[:, None].expand(span_mask.shape)[span_mask]
    span_targets[rows, spans[span_mask][:, 0], spans[span_mask][:, 1]] = 1.0
    counted = possible & has["spans"][:, None, None]
    count = (span_targets * counted).sum().clamp(min=1.0)
    parts["spans"] = _sum_bce(span_logits, span_targets, counted) / count

    zero = encoded.words.sum() * 0.0
    if len(triggers) and bool(span_mask.any()):
        all_spans, all_mask = _with_negatives(spans, span_mask, span_logits, span_targets, possible)
        extra = all_spans.shape[1] - spans.shape[1]
        scored = model.score(encoded.words, triggers, all_spans, all_mask)
        role_targets = F.pad(roles, (0, 0, 0, extra))
        window = triggers[:, 0]
        counted = (all_mask[window] & has["arguments"][window][:, None])[..., None] & model.allowed[triggers[:, 2]][
            :, None
        ]
        count = (role_targets * counted).sum().clamp(min=1.0)
        parts["arguments"] = _sum_bce(scored.roles, role_targets, counted) / count
        known = statuses.masked_fill(~has["status"][window], IGNORED)
        parts["status"] = _mean_ce(scored.statuses, known, zero)
        counted = has["contexts"][window][:, None].expand_as(contexts)
        parts["contexts"] = _sum_bce(scored.contexts, contexts, counted) / counted[:, 0].sum().clamp(min=1.0)
        n_gold = sectors.shape[1]
        lacking = ~has["codes"][:, None].expand_as(sectors)
        parts["sectors"] = _mean_ce(scored.sectors[:, :n_gold], sectors.masked_fill(lacking, IGNORED), zero)
        parts["countries"] = _mean_ce(scored.countries[:, :n_gold], countries.masked_fill(lacking, IGNORED), zero)
        parts["coreference"] = _link_loss(model, scored.links, triggers, events, has["coreference"], zero)
    loss = sum((WEIGHTS[name] * part for name, part in parts.items()), start=zero)
    return {"loss": loss, **{f"loss_{name}": part.detach() for name, part in parts.items()}}


def _sum_bce(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    losses = F.binary_cross_entropy_with_logits(logits.float(), targets.float(), reduction="none")
    return (losses * mask).sum()


def _mean_ce(logits: Tensor, targets: Tensor, zero: Tensor) -> Tensor:
    known = targets != IGNORED
    return F.cross_entropy(logits[known].float(), targets[known]) if bool(known.any()) else zero


def _with_negatives(
    spans: Tensor, span_mask: Tensor, logits: Tensor, targets: Tensor, possible: Tensor
) -> tuple[Tensor, Tensor]:
    """Gold spans followed by the proposals that the model would confuse with them, as at prediction time."""
    scores = logits.detach().masked_fill(~possible | (targets > 0), -1e4).flatten(1)
    top = scores.topk(min(MAX_NEGATIVES, scores.shape[1]), dim=1)
    n_words = logits.shape[1]
    found = torch.stack([top.indices // n_words, top.indices % n_words], dim=-1)
    likely = top.values > -4.0
    # Where the proposals are still poor, the best few keep the argument scorer from never seeing a negative.
    likely[:, :8] = top.values[:, :8] > -1e3
    # In a window of a few words the rest are no spans at all: an end before its start would give NaN.
    found = found * likely[..., None]
    return torch.cat([spans, found], dim=1), torch.cat([span_mask, likely], dim=1)


def _link_loss(
    model: EventExtractor, links: Tensor, triggers: Tensor, events: Tensor, annotated: Tensor, zero: Tensor
) -> Tensor:
    """Whether two triggers of one type in one window tell of one event."""
    same_window = triggers[:, None, 0] == triggers[None, :, 0]
    same_type = triggers[:, None, 2] == triggers[None, :, 2]
    pairs = (same_window & same_type & annotated[triggers[:, 0]][:, None]).triu(1)
    if not bool(pairs.any()):
        return zero
    logits = links @ links.T * links.shape[-1] ** -0.5 + model.link_bias
    targets = (events[:, None] == events[None, :]).float()
    return F.binary_cross_entropy_with_logits(logits[pairs].float(), targets[pairs])
