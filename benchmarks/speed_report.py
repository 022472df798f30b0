"""The page that `speed.py` writes: tables of what its probes found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Found = dict[str, Any]
HEAD = """# Performance

*How fast is it, and how can I find out for my machine?* This page is written by

```bash
python benchmarks/speed.py --report docs/performance.md --peers-python peers/bin/python
```

where `peers/bin/python` is the Python of an environment of its own, made by `python -m venv peers` and
`peers/bin/pip install torch gliner gliner2 spacy spacy-curated-transformers`. Quality is in the
[model card](../eventx/pretrained/README.md).
"""
PEERS = {
    "bert_base": "BERT-base, encoder only",
    "gliner_small": "GLiNER small v2.1",
    "gliner2_base": "GLiNER2 base",
    "spacy_small": "spaCy, shaped like en_core_web_sm",
    "spacy_trf": "spaCy, shaped like en_core_web_trf",
}
STAGES = {
    "tokenise": "tokenise, windows",
    "encode": "encoder, word heads",
    "heads": "argument and attribute heads",
    "decode": "decode",
    "resolve": "resolve",
    "serialise": "serialise",
    "other": "other",
}


def page(found: Found) -> str:
    """The whole page as Markdown."""
    parts = [HEAD, _circumstances(found)]
    parts += [make(found) for make in (_targets, _backends, _stages, _lengths, _corpus, _peers)]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose first column is text and whose others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def failed(figures: Any) -> bool:
    """Whether a probe gave the reason why there are no figures, or was not run."""
    return figures is None or isinstance(figures, str)


def _circumstances(found: Found) -> str:
    lines = [f"- {line}\n" for line in found["circumstances"]]
    if found["quick"]:
        lines.append("- a quick try: too little was measured for these figures to mean anything\n")
    text = (
        f"{found['articles']} articles, {found['words']:,} words, put together from paragraphs of `examples/crisis`. "
        "Every row is a process of its own, one after the other. Rates of eventx are medians of three passes "
        "through the whole pipeline, from text to JSON with resolved dates, actors, places and codes.\n"
    )
    return "".join(lines) + "\n" + text


def _best(found: Found) -> Found:
    return found["backends"].get(found["fastest"]) or {}


def _targets(found: Found) -> str:
    best, rows = _best(found), []
    if not best:
        return ""

    def add(what: str, figure: str, target: str, held: bool) -> None:
        rows.append([what, figure, target, "yes" if held else "**no**"])

    batch, ran = best["batch"], found["fastest"]
    add(f"words a second, {ran}", f"{batch['rate']:,.0f}", "6,000", batch["rate"] >= 6000)
    bert = found["peers"].get("bert_base")
    if not failed(bert):
        times = batch["rate"] / bert["rate"]
        add("times the rate of BERT-base's encoder", f"{times:.1f}", "12", times >= 12)
    add("one article, ms", f"{batch['single'] * 1000:.0f}", "80", batch["single"] < 0.08)
    add("peak memory, MB", f"{batch['peak']:.0f}", "600", batch["peak"] < 600)
    if not failed(found["imports"]):
        spent = found["imports"]["import"]
        add("`import eventx`, s", f"{spent:.2f}", "0.2", spent < 0.2)
    if not failed(best.get("command")):
        spent = best["command"]["seconds"]
        add("`eventx extract one.txt`, s", f"{spent:.2f}", "1.5", spent < 1.5)
    if not failed(best.get("stages")):
        shares = best["stages"]["shares"]
        share = sum(shares[name] for name in ("decode", "resolve", "serialise"))
        add("share of decode, resolve and serialise", f"{share:.0%}", "35%", share < 0.35)
    if not failed(best.get("length")):
        costs = list(best["length"]["costs"].values())
        ratio = costs[-1] / costs[0]
        add("cost of a word, longest to shortest document", f"{ratio:.2f}", "1.2", ratio <= 1.2)
    if not failed(found.get("corpus")):
        marks = list(found["corpus"]["marks"].values())
        growth = marks[-1] - marks[0]
        add("memory that a long stream adds, MB", f"{growth:+.0f}", "20", growth <= 20)
    return "## Targets\n\n" + table(["", "measured", "target", "held"], rows)


def _backends(found: Found) -> str:
    head = ["backend", "words/s", "one core", "one article, ms", "peak MB", "import and load, s", "command, s"]

    def row(name: str, figures: Found) -> list[str]:
        batch = figures["batch"]
        if failed(batch):
            return [f"{name}: {batch}", *["–"] * 6]
        return [
            name,
            f"{batch['rate']:,.0f}",
            _figure(figures["stages"], lambda it: f"{it['rate']:,.0f}"),
            f"{batch['single'] * 1000:.0f}",
            f"{batch['peak']:.0f}",
            f"{batch['import'] + batch['load']:.2f}",
            _figure(figures["command"], lambda it: f"{it['seconds']:.2f}"),
        ]

    rows = [row(name, figures) for name, figures in found["backends"].items()]
    notes = (
        "\nOne article: median of twenty, with the model loaded. Command: `eventx extract one.txt` from the start of "
        "its process to its end. Peak: resident memory of the whole process after all articles.\n"
    )
    return "\n## Backends\n\n" + table(head, rows) + notes


def _stages(found: Found) -> str:
    rows = []
    columns = {name: row["stages"] for name, row in found["backends"].items() if not failed(row.get("stages"))}
    if not columns:
        return ""
    for stage, title in STAGES.items():
        rows.append([title, *(f"{figures['shares'][stage]:.0%}" for figures in columns.values())])
    rows.append(["encoder, words/s", *(f"{figures['encoded']:,.0f}" for figures in columns.values())])
    rows.append(["encoder, GFLOP/s", *(f"{figures['gflops']:.1f}" for figures in columns.values())])
    ceilings = [item for item in found["ceiling"] if not failed(item)]
    text = ""
    if ceilings:
        one = ceilings[0]["gflops"]
        rows.append(["share of the ceiling", *(f"{figures['gflops'] / one:.0%}" for figures in columns.values())])
        of = ", ".join(f"{item['gflops']:.0f} on {item['cores']} core(s)" for item in ceilings)
        text = (
            f"\nCeiling: GFLOP/s of a large fp32 matrix product of torch in the same run: {of}. The encoder's are "
            "those of its matrix products over the time of the whole encoder with its word heads; products of int8 "
            "count as if they were fp32, though their ceiling is higher.\n"
        )
    return "\n## Where the time goes\n\nOn one core.\n\n" + table(["", *columns], rows) + text


def _lengths(found: Found) -> str:
    columns = {name: row["length"] for name, row in found["backends"].items() if not failed(row.get("length"))}
    if not columns:
        return ""
    sizes = list(next(iter(columns.values()))["costs"])
    rows = [
        [f"{int(size):,} words", *(f"{figures['costs'][size] * 1e6:.0f}" for figures in columns.values())]
        for size in sizes
    ]
    rows.append(["peak MB", *(f"{figures['peak']:.0f}" for figures in columns.values())])
    head = "\n## Length of a document\n\nMicroseconds a word, one document at a time, on one core.\n\n"
    return head + table(["document", *columns], rows)


def _corpus(found: Found) -> str:
    figures: Any = found.get("corpus")
    if failed(figures):
        return f"\n## Size of a corpus\n\nNot measured: {figures}.\n" if figures else ""
    rows = [[f"{int(count):,}", f"{held:.0f}"] for count, held in figures["marks"].items()]
    text = (
        f"\n{figures['documents']:,} documents of a paragraph each in {figures['seconds']:.0f} s; peak "
        f"{figures['peak']:.0f} MB.\n"
    )
    return f"\n## Size of a corpus\n\n{found['fastest']}, one stream.\n\n" + table(["documents", "MB"], rows) + text


def _peers(found: Found) -> str:
    if not found["peers"]:
        return ""
    rows, notes = [], []
    batch: Any = _best(found).get("batch")
    if not failed(batch):
        ours = f"**eventx, {found['fastest']}**"
        cells = [f"{batch['rate']:,.0f}", "1", f"{batch['single'] * 1000:,.0f}", f"{batch['peak']:,.0f}"]
        rows.append([ours, *cells, f"{batch['import'] + batch['load']:.1f}"])
    for key, figures in found["peers"].items():
        name = PEERS[key]
        if failed(figures):
            rows.append([f"{name}: {figures}", *["–"] * 5])
            continue
        times = "–" if failed(batch) else f"{batch['rate'] / figures['rate']:,.1f}"
        cells = [f"{figures['rate']:,.0f}", times, f"{figures['single'] * 1000:,.0f}", f"{figures['peak']:,.0f}"]
        rows.append([name, *cells, f"{figures['ready']:.1f}"])
        counted = f"{figures['articles']} articles, {figures['words']:,} words"
        notes.append(f"- {name}: {'; '.join(part for part in (figures['note'], counted) if part)}.\n")
    head = ["", "words/s", "eventx is faster by", "one article, ms", "peak MB", "import and load, s"]
    staged: Any = _best(found).get("stages")
    pieces = "" if failed(staged) else f" ({staged['pieces']:.2f} pieces a word here)"
    text = (
        "\nPeers have random weights in their published shapes, on the same texts and cores; slow ones read the first "
        f"few articles. The tokenizer of the transformers among them is eventx's own{pieces}, over embedding tables of "
        "the published sizes. None of them does what eventx does: events with codes, dates, actors and links come on "
        "top.\n\n"
    )
    return "\n## Beside peers\n\n" + table(head, rows) + text + "".join(notes)


def _figure(figures: Any, show: Callable[[Any], str]) -> str:
    return "–" if failed(figures) else show(figures)
