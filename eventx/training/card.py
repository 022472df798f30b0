"""The model card that a training run leaves beside its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import eventx

if TYPE_CHECKING:
    from eventx.model.checkpoint import Checkpoint


def model_card(checkpoint: Checkpoint, record: dict[str, Any]) -> str:
    """Markdown with the data, settings and dev figures of a run.

    Args:
        checkpoint: The trained model.
        record: What `eventx.train` wrote to training.json.
    """
    model, figures = checkpoint.model, record["figures"]
    parameters = sum(parameter.numel() for parameter in model.parameters())
    encoder = model.config.encoder
    rows = "\n".join(f"| {name} | {value:.3f} |" for name, value in figures.items())
    thresholds = model.config.thresholds
    return f"""---
library_name: eventx
pipeline_tag: token-classification
tags: [event-extraction]
---
# Event extractor

{len(checkpoint.ontology)} event types: {", ".join(checkpoint.ontology.names)}.

- Base: `{record["base"]}`; {parameters / 1e6:.1f} M parameters ({encoder.model_type}, hidden size
  {encoder.hidden_size}).
- Trained on {record["documents"]} documents (hash `{record["corpus_hash"]}`) for {record["epochs"]} epochs, batch
  {record["batch_size"]}, learning rates {record["learning_rate"]} (encoder) and {record["head_rate"]} (heads), seed
  {record["seed"]}.
- {record["seconds"]} seconds with eventx {eventx.__version__}; ontology hash `{checkpoint.ontology.hash}`.

## Figures on {record["dev_documents"]} dev documents

Thresholds and temperatures were fitted on these same documents, so the figures are slightly kind.

| figure | value |
|---|---|
{rows}

TC, TI: trigger with and without type; AC+, AI+: argument attached to the right trigger, with and without role,
half-overlap spans; ece: expected calibration error, before (raw) and after temperature scaling.

## Decoding

Trigger threshold {thresholds["trigger"]["default"]}, role threshold {thresholds["role"]["default"]}; windows of
{model.config.window_size} tokens that overlap by {model.config.window_overlap}.
"""
