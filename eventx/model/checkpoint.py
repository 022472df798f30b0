"""Checkpoints on disk: config, tokenizer and safetensors in one folder, loadable with no user code."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventx.errors import ModelError
from eventx.model.settings import Settings
from eventx.model.windows import Windower
from eventx.schema import Ontology

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from eventx.model.network import EventExtractor

BUNDLED = Path(__file__).parent.parent / "pretrained"
WEIGHTS, CONFIG, TOKENIZER = "model.safetensors", "config.json", "tokenizer.json"
EXPORT = "onnx"  # subfolder of an ONNX export, see eventx.model.backends.export


class Checkpoint:
    """A model with its tokenizer; the network itself is read, and torch imported, when first asked for.

    Args:
        model: The network with its config, or None to read it from `folder` when it is needed.
        tokenizer: A fast tokenizer (of the `tokenizers` package).
        name: Path or Hub id it came from; "bundled" for the model in the package.
        folder: Where its files lie, or None if it was never saved.

    Raises:
        ModelError: Neither a network nor a folder is given.
    """

    def __init__(
        self, model: EventExtractor | None, tokenizer: Tokenizer, name: str, folder: Path | None = None
    ) -> None:
        if model is None and folder is None:
            raise ModelError("a checkpoint needs a network or the folder that holds one: give either.")
        self._model, self.tokenizer, self.name, self.folder = model, tokenizer, name, folder
        self._settings = read_settings(folder) if model is None and folder is not None else None

    @property
    def model(self) -> EventExtractor:
        """The network, in evaluation mode when it comes from a folder.

        Raises:
            ModelError: The weights are absent or do not fit the config.
        """
        if self._model is None:
            self._model = _network(self.weights.parent)
            self._settings = None  # whoever has the network may change its config
        return self._model

    @property
    def weights(self) -> Path:
        """The safetensors file.

        Raises:
            ModelError: The checkpoint was never saved, or is an export without weights.
        """
        if self.folder is None:
            raise ModelError(f"{self.name} was never saved: save it and load the folder.")
        path = self.folder / WEIGHTS
        if not path.exists():
            raise ModelError(f"{self.folder} is an export without its weights: load it with backend='onnx'.")
        return path

    @property
    def settings(self) -> Settings:
        """Ontology, windows, thresholds and the like, without torch where the network was not asked for."""
        return self._settings or Settings.from_dict(self.model.config.to_dict())

    @property
    def ontology(self) -> Ontology:
        """The event types of the model."""
        return self._settings.ontology if self._settings is not None else self.model.ontology

    @property
    def in_memory(self) -> bool:
        """Whether the network is loaded, so that its weights may differ from those in the folder."""
        return self._model is not None

    @cached_property
    def hash(self) -> str:
        """Sixteen hex digits over config, tokenizer and weights."""
        digest = hashlib.sha256()
        if self.folder is not None:
            exported = self.folder / EXPORT / "export.json"
            if not (self.folder / WEIGHTS).exists() and exported.exists():
                return str(json.loads(exported.read_text(encoding="utf-8"))["model_hash"])
            for name in (CONFIG, TOKENIZER, WEIGHTS):
                digest.update((self.folder / name).read_bytes())
        else:
            digest.update(json.dumps(self.model.config.to_dict(), sort_keys=True, default=str).encode())
            for tensor in self.model.state_dict().values():
                digest.update(tensor.detach().float().cpu().numpy().tobytes())
        return digest.hexdigest()[:16]

    def windower(self) -> Windower:
        """Cuts texts into windows for this model."""
        settings = self.settings
        return Windower(
            self.tokenizer,
            prefix=settings.prefix_ids,
            suffix=settings.suffix_ids,
            size=settings.window_size,
            overlap=settings.window_overlap,
        )

    def save(self, folder: str | Path, *, half: bool = False) -> Path:
        """Write the checkpoint; `half` stores the weights as fp16.

        Raises:
            ModelError: The path is a file.
        """
        folder = Path(folder)
        if folder.is_file():
            raise ModelError(f"cannot save a model to {folder}: it is a file, give a folder.")
        folder.mkdir(parents=True, exist_ok=True)
        if half:
            from safetensors.torch import save_file

            state = {
                name: (tensor.half() if tensor.is_floating_point() else tensor).contiguous()
                for name, tensor in self.model.state_dict().items()
            }
            save_file(state, str(folder / WEIGHTS), metadata={"format": "pt"})
            self.model.config.save_pretrained(folder)
        else:
            self.model.save_pretrained(folder)
        self.tokenizer.save(str(folder / TOKENIZER))
        return folder


def load_checkpoint(model: str | Path | None = None) -> Checkpoint:
    """Load a checkpoint from a folder, from the Hugging Face Hub, or the bundled one (None, "default" or "bundled").

    Raises:
        ModelError: There is none, or it is not an eventx model.
    """
    bundled = model is None or model in ("default", "bundled")
    folder = BUNDLED if bundled else Path(str(model))
    name = "bundled" if bundled else str(model)
    if bundled and not (folder / CONFIG).exists():
        raise ModelError(f"this installation has no bundled model in {folder}: reinstall eventx, or name a model.")
    if not folder.exists():
        if str(model).count("/") > 1 or str(model).startswith((".", "/", "~")):
            raise ModelError(f"no model at {model}: the folder does not exist.")
        folder = _download(str(model))
    exported = (folder / EXPORT / "export.json").exists()
    needed = (CONFIG, TOKENIZER) if exported else (CONFIG, TOKENIZER, WEIGHTS)
    missing = [item for item in needed if not (folder / item).exists()]
    if missing:
        raise ModelError(f"{folder} is not an eventx model: it lacks {', '.join(missing)}.")
    return Checkpoint(None, _tokenizer(folder), name, folder)


def read_settings(folder: Path) -> Settings:
    """Read the config.json of a checkpoint without transformers.

    Raises:
        ModelError: It is not JSON, or not the config of an eventx extractor.
    """
    try:
        config: Any = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{folder / CONFIG} is broken: {error}.") from error
    if not isinstance(config, dict):
        raise ModelError(f"{folder / CONFIG} is broken: expected an object, found {type(config).__name__}.")
    if config.get("model_type") != "eventx-extractor":
        raise ModelError(
            f"{folder} holds a {config.get('model_type')!r} model, not an eventx extractor; "
            "train one from it with eventx.train(corpus, base=...)."
        )
    return Settings.from_dict(config, where=str(folder / CONFIG))


def _network(folder: Path) -> EventExtractor:
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    from eventx.model.config import ExtractorConfig
    from eventx.model.network import EventExtractor

    config = ExtractorConfig.from_pretrained(folder)
    model = EventExtractor(config)
    try:
        state = load_file(str(folder / WEIGHTS))
        model.load_state_dict({k: v.to(torch.float32) if v.is_floating_point() else v for k, v in state.items()})
    except (SafetensorError, RuntimeError) as error:
        raise ModelError(f"{folder / WEIGHTS} does not fit its config.json: {error}.") from error
    model.eval()  # type: ignore[no-untyped-call]
    return model


def _tokenizer(folder: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as error:  # the package raises no narrower class
        raise ModelError(f"{folder / TOKENIZER} is broken: {error}.") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _download(hub_id: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub_id, allow_patterns=[CONFIG, TOKENIZER, WEIGHTS, f"{EXPORT}/*"]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"no model {hub_id!r}: neither a folder here nor reachable on the Hugging Face Hub."
        ) from error
