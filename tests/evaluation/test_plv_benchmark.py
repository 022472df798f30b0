"""The PLV and dev benchmarks on sentences written here, with predictions made by hand."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from eventx.document import Document
from eventx.evaluation.confusion import NONE

FOLDER = Path(__file__).parents[2] / "benchmarks"


def load(name, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def plv(monkeypatch):
    return load("plv", monkeypatch)


def record(text, source, target, root, penta, name="s1"):
    spans = {
        key: {"text": words, "start": text.index(words), "end": text.index(words) + len(words)}
        for key, words in (("source_span", source), ("target_span", target))
    }
    return {"id": name, "text": text, **spans, "root": root, "penta": penta}


TEXT = "Chile condemned Peru after Peru promised aid to Bolivia."


@pytest.fixture
def sentence(mention):
    return Document(
        TEXT,
        id="s1",
        mentions=[
            mention(TEXT, "Condemnation", "condemned", ("actor", "Chile"), ("recipient", "Peru"), score=0.6),
            mention(TEXT, "Aid", "aid", ("actor", "Peru#2"), ("recipient", "Bolivia"), score=0.9, status="planned"),
        ],
    )


def test_event_of_the_pair_beats_the_best(plv, sentence):
    coded = plv.code(record(TEXT, "Chile", "Peru", "ACCUSE", "3"), sentence)
    assert (coded.predicted, coded.path) == ("ACCUSE", "pair")


def test_direction_counts(plv, sentence):
    coded = plv.code(record(TEXT, "Bolivia", "Chile", "ACCUSE", "3"), sentence)
    assert (coded.predicted, coded.path) == ("AGREE", "best")  # planned aid is AGREE


def test_no_event_is_no_code(plv):
    coded = plv.code(record(TEXT, "Chile", "Peru", "ACCUSE", "3"), Document(TEXT, id="s1"))
    assert (coded.predicted, coded.path) == (NONE, "none")


def test_mutual_types_go_both_ways(plv, mention):
    text = "Chile met Peru in Lima."
    document = Document(text, mentions=[mention(text, "Meeting", "met", ("actor", "Chile"), ("recipient", "Peru"))])
    assert plv.code(record(text, "Peru", "Chile", "CONSULT", "1"), document).path == "pair"
    both = Document(text, mentions=[mention(text, "Meeting", "met", ("actor", "Chile"), ("actor", "Peru"))])
    assert plv.code(record(text, "Chile", "Peru", "CONSULT", "1"), both).path == "pair"


@pytest.mark.parametrize(
    ("type", "status", "root"),
    [
        ("Attack", "actual", "ASSAULT"), ("Attack", "planned", "THREATEN"), ("Attack", "negated", "YIELD"),
        ("Withdrawal", "actual", "YIELD"), ("Concession", "actual", "YIELD"), ("Aid", "negated", "SANCTION"),
        ("Visit", "negated", "REJECT"), ("Request", "actual", "REQUEST"), ("Sanction", "planned", "THREATEN"),
    ],
)  # fmt: skip
def test_status_shifts_the_root(plv, mention, type, status, root):
    document = Document(TEXT, mentions=[mention(TEXT, type, "condemned", ("actor", "Chile"), status=status)])
    assert plv.code(record(TEXT, "Chile", "Peru", root, "1"), document).predicted == root


def test_macro_f1_by_hand(plv):
    # ACCUSE: 1 of 2 gold, 1 predicted: 2/3. AID: 1 gold, 2 predicted, 1 right: 2/3. YIELD: missed: 0.
    pairs = [("ACCUSE", "ACCUSE"), ("ACCUSE", "AID"), ("AID", "AID"), ("YIELD", NONE)]
    assert plv.macro_f1(plv.classes(pairs)) == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)


def test_every_root_has_a_quad(plv):
    from eventx.schema.codes import plover_modes, to_plv

    assert {to_plv(event) for event, _ in plover_modes()} == set(plv.QUADS)


def test_plv_report(plv, sentence, tmp_path, capsys):
    (tmp_path / "plv.jsonl").write_text(json.dumps(record(TEXT, "Chile", "Peru", "ACCUSE", "3")) + "\n", "utf-8")
    (tmp_path / "predictions.jsonl").write_text(sentence.to_json() + "\n", "utf-8")
    paths = ["--data", str(tmp_path / "plv.jsonl"), "--predictions", str(tmp_path / "predictions.jsonl")]
    plv.main([*paths, "--report", str(tmp_path / "out.md")])
    assert "| root | 1.000 | 1.000 | 1.000 |" in capsys.readouterr().out
    assert "| pair | 1 | 1.000 |" in (tmp_path / "out.md").read_text("utf-8")


def test_dev_report(monkeypatch, sentence, tmp_path, capsys):
    dev = load("dev", monkeypatch)
    path = tmp_path / "gold.jsonl"
    path.write_text(sentence.to_json() + "\n", "utf-8")
    for name in ("out.md", "out.json", "out.html", "out.txt"):
        target = str(tmp_path / name)
        dev.main(["--data", str(path), "--predictions", str(path), "--bootstrap", "10", "--report", target])
    assert "date: " in capsys.readouterr().out
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["figures"]["TC"]["value"] == 1
    assert (tmp_path / "out.md").read_text("utf-8").startswith("# Evaluation")


def test_dev_reads_pieces_alone(monkeypatch, tmp_path, tiny_checkpoint, document, capsys):
    module = load("dev", monkeypatch)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(document.to_json() + "\n")
    seen = []
    evaluate = module.evaluate
    monkeypatch.setattr(
        module, "evaluate", lambda system, docs, **kw: seen.extend(docs) or evaluate(system, docs, **kw)
    )
    module.main(["--data", str(gold), "--model", str(tiny_checkpoint), "--pieces", "1", "--bootstrap", "10"])
    assert "".join(part.text for part in seen) == document.text.replace(". ", ".")
    assert sum(len(part.mentions) for part in seen) == len(document.mentions)
    assert "3 pieces of 1 sentences" in capsys.readouterr().out
