"""Evaluate a model on gold documents.

    python benchmarks/dev.py --data ../shared/data/dev/news-dev.jsonl [--model PATH] [--report out.md] [--pieces 1]

Prints `eventx.evaluate`'s report of the bundled model, or of a model folder or Hub id, or of stored predictions
(`--predictions`), with the circumstances of the run. `--pieces N` cuts the documents into pieces of N sentences, which
shows what is found where there is no more than that to read. `--report` writes it too, as .md, .html, .json or text.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from machine import circumstances

import eventx
from eventx.document import Document
from eventx.evaluation import Report, evaluate
from eventx.training.pieces import pieces


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="gold documents, any format that eventx reads")
    parser.add_argument("--model", help="folder or Hub id; the bundled model if left out")
    parser.add_argument("--predictions", type=Path, help="stored predictions instead of a model")
    parser.add_argument("--pieces", type=int, metavar="N", help="evaluate on pieces of N sentences, each read alone")
    parser.add_argument("--report", type=Path, help="write the report: .md, .html, .json, else text")
    parser.add_argument("--bootstrap", type=int, default=1000, help="resamples for the intervals")
    options = parser.parse_args(arguments)
    lines = circumstances()
    begin = time.perf_counter()
    system = options.predictions or eventx.load(options.model)
    loaded = time.perf_counter()
    gold: Path | list[Document] = options.data
    if options.pieces:
        gold = [part for document in eventx.read(options.data) for part in pieces(document, longest=options.pieces)]
        lines.append(f"{len(gold)} pieces of {options.pieces} sentences")
    report = evaluate(system, gold, bootstrap=options.bootstrap)
    lines.append(f"load {loaded - begin:.1f} s, extraction and evaluation {time.perf_counter() - loaded:.1f} s")
    print("\n".join([*lines, "", str(report)]))
    if options.report:
        options.report.write_text(render(report, lines, options.report.suffix), encoding="utf-8")


def render(report: Report, lines: Sequence[str], suffix: str) -> str:
    """The report with its circumstances, in the form that a file's ending asks for."""
    if suffix == ".md":
        return report.to_markdown() + "\n## Run\n\n" + "".join(f"- `{line}`\n" for line in lines)
    if suffix == ".html":
        return report.to_html()
    if suffix == ".json":
        return json.dumps({"run": list(lines), **report.to_dict()}, ensure_ascii=False, indent=2) + "\n"
    return "\n".join([*lines, "", str(report)])


if __name__ == "__main__":
    main()
