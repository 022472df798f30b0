"""The notebooks of examples/quickstart.ipynb and examples/embedding run from their first cell to their last."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from eventx.model.checkpoint import BUNDLED

ROOT = Path(__file__).parents[2] / "examples"
NOTEBOOKS = ["quickstart.ipynb", "embedding/plain.ipynb", "embedding/langchain.ipynb", "embedding/spacy.ipynb"]
needs_model = pytest.mark.skipif(not (BUNDLED / "config.json").exists(), reason="no bundled model in this checkout")


def run(name: str) -> dict[str, Any]:
    """Execute a notebook's cells; returns what each shows, by the id of the cell."""
    cells = json.loads((ROOT / name).read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {"__name__": "notebook"}
    shown: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        body = ast.parse("".join(cell["source"]))
        last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
        exec(compile(body, name, "exec", dont_inherit=True), names)
        if last is not None:
            assert isinstance(last, ast.Expr)
            shown[cell["id"]] = eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), names)
    return shown


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_is_clean(name: str) -> None:
    notebook = json.loads((ROOT / name).read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    for cell in notebook["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)


@needs_model
def test_quickstart() -> None:
    pytest.importorskip("pandas")
    shown = run("quickstart.ipynb")
    assert shown["event"] == ("Meeting", "met", "actual", "2024-03-12")
    assert all(exact for _, _, exact in shown["arguments"])
    assert shown["codes"] == ("CONSULT", None, "040", 1, 1.0)
    assert {"Meeting", "Condemnation"} <= set(shown["table"]["type"])
    assert shown["keep"] is True


@needs_model
def test_plain_pipeline() -> None:
    shown = run("embedding/plain.ipynb")
    assert shown["run"] == 2
    assert ("a1", "Condemnation", "111") in shown["query"]
    assert ("a2", "Meeting", "040") in shown["query"]


@needs_model
def test_langchain_style_pipeline() -> None:
    shown = run("embedding/langchain.ipynb")
    first, second = shown["use"]
    assert "Condemnation" in first[0]
    assert "NOR" in first[1]
    assert second == ([], [])
    assert len(shown["filter"]) == 1


@needs_model
def test_spacy_pipeline() -> None:
    pytest.importorskip("spacy")
    shown = run("embedding/spacy.ipynb")
    assert shown["pipe"] == ["eventx"]
    assert ("Condemnation", "condemned") in [(kind, trigger.text) for kind, trigger, _ in shown["doc"]]
    assert shown["dates"] == [("a2", "2024-03-12")]
    assert shown["keep"] is True
