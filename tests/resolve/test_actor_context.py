"""Descriptions that name no country: evidence, choice, and the scripts that measure and fit it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventx.document import Document
from eventx.resolve.actor_context import CLASSES, Part, Scene, choose, class_of
from eventx.resolve.actors import ActorCoder
from eventx.resolve.context import DocumentContext
from eventx.resolve.lexicon import read_rows
from eventx.resolve.phrase import analyse

ROOT = Path(__file__).parents[2]


def _features(text: str, span: str, parts: list[Part] | None = None, sector: str | None = "GOV") -> dict:  # type: ignore[type-arg]
    scene = Scene(DocumentContext(text, None), parts or [])
    return scene.features(analyse(span), text.rindex(span), sector)


def _script(folder: str, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_candidates_are_the_named_codes_and_none() -> None:
    found = _features("Peru and the European Union spoke. The envoy left.", "envoy")
    assert set(found) == {"PER", "IGO:EU", None}
    assert "body" in found["IGO:EU"]
    assert "body" not in found["PER"]


def test_sentence_and_line_bound_the_evidence() -> None:
    found = _features("Kenya closed a road.\nPeru voted. Chile protested when the minister left.", "minister")
    assert "line" not in found["KEN"]
    assert found["PER"]["previous"] == 1.0
    assert "sentence" not in found["PER"]
    assert found["CHL"]["sentence"] == 1.0
    assert found["CHL"]["last"] == 1.0


def test_a_title_or_an_initial_ends_no_sentence() -> None:
    found = _features("Peru told Mr. Bo and J. Ruiz that the minister left.", "minister")
    assert "sentence" in found["PER"]


def test_nearness_falls_with_distance() -> None:
    found = _features("Peru and later on, after a long wait, Chile heard the minister.", "minister")
    assert found["CHL"]["before"] > found["PER"]["before"] > 0


def test_owners() -> None:
    found = _features("Peru told Chile that its envoy would go.", "envoy")
    assert found["PER"]["own_first_here"] == found["CHL"]["own_last"] == 1.0
    assert "possessive" in _features("Peru said Chile's new envoy left.", "envoy")["CHL"]


@pytest.mark.parametrize("before", ["Peruvian rebels fled.", "Rebels in Peru fled."])
def test_same_head_noun_with_a_nationality(before: str) -> None:
    found = _features(f"{before} Chile hit back. The rebels lost.", "rebels", sector="REB")
    assert found["PER"]["same_head"] == 1.0
    assert "same_head" not in found["CHL"]


def test_own_words_are_no_other_mention_of_the_head() -> None:
    assert "same_head" not in _features("In Peru rebels fled.", "rebels")["PER"]


def test_place_partner_and_counterpart() -> None:
    text = "In Peru, Chile and the envoy met Fiji."
    parts = [
        Part(0, "Meeting", role, words, text.index(words), country)
        for role, words, country in (
            ("location", "Peru", "PER"),
            ("actor", "Chile", "CHL"),
            ("actor", "envoy", None),
            ("recipient", "Fiji", "FJI"),
        )
    ]
    found = _features(text, "envoy", parts)
    assert "place" in found["PER"]
    assert "partner" in found["CHL"]
    assert "counterpart" in found["FJI"]
    inward = _features(text, "envoy", [part._replace(type="Coercion") for part in parts])
    assert "place_inward" in inward["PER"]
    assert "counterpart_inward" in inward["FJI"]


@pytest.mark.parametrize(
    ("span", "sector", "kind"),
    [("envoy", "GOV", "state"), ("rebels", "REB", "armed"), ("students", "CVL", "people"), ("bloc", "IGO", "body"),
     ("Okonkwo", None, "name"), ("side", None, "other")],
)  # fmt: skip
def test_class(span: str, sector: str | None, kind: str) -> None:
    assert class_of(analyse(span), sector) == kind


def test_weights_name_features_that_exist() -> None:
    rows = list(read_rows("actor_context.tsv"))
    assert all(len(row) == len(CLASSES) + 1 for row in rows)
    source = (ROOT / "eventx" / "resolve" / "actor_context.py").read_text(encoding="utf-8")
    for feature, *_ in rows:
        stems = (feature, feature.removeprefix("own_"), feature.rsplit("_", 1)[0] + "_{role}")
        assert any(f'"{stem}"' in source for stem in stems), feature


def test_a_model_tips_the_scale_among_named_countries_only() -> None:
    text = "Peru told Chile on Monday that the envoy would go."
    code = ActorCoder(text).code("envoy")
    sure = {"PER": "CHL", "CHL": "PER"}[str(code.country)]
    assert ActorCoder(text).code("envoy", belief=lambda country: float(country == sure)).country == sure
    assert ActorCoder(text).code("envoy", belief=lambda country: float(country == "FRA")).country == code.country


def test_belief_says_nothing_about_what_the_words_name() -> None:
    assert ActorCoder("Peru left.").code("Peru", belief=lambda country: float(country is None)).country == "PER"


@pytest.mark.parametrize("span", ["NATO countries", "some ASEAN nations", "member states of the United Nations"])
def test_constituents_of_an_organisation_are_several(span: str) -> None:
    assert ActorCoder(span).code(span).country is None


def test_no_candidate_but_none() -> None:
    assert choose(_features("The envoy left.", "envoy"), "state") is None
    assert ActorCoder("The envoy left.").code("envoy").rule.startswith("no evidence")


def test_parts_are_asked_for_once_and_only_for_descriptions() -> None:
    calls = []

    def parts() -> list[Part]:
        calls.append(1)
        return []

    coder = ActorCoder("Peru heard an envoy and a rebel.", parts=parts)
    coder.code("Peru")
    assert not calls
    coder.code("envoy")
    coder.code("rebel")
    assert len(calls) == 1


@given(st.text(max_size=80), st.text(min_size=1, max_size=20), st.text(max_size=80))
def test_any_text(before: str, span: str, after: str) -> None:
    kind, features = ActorCoder(f"Peru {before}{span}{after} Chile").evidence(span, 5 + len(before))
    assert kind in CLASSES
    assert choose(features, kind) in features


def test_benchmark_without_a_model(document: Document, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "gold.jsonl"
    corpus.write_text(document.to_json() + "\n", encoding="utf-8")
    _script("benchmarks", "codes_gold").main(["--data", str(corpus), "--errors", "2"])
    out = capsys.readouterr().out
    assert "country rules" in out
    assert out.splitlines()[0].endswith("/4")
    assert "learned" not in out


def test_benchmark_with_a_model(
    document: Document, tiny_checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "gold.jsonl"
    corpus.write_text(document.to_json() + "\n", encoding="utf-8")
    _script("benchmarks", "codes_gold").main(["--data", str(corpus), "--model", str(tiny_checkpoint)])
    lines = capsys.readouterr().out.splitlines()
    names = {line[:17].strip() for line in lines}
    assert {"country rules", "country learned", "country combined", "sector combined"} <= names
    assert any(line.startswith("country combined") and line.endswith("/4") for line in lines)


def test_fit_prefers_the_feature_that_tells() -> None:
    _script("benchmarks", "codes_gold")
    fitting = _script("examples/default_model", "actor_context")
    cases = [
        fitting.Case(i, "state", "PER", {"PER": {"last": 1.0}, "CHL": {"first": 1.0}, None: {"null": 1.0}})
        for i in range(20)
    ]
    weights = fitting.fit(cases, ["first", "last", "null"])
    assert fitting.accuracy(weights, ["first", "last", "null"], cases) == 1.0
    assert weights[0, 1] > 0 > weights[0, 0]
