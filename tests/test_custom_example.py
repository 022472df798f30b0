"""examples/custom: its corpus is sound and made from its source, its types survive JSON, its notebook runs."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import eventx
from eventx.errors import CorpusError
from eventx.io.corpus import load_corpus
from eventx.training.corpus import check_corpus

FOLDER = Path(__file__).parent.parent / "examples" / "custom"
PARTS = {"train": 60, "heldout": 20}


@pytest.fixture
def ontology(monkeypatch: pytest.MonkeyPatch) -> eventx.Ontology:
    monkeypatch.syspath_prepend(str(FOLDER))
    from disasters import DISASTERS  # type: ignore[import-not-found,unused-ignore]

    assert isinstance(DISASTERS, eventx.Ontology)
    return DISASTERS


def cells() -> list[str]:
    notebook = json.loads((FOLDER / "finetune.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_ontology_survives_json(ontology: eventx.Ontology) -> None:
    again = eventx.Ontology.from_json(ontology.to_json())
    assert again == ontology
    assert again.hash == ontology.hash
    assert ontology.names == ("Earthquake", "Flood", "Rescue", "Evacuation")
    assert all(3 <= len(ontology.allowed(name)) <= 5 for name in ontology.names)
    assert {role.kind for role in ontology.roles.values()} == {"actor", "place", "time", "amount", "span"}


@pytest.mark.parametrize("part", PARTS)
def test_corpus_is_sound(ontology: eventx.Ontology, part: str) -> None:
    documents = load_corpus(FOLDER / f"{part}.jsonl", ontology=ontology)
    assert len(documents) == PARTS[part]
    check_corpus(documents, ontology)
    for document in documents:
        assert 60 <= len(document.text.split()) <= 120
        for mention in document.mentions:
            spans: list[eventx.Trigger | eventx.Argument] = [mention.trigger, *mention.arguments]
            for span in spans:
                assert document.text[span.start : span.end] == span.text
            assert " " not in mention.trigger.text
            assert all(item.kind == ontology.roles[item.role].kind for item in mention.arguments)
    assert {mention.type for document in documents for mention in document.mentions} == set(ontology.names)


def test_parts_share_nothing(ontology: eventx.Ontology) -> None:
    train, heldout = (load_corpus(FOLDER / f"{part}.jsonl", ontology=ontology) for part in PARTS)
    assert not {document.id for document in train} & {document.id for document in heldout}
    assert not {document.text for document in train} & {document.text for document in heldout}


def test_jsonl_is_what_the_source_says(ontology: eventx.Ontology) -> None:
    import convert  # type: ignore[import-not-found,unused-ignore]

    source = (FOLDER / "corpus.txt").read_text(encoding="utf-8")
    lines = {document.id: document.to_json(events=False) for document in convert.parse(source)}
    stored = [line for part in PARTS for line in (FOLDER / f"{part}.jsonl").read_text("utf-8").splitlines()]
    assert sorted(lines.values()) == sorted(stored)
    assert len(lines) == sum(PARTS.values())


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("A [quake|Earthquake 1] hit [Lima|cause 1].", "Earthquake has no role 'cause'"),
        ("A [big quake|Earthquake 1] hit.", "one word"),
        ("A quake hit [Lima|location 1].", "without a trigger"),
        ("A [quake|Tsunami 1] hit.", "neither a type nor a role"),
        ("A [quake|Earthquake 1 hit.", "stray bracket"),
    ],
)
def test_bad_markup_is_refused(ontology: eventx.Ontology, marked: str, message: str) -> None:
    import convert

    with pytest.raises(convert.MarkupError, match=message):
        convert.parse_document("x1", "2024-01-01", marked)


def test_unknown_role_is_refused(ontology: eventx.Ontology) -> None:
    document = load_corpus(FOLDER / "train.jsonl", ontology=ontology)[1]
    mention = document.mentions[0]
    wrong = mention.replace(arguments=(eventx.Argument("winner", mention.trigger.text, *_place(mention)),))
    with pytest.raises(CorpusError, match=f"{document.id}.*'winner'"):
        check_corpus([document.replace(mentions=(wrong,))], ontology)


def _place(mention: eventx.Mention) -> tuple[int, int]:
    return mention.trigger.start, mention.trigger.end


def test_notebook_is_short() -> None:
    statements = [statement for cell in cells() for statement in ast.parse(cell).body]
    assert len(statements) <= 12


def test_notebook_runs(
    ontology: eventx.Ontology, tiny_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shortened: two passes from an untrained encoder, so it runs without the bundled model; every cell as it is."""
    shutil.copytree(FOLDER, tmp_path / "custom")
    monkeypatch.chdir(tmp_path / "custom")
    names: dict[str, Any] = {"__name__": "notebook"}
    for cell in cells():
        if "eventx.train(" in cell:
            assert 'base="default"' in cell
            cell = cell.replace('base="default"', f"base={str(tiny_encoder)!r}, disable_tqdm=True")
            cell, count = re.subn(r"epochs=\d+", "epochs=2", cell)
            assert count == 1
        exec(compile(cell, "finetune.ipynb", "exec", dont_inherit=True), names)
    assert names["report"].documents == 20
    assert names["document"].ontology == ontology
    assert names["document"].text == names["held_out"][0].text
