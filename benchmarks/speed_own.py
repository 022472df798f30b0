"""The probes of `speed.py` on eventx itself, each in its process: `python speed_own.py PROBE JOB.json RESULT.json`.

A job says what to read: `articles` (a file of JSON Lines), `backend`, `model` (a folder or null), `repeats`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "peers"))

import measure  # isort: skip  - first, so that its clock starts before everything else

import contextlib
import json
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Job = dict[str, Any]
STAGES = ("tokenise", "encode", "heads", "decode", "resolve", "serialise")
STAGED = 40  # articles read for the stages, which takes one core twice


def load(job: Job) -> Any:
    """The extractor of a job."""
    import eventx

    return eventx.load(job["model"], backend=job["backend"], device="cpu")


def run(extractor: Any, texts: Sequence[str]) -> None:
    """The whole pipeline: texts to lines of JSON."""
    for document in extractor.pipe(texts):
        document.to_json()


def batch(job: Job) -> dict[str, Any]:
    """Load time, words a second over the articles, latency of one, peak memory."""
    begin = time.perf_counter()
    import eventx

    imported = time.perf_counter() - begin
    extractor = eventx.load(job["model"], backend=job["backend"], device="cpu")
    loaded = time.perf_counter() - begin - imported
    texts = measure.read_texts(job["articles"])
    first = measure.seconds(lambda: extractor(texts[0]).to_json())
    run(extractor, texts[: measure.WARM])
    singles = [measure.seconds(lambda text=text: extractor(text).to_json()) for text in texts[: job["singles"]]]
    spent = [measure.seconds(lambda: run(extractor, texts)) for _ in range(job["repeats"])]
    return {
        "precision": extractor.runtime.precision,
        "import": imported,
        "load": loaded,
        "first": first,
        "single": statistics.median(singles),
        "articles": len(texts),
        "rate": measure.words(texts) / statistics.median(spent),
        "peak": measure.memory(),
        "torch": "torch" in sys.modules,
    }


class Stages:
    """Seconds spent in the calls of each stage, on one thread."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = 0.0  # of calls within the one that is open, which count for their own stage alone

    def timed(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, timed."""

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            outer, self._inner = self._inner, 0.0
            begin = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                spent = time.perf_counter() - begin
                self.seconds[stage] += spent - self._inner
                self._inner = outer + spent

        return wrapped


@contextlib.contextmanager
def watched(extractor: Any, stages: Stages) -> Iterator[list[Any]]:
    """Time the stages of an extractor; gives the windows that were read."""
    import eventx.extractor as module

    windows: list[Any] = []
    cut, resolve = extractor.windower, module.resolve_mentions
    runtime = extractor.runtime

    def keep(*args: Any, **kwargs: Any) -> Any:
        made = cut(*args, **kwargs)
        windows.extend(made)
        return made

    extractor.windower = stages.timed("tokenise", keep)
    owner = runtime.model if runtime.name == "torch" else runtime
    for stage, name in (("encode", "encode"), ("heads", "score")):
        setattr(owner, name, stages.timed(stage, getattr(owner, name)))
    # What the runtime does around encoder and heads: thresholds, candidate spans, mentions.
    extractor.runtime = stages.timed("decode", runtime)
    module.resolve_mentions = stages.timed("resolve", resolve)
    try:
        yield windows
    finally:
        extractor.windower, extractor.runtime, module.resolve_mentions = cut, runtime, resolve
        for name in ("encode", "score"):
            delattr(owner, name)


def stages(job: Job) -> dict[str, Any]:
    """On one core: words a second, each stage's share, and GFLOP/s in the encoder beside a matrix product's."""
    extractor = load(job)
    texts = measure.read_texts(job["articles"])[:STAGED]
    run(extractor, texts[: measure.WARM])
    whole = measure.seconds(lambda: run(extractor, texts))
    clock, begin = Stages(), time.perf_counter()
    with watched(extractor, clock) as windows:
        for document in extractor.pipe(texts):
            clock.timed("serialise", document.to_json)()
    total = time.perf_counter() - begin
    settings = extractor.checkpoint.settings
    needed = sum(encoder_flops(window, settings, all_tokens=extractor.backend == "torch") for window in windows)
    shares = {stage: clock.seconds[stage] / total for stage in STAGES}
    return {
        "rate": measure.words(texts) / whole,
        "shares": {**shares, "other": 1 - sum(shares.values())},
        "gflops": needed / clock.seconds["encode"] / 1e9,
        "encoded": measure.words(texts) / clock.seconds["encode"],
        "pieces": sum(len(extractor.checkpoint.tokenizer.encode(text)) for text in texts) / measure.words(texts),
    }


def encoder_flops(window: Any, settings: Any, *, all_tokens: bool) -> float:
    """Floating-point operations of the encoder's matrix products over a window, padding not counted.

    Args:
        window: An `eventx.model.windows.Window`.
        settings: Of the checkpoint; its encoder must be the package's own.
        all_tokens: The last layer reads every token, not only the first ones of words.
    """
    encoder = settings.encoder
    size, layers = int(encoder["hidden_size"]), int(encoder["num_hidden_layers"])
    inner = int(encoder.get("intermediate_size") or 4 * size)
    tokens = len(window.ids)

    def layer(queries: int) -> float:
        keys = 2 * tokens * 2 * size * size
        rest = 2 * queries * (2 * size * size + 2 * size * inner)
        return keys + rest + 4 * queries * tokens * size

    return (layers - 1) * layer(tokens) + layer(tokens if all_tokens else len(window.words))


def length(job: Job) -> dict[str, Any]:
    """Seconds a word of documents of growing length, on one core, where idle threads cannot flatter long ones."""
    extractor = load(job)
    source = [word for text in measure.read_texts(job["articles"]) for word in text.split(" ")]
    run(extractor, [" ".join(source[:500])])
    costs = {}
    for size in job["lengths"]:
        # Stretches from all over the articles, as some tell of more events a word than others.
        count = max(1, min(25, len(source) // size))
        begins = [index * len(source) // count for index in range(count)]
        texts = [" ".join((source * (size // len(source) + 2))[begin : begin + size]) for begin in begins]
        spent = sum(measure.seconds(lambda text=text: extractor(text).to_json()) for text in texts)
        costs[size] = spent / (size * count)
    return {"costs": costs, "peak": measure.memory()}


def corpus(job: Job) -> dict[str, Any]:
    """Memory after parts of a stream of many short documents."""
    extractor = load(job)
    sentences = [part for text in measure.read_texts(job["articles"]) for part in text.split("\n\n")]
    total, marks = job["documents"], {}
    stream = ({"id": str(index), "text": f"{index}. {sentences[index % len(sentences)]}"} for index in range(total))
    steps = {max(1, total * tenths // 10) for tenths in (1, 2, 5, 10)}
    count = 0
    begin = time.perf_counter()
    for count, document in enumerate(extractor.pipe(stream), 1):
        document.to_json()
        if count in steps:
            marks[count] = measure.memory("VmRSS")
    return {"marks": marks, "documents": count, "seconds": time.perf_counter() - begin, "peak": measure.memory()}


def ceiling(job: Job) -> dict[str, Any]:
    """GFLOP/s of a large fp32 matrix product, the best of several, on the cores of this process."""
    import torch

    torch.set_num_threads(measure.cores())
    size = job["size"]
    left, right = torch.rand(size, size), torch.rand(size, size)
    left @ right
    best = min(measure.seconds(lambda: left @ right) for _ in range(job["repeats"]))
    return {"gflops": 2 * size**3 / best / 1e9, "cores": measure.cores()}


def imports(job: Job) -> dict[str, Any]:
    """`import eventx` in fresh interpreters; what is imported with it."""
    code = (
        "import sys, time; begin = time.perf_counter(); import eventx; "
        "print(time.perf_counter() - begin, 'torch' in sys.modules)"
    )
    answers = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(job["repeats"])
    ]
    return {"import": statistics.median(float(spent) for spent, _ in answers), "torch": answers[0][1] == "True"}


def command(job: Job) -> dict[str, Any]:
    """Seconds of `eventx extract one.txt -q`, from the start of its process to its end."""
    options = [] if job["backend"] is None else ["--backend", job["backend"]]
    options += [] if job["model"] is None else ["--model", str(job["model"])]
    line = [sys.executable, "-m", "eventx", "extract", job["article"], "-q", *options]

    def call() -> None:
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)

    call()
    return {"seconds": measure.median_seconds(call, job["repeats"])}


PROBES = {probe.__name__: probe for probe in (batch, stages, length, corpus, ceiling, imports, command)}


def main(name: str, job: str, result: str) -> None:
    """Run a probe and write what it found."""
    task = json.loads(Path(job).read_text(encoding="utf-8"))
    measure.finish(result, PROBES[name](task))


if __name__ == "__main__":
    main(*sys.argv[1:])
