"""The examples of docs/formats.md run, and every format has one."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from eventx.io import FORMATS

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


def test_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    flags = doctest.IGNORE_EXCEPTION_DETAIL | doctest.FAIL_FAST
    results = doctest.testfile(str(PAGE), module_relative=False, optionflags=flags, encoding="utf-8")
    assert results.attempted > 40
    assert results.failed == 0


def test_every_format_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []
