"""ONNX exports on disk: written whole or not at all, found beside a model or in the user's cache."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventx.errors import OutputError
from eventx.model.backends.onnx_backend import ENCODE, ENCODER, FORMAT, RECORD, SCORE, read_record
from eventx.model.backends.onnx_graph import encoding_graph, scoring_graph
from eventx.model.backends.weights import Weights
from eventx.model.checkpoint import EXPORT
from eventx.model.settings import OWN_ENCODER

if TYPE_CHECKING:
    from eventx.model.checkpoint import Checkpoint

log = logging.getLogger("eventx")


def write_export(checkpoint: Checkpoint, folder: Path, *, int8: bool = False) -> Path:
    """Write the graphs of a saved checkpoint; an export that is there already is replaced.

    Args:
        checkpoint: Comes from a folder with weights.
        folder: Gets encode.onnx, score.onnx, export.json, and encoder.onnx for a foreign encoder.
        int8: Quantise the encoder.

    Returns:
        The folder.

    Raises:
        ModelError: The checkpoint has no weights on disk, or such as do not fit its config.
        OutputError: The folder cannot be written.
        MissingExtraError: The package onnx is not installed.
    """
    settings = checkpoint.settings
    weights = Weights(checkpoint.weights, settings)
    record: dict[str, Any] = {
        "format": FORMAT,
        "precision": "int8" if int8 else "fp32",
        "model_hash": checkpoint.hash,
        "link_bias": float(weights["link_bias"][0]),
        "figures": {},
    }
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            (part / ENCODE).write_bytes(encoding_graph(weights, settings, int8=int8))
            (part / SCORE).write_bytes(scoring_graph(weights, settings))
            if settings.encoder_type != OWN_ENCODER:
                from eventx.model.backends.tracing import trace_encoder

                trace_encoder(checkpoint.model.encoder, part / ENCODER, int8=int8)
            (part / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
            part.chmod(0o755)  # as mkdir would; mkdtemp keeps others out
            _move(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"cannot write the export {folder}: {error.strerror}.") from error
    return folder


def install_export(export: Path, folder: Path, figures: dict[str, Any]) -> None:
    """Move a written export to its place, with what its check measured; an older one there goes.

    Raises:
        OSError: The place cannot be written.
    """
    record = {**read_record(export), "figures": figures}
    (export / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    _move(export, folder)


def find_export(checkpoint: Checkpoint) -> Path | None:
    """The export that belongs to a checkpoint, beside it or in the cache; None if there is none or only an old one."""
    places = [cache_folder() / checkpoint.hash]
    if checkpoint.folder is not None:
        places.insert(0, checkpoint.folder / EXPORT)
    for place in places:
        if not (place / RECORD).exists():
            continue
        record = read_record(place)
        if record.get("format") == FORMAT and record.get("model_hash") == checkpoint.hash:
            return place
        log.warning("%s does not belong to the model as it is now: run `eventx export` again", place)
    return None


def write_cache(checkpoint: Checkpoint) -> Path:
    """Export a checkpoint in fp32 into the cache, which changes no result.

    Raises:
        OutputError: The cache cannot be written.
        MissingExtraError: The package onnx is not installed.
    """
    folder = cache_folder() / checkpoint.hash
    log.info("exporting %s for ONNX Runtime, once, into %s", checkpoint.name, folder)
    return write_export(checkpoint, folder)


def cache_folder() -> Path:
    """Where exports made on demand lie: $EVENTX_CACHE, else eventx in the user's cache folder."""
    given = os.environ.get("EVENTX_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "eventx"


def _move(part: Path, folder: Path) -> None:
    """Put a finished folder in its place; what stood there goes."""
    old = part.with_name(part.name + ".old")
    try:
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    finally:
        shutil.rmtree(old, ignore_errors=True)
