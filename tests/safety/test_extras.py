"""Without its extra, a feature says which one it needs, before it has written anything."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import eventx
from eventx import Document
from eventx.errors import MissingExtraError


def _write(kind: str) -> Callable[[Document, Path], Any]:
    return lambda document, folder: eventx.write(document, folder / "made", kind)


def _frame(library: str) -> Callable[[Document, Path], Any]:
    return lambda document, folder: eventx.to_frame(document, library=library)  # type: ignore[arg-type]


CASES: dict[str, tuple[str, str, Callable[[Document, Path], Any]]] = {
    "parquet": ("pyarrow", "arrow", _write("parquet")),
    "arrow": ("pyarrow", "arrow", _write("arrow")),
    "arrow frame": ("pyarrow", "arrow", _frame("arrow")),
    "pandas frame": ("pandas", "pandas", _frame("pandas")),
    "polars frame": ("polars", "polars", _frame("polars")),
    "duckdb": ("duckdb", "duckdb", _write("duckdb")),
    "turtle": ("rdflib", "rdf", _write("turtle")),
    "json-ld": ("rdflib", "rdf", _write("json-ld")),
    "graphml": ("networkx", "graph", _write("graphml")),
    "timeline": ("matplotlib", "plot", lambda document, folder: eventx.plot.timeline([document])),
    "spacy": ("spacy", "spacy", lambda document, folder: __import__("eventx.integrations.spacy")),
}


@pytest.mark.parametrize("case", list(CASES))
def test_a_missing_package_names_its_extra(
    case: str, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, extra, call = CASES[case]
    for name in [item for item in sys.modules if item.split(".")[0] == package]:
        monkeypatch.setitem(sys.modules, name, None)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, package, None)  # type: ignore[arg-type]
    monkeypatch.delitem(sys.modules, "eventx.integrations.spacy", raising=False)
    with pytest.raises(MissingExtraError) as caught:
        call(document, tmp_path)
    assert f'pip install "eventx[{extra}]"' in str(caught.value)
    assert repr(package) in str(caught.value)
    assert not [item for item in tmp_path.rglob("*") if item.is_file()]
