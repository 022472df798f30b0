"""`train`: a corpus and a base in, a saved and calibrated model out."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import nn
from transformers import EarlyStoppingCallback, TrainingArguments, set_seed
from transformers.trainer_utils import get_last_checkpoint

from eventx.document import Document
from eventx.errors import CorpusError, ModelError
from eventx.evaluation.metrics import quick_scores
from eventx.extractor import Extractor, load
from eventx.io.corpus import corpus_hash, load_corpus
from eventx.model.checkpoint import Checkpoint
from eventx.schema import DIPLOMACY, Event, Ontology
from eventx.training.base import start_from
from eventx.training.calibration import fit_decoding
from eventx.training.card import model_card
from eventx.training.corpus import check_corpus, infer_ontology, split
from eventx.training.data import Collator, Labels, build_examples, frequent_countries
from eventx.training.lora import add_adapters, merge_adapters
from eventx.training.trainer import EventTrainer, ExampleDataset

if TYPE_CHECKING:
    from tokenizers import Tokenizer

log = logging.getLogger("eventx")


def train(
    corpus: Any,
    *,
    output: str | Path,
    base: str | Path = "default",
    ontology: Ontology | Sequence[type[Event]] | None = None,
    dev: Any = None,
    epochs: float = 10,
    batch_size: int = 16,
    learning_rate: float = 3e-4,
    head_rate: float = 1e-3,
    seed: int = 0,
    patience: int | None = None,
    lora: int | None = None,
    resume: bool = True,
    evaluate_every: int = 1,
    token_masking: float = 0.0,
    model_options: Mapping[str, Any] | None = None,
    callbacks: Sequence[Any] = (),
    **training_arguments: Any,
) -> Extractor:
    """Train an extractor on annotated documents.

    Args:
        corpus: Path(s) in any format that `eventx.read` knows, a `datasets.Dataset` of records, or documents.
        output: Folder for the model; the run's own checkpoints lie in its subfolder "run".
        base: "default" for the bundled model, a folder, or a Hugging Face Hub id of any encoder.
        ontology: Event types; the built-in ones if the corpus uses only those, else those found in the corpus.
        dev: Documents for early stopping and calibration, in the forms of `corpus`; a tenth of the corpus if None.
        epochs: Passes over the corpus.
        batch_size: Windows in a step.
        learning_rate: Peak rate of the encoder.
        head_rate: Peak rate of the heads.
        seed: Seed of everything random.
        patience: Stop after so many evaluations without a better score; None never stops early.
        lora: Rank of low-rank adapters (needs peft); the encoder's own weights then stay as they are until the end.
        resume: Go on from the last checkpoint in `output` if there is one.
        evaluate_every: Epochs between evaluations.
        token_masking: Share of the tokens that each batch hides behind the tokenizer's mask token, which delays
            overfitting; 0.1 is what the bundled model was trained with.
        model_options: Fields of `ExtractorConfig` to change.
        callbacks: Callbacks of `transformers.Trainer`.
        training_arguments: Any other field of `transformers.TrainingArguments`, such as `bf16` or `report_to`.

    Returns:
        The trained extractor, loaded from `output`.

    Raises:
        CorpusError: The corpus is empty or does not fit the ontology.
        ModelError: The base cannot be loaded.
        MissingExtraError: `lora` is given and peft is not installed.
    """
    started = time.time()
    set_seed(seed)  # the heads are initialised before the Trainer seeds anything
    output = Path(output)
    given = Ontology(ontology) if ontology is not None and not isinstance(ontology, Ontology) else ontology
    documents = load_corpus(corpus, ontology=given)
    types = given if given is not None else _ontology(documents)
    if dev is None:
        documents, held_out = split(documents)
    else:
        held_out = load_corpus(dev, ontology=given)
    for part in (documents, held_out):
        check_corpus(part, types)
    checkpoint = start_from(base, types, frequent_countries(documents), **dict(model_options or {}))
    config = checkpoint.model.config
    labels = Labels(types, config.sectors, config.countries)
    windower = checkpoint.windower()
    examples = [item for document in documents for item in build_examples(document, windower, labels)]
    if not any(example.triggers for example in examples):
        raise CorpusError("no annotated trigger falls into any window: check the offsets of the corpus.")

    def scorer(model: nn.Module) -> dict[str, float]:
        extractor = Extractor(Checkpoint(model, checkpoint.tokenizer, "in training"), device=str(model.device))  # type: ignore[arg-type]
        predicted = list(extractor.pipe([document.replace(mentions=()) for document in held_out]))
        scores = quick_scores(held_out, predicted)
        return {**scores, "score": scores["TC"] + scores["AC+"]}

    settings: dict[str, Any] = {
        "per_device_train_batch_size": batch_size,
        "learning_rate": learning_rate,
        "num_train_epochs": epochs,
        "warmup_steps": 0.06,
        "lr_scheduler_type": "linear",
        "weight_decay": 0.01,
        "max_grad_norm": 1.0,
        "seed": seed,
        "data_seed": seed,
        "logging_steps": 25,
        "eval_strategy": "epoch",
        "save_strategy": "epoch",
        "save_total_limit": 1,
        "load_best_model_at_end": patience is not None,
        "metric_for_best_model": "eval_score",
        "greater_is_better": True,
        "report_to": "none",
        "remove_unused_columns": False,
        "dataloader_pin_memory": False,
        **training_arguments,
    }
    if lora is not None:
        add_adapters(checkpoint.model, lora)
    arguments = TrainingArguments(output_dir=str(output / "run"), **settings)
    stoppers = [EarlyStoppingCallback(patience)] if patience is not None else []
    trainer = EventTrainer(
        model=checkpoint.model,
        args=arguments,
        train_dataset=ExampleDataset(examples),
        eval_dataset=ExampleDataset([]),
        collator=Collator(
            labels,
            int(getattr(config.encoder, "pad_token_id", 0) or 0),
            mask_id=_mask_id(checkpoint.tokenizer) if token_masking else None,
            masking=token_masking,
        ),
        scorer=scorer,
        head_rate=head_rate,
        callbacks=[*stoppers, *callbacks],
    )
    last = get_last_checkpoint(str(output / "run")) if resume and (output / "run").exists() else None
    trainer.train(resume_from_checkpoint=last)

    if lora is not None:
        merge_adapters(checkpoint.model)
    model = checkpoint.model.eval()  # type: ignore[no-untyped-call]
    calibration = fit_decoding(model, windower, held_out)
    checkpoint.save(output)
    extractor = load(output, device=str(model.device))
    predicted = list(extractor.pipe([document.replace(mentions=()) for document in held_out]))
    figures = {**quick_scores(held_out, predicted), **calibration}
    record = {
        "base": str(base),
        "documents": len(documents),
        "dev_documents": len(held_out),
        "corpus_hash": corpus_hash(documents),
        "seed": seed,
        "epochs": epochs,
        "learning_rate": learning_rate,
        "head_rate": head_rate,
        "batch_size": batch_size,
        "seconds": round(time.time() - started),
        "figures": {name: round(value, 4) for name, value in figures.items()},
    }
    (output / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    (output / "README.md").write_text(model_card(checkpoint, record), encoding="utf-8")
    log.info("trained %s: %s", output, record["figures"])
    return extractor


def _mask_id(tokenizer: Tokenizer) -> int:
    for token in ("[MASK]", "<mask>"):
        if (found := tokenizer.token_to_id(token)) is not None:
            return int(found)
    raise ModelError(
        "token_masking needs a tokenizer with a [MASK] or <mask> token, and this one has none: leave it 0."
    )


def _ontology(documents: Sequence[Document]) -> Ontology:
    used = {mention.type for document in documents for mention in document.mentions}
    return DIPLOMACY if used <= set(DIPLOMACY.names) else infer_ontology(documents)
