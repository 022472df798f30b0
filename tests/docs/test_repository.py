"""Files that repositories have: citation, issue templates, pre-commit hooks, contributing guide."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import eventx

ROOT = Path(__file__).parents[2]
yaml: Any = pytest.importorskip("yaml")


def test_citation_names_this_version_and_licence() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == eventx.__version__
    assert citation["license"] == "Apache-2.0"
    assert {"cff-version", "message", "title", "authors", "date-released"} <= set(citation)


def test_issue_templates_are_forms() -> None:
    forms = [path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"]
    assert len(forms) == 4
    for path in forms:
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert form["name"]
        assert form["description"]
        names = [part["id"] for part in form["body"]]
        assert len(set(names)) == len(names)
        assert all(part["type"] in ("input", "textarea") and part["attributes"]["label"] for part in form["body"])
        assert any(part.get("validations", {}).get("required") for part in form["body"])


def test_pre_commit_hooks_are_the_commands_of_the_guide() -> None:
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    entries = {hook["id"]: hook["entry"] for hook in repository["hooks"]}
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name, command in (("ruff-format", "ruff format"), ("ruff-check", "ruff check"), ("mypy", "mypy")):
        assert entries[name].startswith(command)
        assert command in guide


def test_guide_names_what_is_there() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in re.findall(r"`((?:docs|tests|examples|benchmarks|\.ci)/[\w./]+)`", guide):
        assert (ROOT / target).exists(), target
    for target in re.findall(r"\]\(([^)#:]+)\)", guide):
        assert (ROOT / target).exists(), target
