"""Memory of a stream: flat over thousands of documents, no two of which are alike."""

from __future__ import annotations

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


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_memory_is_flat_over_two_thousand_documents(soak: ModuleType, tiny_checkpoint: Path, tmp_path: Path) -> None:
    texts = [record["text"][:60] for record in soak.documents(1999, longest=1)]
    extractor = eventx.load(tiny_checkpoint, backend="numpy")
    scores = sorted(mention.score or 0.0 for document in extractor.pipe(texts[:20]) for mention in document.mentions)
    # The untrained model finds an event at every other word; a quarter of that takes less time.
    folder = Path(shutil.copytree(tiny_checkpoint, tmp_path / "model"))
    config = json.loads((folder / "config.json").read_text())
    config["thresholds"]["trigger"]["default"] = scores[len(scores) * 3 // 4]
    (folder / "config.json").write_text(json.dumps(config))
    seen, mentions = [], 0
    for number, document in enumerate(eventx.load(folder, backend="numpy").pipe(texts), 1):
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
