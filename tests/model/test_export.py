"""Exports: written whole or not at all, checked on gold, found again only for the model they were made of."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import pytest

import eventx
from eventx import exporting
from eventx.cli import main
from eventx.document import Document
from eventx.errors import CorpusError, EventxError, ModelError, OutputError
from eventx.model.backends import export as exports
from eventx.model.backends.export import cache_folder, find_export
from eventx.model.checkpoint import load_checkpoint

pytest.importorskip("onnxruntime")
TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks. "


@pytest.fixture
def folder(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model that may be written to."""
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "model"))


@pytest.fixture
def gold(tiny_checkpoint: Path) -> list[Document]:
    """What the model itself says, so that it scores 1."""
    return list(eventx.load(tiny_checkpoint, device="cpu").pipe([TEXT, TEXT * 2]))


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_round_trip(tiny_checkpoint: Path, tmp_path: Path) -> None:
    out = eventx.export(tiny_checkpoint, tmp_path / "out")
    assert names(out) == {"config.json", "tokenizer.json", "onnx/encode.onnx", "onnx/score.onnx", "onnx/export.json"}
    extractor = eventx.load(out, device="cpu")
    plain = eventx.load(tiny_checkpoint, device="cpu")
    assert extractor.backend == "onnx"
    assert extractor.provenance["model_hash"] == plain.provenance["model_hash"]
    assert extractor(TEXT * 3).mentions == plain(TEXT * 3).mentions


def test_an_export_without_weights_has_no_other_backend(tiny_checkpoint: Path, tmp_path: Path) -> None:
    out = eventx.export(tiny_checkpoint, tmp_path / "out")
    for backend in ("torch", "numpy"):
        with pytest.raises(ModelError, match=r"without its weights.*backend='onnx'"):
            eventx.load(out, device="cpu", backend=backend)
    with pytest.raises(ModelError, match="without its weights"):
        eventx.export(out, tmp_path / "again")


def test_int8_shows_in_the_provenance(
    folder: Path, caplog: pytest.LogCaptureFixture, gold: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.WARNING, "eventx"):
        eventx.export(folder, precision="int8")
    assert "not checked" in caplog.text
    hashes = [eventx.load(folder, device="cpu", backend=name).provenance["model_hash"] for name in ("onnx", "numpy")]
    assert hashes[0] == f"{hashes[1]}-int8"


def test_a_check_is_kept_in_the_record(folder: Path, gold: list[Document]) -> None:
    eventx.export(folder, precision="fp32", check=gold)
    record = json.loads((folder / "onnx" / "export.json").read_text("utf-8"))
    assert record["figures"]["documents"] == 2
    assert record["figures"]["TC"] == {"model": 1.0, "export": 1.0}
    assert record["figures"]["loss"] == 0.0
    assert "loses 0.0 points" in exporting.describe(folder)


