"""Memory of a stream: flat over thousands of documents, no two of which are alike."""

from __future__ import annotations

import ast
import gc
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import eventx

FOLDER = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def soak() -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("soak", FOLDER / "soak.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(FOLDER))
    return module


@pytest.fixture(scope="module")
def model(soak: ModuleType, tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The untrained model finds an event at every other word; one with a quarter of that takes less time."""
    texts = [record["text"][:60] for record in soak.documents(20, longest=1)]
    extractor = eventx.load(tiny_checkpoint, backend="numpy")
    scores = sorted(mention.score or 0.0 for document in extractor.pipe(texts) for mention in document.mentions)
    folder = Path(shutil.copytree(tiny_checkpoint, tmp_path_factory.mktemp("soak") / "model"))
    config = json.loads((folder / "config.json").read_text())
    config["thresholds"]["trigger"]["default"] = scores[len(scores) * 3 // 4]
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.mark.skipif(not hasattr(sys, "getallocatedblocks"), reason="counts blocks of CPython's allocator")
def test_a_stream_keeps_nothing_of_its_documents(soak: ModuleType, model: Path) -> None:
    # The same few texts again and again fill every cache in the first rounds; a block that stays later is lost.
    texts = [record["text"][:60] for record in soak.documents(20, longest=1)]
    rounds, mentions = [], 0
    records = ({"id": f"{number}-{index}", "text": text} for number in range(12) for index, text in enumerate(texts))
    for number, document in enumerate(eventx.load(model, backend="numpy").pipe(records, batch_size=4), 1):
        mentions += len(document.mentions)
        document.to_json()
        if number % len(texts) == 0:
            del document
            gc.collect()
            rounds.append(sys.getallocatedblocks())
    assert mentions > 80
    # A document that stayed would hold a hundred blocks, an entry for its id in a table two.
    assert rounds[11] - rounds[7] < 4 * len(texts)


# What these are asked for are a few names of the package's own tables.
FEW_ARGUMENTS = {"_shift", "_static"}


def test_every_cache_has_a_bound() -> None:
    unbounded = set()
    for path in Path(eventx.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and ast.unparse(node.args):
                made = {ast.unparse(item).removeprefix("functools.") for item in node.decorator_list}
                if made & {"cache", "lru_cache(maxsize=None)", "lru_cache(None)"}:
                    unbounded.add(node.name)
    assert unbounded <= FEW_ARGUMENTS


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_memory_is_flat_over_two_thousand_documents(soak: ModuleType, model: Path) -> None:
    texts = [record["text"][:60] for record in soak.documents(1999, longest=1)]
    seen, mentions = [], 0
    for number, document in enumerate(eventx.load(model, backend="numpy").pipe(texts), 1):
        mentions += len(document.mentions)
        document.to_json()
        if number in (1000, 1999):
            seen.append(soak.resident(soak.family()[:1]))
    assert mentions > 1000
    # Caches with a bound still fill, which takes 2 MiB; documents that stayed would take 4 MiB more.
    assert seen[1] - seen[0] < 4


def test_growth_is_told_from_noise(soak: ModuleType) -> None:
    assert soak.growth([100.0, 150.0, 200.0, 201.0, 199.0, 200.0, 201.0, 200.0]) == pytest.approx(0, abs=0.01)
    assert soak.growth([200.0 + 5 * n for n in range(20)]) > soak.GROWTH
