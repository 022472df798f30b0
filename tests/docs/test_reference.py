"""The reference has every public name, and the site builds without a warning."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import eventx
from eventx.schema import DIPLOMACY

ROOT = Path(__file__).parents[2]
API = ROOT / "docs" / "reference" / "api"
MODULES = [
    "eventx", "eventx.schema", "eventx.io", "eventx.evaluation", "eventx.resolve.time", "eventx.view", "eventx.plot",
    "eventx.integrations", "eventx.scale",
]  # fmt: skip
DIRECTIVE = re.compile(r"^::: (?P<path>[\w.]+)\n(?P<options>(?:[ \t]+.*\n|\n(?=[ \t]))*)", flags=re.MULTILINE)


def documented() -> set[str]:
    """Names on the reference's pages, and those of the event types, which are on the codebook's."""
    names = {f"eventx.schema.{item.__name__}" for item in DIPLOMACY}
    for page in API.glob("*.md"):
        for match in DIRECTIVE.finditer(page.read_text(encoding="utf-8") + "\n"):
            names.add(match["path"])
            names |= {f"{match['path']}.{name}" for name in re.findall(r"[\w]+", match["options"])}
    return names


def public_names() -> set[tuple[str, str]]:
    """Pairs of module and name."""
    scale = (Path(eventx.__file__).parent / "scale").exists()
    modules = [path for path in MODULES if path != "eventx.scale" or scale]
    return {
        (path, name)
        for path in modules
        for name in importlib.import_module(path).__all__
        if not name.startswith("__") and f"eventx.{name}" not in MODULES
    }


def test_every_public_name_is_asked_for() -> None:
    # A name may be documented where it is defined or where it is exported.
    names = documented()
    last = {name.rpartition(".")[2] for name in names}
    assert not {f"{path}.{name}" for path, name in public_names() if name not in last}


def test_every_directive_names_something() -> None:
    for page in API.glob("*.md"):
        for match in DIRECTIVE.finditer(page.read_text(encoding="utf-8") + "\n"):
            parts = match["path"].split(".")
            for cut in range(len(parts), 0, -1):
                try:
                    found = importlib.import_module(".".join(parts[:cut]))
                except ImportError:
                    continue
                for part in parts[cut:]:
                    found = getattr(found, part)
                break
            else:
                pytest.fail(f"{page.name}: no {match['path']}")


def test_public_names_explain_themselves() -> None:
    for name in eventx.__all__:
        if not name.startswith("__"):
            assert (getattr(eventx, name).__doc__ or "").strip(), name


def test_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    pytest.importorskip("mkdocstrings")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert done.returncode == 0, done.stderr
    for page in ("index.html", "codebook/types.html", "reference/model-card.html", "project/changelog.html"):
        assert (tmp_path / page).stat().st_size > 5000
    made = "".join(page.read_text(encoding="utf-8") for page in (tmp_path / "reference" / "api").glob("*.html"))
    shown = set(re.findall(r'<h\d id="([\w.]+)"', made))
    last = {name.rpartition(".")[2] for name in shown} | set(DIPLOMACY.names)
    assert {"eventx.load", "eventx.Document.from_json", "eventx.io.aggregate.aggregate"} <= shown
    assert not {f"{path}.{name}" for path, name in public_names() if name not in last}
    outside = [
        (page.name, url)
        for page in tmp_path.rglob("*.html")
        for url in re.findall(r'<(?:script|link)[^>]*(?:src|href)="(https?://[^"]+)"', page.read_text(encoding="utf-8"))
    ]
    assert not outside, "a page asks another server for something"
