"""The package as a whole: public names, import cost, layers, file sizes."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import eventx

ROOT = Path(eventx.__file__).parent
HEAVY = ("torch", "transformers", "pandas", "pyarrow", "datasets", "matplotlib", "numpy", "polars")
# A module may import from its own layer and from those that come later in this list.
LAYERS = [
    ("cli", "__main__"),
    ("scale", "integrations"),
    ("training",),
    ("exporting",),
    ("extractor", "streams", "workers"),
    ("evaluation",),
    ("model", "resolve", "io", "view", "plot"),
    ("merge", "document"),
    ("schema",),
    ("errors",),
]
# Named for the reader, since each crosses its own or a higher layer on purpose and inside a function only.
LAZY = {
    ("document", "view"),
    ("document", "merge"),
    ("model", "training"),
    ("training", "extractor"),
}


def test_public_names_resolve_and_are_the_designed_ones() -> None:
    expected = {
        "load", "Extractor", "Document", "Mention", "Event", "Ontology", "Role", "read", "write", "to_frame", "train",
        "evaluate", "deduplicate", "schema", "EventxError",
    }  # fmt: skip
    assert expected <= set(eventx.__all__)
    assert len(eventx.__all__) <= 30
    for name in eventx.__all__:
        assert getattr(eventx, name) is not None
    with pytest.raises(AttributeError):
        _ = eventx.nothing


def test_import_is_quick_and_light() -> None:
    code = f"import sys, eventx; print([m for m in {HEAVY!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"

    def seconds() -> float:
        # CPU time, which other work on the machine hardly changes.
        code = "import time; start = time.process_time(); import eventx; print(time.process_time() - start)"
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)

    assert any(seconds() < 0.2 for _ in range(5))


@pytest.mark.parametrize("module", ["eventx.schema", "eventx.document", "eventx.resolve.mentions", "eventx.io"])
def test_lower_layers_need_no_torch(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('torch', 'transformers') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def _layer(name: str) -> int | None:
    for index, names in enumerate(LAYERS):
        if name in names:
            return index
    return None


def _imports(path: Path) -> list[tuple[str, bool]]:
    """Eventx modules that a file imports, and whether at module level (type checking aside)."""
    found: list[tuple[str, bool]] = []

    def visit(node: ast.AST, top: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.ImportFrom) and (child.module or "").startswith("eventx."):
                found.append((str(child.module).split(".")[1], top))
            elif isinstance(child, ast.Import):
                found.extend(
                    (alias.name.split(".")[1], top) for alias in child.names if alias.name.startswith("eventx.")
                )
            inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            visit(child, top and not inner)

    visit(ast.parse(path.read_text(encoding="utf-8")), True)
    return found


def test_layers_import_downward_only() -> None:
    wrong = []
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] == "__init__":
            continue
        mine = _layer(parts[0])
        assert mine is not None, f"{path} belongs to no layer: name it in LAYERS"
        for target, top in _imports(path):
            theirs = _layer(target)
            if theirs is None or target == parts[0]:
                continue
            lazy = not top and (parts[0], target) in LAZY
            if theirs < mine and not lazy:
                wrong.append(f"{path.relative_to(ROOT)} imports {target}")
    assert not wrong


def test_files_hold_one_concept() -> None:
    long = [str(path) for path in ROOT.rglob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 420]
    assert not long
