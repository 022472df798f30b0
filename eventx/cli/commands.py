"""The other commands: train, evaluate, export, convert, view, schema."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import webbrowser
from pathlib import Path

from eventx.errors import InputError, OutputError


def train(arguments: argparse.Namespace) -> int:
    """Train and save a model."""
    from eventx.schema import Ontology
    from eventx.training.run import train as run

    ontology = None
    if arguments.ontology:
        ontology = Ontology.from_json(_read_text(arguments.ontology))
    extractor = run(
        arguments.corpus,
        output=arguments.output,
        base=arguments.base,
        ontology=ontology,
        dev=arguments.dev,
        epochs=arguments.epochs,
        batch_size=arguments.batch_size,
        learning_rate=arguments.learning_rate,
        head_rate=arguments.head_rate,
        patience=arguments.patience,
        lora=arguments.lora,
        seed=arguments.seed,
        resume=not arguments.restart,
    )
    card = Path(arguments.output) / "README.md"
    sys.stderr.write(f"eventx: saved {extractor!r} in {arguments.output}; its figures stand in {card}\n")
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """Print or write an evaluation report."""
    from eventx.evaluation import evaluate as run
    from eventx.io import read

    gold = list(read(arguments.corpus))
    if arguments.predictions:
        predictions = list(read(arguments.predictions))
        report = run(predictions, gold, bootstrap=arguments.bootstrap)
    else:
        from eventx.extractor import load

        report = run(load(arguments.model), gold, bootstrap=arguments.bootstrap, progress=sys.stderr.isatty())
    if arguments.output is None:
        print(report.to_text())
        return 0
    writers = {".json": report.to_json, ".md": report.to_markdown, ".html": report.to_html, ".txt": report.to_text}
    suffix = Path(arguments.output).suffix
    if suffix not in writers:
        raise OutputError(f"{arguments.output}: a report ends in {', '.join(writers)}.")
    Path(arguments.output).write_text(writers[suffix](), encoding="utf-8")
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Write a model as ONNX graphs."""
    from eventx.exporting import describe
    from eventx.exporting import export as run

    folder = run(arguments.model, arguments.output, precision=arguments.precision, check=arguments.check)
    sys.stderr.write(f"eventx: {describe(folder)}\n")
    return 0


def convert(arguments: argparse.Namespace) -> int:
    """Turn documents of one format into another."""
    from eventx.io import ReadReport, read, write

    report = ReadReport()
    policy = "skip" if arguments.skip_errors else "raise"
    documents = read(arguments.input, arguments.input_format, on_error=policy, report=report)  # type: ignore[arg-type]
    options = {"layout": arguments.layout} if arguments.layout else {}
    count = write(documents, arguments.output, arguments.format, **options)
    sys.stderr.write(f"eventx: {report}\neventx: wrote {count} documents to {arguments.output}\n")
    return 3 if report.errors else 0


def view(arguments: argparse.Namespace) -> int:
    """Write or open an HTML page."""
    from eventx.io import read
    from eventx.view import page

    documents = list(read(arguments.input))
    target = Path(arguments.output or Path(tempfile.mkdtemp(prefix="eventx-")) / "events.html")
    target.write_text(page(documents), encoding="utf-8", errors="replace")
    sys.stderr.write(f"eventx: wrote {target}\n")
    if arguments.output is None:
        webbrowser.open(target.as_uri())
    return 0


def schema(arguments: argparse.Namespace) -> int:
    """Print the ontology or one type's JSON Schema."""
    from eventx.schema import DIPLOMACY

    ontology = DIPLOMACY
    if arguments.model:
        from eventx.model.checkpoint import load_checkpoint

        ontology = load_checkpoint(arguments.model).ontology
    if arguments.type:
        print(json.dumps(ontology[arguments.type].model_json_schema(), indent=2, ensure_ascii=False))
    elif arguments.list:
        width = max(len(name) for name in ontology.names)
        for item in ontology:
            print(f"{item.__name__:<{width}}  {item.definition()}")
    else:
        print(ontology.to_json())
    return 0


def _read_text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}.") from error
