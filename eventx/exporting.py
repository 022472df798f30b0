"""`eventx.export`: a model as ONNX graphs, quantised where that is faster and a check on gold documents allows it."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventx.document import Document
from eventx.errors import CorpusError, ModelError, OutputError
from eventx.evaluation.metrics import quick_scores
from eventx.extractor import Extractor
from eventx.model.backends.export import install_export, write_export
from eventx.model.backends.onnx_backend import OnnxRuntime
from eventx.model.checkpoint import CONFIG, EXPORT, TOKENIZER, WEIGHTS, load_checkpoint
from eventx.model.settings import OWN_ENCODER

if TYPE_CHECKING:
    from eventx.model.checkpoint import Checkpoint

GATE = 0.5  # most points of F1 that an export may lose
GATED = ("TC", "AC+")  # typed triggers; typed arguments with half their words in common
FASTER = 0.95  # share of the fp32 graphs' time that int8 must stay under to be chosen
log = logging.getLogger("eventx")


def export(
    model: str | Path | None = None,
    output: str | Path | None = None,
    *,
    precision: str | None = None,
    check: str | Path | Iterable[Document] | None = None,
) -> Path:
    """Export a model for `eventx.load(..., backend="onnx")`, which then needs neither torch nor transformers.

    Args:
        model: A saved model's folder, or a Hugging Face Hub id; the bundled model if None.
        output: Folder that gets config, tokenizer and graphs; None puts the graphs beside the model, in its folder.
        precision: "fp32"; "int8" quantises the encoder (7-bit weights, inputs dynamically); None takes int8 if `check`
            is given, passed, and shows it to be faster on this machine, else fp32.
        check: Gold documents, or a file of them, on which the export may lose at most 0.5 points of F1, of typed
            triggers and of arguments, against the model itself.

    Returns:
        The folder to load.

    Raises:
        ModelError: There is no such model or precision, or the export loses more than the check allows; nothing is
            written then.
        CorpusError: The check has no events.
        OutputError: The folder cannot be written, or holds another model.
        MissingExtraError: The packages of the extra "onnx" are not installed.
    """
    if precision not in (None, "fp32", "int8"):
        raise ModelError(f"no precision {precision!r}: give 'fp32', 'int8' or None.")
    checkpoint = load_checkpoint(model)
    gold = None if check is None else _gold(check)
    folder = _target(checkpoint, output)
    if precision == "int8" and gold is None:
        log.warning("the int8 export is not checked: give gold documents with check= to see what it loses")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as scratch:
            chosen, figures = _candidate(checkpoint, Path(scratch), precision, gold)
            install_export(chosen, folder / EXPORT, figures)
        if checkpoint.folder is not None and folder.resolve() != checkpoint.folder.resolve():
            for name in (CONFIG, TOKENIZER):
                shutil.copyfile(checkpoint.folder / name, folder / name)
    except OSError as error:
        raise OutputError(f"cannot write the export {folder}: {error.strerror}.") from error
    return folder


def _target(checkpoint: Checkpoint, output: str | Path | None) -> Path:
    if output is None:
        if checkpoint.folder is None:
            raise OutputError("this model has no folder: give output=.")
        return checkpoint.folder
    folder = Path(output)
    if folder.is_file():
        raise OutputError(f"cannot export to {folder}: it is a file, give a folder.")
    if (folder / WEIGHTS).exists() and load_checkpoint(folder).hash != checkpoint.hash:
        raise OutputError(f"{folder} holds another model: give a folder of its own.")
    return folder


def _gold(check: str | Path | Iterable[Document]) -> list[Document]:
    from eventx.io import read

    documents = list(read(check) if isinstance(check, str | Path) else check)
    if not any(document.mentions for document in documents):
        raise CorpusError("the check of an export needs documents with annotated events, and there are none.")
    return documents


def _candidate(
    checkpoint: Checkpoint, scratch: Path, precision: str | None, gold: list[Document] | None
) -> tuple[Path, dict[str, Any]]:
    """The export to keep, in the scratch folder, and what its check measured."""
    if gold is None:
        precision = precision or "fp32"
        return write_export(checkpoint, scratch / precision, int8=precision == "int8"), {}
    own = checkpoint.settings.encoder_type == OWN_ENCODER
    reference = Extractor(checkpoint, device="cpu", backend="numpy" if own else "torch")
    scores, _ = _measure(reference, gold)
    kept: tuple[Path, dict[str, Any]] | None = None
    fastest = 0.0
    for name in ("fp32", "int8") if precision is None else (precision,):
        path = write_export(checkpoint, scratch / name, int8=name == "int8")
        reference.runtime = OnnxRuntime(path, checkpoint.settings)
        found, seconds = _measure(reference, gold)
        loss = max(100 * (scores[figure] - found[figure]) for figure in GATED)
        log.info("%s: loses %.2f points, %.2f seconds", name, loss, seconds)
        if loss > GATE:
            if name == precision or name == "fp32":
                raise ModelError(
                    f"the {name} export loses {loss:.2f} points of F1 on the check, more than {GATE}: "
                    "use precision='fp32', or the model itself."
                )
            continue
        if kept is None or seconds < FASTER * fastest:
            figures = {name: {"model": round(scores[name], 4), "export": round(found[name], 4)} for name in GATED}
            kept = path, {"documents": len(gold), "loss": round(loss, 2), **figures}
            fastest = seconds
    if kept is None:
        raise ModelError("no export passed the check: use the model itself.")
    return kept


def _measure(extractor: Extractor, gold: list[Document]) -> tuple[dict[str, float], float]:
    """Scores and the seconds that the network took for the same windows, the better of two runs."""
    predicted = list(extractor.pipe([document.replace(mentions=()) for document in gold], on_error="raise"))
    windows = [window for document in gold for window in extractor.windower(document.text)]
    times = []
    for _ in range(2):
        start = time.perf_counter()
        extractor.runtime(windows)
        times.append(time.perf_counter() - start)
    return quick_scores(gold, predicted), min(times)


def describe(folder: Path) -> str:
    """One line on an export, for a person."""
    record = json.loads((folder / EXPORT / "export.json").read_text(encoding="utf-8"))
    figures = record["figures"]
    checked = f"; on {figures['documents']} documents it loses {figures['loss']} points of F1" if figures else ""
    return f"{record['precision']} export in {folder}{checked}"
