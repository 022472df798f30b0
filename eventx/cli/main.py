"""Arguments to API calls; every command says what it did on standard error and keeps standard output for results."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

import eventx
from eventx.cli import commands
from eventx.cli.extract import extract
from eventx.errors import EventxError

EPILOG = """exit codes: 0 done; 1 failed, the message says why; 2 wrong usage; 3 done, but some records were skipped and
reported; 130 interrupted (run the same command again to go on, where the output is a file)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code.

    Args:
        argv: Arguments without the program's name; those of the process if None.
    """
    # Numpy's BLAS reads it on import: windows run side by side already, and a second layer of threads would only wait.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = _parser()
    arguments = parser.parse_args(argv)
    logging.basicConfig(format="eventx: %(message)s", level=logging.INFO if arguments.verbose else logging.WARNING)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except EventxError as error:
        sys.stderr.write(f"eventx: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("eventx: interrupted\n")
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`); closing what is left quietly is what other tools do.
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eventx", description="Diplomatic events from raw news text: typed, grounded, coded.", epilog=EPILOG
    )
    parser.add_argument("--version", action="version", version=f"eventx {eventx.__version__}")
    parser.add_argument("-v", "--verbose", action="store_true", help="say more")
    sub = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Callable[[argparse.Namespace], int], summary: str) -> argparse.ArgumentParser:
        made = sub.add_parser(name, help=summary, description=summary, epilog=EPILOG)
        made.set_defaults(command=run)
        return made

    part = add(
        "extract",
        extract,
        "Find the events of texts: .txt, .jsonl, .csv, .parquet, also compressed; folders, globs or - (stdin).",
    )
    part.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, globs, or - for standard input")
    part.add_argument("-o", "--output", help="file to write; its ending gives the format (default: standard output)")
    part.add_argument("--to", dest="format", help="output format, where the ending does not tell")
    part.add_argument(
        "--shard-size", type=_positive, metavar="N", help="write N documents a file into the folder --output"
    )
    part.add_argument(
        "--errors", metavar="FILE", help="JSONL file of the records that failed (default: beside the output)"
    )
    part.add_argument("--from", dest="input_format", help="input format, where the ending does not tell")
    for name in ("text", "id", "date", "title"):
        part.add_argument(f"--{name}-field", metavar="NAME", help=f"field or column of the {name} (default: {name})")
    part.add_argument("-m", "--model", help="model folder or Hugging Face Hub id (default: the bundled model)")
    part.add_argument("--date", help="date of texts that have none of their own")
    part.add_argument("--device", help="cpu, cuda, cuda:1, ... (default: a GPU if there is one)")
    part.add_argument(
        "--backend", choices=["torch", "numpy", "onnx"], help="what runs the model (default: the fastest)"
    )
    part.add_argument("--batch-size", type=_positive, default=32, help="documents at once (default: 32)")
    part.add_argument(
        "--workers", type=_count, default=0, metavar="N", help="processes that extract (default: 0, this one alone)"
    )
    part.add_argument("--restart", action="store_true", help="ignore what an interrupted run left")
    part.add_argument("-q", "--quiet", action="store_true", help="no progress, no summary")

    part = add("train", commands.train, "Train a model on annotated documents.")
    part.add_argument("corpus", nargs="+", help="annotated files in any readable format")
    part.add_argument("-o", "--output", required=True, help="folder for the model")
    part.add_argument(
        "--dev", nargs="+", help="files for early stopping and calibration (default: a tenth of the corpus)"
    )
    part.add_argument("--base", default="default", help="bundled model, folder, or Hub id of an encoder")
    part.add_argument("--ontology", help="JSON file as `eventx schema` writes it")
    part.add_argument("--epochs", type=float, default=10, help="passes over the corpus (default: 10)")
    part.add_argument("--batch-size", type=_positive, default=16, help="windows a step (default: 16)")
    part.add_argument("--learning-rate", type=float, default=3e-4, help="of the encoder (default: 3e-4)")
    part.add_argument("--head-rate", type=float, default=1e-3, help="of the heads (default: 1e-3)")
    part.add_argument("--patience", type=_positive, help="stop after so many epochs without gain")
    part.add_argument(
        "--lora", type=_positive, metavar="RANK", help="train low-rank adapters instead of the whole encoder"
    )
    part.add_argument("--seed", type=int, default=0, help="of everything random (default: 0)")
    part.add_argument("--restart", action="store_true", help="do not resume from the output folder's checkpoints")

    part = add("evaluate", commands.evaluate, "Compare a model, or predictions, with gold annotation.")
    part.add_argument("corpus", help="gold documents")
    part.add_argument("-m", "--model", help="model folder or Hub id (default: the bundled model)")
    part.add_argument("-p", "--predictions", help="predicted documents, instead of running a model")
    part.add_argument(
        "-o", "--output", help=".json, .md or .html file for the report (default: text on standard output)"
    )
    part.add_argument("--bootstrap", type=int, default=1000, help="resamples for confidence intervals (0: none)")

    part = add("export", commands.export, "Write a model as ONNX graphs, the fastest form on CPUs.")
    part.add_argument("model", help="model folder or Hugging Face Hub id, or default for the bundled model")
    part.add_argument("-o", "--output", help="folder for the export (default: beside the model)")
    part.add_argument("--format", choices=["onnx"], default="onnx", help="format of the graphs (default: onnx)")
    precision = part.add_mutually_exclusive_group()
    for name, text in (("int8", "quantise the encoder"), ("fp32", "change nothing")):
        precision.add_argument(f"--{name}", dest="precision", action="store_const", const=name, help=text)
    part.add_argument(
        "--check",
        metavar="CORPUS",
        help="gold documents on which the export may lose 0.5 points of F1; without --int8 and --fp32 it takes the "
        "faster of what passes",
    )

    part = add("convert", commands.convert, "Turn documents of one format into another.")
    part.add_argument("input", help="file, folder, glob or -")
    part.add_argument("output", help="file; its ending gives the format")
    part.add_argument("--from", dest="input_format", help="input format, where the ending does not tell")
    part.add_argument("--to", dest="format", help="output format, where the ending does not tell")
    part.add_argument("--layout", help="what a row of a table is: events, dyads, mentions, gdelt ...")
    part.add_argument("--skip-errors", action="store_true", help="leave out and report what cannot be read")

    part = add("view", commands.view, "Write one HTML page that shows the events on their texts.")
    part.add_argument("input", help="documents with events, in any readable format")
    part.add_argument("-o", "--output", help="HTML file (default: a temporary one, opened in the browser)")

    part = add("schema", commands.schema, "Print the event types as JSON, or the JSON Schema of one.")
    part.add_argument("type", nargs="?", help="an event type, such as Meeting")
    part.add_argument("-m", "--model", help="ontology of this model (default: the built-in one)")
    part.add_argument("--list", action="store_true", help="names and definitions only")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"must be at least 0, not {value}")
    return value


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {value}")
    return value
