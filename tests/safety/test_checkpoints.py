"""Model folders are data: no pickle is opened, no code in them runs, no connection is made."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import eventx
from eventx.errors import EventxError, ModelError

TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday."


class Bomb:
    """Unpickled, it leaves a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def folder(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    made = tmp_path / "model"
    shutil.copytree(tiny_checkpoint, made)
    return made


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pkl", "pytorch_model-00001-of-00002.bin"])
def test_a_checkpoint_with_pickled_weights_only_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / "model.safetensors").unlink()
    (folder / name).write_bytes(pickle.dumps(Bomb(tmp_path / "boom")))
    with pytest.raises(ModelError, match=r"lacks model\.safetensors"):
        eventx.load(folder)
    assert not (tmp_path / "boom").exists()


def test_a_pickle_under_the_name_of_safetensors_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "model.safetensors").write_bytes(pickle.dumps(Bomb(tmp_path / "boom")))
    with pytest.raises(ModelError):
        eventx.load(folder, device="cpu")
    assert not (tmp_path / "boom").exists()


def test_pickles_beside_the_weights_are_left_alone(folder: Path, tmp_path: Path) -> None:
    for name in ("pytorch_model.bin", "training_args.bin", "optimizer.pt"):
        (folder / name).write_bytes(pickle.dumps(Bomb(tmp_path / "boom")))
    assert eventx.load(folder)(TEXT).text == TEXT
    assert not (tmp_path / "boom").exists()


def test_an_encoder_with_pickled_weights_is_no_base(tiny_encoder: Path, tmp_path: Path) -> None:
    from eventx.schema import DIPLOMACY
    from eventx.training.base import start_from

    made = tmp_path / "encoder"
    shutil.copytree(tiny_encoder, made)
    (made / "model.safetensors").unlink()
    (made / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(tmp_path / "boom")))
    with pytest.raises(ModelError, match="no encoder at"):
        start_from(made, DIPLOMACY, ["?"])
    assert not (tmp_path / "boom").exists()


def test_code_in_a_checkpoint_does_not_run(folder: Path, tmp_path: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    code = f"import os; os.mkdir({str(tmp_path / 'boom')!r})\nclass C: pass\n"
    (folder / "evil.py").write_text(code)
    names = ("AutoConfig", "AutoModel", "AutoTokenizer", "AutoModelForTokenClassification")
    config["auto_map"] = dict.fromkeys(names, "evil.C")
    config["custom_pipelines"] = {"event-extraction": {"impl": "evil.C", "pt": ["AutoModel"]}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert eventx.load(folder)(TEXT).text == TEXT
    assert not (tmp_path / "boom").exists()


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"{}", b"null"])
def test_a_spoilt_file_is_a_clear_error(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(EventxError):
        eventx.load(folder)(TEXT)


def test_loading_and_extracting_open_no_connection(tiny_checkpoint: Path, tmp_path: Path) -> None:
    # An audit hook sees every socket that Python opens; it cannot be undone, so it has a process of its own.
    script = textwrap.dedent(
        f"""
        import sys

        def refuse(event, arguments):
            if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "http.client.connect"):
                raise RuntimeError(f"{{event}} {{arguments}}")

        sys.addaudithook(refuse)
        import eventx
        from eventx.model.checkpoint import BUNDLED

        for model in [{str(tiny_checkpoint)!r}, *([None] if (BUNDLED / "config.json").exists() else [])]:
            extractor = eventx.load(model)
            documents = list(extractor.pipe([{TEXT!r}, {{"text": {TEXT!r}, "date": "2024-03-23"}}]))
            assert len(documents) == 2
            eventx.write(documents, {str(tmp_path / "a.jsonl")!r})
            list(eventx.read({str(tmp_path / "a.jsonl")!r}))
            documents[0].show({str(tmp_path / "a.html")!r})
        try:
            eventx.load("someone/some-model")
        except Exception as error:
            print("refused", type(error).__name__)
        """
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    environment |= {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_DISABLE_TELEMETRY": "1"}
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert out.returncode == 0, out.stderr
    # The hook works: a Hub id is the one thing that asks for the network.
    assert "refused" in out.stdout
