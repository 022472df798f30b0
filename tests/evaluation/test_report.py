"""`evaluate` on hand-made predictions: figures, intervals, tables and the written forms."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.evaluation import evaluate
from eventx.evaluation.figures import measured
from eventx.evaluation.statistics import Statistics

TEXT = "Ana Ruiz met Bo Lind in Oslo on Monday. The talks ended. Rebels attacked Oslo."


@pytest.fixture
def gold(mention):
    first = [
        mention(
            TEXT, "Meeting", "met", ("actor", "Ana Ruiz", {"country": "CHL", "sector": "GOV"}),
            ("recipient", "Bo Lind", {"country": "NOR", "sector": "GOV"}), ("location", "Oslo", {"country": "NOR"}),
            ("time", "Monday", {"value": "2024-03-18"}), event="e1", contexts=("economic", "energy"),
        ),
        mention(TEXT, "Meeting", "talks", event="e1"),
        mention(TEXT, "Attack", "attacked", ("actor", "Rebels", {"country": None, "sector": "REB"}), event="e2"),
    ]  # fmt: skip
    second = [mention("France met Italy.", "Meeting", "met", event="e1", status="planned")]
    return [
        Document(TEXT, id="one", mentions=first),
        Document("France met Italy.", id="two", mentions=second),
        Document("Nothing happened here.", id="three"),
    ]


@pytest.fixture
def predicted(mention):
    first = [
        mention(
            TEXT, "Meeting", "met", ("actor", "Ana Ruiz", {"country": "CHL", "sector": "OPP", "score": 0.95}),
            ("recipient", "Lind", {"country": "SWE", "sector": "GOV", "score": 0.55}),
            ("time", "Monday", {"value": "2024-03-25", "score": 0.45}), event="e1", contexts=("economic",), score=0.9,
        ),
        mention(TEXT, "Meeting", "talks", event="e2", score=0.8, status="planned"),
        mention(TEXT, "Protest", "attacked", ("actor", "Rebels", {"score": 0.7}), event="e3", score=0.6),
    ]  # fmt: skip
    return [
        Document("Nothing happened here.", id="three"),
        Document("France met Italy.", id="two"),
        Document(TEXT, id="one", mentions=first, provenance={"model": "by-hand"}),
    ]


@pytest.fixture
def report(gold, predicted):
    return evaluate(predicted, gold, bootstrap=200)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TI", 2 * 3 / 7),
        ("TC", 2 * 2 / 7),
        ("TC_precision", 2 / 3),
        ("TC_recall", 2 / 4),
        ("TC_macro_f1", (2 * 2 / 5 + 0) / 2),  # Meeting 2 of 3 gold and 2 predicted; Attack none; Protest is not gold
        ("AC+_exact", 2 * 2 / 9),  # actor and time
        ("AC+_half", 2 * 3 / 9),  # and Lind
        ("AI_exact", 2 * 2 / 9),
        ("status_accuracy", 1 / 2),
        ("status_macro_f1", 2 * 1 / 3),  # actual: 2 gold, 1 predicted, 1 right; planned is not gold among the matched
        ("contexts_micro_f1", 2 * 1 / 3),
        ("country_accuracy", 1 / 2),
        ("country_accuracy_exact", 1),
        ("sector_accuracy", 1 / 2),
        ("time_value_accuracy", 0),
        ("document_type_micro_f1", 2 * 1 / 5),
        ("document_type_macro_f1", (2 * 1 / 3 + 0) / 2),
        ("coref_pairwise_f1", 0),
        ("coref_pairwise_f1_baseline", 1),
        ("coref_b3", 2 * 1 * 0.5 / 1.5),
        ("coref_conll_baseline", 1),
        # Mentions: 0.9 and 0.8 right, 0.6 wrong, each alone in its bin.
        ("trigger_ece", (0.1 + 0.2 + 0.6) / 3),
        # Arguments: 0.95, 0.55 and 0.45 right, 0.7 hangs on a wrong mention.
        ("argument_ece", (0.05 + 0.45 + 0.55 + 0.7) / 4),
        ("type:Meeting", 2 * 2 / 5),
        ("role:actor", 2 * 1 / 4),
    ],
)
def test_figures(report, name, value):
    assert report[name] == pytest.approx(value)


def test_support_and_labels(report):
    assert report.figures["TC"].support == 4
    assert report.figures["AC+_half"].support == 5
    assert report.figures["status_accuracy"].support == 2
    assert report.figures["argument_ece"].support == 4
    meeting, attack, protest = report.types
    assert (meeting.name, meeting.gold, meeting.predicted, meeting.matched) == ("Meeting", 3, 2, 2)
    assert (attack.name, attack.precision, attack.recall, attack.f1) == ("Attack", None, 0, 0)
    assert (protest.name, protest.precision, protest.recall, protest.f1) == ("Protest", 0, None, None)


def test_confusions(report):
    assert report.confusions["type"].errors() == [("Attack", "Protest", 1), ("Meeting", "(none)", 1)]
    assert report.confusions["status"].errors() == [("actual", "planned", 1)]
    assert report.confusions["role"].errors() == [("location", "(none)", 1)]
    assert sum(map(sum, report.confusions["type"].counts)) == 4


def test_perfect_predictions(gold):
    report = evaluate(gold, gold, bootstrap=0)
    exempt = "baseline", "ece"
    values = {name: item.value for name, item in report.figures.items() if not name.endswith(exempt)}
    assert set(values.values()) == {1.0}
    assert report.figures["TC"].low is None


def test_missing_layers_are_not_scored(gold):
    def strip(document):
        plain = [
            item.replace(arguments=(), contexts=(), event=str(number)) for number, item in enumerate(document.mentions)
        ]
        return document.replace(mentions=plain)

    bare = [strip(item) for item in gold]
    report = evaluate(gold, bare, bootstrap=50)
    assert report["AC+_half"] is None
    for name in ("contexts_micro_f1", "country_accuracy", "coref_conll"):
        assert name not in report.figures
        with pytest.raises(CorpusError, match="lack"):
            report[name]
    assert "Coreference" not in str(report)


def test_no_gold_event_at_all():
    empty = [Document("Quiet.", id="a"), Document("Still.", id="b")]
    report = evaluate(empty, empty, bootstrap=20)
    assert report["TC"] is None
    assert report["document_type_micro_f1"] is None
    json.loads(report.to_json())


def test_intervals_hold_the_value_and_repeat(gold, predicted, report):
    for name in ("TC", "AC+_half", "trigger_ece"):
        figure = report.figures[name]
        assert figure.low <= figure.value <= figure.high
    again = evaluate(predicted, gold, bootstrap=200)
    assert again.figures == report.figures


def test_interval_width_is_that_of_a_share():
    """200 documents with one mention each, 60% right: the interval is close to the binomial one, 0.6 +- 0.068."""
    hits = np.arange(200) % 5 < 3
    zero = dict.fromkeys(("TI", "document_types"), (0, 0, 0))
    names = [f"{a}{b}_{c}" for a in ("AI", "AC") for b in ("", "+") for c in ("exact", "half")]
    rows = [{**zero, **dict.fromkeys(names, (0, 0, 0)), "TC": (1, 1, float(hit))} for hit in hits]
    statistics = Statistics.stack(rows)
    figure = measured(statistics, 2000, 0)["TC"]
    assert figure.value == pytest.approx(0.6)
    assert figure.high - figure.low == pytest.approx(2 * 1.96 * np.sqrt(0.6 * 0.4 / 200), rel=0.08)
    assert measured(statistics, 100, 0)["TC"] != measured(statistics, 100, 1)["TC"]


def test_extractor_sees_no_gold(gold, predicted, fake_extractor, report):
    extractor = fake_extractor(predicted)
    assert evaluate(extractor, gold, bootstrap=200).figures == report.figures
    assert [item.id for item in extractor.shown] == ["one", "two", "three"]
    assert not any(item.mentions or item.meta for item in extractor.shown)


def test_by_order_without_ids(gold, predicted, report):
    plain = [item.replace(id="") for item in gold]
    ordered = [item.replace(id="") for item in reversed(predicted)]
    assert evaluate(ordered, plain, bootstrap=0)["TC"] == report["TC"]


def test_wrong_predictions_are_refused(gold, predicted, fake_extractor):
    with pytest.raises(CorpusError, match="no prediction for 1 of 3 gold documents, first 'one'"):
        evaluate(predicted[:2], gold)
    with pytest.raises(CorpusError, match="2 predicted documents for 3"):
        evaluate(fake_extractor(predicted[1:]), gold)
    with pytest.raises(CorpusError, match="another text"):
        evaluate([*predicted[:2], Document("Else.", id="one")], gold)
    with pytest.raises(CorpusError, match="bootstrap"):
        evaluate(predicted, gold, bootstrap=-1)


def test_text_fits_the_terminal(report):
    lines = report.to_text().splitlines()
    assert max(map(len, lines)) <= 100
    assert any(line.startswith("TC ") and "0.571" in line for line in lines)
    assert "model by-hand" in str(report)


def test_json_holds_everything(report):
    data = json.loads(report.to_json())
    assert data["figures"]["TC"]["value"] == pytest.approx(4 / 7)
    assert data["types"][0]["name"] == "Meeting"
    assert data["confusions"]["status"]["labels"] == ["actual", "planned"]
    assert sum(item["count"] for item in data["reliability"]["trigger"]) == 3
    assert "statistics" not in data


def test_markdown_tables_are_whole(report):
    rows = [line for line in report.to_markdown().splitlines() if line.startswith("|")]
    assert len(rows) > 40
    assert "| TC trigger span and type | 0.667 | 0.500 | 0.571 |" in report.to_markdown()
    assert all(row.endswith("|") for row in rows)


def test_hostile_names_cannot_act(mention):
    text = "Ana met Bo."
    bad = [Document(text, id="x", mentions=[mention(text, "<script>|x", "met", score=0.5)])]
    report = evaluate(bad, bad, bootstrap=0)
    assert "<script>" not in report.to_html()
    assert "&lt;script&gt;" in report.to_html()
    assert "\\|x" in report.to_markdown()
    assert report._repr_html_().startswith('<div class="exr">')


def test_page_is_self_contained(report):
    page = report.to_html()
    assert "http://" not in page
    assert "https://" not in page
    assert "<svg" in page


def test_import_is_light():
    code = "import sys, eventx.evaluation; print([m for m in ('torch', 'transformers', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
