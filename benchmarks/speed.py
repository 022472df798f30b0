"""Speed and memory of eventx beside its peers, as a page: `python benchmarks/speed.py --report docs/performance.md`.

Every measurement runs in a process of its own, so that memory and imports are its own, and one at a time. Peers run in
an environment that has them (--peers-python), with random weights in their published shapes, on which speed hardly
depends, so that nothing is downloaded. Where one is absent or fails, the page says why.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import speed_report
from machine import circumstances

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "examples" / "crisis" / "articles.jsonl"
WORDS = 350  # of an article
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
# Peers with the share of the articles that they read, so that slow ones end in time; see benchmarks/peers.
PEERS = {
    "bert_base": 0.1,
    "gliner_small": 0.04,
    "gliner2_base": 0.03,
    "spacy_small": 1.0,
    "spacy_trf": 0.04,
}


@dataclass
class Plan:
    """How much is measured."""

    articles: int = 100
    repeats: int = 3
    singles: int = 20
    lengths: Sequence[int] = (500, 5_000, 50_000)
    documents: int = 5_000
    matrix: int = 3_072
    timeout: float = 240.0

    @classmethod
    def quick(cls) -> Plan:
        """A try in a minute or two; its figures say little."""
        return cls(8, 1, 3, (500, 2_000), 200, 512)


@dataclass
class Bench:
    """Runs probes one after the other and keeps what they found."""

    plan: Plan
    folder: Path
    model: str | None = None
    peers_python: str = sys.executable
    found: dict[str, Any] = field(default_factory=dict)

    def probe(
        self, script: str, arguments: Sequence[str], *, cores: int | None = None, python: str | None = None
    ) -> Any:
        """What a probe found, or the reason why it found nothing, as a string."""
        result = self.folder / "result.json"
        result.unlink(missing_ok=True)
        count = cores or usable_cores()
        environment = {**os.environ, **dict.fromkeys(THREADS, str(count)), "HF_HUB_OFFLINE": "1"}
        environment["TOKENIZERS_PARALLELISM"] = "true"
        environment.pop("OPENBLAS_NUM_THREADS", None)  # it would change how the numpy backend uses its threads
        pin = sorted(os.sched_getaffinity(0))[:count] if hasattr(os, "sched_setaffinity") else None
        begin = time.perf_counter()
        try:
            done = subprocess.run(
                [python or sys.executable, str(HERE / script), *arguments, str(result)],
                env=environment,
                capture_output=True,
                text=True,
                timeout=self.plan.timeout,
                preexec_fn=None if pin is None else lambda: os.sched_setaffinity(0, pin),
            )
        except subprocess.TimeoutExpired:
            return f"took more than {self.plan.timeout:.0f} s"
        except OSError as error:
            return f"{python}: {error.strerror}"
        finally:
            sys.stderr.write(
                f"{time.perf_counter() - begin:6.1f} s  {script} {' '.join(arguments[:1])} {cores or ''}\n"
            )
        if done.returncode or not result.exists():
            last = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            return last[-1].removeprefix("ModuleNotFoundError: ").replace("|", "/")[:200]
        return json.loads(result.read_text(encoding="utf-8"))

    def own(self, name: str, *, cores: int | None = None, **job: Any) -> Any:
        """A probe of eventx; see `speed_own.py`."""
        path = self.folder / "job.json"
        defaults = {"model": self.model, "backend": None, "repeats": self.plan.repeats, "articles": str(self.articles)}
        path.write_text(json.dumps({**defaults, **job}), encoding="utf-8")
        return self.probe("speed_own.py", [name, str(path)], cores=cores)

    @property
    def articles(self) -> Path:
        return self.folder / "articles.jsonl"

    def run(self) -> dict[str, Any]:
        """Measure everything."""
        plan, found = self.plan, self.found
        texts = make_articles(plan.articles)
        write(self.articles, texts)
        one = self.folder / "one.txt"
        one.write_text(texts[0], encoding="utf-8")
        found["articles"], found["words"] = len(texts), sum(len(text.split()) for text in texts)
        found["ceiling"] = [self.own("ceiling", cores=n, size=plan.matrix, repeats=5) for n in self.counts()]
        found["imports"] = self.own("imports")
        found["backends"] = {}
        for name, backend, model in self.variants():
            job: dict[str, Any] = {"backend": backend, "model": model}
            row = {"batch": self.own("batch", singles=plan.singles, **job)}
            if not isinstance(row["batch"], str):
                row["stages"] = self.own("stages", cores=1, **job)
                row["length"] = self.own("length", cores=1, lengths=plan.lengths, **job)
                row["command"] = self.own("command", article=str(one), **job)
            found["backends"][name] = row
        found["fastest"] = fastest(found["backends"])
        for name, backend, model in self.variants():
            if name == found["fastest"]:
                found["corpus"] = self.own("corpus", backend=backend, model=model, documents=plan.documents)
        found["peers"] = {peer: self.peer(peer, share, texts) for peer, share in PEERS.items()}
        return found

    def counts(self) -> list[int]:
        """One core, and all of them."""
        return sorted({1, usable_cores()})

    def variants(self) -> list[tuple[str, str, str | None]]:
        """Backends by name, and the ONNX exports made for this run."""
        made: list[tuple[str, str, str | None]] = [("torch", "torch", self.model), ("numpy", "numpy", self.model)]
        return made + [(f"onnx {kind}", "onnx", str(self.exported(kind))) for kind in ("fp32", "int8")]

    def exported(self, kind: str) -> Path:
        """Folder of an export; where it cannot be made, the probe of it says why."""
        folder = self.folder / f"onnx-{kind}"
        if not folder.exists():
            code = "import sys, eventx; eventx.export(sys.argv[1] or None, sys.argv[2], precision=sys.argv[3])"
            subprocess.run([sys.executable, "-c", code, self.model or "", str(folder), kind], capture_output=True)
        return folder

    def peer(self, name: str, share: float, texts: list[str]) -> Any:
        """Measure a peer on the first of the articles."""
        path = self.folder / "some.jsonl"
        write(path, texts[: max(3, round(share * len(texts)))])
        return self.probe(f"peers/{name}.py", [str(path)], python=self.peers_python)


def make_articles(count: int, *, words: int = WORDS, source: Path = ARTICLES, seed: int = 7) -> list[str]:
    """Articles of about `words` words: paragraphs of shuffled articles of the crisis example, in their order.

    Names come back from article to article, as they do in news of one crisis, so lookups that are cached gain by it.
    """
    chance = random.Random(seed)
    originals = [json.loads(line)["text"].split("\n\n") for line in source.read_text(encoding="utf-8").splitlines()]
    return ["\n\n".join(_fill(chance.sample(originals, len(originals)), words)) for _ in range(count)]


def _fill(originals: list[list[str]], words: int) -> list[str]:
    """The first paragraphs, as many as come closest to the length."""
    chosen: list[str] = []
    total = 0
    for paragraph in itertools.chain.from_iterable(originals):
        size = len(paragraph.split())
        if total + size / 2 > words:
            break
        chosen.append(paragraph)
        total += size
    return chosen


def write(path: Path, texts: Sequence[str]) -> None:
    """Texts as JSON Lines."""
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")


def fastest(backends: dict[str, Any]) -> str:
    """Name of the backend that reads most words a second."""
    rates = {name: row["batch"]["rate"] for name, row in backends.items() if not isinstance(row["batch"], str)}
    return max(rates, key=lambda name: rates[name]) if rates else ""


def usable_cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="little of everything: whether it works, not how fast it is"
    )
    parser.add_argument("--report", type=Path, help="Markdown page to write")
    parser.add_argument("--json", type=Path, help="file for all figures")
    parser.add_argument("--render", type=Path, help="measure nothing: make the page from a file that --json wrote")
    parser.add_argument("--model", help="folder of a model (default: the bundled one)")
    parser.add_argument("--peers-python", default=sys.executable, help="Python of an environment with the peers")
    parser.add_argument("--no-peers", action="store_true", help="eventx alone")
    parser.add_argument("--articles", type=int, help="number of articles (default: 100)")
    arguments = parser.parse_args(argv)
    if arguments.render:
        found = json.loads(arguments.render.read_text(encoding="utf-8"))
    else:
        plan = Plan.quick() if arguments.quick else Plan()
        plan.articles = arguments.articles or plan.articles
        if arguments.no_peers:
            PEERS.clear()
        begin = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="eventx-speed-") as folder:
            bench = Bench(plan, Path(folder), arguments.model, arguments.peers_python)
            found = bench.run()
        found["circumstances"] = [*circumstances(), f"seconds: {time.perf_counter() - begin:.0f}"]
        found["quick"] = arguments.quick
        # Through JSON, so that a page rendered again is the same.
        found = json.loads(json.dumps(found))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    page = speed_report.page(found)
    print(page)
    if arguments.report:
        arguments.report.write_text(page, encoding="utf-8")
    return 0 if found["fastest"] else 1


if __name__ == "__main__":
    sys.exit(main())
