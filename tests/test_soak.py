"""Memory of a stream: flat over thousands of documents, no two of which are alike."""

from __future__ import annotations

import importlib.util
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
def test_memory_is_flat_over_two_thousand_documents(soak: ModuleType, tiny_checkpoint: Path) -> None:
    extractor = eventx.load(tiny_checkpoint, backend="numpy")
    seen = []
    texts = (record["text"][:60] for record in soak.documents(1999, longest=1))
    for number, document in enumerate(extractor.pipe(texts), 1):
        document.to_json()
        if number in (1000, 1999):
            seen.append(soak.resident(soak.family()[:1]))
    # Caches with a bound still fill; documents that stay, of 10 KiB each with their mentions, would show as 10 MiB more.
    assert seen[1] - seen[0] < 8


def test_growth_is_told_from_noise(soak: ModuleType) -> None:
    assert soak.growth([100.0, 150.0, 200.0, 201.0, 199.0, 200.0, 201.0, 200.0]) == pytest.approx(0, abs=0.01)
    assert soak.growth([200.0 + 5 * n for n in range(20)]) > soak.GROWTH
