"""The example analysis: its articles, its notebook, which is executed here on fewer articles, and its page."""

from __future__ import annotations

import datetime
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import eventx
from eventx.document import Document
from eventx.model.checkpoint import BUNDLED
from eventx.schema import DIPLOMACY

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "examples" / "crisis"
SHORT = ("c02", "c05", "c09", "c10")  # the two articles that the notebook looks at, and a happening told twice
needs_model = pytest.mark.skipif(not (BUNDLED / "config.json").exists(), reason="no bundled model in this checkout")


def corpus(name: str) -> list[Document]:
    return list(eventx.read(FOLDER / name))


def renderer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("crisis_render", FOLDER / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_articles_are_thirty_short_reports_over_two_months() -> None:
    articles = corpus("articles.jsonl")
    assert len({article.id for article in articles}) == len(articles) == 30
    dates = [datetime.date.fromisoformat(article.date or "") for article in articles]
    assert dates == sorted(dates)
    assert 55 <= (dates[-1] - dates[0]).days <= 62
    assert all(article.title and 90 <= len(article.text.split()) <= 160 for article in articles)


def test_gold_marks_the_articles_by_the_codebook() -> None:
    articles = {article.id: article for article in corpus("articles.jsonl")}
    gold = corpus("gold.jsonl")
    assert len(gold) == 7
    for document in gold:
        assert (document.text, document.date) == (articles[document.id].text, articles[document.id].date)
        for mention in document.mentions:
            roles = DIPLOMACY[mention.type].roles
            assert mention.status in DIPLOMACY.statuses
            assert set(mention.contexts) <= set(DIPLOMACY.contexts)
            assert {argument.role for argument in mention.arguments} <= set(roles)


def test_notebook_is_clean() -> None:
    notebook = json.loads((FOLDER / "analysis.ipynb").read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    for cell in notebook["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)


def test_page_shows_the_notebook() -> None:
    page = (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")
    for _, kind, source in renderer().cells():
        assert (source if kind == "markdown" else f"```python\n{source}\n```") in page
    pictures = re.findall(r"\]\((images/[^)]+)\)", page)
    assert len(pictures) == 4
    assert all((ROOT / "docs" / picture).stat().st_size > 5000 for picture in pictures)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the notebook's cells show for a few of the articles."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    pytest.importorskip("networkx")
    pytest.importorskip("pandas")
    folder = tmp_path_factory.mktemp("crisis")
    for name in ("articles.jsonl", "gold.jsonl"):
        eventx.write([item for item in corpus(name) if item.id in SHORT], folder / name)
    values: dict[str, Any] = renderer().run(folder)
    matplotlib.pyplot.close("all")
    return values


@needs_model
def test_notebook_runs(shown: dict[str, Any]) -> None:
    assert set(shown) == {name for name, kind, _ in renderer().cells() if kind == "code"}
    assert shown["extract"]["articles"] == len(SHORT)
    assert shown["extract"]["mentions"] >= shown["extract"]["events"] >= 5 * len(SHORT)
    assert 'class="ex fragment"' in shown["document"]._repr_html_()
    for name in ("timeline", "counts", "network"):
        assert shown[name].collections or shown[name].patches


@needs_model
def test_notebook_finds_the_crisis(shown: dict[str, Any]) -> None:
    assert {"Rejection", "Communication", "Request"} <= set(shown["table"]["type"])
    assert {"actual", "hypothetical", "negated"} <= set(shown["table"]["status"])
    assert "c09, c10" in set(shown["duplicates"]["articles"])
    monthly = shown["monthly"]
    assert set(monthly["period"]) == {"2024-09"}
    assert {("MWI", "TZA"), ("TZA", "MWI")} == set(
        zip(monthly["actor_country"], monthly["recipient_country"], strict=True)
    )
    assert monthly["verbal_conflict"].sum() > monthly["material_cooperation"].sum()
    assert shown["check"].loc["TC", "value"] > 0.5
