"""`map_dataset`: events of a Hugging Face `datasets.Dataset`, in one process or several."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventx.errors import require
from eventx.scale.coder import Coder, use_one_thread


def map_dataset(dataset: Any, *, batch_size: int = 64, num_proc: int | None = None, **options: Any) -> Any:
    """Extract the events of a `datasets.Dataset`.

    The result is cached by `datasets` as that of any other `map`; the model's hash is part of the key.

    Args:
        dataset: A `datasets.Dataset` with a column of texts.
        batch_size: Records handed over at once.
        num_proc: Processes, each with a model of its own on one thread; None works in this one, on all cores.
        **options: Those of `Coder`, such as `layout`, `model` and `text`.

    Returns:
        A `datasets.Dataset`: without `layout` that with the columns "document" (JSON) and "error" added; with it, the
        rows of the layout.

    Raises:
        MissingExtraError: `datasets` is not installed.
        InputError: There is no column of texts.
        ModelError: There is no such model.
    """
    from eventx.model.checkpoint import load_checkpoint

    datasets = require("datasets", extra="arrow", feature="map_dataset")
    coder = Coder(**options)
    coder = dataclasses.replace(coder, version=load_checkpoint(coder.model).hash)
    made = {name: datasets.Value(_TYPES[kind]) for name, kind in coder.columns.items()}
    features = datasets.Features(made if coder.layout is not None else {**dataset.features, **made})
    return dataset.map(
        _Batch(coder),
        batched=True,
        batch_size=batch_size,
        with_rank=True,
        num_proc=num_proc,
        remove_columns=dataset.column_names if coder.layout is not None else None,
        features=features,
    )


_TYPES = {"text": "string", "integer": "int64", "number": "float64", "boolean": "bool"}


@dataclass(frozen=True)
class _Batch:
    """Columns in, columns out."""

    coder: Coder

    def __call__(self, batch: Mapping[str, Sequence[Any]], rank: int | None = None) -> dict[str, list[Any]]:
        coder = self.coder
        if rank is not None:
            use_one_thread()
            if coder.device == "cuda":
                coder = dataclasses.replace(coder, device=f"cuda:{rank % _gpus()}")
        names = list(batch)
        records = [dict(zip(names, cells, strict=True)) for cells in zip(*batch.values(), strict=True)]
        rows = coder(records)
        return {name: [row[name] for row in rows] for name in coder.columns}


def _gpus() -> int:
    import torch

    return max(1, torch.cuda.device_count())
