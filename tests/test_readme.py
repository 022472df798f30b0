"""What the README shows is executed: its Python blocks, its output, its commands' names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eventx.model.checkpoint import BUNDLED

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
needs_model = pytest.mark.skipif(not (BUNDLED / "config.json").exists(), reason="no bundled model in this checkout")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@needs_model
def test_python_blocks_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec", dont_inherit=True), names)
    assert (tmp_path / "events.html").stat().st_size > 1000


@needs_model
def test_output_is_what_the_bundled_model_gives() -> None:
    import eventx
    from eventx.view.plain import outline

    text = (ROOT / "examples" / "articles" / "visit.txt").read_text(encoding="utf-8")
    shown = blocks("text")[0].strip()
    given = outline(eventx.load()(text).replace(id="visit"), width=100).strip()
    for part in shown.split("\n...\n"):
        assert part.strip() in given


def test_concepts_blocks_run() -> None:
    names: dict[str, object] = {"__name__": "concepts"}
    for block in re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "concepts.md").read_text("utf-8"), flags=re.DOTALL
    ):
        # Classes of an executed block need no postponed annotations, which the compile flags would inherit.
        exec(compile(block, "concepts.md", "exec", dont_inherit=True), names)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_commands_exist() -> None:
    from eventx.cli.main import _parser

    known = _parser().format_help()
    for name in set(re.findall(r"^eventx (\w+)", "\n".join(blocks("bash")), flags=re.MULTILINE)):
        assert name in known