@pytest.mark.parametrize("slower", [False, True])
def test_int8_is_taken_only_where_it_is_faster(
    folder: Path, gold: list[Document], slower: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(extractor: eventx.Extractor, documents: list[Document]) -> tuple[dict[str, float], float]:
        seconds = {"fp32": 1.0, "int8": 2.0 if slower else 0.5}[extractor.runtime.precision]
        return {"TC": 0.8, "AC+": 0.6}, seconds

    monkeypatch.setattr(exporting, "_measure", measure)
    eventx.export(folder, check=gold)
    assert json.loads((folder / "onnx" / "export.json").read_text("utf-8"))["precision"] == (
        "fp32" if slower else "int8"
    )


def test_what_loses_too_much_is_not_written(
    folder: Path, gold: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(extractor: eventx.Extractor, documents: list[Document]) -> tuple[dict[str, float], float]:
        return {"TC": 0.8, "AC+": 0.594 if extractor.runtime.precision == "int8" else 0.6}, 1.0

    monkeypatch.setattr(exporting, "_measure", measure)
    before = names(folder)
    with pytest.raises(ModelError, match=r"int8 export loses 0\.60 points of F1.*precision='fp32'"):
        eventx.export(folder, precision="int8", check=gold)
    assert names(folder) == before
    eventx.export(folder, check=gold)
    assert json.loads((folder / "onnx" / "export.json").read_text("utf-8"))["precision"] == "fp32"


def test_a_check_needs_events(folder: Path) -> None:
    with pytest.raises(CorpusError, match="annotated events"):
        eventx.export(folder, check=[Document(TEXT)])


def test_a_failure_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports, "scoring_graph", fail)
    before = names(folder)
    with pytest.raises(OutputError, match="No space left"):
        eventx.export(folder)
    assert names(folder) == before


def test_an_old_export_is_replaced_whole(folder: Path) -> None:
    eventx.export(folder)
    (folder / "onnx" / "stale.bin").write_bytes(b"x")
    eventx.export(folder, precision="int8")
    assert names(folder / "onnx") == {"encode.onnx", "score.onnx", "export.json"}
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_an_export_of_other_weights_is_not_used(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    eventx.export(folder)
    assert find_export(load_checkpoint(folder)) == folder / "onnx"
    record = json.loads((folder / "config.json").read_text("utf-8"))
    record["thresholds"]["span"] = 0.123
    (folder / "config.json").write_text(json.dumps(record), encoding="utf-8")
    with caplog.at_level(logging.WARNING, "eventx"):
        assert find_export(load_checkpoint(folder)) is None
    assert "run `eventx export` again" in caplog.text
    assert eventx.load(folder, device="cpu").backend == "numpy"


def test_broken_exports_are_clear_errors(folder: Path) -> None:
    eventx.export(folder)
    (folder / "onnx" / "encode.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"encode\.onnx cannot be read.*export the model again"):
        eventx.load(folder, device="cpu")
    (folder / "onnx" / "export.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="holds no ONNX export"):
        eventx.load(folder, device="cpu")


def test_the_cache_is_filled_once(
    tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("EVENTX_CACHE", str(tmp_path / "cache"))
    assert cache_folder() == tmp_path / "cache"
    before = names(tiny_checkpoint)
    with caplog.at_level(logging.INFO, "eventx"):
        first = eventx.load(tiny_checkpoint, device="cpu", backend="onnx")
        assert caplog.text.count("exporting") == 1
        second = eventx.load(tiny_checkpoint, device="cpu", backend="onnx")
        assert caplog.text.count("exporting") == 1
    assert names(tiny_checkpoint) == before
    assert names(tmp_path / "cache") == {
        f"{first.checkpoint.hash}/{name}" for name in ("encode.onnx", "score.onnx", "export.json")
    }
    assert first(TEXT).mentions == second(TEXT).mentions


def test_a_cache_that_cannot_be_written(tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("EVENTX_CACHE", str(tmp_path / "file"))
    with pytest.raises(OutputError, match="cannot write the export"):
        eventx.load(tiny_checkpoint, device="cpu", backend="onnx")


def test_wrong_targets(tiny_checkpoint: Path, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="it is a file"):
        eventx.export(tiny_checkpoint, tmp_path / "file")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "window_overlap": 1}), encoding="utf-8")
    with pytest.raises(OutputError, match="holds another model"):
        eventx.export(tiny_checkpoint, folder)
    with pytest.raises(EventxError, match="give 'fp32', 'int8' or None"):
        eventx.export(tiny_checkpoint, tmp_path / "x", precision="int4")


def test_the_command(folder: Path, tmp_path: Path, gold: list[Document], capsys: pytest.CaptureFixture[str]) -> None:
    eventx.write(gold, tmp_path / "gold.jsonl")
    arguments = ["export", str(folder), "-o", str(tmp_path / "out"), "--format", "onnx", "--fp32"]
    assert main([*arguments, "--check", str(tmp_path / "gold.jsonl")]) == 0
    assert "fp32 export" in capsys.readouterr().err
    assert eventx.load(tmp_path / "out", device="cpu").backend == "onnx"
    assert main(["export", str(tmp_path / "nothing" / "there")]) == 1
