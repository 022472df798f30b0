"""Training: corpora, the Trainer subclass, losses, calibration. Imports torch only when `train` is used."""

from __future__ import annotations

from typing import Any

__all__ = ["train"]


def __getattr__(name: str) -> Any:
    if name == "train":
        from eventx.training.run import train

        return train
    raise AttributeError(f"module 'eventx.training' has no attribute {name!r}")
