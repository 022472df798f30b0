"""What training starts from: an eventx model, whose heads carry over where they fit, or any encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from eventx.errors import ModelError
from eventx.model.checkpoint import BUNDLED, CONFIG, TOKENIZER, Checkpoint, load_checkpoint
from eventx.model.config import ExtractorConfig
from eventx.model.network import EventExtractor
from eventx.schema import Ontology

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedModel


def start_from(base: str | Path, ontology: Ontology, countries: Sequence[str], **options: Any) -> Checkpoint:
    """A model for `ontology` with the weights of `base`.

    Args:
        base: "default" for the bundled model, a folder with an eventx model or an encoder, or a Hugging Face Hub id.
        ontology: Event types to find.
        countries: Labels of the country head.
        options: Fields of `ExtractorConfig` to change.

    Raises:
        ModelError: There is no such model.
    """
    folder = BUNDLED if base in ("default", "bundled") else Path(base)
    if (folder / CONFIG).exists() and '"eventx-extractor"' in (folder / CONFIG).read_text(encoding="utf-8"):
        return _from_extractor(load_checkpoint(base), ontology, countries, options)
    if base in ("default", "bundled"):
        raise ModelError(f"this installation has no bundled model in {folder}: give base= a folder or a Hub id.")
    encoder, tokenizer = _encoder(base)
    frame = {**_frame(tokenizer), **options}
    config = ExtractorConfig(encoder=encoder.config, ontology=ontology.to_dict(), countries=list(countries), **frame)
    config.window_size = min(config.window_size, _positions(encoder.config))
    model = EventExtractor(config)
    model.encoder.load_state_dict(encoder.state_dict())
    checkpoint = Checkpoint(model, tokenizer, str(base))
    encode_definitions(checkpoint)
    return checkpoint


def _from_extractor(
    old: Checkpoint, ontology: Ontology, countries: Sequence[str], options: dict[str, Any]
) -> Checkpoint:
    data = old.model.config.to_dict()
    same = old.ontology == ontology
    data |= {"ontology": ontology.to_dict(), **options}
    if not same:
        # Thresholds and country labels belong to the old types and corpus.
        data |= {"countries": list(countries), "thresholds": None, "temperatures": None}
    for key in ("model_type", "architectures", "dtype", "torch_dtype", "transformers_version"):
        data.pop(key, None)
    model = EventExtractor(ExtractorConfig(**data))
    state, known = model.state_dict(), old.model.state_dict()
    carried = {name: value for name, value in known.items() if name in state and state[name].shape == value.shape}
    if not same:
        for name in ("types.encoded", "roles.encoded", "allowed"):
            carried.pop(name, None)
        for prefix, new_names, old_names in (
            ("types", ontology.names, old.ontology.names),
            ("roles", tuple(ontology.roles), tuple(old.ontology.roles)),
        ):
            for part in ("learned", "bias"):
                carried.pop(f"{prefix}.{part}", None)
                target, source = state[f"{prefix}.{part}"], known[f"{prefix}.{part}"]
                for row, name in enumerate(new_names):
                    if name in old_names:
                        target[row] = source[old_names.index(name)]
                carried[f"{prefix}.{part}"] = target
    model.load_state_dict(carried, strict=False)
    checkpoint = Checkpoint(model, old.tokenizer, old.name)
    if not same:  # else the heads go on with the label vectors that they were trained on
        encode_definitions(checkpoint)
    return checkpoint


def _encoder(base: str | Path) -> tuple[PreTrainedModel, Tokenizer]:
    from transformers import AutoModel

    from eventx.model import encoder as _registered  # noqa: F401 - makes AutoModel know the bundled encoder

    folder = Path(base)
    try:
        # Weights in any other form are pickles, which can run code.
        model = AutoModel.from_pretrained(str(base), use_safetensors=True)
        if (folder / TOKENIZER).exists():
            from tokenizers import Tokenizer

            return model, Tokenizer.from_file(str(folder / TOKENIZER))
        from transformers import AutoTokenizer

        fast = AutoTokenizer.from_pretrained(str(base), use_fast=True)
        backend: Tokenizer = fast.backend_tokenizer
    except (OSError, ValueError) as error:
        raise ModelError(
            f"no encoder at {str(base)!r}: give a folder with config, weights and tokenizer.json, or a "
            f"Hugging Face Hub id ({error})."
        ) from error
    except AttributeError as error:
        raise ModelError(f"{base} has no fast tokenizer, which exact offsets need.") from error
    return model, backend


def _frame(tokenizer: Tokenizer) -> dict[str, list[int]]:
    """Special tokens that the tokenizer puts before and after a text."""
    tokenizer.no_truncation()
    tokenizer.no_padding()
    plain = tokenizer.encode("a", add_special_tokens=False).ids
    framed = tokenizer.encode("a").ids
    width = len(plain)
    for start in range(len(framed) - width + 1):
        if framed[start : start + width] == plain:
            return {"prefix_ids": framed[:start], "suffix_ids": framed[start + width :]}
    return {"prefix_ids": [], "suffix_ids": []}


def _positions(config: Any) -> int:
    limit = getattr(config, "max_position_embeddings", None) or 512
    # RoBERTa-like models count positions from the padding index.
    return int(limit) - (2 if getattr(config, "model_type", "") in {"roberta", "xlm-roberta", "camembert"} else 0)


@torch.no_grad()
def encode_definitions(checkpoint: Checkpoint) -> None:
    """Fill the label buffers with the encoder's mean state over each label's name and definition, standardised."""
    ontology, model = checkpoint.ontology, checkpoint.model
    model.eval()  # type: ignore[no-untyped-call]
    for labels, texts in (
        (model.types, [f"{item.__name__}: {item.definition()}" for item in ontology]),
        (model.roles, [f"{role.name}: {role.description}" for role in ontology.roles.values()]),
    ):
        if not texts:
            continue
        rows = []
        for text in texts:
            ids = checkpoint.tokenizer.encode(text, add_special_tokens=False).ids[:256]
            hidden = model.encoder(input_ids=torch.tensor([ids], device=model.device)).last_hidden_state
            rows.append(hidden[0].mean(0))
        table = torch.stack(rows)
        if len(table) > 1:
            table = (table - table.mean(0)) / (table.std(0) + 1e-4)
        labels.encoded.copy_(table * 0.3)
