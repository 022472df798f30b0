"""`EventTrainer`: transformers' Trainer with our batches, optimiser groups and evaluation by decoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.utils.data import Dataset, Sampler
from transformers import Trainer

from eventx.training.data import Collator, Example


class ExampleDataset(Dataset[Example]):
    """Examples by index."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> Example:
        return self.examples[index]


class LengthSampler(Sampler[int]):
    """Shuffles anew each epoch, then sorts by length within blocks of fifty batches: little padding, random order."""

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self.lengths, self.batch_size, self.seed, self.epoch = list(lengths), batch_size, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Called by the Trainer, so that a resumed run draws the same order."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Any:
        generator = torch.Generator().manual_seed(self.seed + 7919 * self.epoch)
        order = torch.randperm(len(self.lengths), generator=generator).tolist()
        block = 50 * self.batch_size
        batches: list[list[int]] = []
        for low in range(0, len(order), block):
            part = sorted(order[low : low + block], key=lambda index: -self.lengths[index])
            batches += [part[i : i + self.batch_size] for i in range(0, len(part), self.batch_size)]
        # A short last batch stays last, as the Trainer counts steps by the batch size.
        full = [batch for batch in batches if len(batch) == self.batch_size]
        rest = [index for batch in batches if len(batch) < self.batch_size for index in batch]
        for place in torch.randperm(len(full), generator=generator).tolist():
            yield from full[place]
        yield from rest


class EventTrainer(Trainer):
    """Trainer for `EventExtractor`; callbacks, mixed precision, accumulation, resuming and `accelerate` work as usual.

    Args:
        collator: Makes the batches.
        scorer: Called at evaluation with the model; returns figures by name, without prefix.
        head_rate: Learning rate of everything but the encoder; the encoder takes `args.learning_rate`.
        kwargs: Arguments of `transformers.Trainer`.
    """

    def __init__(
        self,
        *,
        collator: Collator,
        scorer: Callable[[nn.Module], dict[str, float]] | None = None,
        head_rate: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_collator=collator, **kwargs)
        self.scorer = scorer
        self.head_rate = head_rate or self.args.learning_rate
        self.model_accepts_loss_kwargs = False

    @property
    def _network(self) -> nn.Module:
        network: nn.Module = self.model  # type: ignore[assignment]
        return network

    def _get_train_sampler(self, *_: Any) -> Any:
        lengths = [len(example.window.ids) for example in self.train_dataset.examples]  # type: ignore[union-attr]
        return LengthSampler(lengths, self.args.train_batch_size, self.args.seed)

    def compute_loss(  # type: ignore[override]
        self, model: nn.Module, inputs: dict[str, Any], return_outputs: bool = False, **_: Any
    ) -> Any:
        outputs = model(**inputs)
        return (outputs["loss"], outputs) if return_outputs else outputs["loss"]

    def create_optimizer(self, *args: Any, **kwargs: Any) -> torch.optim.Optimizer:
        if self.optimizer is None:
            groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
            for name, parameter in self._network.named_parameters():
                if parameter.requires_grad:
                    decayed = parameter.ndim >= 2 and "embeddings" not in name
                    groups.setdefault((name.startswith("encoder."), decayed), []).append(parameter)
            self.optimizer = torch.optim.AdamW(
                [
                    {
                        "params": parameters,
                        "lr": self.args.learning_rate if is_encoder else self.head_rate,
                        "weight_decay": self.args.weight_decay if decayed else 0.0,
                    }
                    for (is_encoder, decayed), parameters in groups.items()
                ],
                betas=(0.9, 0.98),
            )
        optimizer: torch.optim.Optimizer = self.optimizer
        return optimizer

    def evaluate(self, *_: Any, metric_key_prefix: str = "eval", **__: Any) -> dict[str, float]:
        """Decode the dev documents and score them, so that early stopping watches what users see."""
        if self.scorer is None:
            return {}
        network = self._network.eval()
        metrics = {f"{metric_key_prefix}_{name}": value for name, value in self.scorer(network).items()}
        network.train()
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics
