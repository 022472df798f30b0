"""The bundled model gives what it gave: golden outputs, whatever the batch, the number of threads and the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import eventx
from eventx.extractor import Extractor
from eventx.model.checkpoint import BUNDLED

sys.path.insert(0, str(Path(__file__).parent))

import make

GOLDEN = sorted(Path(__file__).parent.glob("*.json"))
pytestmark = pytest.mark.skipif(not (BUNDLED / "config.json").exists(), reason="no bundled model in this checkout")


@pytest.fixture(scope="module", params=["numpy", "torch"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    return eventx.load(device="cpu", backend=request.param)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Articles, their paragraphs and sentences: texts of every length, some without any event."""
    articles = [document.text for document in make.articles()[:4]]
    parts = [part for article in articles for part in article.split("\n") if part.strip()]
    return [*articles, "", "No news.", *parts[:8], parts[0][:40], " ".join(articles)]


def same(left: dict[str, Any], right: dict[str, Any], *, tolerance: float) -> None:
    """Spans, labels and codes exactly; scores within the tolerance."""
    assert {key: value for key, value in left.items() if key != "scores"} == {
        key: value for key, value in right.items() if key != "scores"
    }
    assert left["scores"] == pytest.approx(right["scores"], abs=tolerance)


def test_there_is_a_golden_output_for_every_article() -> None:
    assert [path.stem for path in GOLDEN] == sorted(document.id for document in make.articles())


def test_golden_outputs(extractor: Extractor) -> None:
    found = make.extract(extractor)
    for path in GOLDEN:
        held = json.loads(path.read_text(encoding="utf-8"))
        known = held.pop("model_hash")
        assert known == extractor.checkpoint.hash, "the bundled model is another one: run python tests/golden/make.py"
        same(found[path.stem], held, tolerance=1e-3)


def test_the_batch_does_not_matter(extractor: Extractor, texts: list[str]) -> None:
    alone = [make.outline(extractor(text)) for text in texts]
    assert sum(len(item["mentions"]) for item in alone) > 20
    for size, order in ((2, 1), (5, -1), (64, -1)):
        found = list(extractor.pipe(texts[::order], batch_size=size, on_error="raise"))[::order]
        for one, other in zip(alone, found, strict=True):
            same(make.outline(other), one, tolerance=1e-4)


def test_a_second_run_gives_the_very_same(extractor: Extractor, texts: list[str]) -> None:
    first, second = ([item.to_json() for item in extractor.pipe(texts, batch_size=7)] for _ in range(2))
    assert first == second


def test_the_number_of_threads_does_not_matter(extractor: Extractor, texts: list[str]) -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    found = []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            found.append([make.outline(item) for item in extractor.pipe(texts, batch_size=4)])
    finally:
        torch.set_num_threads(before)
    for other in found[1:]:
        for left, right in zip(other, found[0], strict=True):
            same(left, right, tolerance=1e-4)


@pytest.mark.slow
def test_processes_with_other_threads_and_hash_seeds_give_the_same() -> None:
    code = (
        f"import sys, json; sys.path.insert(0, {str(Path(__file__).parent)!r}); import make, eventx; "
        "print(json.dumps(make.extract(eventx.load(device='cpu'))))"
    )
    outs = []
    for threads, seed in (("1", "0"), ("2", "1"), ("2", "77")):
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
        outs.append(json.loads(run.stdout))
    for other in outs[1:]:
        for name, item in outs[0].items():
            same(other[name], item, tolerance=1e-4)
