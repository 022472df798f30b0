"""The picture of the package's layers, drawn from its source: `docs/images/layers.svg`.

The order of the layers is the one that `tests/test_package.py` enforces; the lines are the imports that are there.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "eventx"
TOLD = {
    "cli": "commands",
    "scale": "datasets, Ray, Spark",
    "integrations": "spaCy, pipelines",
    "training": "corpora, losses, calibration",
    "exporting": "ONNX graphs",
    "extractor": "load, Extractor, pipe",
    "streams": "batches in order",
    "workers": "processes that extract",
    "evaluation": "scores, intervals, agreement",
    "model": "windows, network, decoding",
    "resolve": "dates, actors, places, links",
    "io": "readers, writers, tables",
    "view": "HTML, text, plots",
    "merge": "mentions to events",
    "document": "Document, Mention, spans",
    "schema": "types, ontology, codes",
    "errors": "one exception tree",
}
HIDDEN = {"__main__", "plot"}  # one-line doors to cli and view


def order() -> list[list[str]]:
    """The parts of the package by layer, the top one first, as far as they exist."""
    tree = ast.parse((ROOT / "tests" / "test_package.py").read_text(encoding="utf-8"))
    values = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "LAYERS"
    ]
    there = {path.stem for path in PACKAGE.iterdir()} - HIDDEN
    layers = [[name for name in names if name in there] for names in values[0]]
    return [names for names in layers if names]


@cache
def imports() -> dict[str, dict[str, bool]]:
    """For each part the parts that it imports, and whether one of its modules does so when it is itself imported."""
    parts = [name for names in order() for name in names]
    found: dict[str, dict[str, bool]] = {name: {} for name in parts}
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if own not in found:
            continue
        for target, top in _imported(ast.parse(path.read_text(encoding="utf-8")), top=True):
            if target != own and target in found:
                found[own][target] = found[own].get(target, False) or top
    return {
        name: dict(sorted(targets.items(), key=lambda item: parts.index(item[0]))) for name, targets in found.items()
    }


def _imported(node: ast.AST, *, top: bool) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.ImportFrom) and (child.module or "").startswith("eventx"):
            package, _, rest = str(child.module).partition(".")
            names = [rest.split(".")[0]] if rest else [alias.name for alias in child.names]
            found += [(name, top) for name in names if package == "eventx"]
        elif isinstance(child, ast.Import):
            found += [(alias.name.split(".")[1], top) for alias in child.names if alias.name.startswith("eventx.")]
        inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        found += _imported(child, top=top and not inner)
    return found


def picture() -> str:
    """The layers as SVG: a row a layer, a box a part, a line an import of a lower one."""
    width, box_height, gap, left = 1000, 58, 34, 20
    layers, edges = order(), imports()
    places: dict[str, tuple[float, float, float]] = {}
    boxes = []
    for row, names in enumerate(layers):
        y = 16 + row * (box_height + gap)
        size = min(300.0, (width - 2 * left - 16 * (len(names) - 1)) / len(names))
        x = (width - size * len(names) - 16 * (len(names) - 1)) / 2
        for name in names:
            places[name] = (x, y, size)
            middle = x + size / 2
            boxes.append(
                f'<rect class="box" x="{x:.0f}" y="{y}" width="{size:.0f}" height="{box_height}" rx="8"/>'
                f'<text class="name" x="{middle:.0f}" y="{y + 25}">{escape(name)}</text>'
                f'<text class="told" x="{middle:.0f}" y="{y + 44}">{escape(TOLD.get(name, ""))}</text>'
            )
            x += size + 16
    lines = []
    for name, targets in edges.items():
        for target, top in targets.items():
            # What is reached through another part is left out; the table beside the picture has it all.
            if any(target in edges[between] for between in targets if places[between][1] > places[name][1]):
                continue
            (x, y, size), (to_x, to_y, to_size) = places[name], places[target]
            if to_y <= y:
                continue
            start, end = x + size / 2, to_x + to_size / 2
            bend = (to_y - y - box_height) / 2
            lines.append(
                f'<path class="{"now" if top else "later"}" d="M{start:.0f} {y + box_height} '
                f'C{start:.0f} {y + box_height + bend:.0f} {end:.0f} {to_y - bend:.0f} {end:.0f} {to_y}"/>'
            )
    height = 16 + len(layers) * (box_height + gap) - gap + 16
    style = (
        "text{font-family:system-ui,sans-serif;text-anchor:middle}"
        ".name{font-size:17px;font-weight:600;fill:#1d2a44}.told{font-size:13px;fill:#51607d}"
        ".box{fill:#f4f6fb;stroke:#8d9bb8}path{fill:none;stroke:#8d9bb8}.later{stroke-dasharray:3 4;opacity:.6}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="Layers of eventx; each imports from those below only"><style>{style}</style>'
        f'<rect width="{width}" height="{height}" rx="12" fill="#fff"/>{"".join(lines)}{"".join(boxes)}</svg>\n'
    )
