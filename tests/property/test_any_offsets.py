"""Annotations kept as offsets: what an annotator wrote comes back exactly, and never on another text."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "examples" / "default_model"))

import real_news

SOURCE = [
    "Nothing of note.\nAna Ruiz met her Chilean counterpart in Lima on Monday.\nThe talks were long; she praised them.",
    "Oslo condemned the attack.",
]
NAME = f"wikinews/0/17-{len(SOURCE[0])}"
TEXT = SOURCE[0][17:]
ANNOTATION = """@ NAME
e1 Meeting | met | actual | economic,legal
  actor: Ana Ruiz =PER/GOV
  recipient: Chilean counterpart =CHL/GOV
  location: Lima =PER
  time: Monday =2024-03-18
e1 Meeting | talks | planned |
  actor: she =?/GOV
e2 Support | praised | actual |
  actor: she =?/GOV
  topic: talks
  time: Monday

@ probe/9/0-9
none
@ wikinews/1/0-26
none
""".replace("NAME", NAME)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "pretrain").mkdir()
    with gzip.open(tmp_path / "pretrain" / "wikinews.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"source": "wikinews", "text": text}) + "\n" for text in SOURCE)
    with gzip.open(tmp_path / "pretrain" / "probe.jsonl.gz", "wt", encoding="utf-8"):
        pass
    packs = tmp_path / "packs"
    packs.mkdir()
    blocks = [(NAME, TEXT), ("probe/9/0-9", "Elsewhere"), ("wikinews/1/0-26", SOURCE[1])]
    (packs / "a-01.txt").write_text("\n".join(real_news.block({"id": i, "text": t}) for i, t in blocks))
    (packs / "a-01.ann").write_text(ANNOTATION)
    (packs / "a-02.txt").write_text("@ not/1/0-2\n> Me")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["real_news.py", *map(str, arguments)])
    real_news.main()


def stored(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    run(monkeypatch, "store", "--data", data, "--packs", data / "packs", "--output", data / "offsets")
    return data / "offsets"


def test_offsets_give_back_what_was_annotated(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offsets = stored(data, monkeypatch)
    found: dict[str, dict[str, Any]] = {item["id"]: item for item in real_news.annotated(data, offsets)}
    wrote = {item["id"]: item for item, errors in real_news.packs(data / "packs") if not errors}
    assert set(found) == {NAME, "wikinews/1/0-26"}, "a passage that is not in the source is left out"
    for name, document in found.items():
        assert (document["text"], document["mentions"]) == (wrote[name]["text"], wrote[name]["mentions"])
    assert len(found[NAME]["mentions"]) == 3


def test_no_text_is_stored(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (stored(data, monkeypatch) / "wikinews.txt").read_text()
    words = {word.strip(".;") for text in SOURCE for word in text.split() if len(word) > 3}
    assert not [word for word in words if word in content]


def test_a_changed_text_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offsets = stored(data, monkeypatch)
    with gzip.open(data / "pretrain" / "wikinews.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text.replace("Lima", "Lomé")}) + "\n" for text in SOURCE)
    with pytest.raises(ValueError, match="not the one that was annotated"):
        list(real_news.annotated(data, offsets))


def test_faults_are_named_by_file_and_line(data: Path) -> None:
    path = data / "packs" / "a-01.ann"
    path.write_text(ANNOTATION.replace("| met |", "| greeted |") + "@ wikinews/7/0-3\nnone\n")
    errors = [error for _, found in real_news.packs(data / "packs") for error in found]
    assert len(errors) == 2
    assert any(error.startswith("a-01.ann:2:") and "greeted" in error for error in errors)
    assert any(error.startswith("a-01.ann:18:") and "wikinews/7/0-3" in error for error in errors)
