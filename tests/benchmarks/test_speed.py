"""The speed benchmark on a tiny model: what its probes count, how failures show, what the page says."""

from __future__ import annotations

import importlib
import json
import math
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import eventx
import eventx.extractor

FOLDER = Path(__file__).parents[2] / "benchmarks"
OWN = ("speed", "speed_own", "speed_report", "machine", "measure")


@pytest.fixture(autouse=True)
def _paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER / "peers"))
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in OWN:
        monkeypatch.delitem(sys.modules, name, raising=False)


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.fixture
def job(tmp_path: Path, tiny_checkpoint: Path) -> dict[str, Any]:
    speed = module("speed")
    speed.write(tmp_path / "articles.jsonl", speed.make_articles(3, words=80))
    return {
        "model": str(tiny_checkpoint),
        "backend": "numpy",
        "articles": str(tmp_path / "articles.jsonl"),
        "repeats": 1,
    }


def test_articles_are_whole_paragraphs_of_about_the_length() -> None:
    texts = module("speed").make_articles(5)
    assert texts == module("speed").make_articles(5)
    assert len(set(texts)) == 5
    assert all(310 <= len(text.split()) <= 390 for text in texts)
    source = (FOLDER.parent / "examples/crisis/articles.jsonl").read_text(encoding="utf-8")
    known = {part for line in source.splitlines() for part in json.loads(line)["text"].split("\n\n")}
    assert all(part in known for text in texts for part in text.split("\n\n"))


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_stages_share_the_time_and_leave_no_trace(job: dict[str, Any], backend: str) -> None:
    resolve = eventx.extractor.resolve_mentions
    found = module("speed_own").stages({**job, "backend": backend})
    shares = found["shares"]
    assert math.isclose(sum(shares.values()), 1)
    assert all(shares[stage] > 0 for stage in ("tokenise", "encode", "heads", "decode", "resolve", "serialise"))
    assert found["pieces"] > 1
    assert found["gflops"] > 0
    assert eventx.extractor.resolve_mentions is resolve


def test_watched_extractor_gives_the_same(job: dict[str, Any]) -> None:
    own = module("speed_own")
    extractor = own.load(job)
    text = "Moscow condemned the talks in Beijing."
    before = extractor(text)
    with own.watched(extractor, own.Stages()) as windows:
        assert extractor(text) == before
    assert len(windows) == 1
    assert extractor(text) == before
    assert len(windows) == 1


def test_nested_stages_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    own = module("speed_own")
    now = iter([0.0, 1.0, 4.0, 10.0])  # outer begins, inner begins and ends, outer ends
    monkeypatch.setattr(own.time, "perf_counter", lambda: next(now))
    stages = own.Stages()
    stages.timed("outer", stages.timed("inner", lambda: None))()
    assert stages.seconds == {"outer": 7.0, "inner": 3.0}


def test_flops_are_those_that_torch_counts(job: dict[str, Any]) -> None:
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    extractor = eventx.load(job["model"], backend="torch", device="cpu")
    (window,) = extractor.windower("Moscow condemned the talks in Beijing.")
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        extractor.checkpoint.model.encoder(torch.from_numpy(window.ids)[None])
    settings = extractor.checkpoint.settings
    tokens, size, layers = len(window.ids), settings.encoder["hidden_size"], settings.encoder["num_hidden_layers"]
    attention = 4 * tokens * tokens * size * layers
    flops = module("speed_own").encoder_flops
    counted = counter.get_total_flops()
    assert flops(window, settings, all_tokens=True) in (
        counted,
        counted + attention,
    )  # not every torch counts attention
    assert flops(window, settings, all_tokens=False) < flops(window, settings, all_tokens=True)


def test_length_and_corpus(job: dict[str, Any]) -> None:
    own = module("speed_own")
    found = own.length({**job, "lengths": [30, 300]})
    assert list(found["costs"]) == [30, 300]
    assert all(cost > 0 for cost in found["costs"].values())
    stream = own.corpus({**job, "documents": 20})
    assert stream["documents"] == 20
    assert list(stream["marks"]) == [2, 4, 10, 20]


def test_memory_of_this_process() -> None:
    measure = module("measure")
    assert 10 < measure.memory("VmRSS") <= measure.memory() + 1


def test_probe_runs_in_a_process_and_tells_why_it_failed(tmp_path: Path) -> None:
    speed = module("speed")
    bench = speed.Bench(speed.Plan.quick(), tmp_path)
    assert bench.own("imports")["torch"] is False
    assert "KeyError" in bench.own("nothing")
    assert "No such file" in bench.probe("peers/bert_base.py", [], python="/nowhere/python")


FIGURES: dict[str, Any] = {
    "circumstances": ["date: today"],
    "quick": False,
    "articles": 100,
    "words": 35_000,
    "ceiling": [{"gflops": 50.0, "cores": 1}, {"gflops": 100.0, "cores": 2}],
    "imports": {"import": 0.1, "torch": False},
    "fastest": "numpy",
    "backends": {
        "torch": {"batch": "No module named 'torch'"},
        "numpy": {
            "batch": {"rate": 8000.0, "single": 0.05, "peak": 250.0, "import": 0.1, "load": 0.2},
            "stages": {
                "rate": 4000.0,
                "shares": dict.fromkeys(("tokenise", "encode", "heads", "decode", "resolve", "serialise"), 0.15)
                | {"other": 0.1},
                "gflops": 40.0,
                "encoded": 9000.0,
                "pieces": 1.42,
            },
            "length": {"costs": {"500": 1e-4, "50000": 1.5e-4}, "peak": 300.0},
            "command": {"seconds": 0.9},
        },
    },
    "corpus": {"marks": {"10": 200.0, "100": 201.0}, "documents": 100, "seconds": 2.0, "peak": 210.0},
    "peers": {
        "bert_base": {
            "rate": 500.0, "single": 0.7, "peak": 900.0, "ready": 5.0, "articles": 10, "words": 3500, "note": "no task"
        },
        "spacy_trf": "No module named 'spacy'",
    },
}  # fmt: skip


def test_page_says_what_was_found_and_what_was_not() -> None:
    page = module("speed_report").page(FIGURES)
    assert "| words a second, numpy | 8,000 | 6,000 | yes |" in page
    assert "| times the rate of BERT-base's encoder | 16.0 | 12 | yes |" in page
    assert "| share of decode, resolve and serialise | 45% | 35% | **no** |" in page
    assert "| cost of a word, longest to shortest document | 1.50 | 1.2 | **no** |" in page
    assert "| torch: No module named 'torch' | – |" in page
    assert "| share of the ceiling | 80% |" in page
    assert "spaCy, shaped like en_core_web_trf: No module named 'spacy'" in page
    assert "| BERT-base, encoder only | 500 | 16.0 | 700 | 900 | 5.0 |" in page


def test_page_is_made_again_from_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "figures.json").write_text(json.dumps(FIGURES), encoding="utf-8")
    speed = module("speed")
    assert speed.main(["--render", str(tmp_path / "figures.json"), "--report", str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == module("speed_report").page(FIGURES)
    assert "# Performance" in capsys.readouterr().out


@pytest.mark.slow
def test_whole_run(tiny_checkpoint: Path, tmp_path: Path) -> None:
    command = ["--quick", "--no-peers", "--model", str(tiny_checkpoint), "--report", str(tmp_path / "page.md")]
    assert module("speed").main(command) == 0
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| numpy | " in page
    assert "a quick try" in page
