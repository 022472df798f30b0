"""Training on a handful of documents: it learns them, resumes, masks missing layers, and refuses bad corpora."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

import eventx
from eventx.document import Argument, Document, Mention, Trigger
from eventx.errors import CorpusError, ModelError
from eventx.evaluation.metrics import quick_scores
from eventx.io.corpus import load_corpus
from eventx.model.checkpoint import load_checkpoint
from eventx.model.decoding import RawMention
from eventx.schema import DIPLOMACY
from eventx.training.base import start_from
from eventx.training.calibration import context_threshold, expected_calibration_error
from eventx.training.corpus import infer_ontology, split
from eventx.training.data import Collator, Labels, build_examples, word_range

NAMES = ("Wang", "Ruiz", "Okafor", "Haddad", "Lind", "Sato")
CITIES = ("Beijing", "Lima", "Lagos", "Beirut", "Oslo", "Tokyo")


def corpus(n: int = 24) -> list[Document]:
    """Sentences of two templates with their annotation."""
    documents = []
    for index in range(n):
        name, city = NAMES[index % 6], CITIES[(index * 5 + index // 6) % 6]
        text = f"Minister {name} met an envoy in {city}." if index % 2 else f"Minister {name} condemned {city} sharply."
        verb, kind = ("met", "Meeting") if index % 2 else ("condemned", "Condemnation")
        start = text.index(verb)
        actor = Argument("actor", f"Minister {name}", 0, 9 + len(name), kind="actor", country="CHN", sector="GOV")
        place = text.index(city)
        other = Argument("location" if index % 2 else "recipient", city, place, place + len(city), kind="actor")
        mention = Mention("e1", kind, Trigger(verb, start, start + len(verb)), arguments=(actor, other))
        documents.append(Document(text, id=f"d{index}", mentions=(mention,)))
    return documents


def test_learns_and_saves(tiny_encoder: Path, tmp_path: Path) -> None:
    documents = corpus()
    extractor = eventx.train(
        documents,
        output=tmp_path / "m",
        base=tiny_encoder,
        dev=documents,
        epochs=30,
        learning_rate=5e-3,
        head_rate=5e-3,
        batch_size=4,
        eval_strategy="no",
        save_strategy="no",
        use_cpu=True,
        disable_tqdm=True,
    )
    predicted = list(extractor.pipe([document.replace(mentions=()) for document in documents]))
    scores = quick_scores(documents, predicted)
    assert scores["TC"] > 0.9
    assert scores["AC+"] > 0.7
    assert "| TC |" in (tmp_path / "m" / "README.md").read_text()


def test_resumed_run_equals_an_unbroken_one(tiny_encoder: Path, tmp_path: Path) -> None:
    documents = corpus(16)
    options = {"base": tiny_encoder, "dev": documents[:4], "batch_size": 8, "use_cpu": True, "disable_tqdm": True}

    class Killed(Exception):
        pass

    from transformers import TrainerCallback

    class Kill(TrainerCallback):
        def on_epoch_begin(self, args, state, control, **kwargs):  # type: ignore[no-untyped-def]
            if state.epoch and state.epoch >= 2:
                raise Killed

    eventx.train(documents, output=tmp_path / "whole", epochs=3, **options)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        eventx.train(documents, output=tmp_path / "cut", epochs=3, callbacks=[Kill()], **options)  # type: ignore[arg-type]
    eventx.train(documents, output=tmp_path / "cut", epochs=3, **options)  # type: ignore[arg-type]
    whole = load_checkpoint(tmp_path / "whole").model.state_dict()
    for name, tensor in load_checkpoint(tmp_path / "cut").model.state_dict().items():
        torch.testing.assert_close(tensor, whole[name], msg=name)


def test_adapters_are_merged_into_a_plain_checkpoint(tiny_encoder: Path, tmp_path: Path) -> None:
    pytest.importorskip("peft")
    documents = corpus(16)
    eventx.train(
        documents,
        output=tmp_path / "m",
        base=tiny_encoder,
        dev=documents[:4],
        epochs=2,
        lora=4,
        learning_rate=5e-2,
        use_cpu=True,
        disable_tqdm=True,
    )
    before = start_from(tiny_encoder, DIPLOMACY, []).model.state_dict()
    after = load_checkpoint(tmp_path / "m").model.state_dict()
    assert before.keys() == after.keys()
    assert not torch.equal(before["encoder.layers.0.qkv.weight"], after["encoder.layers.0.qkv.weight"])
    assert torch.equal(before["encoder.embeddings.weight"], after["encoder.embeddings.weight"])


def test_examples_hold_the_annotation(tiny_encoder: Path, document: Document) -> None:
    checkpoint = start_from(tiny_encoder, DIPLOMACY, ["?", "CHN"], window_size=256)
    labels = Labels(DIPLOMACY, checkpoint.model.config.sectors, ["?", "CHN"])
    (example,) = build_examples(document, checkpoint.windower(), labels)
    assert len(example.triggers) == 4
    assert len(example.roles) == sum(len(mention.arguments) for mention in document.mentions)
    words = [document.text[a:b] for a, b in example.window.words]
    assert [words[word] for word, _ in example.triggers] == ["met", "promised", "talks", "condemned"]
    first, last = example.spans[0]
    assert words[first : last + 1] == ["Senior", "party", "leader", "Wang"]
    assert example.events[0] == example.events[2] != example.events[1]


def test_masking_hides_words_but_no_special_token(tiny_encoder: Path, document: Document) -> None:
    checkpoint = start_from(tiny_encoder, DIPLOMACY, ["?"])
    labels = Labels(DIPLOMACY, ["GOV"], ["?"])
    examples = build_examples(document, checkpoint.windower(), labels) * 2
    plain = Collator(labels, 0)(examples)
    hidden = Collator(labels, 0, mask_id=1, masking=0.5)(examples)
    changed = (hidden["input_ids"] != plain["input_ids"])[:, : len(examples[0].window.ids)]
    assert 0.2 < changed.float().mean() < 0.8
    assert not (hidden["input_ids"][0] == hidden["input_ids"][1]).all()
    first = examples[0].window.first
    assert not changed[:, : int(first[0])].any()
    assert all(torch.equal(hidden[name], plain[name]) for name in plain if name != "input_ids")


def test_missing_layers_are_masked(tiny_encoder: Path, document: Document) -> None:
    checkpoint = start_from(tiny_encoder, DIPLOMACY, ["?"], window_size=256)
    labels = Labels(DIPLOMACY, checkpoint.model.config.sectors, ["?"])
    bare = document.replace(meta={"layers": ["triggers"]})
    collate = Collator(labels, 0)
    checkpoint.model.eval()
    batch = collate(build_examples(bare, checkpoint.windower(), labels))
    parts = checkpoint.model(**batch)
    assert parts["loss_triggers"] > 0
    for name in ("spans", "arguments", "status", "contexts", "sectors", "countries", "coreference"):
        assert parts[f"loss_{name}"] == 0, name


def test_word_range_of_partial_and_foreign_spans(tiny_encoder: Path) -> None:
    checkpoint = start_from(tiny_encoder, DIPLOMACY, [])
    (window,) = checkpoint.windower()("Wang met Li.")
    assert word_range(window, 0, 4) == (0, 0)
    assert word_range(window, 5, 11) == (1, 2)
    assert word_range(window, 20, 25) is None


def test_new_ontology_keeps_the_encoder_and_known_labels(tiny_checkpoint: Path) -> None:
    from eventx.schema import Meeting, Ontology, define

    ontology = Ontology([define("Quake", "The ground shakes.", []), Meeting])
    old = load_checkpoint(tiny_checkpoint).model
    new = start_from(tiny_checkpoint, ontology, []).model
    assert torch.equal(new.encoder.embeddings.weight, old.encoder.embeddings.weight)
    assert torch.equal(new.types.learned[1], old.types.learned[DIPLOMACY.names.index("Meeting")])


def test_bad_corpora_are_refused(tmp_path: Path, tiny_encoder: Path) -> None:
    document = corpus(1)[0]
    with pytest.raises(CorpusError, match="no document"):
        load_corpus([])
    with pytest.raises(CorpusError, match="'d0' is used 2 times"):
        load_corpus([document, document])
    options = {"output": tmp_path, "base": tiny_encoder, "dev": [document], "ontology": DIPLOMACY}
    unknown = document.replace(mentions=(document.mentions[0].replace(type="Quake"),))
    with pytest.raises(CorpusError, match="unknown type 'Quake'"):
        eventx.train([unknown], **options)
    argument = document.mentions[0].arguments[0].replace(role="boss")
    wrong = document.replace(mentions=(document.mentions[0].replace(arguments=(argument,)),))
    with pytest.raises(CorpusError, match="role 'boss'"):
        eventx.train([wrong], **options)
    with pytest.raises(CorpusError, match="too few"):
        split([document])
    with pytest.raises(CorpusError, match="nothing to learn"):
        infer_ontology([Document("Nothing.")])
    with pytest.raises(ModelError, match="no encoder at"):
        start_from(tmp_path / "nothing", DIPLOMACY, [])


def test_split_is_stable() -> None:
    documents = corpus(20)
    train, dev = split(documents)
    again, held = split(list(reversed(documents)))
    assert {item.id for item in dev} == {item.id for item in held}
    assert len(dev) == 2
    assert len(train) == len(again) == 18


def test_the_context_threshold_is_where_f1_is_best() -> None:
    document = corpus(1)[0]
    gold = document.mentions[0].replace(contexts=("economic",))
    documents = [document.replace(mentions=(gold,))] * 200
    zero = np.zeros(4, dtype=np.float32)

    def raw(shares: tuple[float, float]) -> RawMention:
        contexts = np.array(shares, dtype=np.float32)
        return RawMention(0, gold.trigger.start, gold.trigger.end, 0.9, 0, zero, contexts, zero)

    found = [[raw((0.3, 0.1))], [raw((0.25, 0.2))]] * 100
    threshold = context_threshold(found, documents, [gold.type], ["economic", "military"])
    assert 0.2 < threshold < 0.25
    assert context_threshold([[]], documents[:1], [gold.type], ["economic"]) == 0.5
    assert context_threshold(found, documents, [gold.type], []) == 0.5


def test_calibration_error() -> None:
    scores, hits = np.array([0.95, 0.95, 0.15, 0.15]), np.array([1.0, 1.0, 0.0, 0.0])
    assert expected_calibration_error(scores, hits) == pytest.approx(0.1)
    assert expected_calibration_error(np.zeros(0), np.zeros(0)) == 0
