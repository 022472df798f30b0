"""Runs `analysis.ipynb` and makes docs/analysis.md of it, with tables and pictures: `python examples/crisis/render.py`.

Needs the bundled model and the extras "pandas" and "plot"; the picture of the article needs chromium and is left as it
is where that is missing.
"""

from __future__ import annotations

import ast
import contextlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NOTEBOOK = HERE / "analysis.ipynb"
PAGE = HERE.parent.parent / "docs" / "analysis.md"
IMAGES = PAGE.parent / "images"


def cells() -> Iterator[tuple[str, str, str]]:
    """Id, kind and source of each cell of the notebook."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], cell["cell_type"], "".join(cell["source"])


def run(folder: Path) -> dict[str, Any]:
    """Execute the code cells in one namespace, as Jupyter does.

    Args:
        folder: Working directory, with articles.jsonl and gold.jsonl.

    Returns:
        What each code cell shows, the value of its last expression, by cell id.
    """
    names: dict[str, Any] = {}
    shown = {}
    with contextlib.chdir(folder):
        for name, kind, source in cells():
            if kind != "code":
                continue
            tree = ast.parse(source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, f"cell {name}", "exec"), names)
            if isinstance(last, ast.Expr):
                shown[name] = eval(compile(ast.Expression(last.value), f"cell {name}", "eval"), names)
    return shown


def table(value: Any) -> str:
    """A frame or a series as a Markdown table."""
    named = value.index.inferred_type == "string"  # row numbers say nothing
    frame = value.reset_index() if named else value
    rows = [[_cell(item) for item in row] for row in frame.itertuples(index=False)]
    head = ["" if str(name) in ("index", "0") else str(name) for name in frame.columns]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _cell(value: Any) -> str:
    if value is None or value != value or str(value) in ("<NA>", "None"):
        return ""
    return f"{value:.3g}" if isinstance(value, float) else str(value).replace("|", "\\|").replace("<", "&lt;")


def picture(name: str, value: Any) -> str:
    """Save a plot or a document as a picture, and the line that shows it."""
    path = IMAGES / f"crisis-{name}.png"
    if hasattr(value, "figure"):
        value.figure.savefig(path, dpi=110, metadata={"Software": None})
    elif chromium := shutil.which("chromium"):
        with tempfile.TemporaryDirectory() as folder:
            value.show(f"{folder}/page.html")
            flags = (
                "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
            )
            flags += (
                " --hide-scrollbars --virtual-time-budget=3000 --window-size=1240,1000 --force-device-scale-factor=1.25"
            )
            command = [chromium, *flags.split(), f"--user-data-dir={folder}/profile", f"--screenshot={path}"]
            subprocess.run([*command, f"file://{folder}/page.html"], check=True, capture_output=True, timeout=120)
    return f"![{name}](images/{path.name})"


def page(shown: dict[str, Any]) -> str:
    """The notebook as Markdown, with what its cells show."""
    parts = [f"<!-- Made of examples/crisis/{NOTEBOOK.name} by examples/crisis/{Path(__file__).name}. -->"]
    for name, kind, source in cells():
        parts.append(source if kind == "markdown" else f"```python\n{source}\n```")
        if name in shown:
            value = shown[name]
            parts.append(table(value) if hasattr(value, "reset_index") else picture(name, value))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    import matplotlib

    matplotlib.use("agg")
    PAGE.write_text(page(run(HERE)), encoding="utf-8")
