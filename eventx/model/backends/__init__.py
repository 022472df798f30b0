"""Backends: the same network on torch, on plain numpy, and on ONNX Runtime; windows in, raw mentions out."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eventx.errors import ModelError
from eventx.model.settings import OWN_ENCODER

if TYPE_CHECKING:
    from eventx.model.backends.base import Runtime
    from eventx.model.checkpoint import Checkpoint

BACKENDS = ("torch", "numpy", "onnx")
# What a driver of a GPU leaves on a system; asking torch itself costs seconds of import.
_DRIVERS = ("/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg", "/dev/kfd", "C:/Windows/System32/nvcuda.dll")


def make_runtime(checkpoint: Checkpoint, *, device: str | None = None, backend: str | None = None) -> Runtime:
    """The runtime of a checkpoint.

    Args:
        checkpoint: The model.
        device: A torch device; None picks a GPU if there is one.
        backend: One of `BACKENDS`; None lets `choose_backend` decide.

    Raises:
        ModelError: There is no such backend, or it cannot run this model on this device.
        MissingExtraError: The backend's package is not installed.
    """
    if backend is not None and backend not in BACKENDS:
        raise ModelError(f"no backend {backend!r}: give one of {', '.join(map(repr, BACKENDS))}, or None.")
    chosen = backend or choose_backend(checkpoint, device)
    if chosen == "torch":
        from eventx.model.runtime import TorchRuntime

        return TorchRuntime(checkpoint.model, device=device)
    if device not in (None, "cpu"):
        raise ModelError(f"the {chosen} backend runs on the CPU, not on {device!r}: leave out device, or use 'torch'.")
    if checkpoint.folder is None or checkpoint.in_memory:
        raise ModelError(
            f"the {chosen} backend reads a saved model, and this one is in memory: save it and load the folder, "
            "or use backend='torch'."
        )
    if chosen == "numpy":
        from eventx.model.backends.numpy_backend import NumpyRuntime

        return NumpyRuntime(checkpoint.weights, checkpoint.settings)
    from eventx.model.backends.export import find_export, write_cache
    from eventx.model.backends.onnx_backend import OnnxRuntime

    return OnnxRuntime(find_export(checkpoint) or write_cache(checkpoint), checkpoint.settings)


def choose_backend(checkpoint: Checkpoint, device: str | None = None) -> str:
    """The backend that starts and runs fastest without writing anything.

    torch for a network in memory and where a GPU is asked for or there; onnx where the model has an export (beside it,
    or in the cache of an earlier `backend="onnx"`) and ONNX Runtime is installed; numpy for the package's own encoder;
    torch for any other.
    """
    if checkpoint.in_memory or checkpoint.folder is None or device not in (None, "cpu"):
        return "torch"
    if device is None and _has_gpu():
        return "torch"
    if importlib.util.find_spec("onnxruntime") is not None:
        from eventx.model.backends.export import find_export

        if find_export(checkpoint) is not None:
            return "onnx"
    return "numpy" if checkpoint.settings.encoder_type == OWN_ENCODER else "torch"


def _has_gpu() -> bool:
    if "torch" not in sys.modules and not any(Path(path).exists() for path in _DRIVERS):
        return False
    try:
        import torch
    except ImportError:
        return False
    return bool(torch.cuda.is_available())
