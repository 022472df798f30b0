"""Smoke test of an installed eventx, run from outside the repository: `python smoke.py ARTICLE` prints JSON.

It needs the core dependencies alone, and checks that a feature whose extra is absent says which extra it needs.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

FEATURES: dict[str, tuple[str, str]] = {
    # package: (extra, format to write)
    "polars": ("polars", "frame"),
    "rdflib": ("rdf", "turtle"),
    "networkx": ("graph", "graphml"),
    "duckdb": ("duckdb", "duckdb"),
    "matplotlib": ("plot", "plot"),
    "spacy": ("spacy", "spacy"),
}


def use(kind: str, document: Any, folder: Path) -> None:
    """Use the feature of an extra."""
    import eventx

    if kind == "frame":
        eventx.to_frame(document, library="polars")
    elif kind == "plot":
        eventx.plot.timeline([document])
    elif kind == "spacy":
        importlib.import_module("eventx.integrations.spacy")
    else:
        eventx.write(document, folder / "made", kind)


def command(*arguments: str) -> str:
    """Standard output of the `eventx` command of this environment."""
    program = Path(sys.executable).parent / "eventx"
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def check(article: Path) -> dict[str, Any]:
    """Extract, write, read, and ask for what is missing.

    Raises:
        SystemExit: Something does not hold.
    """
    import eventx

    def hold(condition: bool, what: str) -> None:
        if not condition:
            sys.exit(f"smoke test: {what}")

    where = Path(eventx.__file__)
    hold("site-packages" in where.parts, f"eventx comes from {where}, not from the installed wheel")
    hold(eventx.__version__ == version("eventx"), "the version differs from the metadata")
    extractor = eventx.load(device="cpu")
    text = article.read_text(encoding="utf-8")
    document = extractor(text, date="2024-03-23")
    hold(len(document.events) > 3, f"{len(document.events)} events in {article.name}")
    spans = [span for item in document.mentions for span in (item.trigger, *item.arguments)]
    hold(all(text[span.start : span.end] == span.text for span in spans), "a span is not in the text")
    (same,) = extractor.pipe([{"text": text, "date": "2024-03-23"}])
    hold(same.mentions == document.mentions, "pipe gives something else than a call")
    # By default no torch is needed; with it, torch and transformers have to load the same network.
    other = eventx.load(device="cpu", backend="torch")(text, date="2024-03-23")
    hold([item.trigger for item in other.mentions] == [item.trigger for item in document.mentions], "torch differs")
    missing = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for kind in ("jsonl", "csv", "brat", "conll", "sqlite", "markdown", "parquet"):
            hold(eventx.write(document, folder / f"a-{kind}", kind) == 1, f"{kind} was not written")
        hold(next(iter(eventx.read(folder / "a-jsonl", "jsonl"))) == document, "JSON Lines came back changed")
        document.show(str(folder / "a.html"))
        for package, (extra, kind) in FEATURES.items():
            if importlib.util.find_spec(package) is None:
                missing[package] = _message(lambda kind=kind: use(kind, document, folder))
                hold(f'"eventx[{extra}]"' in missing[package], f"without {package}: {missing[package]!r}")
        hold(len(command("schema", "--list").splitlines()) == 33, "eventx schema --list")
        hold(command("extract", str(article), "-q").count('"mentions"') == 1, "eventx extract")
    names = {point.name for point in entry_points(group="spacy_factories")}
    hold("eventx" in names, "the spaCy entry point is not there")
    packages = ("torch", "transformers", "tokenizers", "numpy", "pydantic", "datasets")
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in packages if importlib.util.find_spec(name) is not None},
        "mentions": len(document.mentions),
        "events": len(document.events),
        "extras absent": sorted(missing),
    }


def _message(call: Callable[[], None]) -> str:
    from eventx.errors import MissingExtraError

    try:
        call()
    except MissingExtraError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))
