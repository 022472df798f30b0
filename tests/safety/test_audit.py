"""`make audit` tells a clean audit from one that could ask nobody."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "audit.py"
CLEAN: dict[str, Any] = {"name": "numpy", "version": "2.4.6", "vulns": []}
SKIPPED = {"name": "torch", "skip_reason": "Dependency not found on PyPI and could not be audited: torch (2.13.0)"}
HIT = {"name": "pillow", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([CLEAN], 0, "1 of 1 packages audited, 0 known vulnerabilities"),
        ([CLEAN, HIT], 1, "pillow 1.0: PYSEC-1, mended in 1.1\n2 of 2 packages audited, 1 known"),
        ([CLEAN, SKIPPED], 2, "1 of 2 packages audited, 0 known vulnerabilities\nNOT audited: torch\n"),
        ([SKIPPED], 3, "NOTHING COULD BE AUDITED"),
        ([], 3, "NOTHING COULD BE AUDITED"),
    ],
)
def test_verdict(packages: list[dict[str, Any]], code: int, said: str) -> None:
    found, text = runpy.run_path(str(SCRIPT))["verdict"]({"dependencies": packages})
    assert found == code
    assert said in text
