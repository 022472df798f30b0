"""Research corpora, on samples in their formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import eventx
from eventx import Document
from eventx.errors import InputError
from eventx.io import ReadReport
from eventx.io.align import align
from eventx.io.label_studio import labeling_config
from eventx.schema import DIPLOMACY

TOKENS = ["Acme", "bought", "Bolt", "in", "Oslo", "."]
ONEIE = {
    "doc_id": "d",
    "wnd_id": "d-1",
    "tokens": TOKENS,
    "sentence": "Acme bought Bolt in Oslo.",
    "entity_mentions": [
        {"id": "E1", "start": 0, "end": 1, "text": "Acme", "entity_type": "ORG"},
        {"id": "E2", "start": 2, "end": 3, "text": "Bolt", "entity_type": "ORG"},
    ],
    "event_mentions": [
        {
            "id": "V1",
            "event_type": "Transaction:Transfer-Ownership",
            "trigger": {"start": 1, "end": 2, "text": "bought"},
            "arguments": [
                {"entity_id": "E1", "role": "Buyer", "text": "Acme"},
                {"entity_id": "E2", "role": "Artifact", "text": "Bolt"},
            ],
        }
    ],
}


def save(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def shape(document: Document) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Types, triggers and arguments."""
    return [(m.type, m.trigger.text, [(a.role, a.text) for a in m.arguments]) for m in document.mentions]


def one(path: Path, format: str | None = None, **options: Any) -> Document:
    (document,) = eventx.read(path, format, **options)
    return document


BOUGHT = [("Transaction:Transfer-Ownership", "bought", [("Buyer", "Acme"), ("Artifact", "Bolt")])]


@pytest.mark.parametrize("format", ["oneie", None])
def test_oneie(format: str | None, tmp_path: Path) -> None:
    document = one(save(tmp_path / "a.jsonl", ONEIE), format)
    assert document.text == "Acme bought Bolt in Oslo ."
    assert shape(document) == BOUGHT
    assert document.meta["layers"] == ["triggers", "spans", "arguments"]
    assert document.meta["spans"][0] == {"label": "ORG", "start": 0, "end": 4}
    assert (document.id, document.meta["doc_id"]) == ("d-1", "d")


def test_geneva(tmp_path: Path) -> None:
    # GENEVA's arguments name an entity by a key made of its token offsets.
    entities = [
        {"id": "s_0_1", "start": 0, "end": 1, "text": "Acme"},
        {"id": "s_2_3", "start": 2, "end": 3, "text": "Bolt"},
    ]
    event = {"id": "s_9", "event_type": "Commerce_buy", "trigger": {"start": 1, "end": 2, "text": "bought"}}
    event["arguments"] = [
        {"entity_id": "s_0_1", "text": "Acme", "role": "Buyer"},
        {"entity_id": "s_2_3", "text": "Bolt", "role": "Goods"},
    ]
    record = {"doc_id": "s", "wnd_id": "s_1", "sentence": "", "tokens": TOKENS, "split": "train"}
    path = save(tmp_path / "a.jsonl", {**record, "entity_mentions": entities, "event_mentions": [event]})
    document = one(path)
    assert shape(document) == [("Commerce_buy", "bought", [("Buyer", "Acme"), ("Goods", "Bolt")])]
    assert document == one(path, "geneva")
    assert document.meta["split"] == "train"


def test_token_ends_are_checked_against_the_words(tmp_path: Path) -> None:
    record = json.loads(json.dumps(ONEIE))
    trigger = record["event_mentions"][0]["trigger"]
    for start, end in ((1, 1), (1, 3), (4, 5)):  # ends as if included, one too far, elsewhere
        trigger |= {"start": start, "end": end}
        report = ReadReport()
        assert shape(one(save(tmp_path / "a.jsonl", record), report=report)) == BOUGHT
        assert report.repaired == 1
    trigger |= {"start": 1, "end": 3, "text": "sold"}
    with pytest.raises(
        InputError, match=r"a\.jsonl, line 1, document 'd-1': tokens 1 to 3 .* 'bought Bolt', not 'sold'"
    ):
        one(save(tmp_path / "a.jsonl", record))
    record["tokens"][4] = "bought"  # twice there, so no guess
    trigger |= {"start": 0, "end": 1, "text": "bought"}
    with pytest.raises(InputError, match="are 'Acme', not 'bought'"):
        one(save(tmp_path / "a.jsonl", record))
    trigger |= {"start": 1, "end": 2}
    record["event_mentions"][0]["arguments"][1]["entity_id"] = "missing"
    report = ReadReport()
    (document,) = eventx.read(save(tmp_path / "a.jsonl", record), on_error="skip", report=report)
    assert shape(document)[0][2] == [("Buyer", "Acme")]
    assert report.skipped_arguments == 1
    assert "names no entity" in str(report.errors[0])


def test_rams_has_inclusive_ends(tmp_path: Path) -> None:
    record = {
        "doc_key": "nw-1",
        "sentences": [["It", "rained", "."], ["Troops", "from", "Oslo", "pulled", "out", "on", "Monday", "."]],
        "ent_spans": [[3, 5, [["r", 1.0]]], [9, 9, [["r", 1.0]]]],
        "evt_triggers": [[6, 7, [["movement.withdraw", 1.0]]]],
        "gold_evt_links": [[[6, 7], [3, 5], "evt043arg01transporter"], [[6, 7], [9, 9], "evt043arg02time"]],
    }
    path = save(tmp_path / "a.jsonlines.jsonl", record)
    document = one(path)
    assert shape(document) == [
        ("movement.withdraw", "pulled out", [("transporter", "Troops from Oslo"), ("time", "Monday")])
    ]
    assert document.text == "It rained .\nTroops from Oslo pulled out on Monday ."
    assert document.meta["layers"] == ["spans", "arguments"]
    record["gold_evt_links"][0][1] = [3, 50]
    with pytest.raises(InputError, match="'nw-1': tokens 3 to 51"):
        one(save(path, record), "rams")


def test_wikievents(tmp_path: Path) -> None:
    record = {
        "doc_id": "w1",
        "tokens": ["It", "rained", ".", *TOKENS],
        "text": "unused",
        "sentences": [
            [[["It", 0, 2], ["rained", 3, 9], [".", 9, 10]], "It rained."],
            [[[token, 0, 0] for token in TOKENS], "..."],
        ],
        "entity_mentions": [
            {"id": "w1-T1", "sent_idx": 1, "start": 3, "end": 4, "text": "Acme", "entity_type": "ORG"},
            {"id": "w1-T2", "sent_idx": 1, "start": 7, "end": 8, "text": "Oslo", "entity_type": "LOC"},
        ],
        "event_mentions": [
            {
                "id": "w1-E1",
                "event_type": "Transaction.ExchangeBuySell.Unspecified",
                "trigger": {"start": 4, "end": 5, "text": "bought", "sent_idx": 1},
                "arguments": [
                    {"entity_id": "w1-T1", "role": "Giver", "text": "Acme"},
                    {"entity_id": "w1-T2", "role": "Place", "text": "Oslo"},
                ],
            }
        ],
    }
    document = one(save(tmp_path / "a.jsonl", record))
    assert shape(document)[0][1:] == ("bought", [("Giver", "Acme"), ("Place", "Oslo")])
    assert document.text.splitlines() == ["It rained .", "Acme bought Bolt in Oslo ."]


def test_maven(tmp_path: Path) -> None:
    record = {
        "id": "m1",
        "title": "Storm",
        "content": [
            {"sentence": "It hit Oslo .", "tokens": ["It", "hit", "Oslo", "."]},
            {"sentence": "", "tokens": ["The", "storm", "ended", "."]},
        ],
        "events": [
            {
                "id": "v1",
                "type": "Catastrophe",
                "type_id": 1,
                "mention": [
                    {"id": "a", "trigger_word": "storm", "sent_id": 1, "offset": [1, 2]},
                    {"id": "b", "trigger_word": "hit", "sent_id": 0, "offset": [1, 2]},
                ],
            },
        ],
        "negative_triggers": [],
    }
    document = one(save(tmp_path / "a.jsonl", record))
    assert shape(document) == [("Catastrophe", "hit", []), ("Catastrophe", "storm", [])]
    assert len(document.events) == 1  # coreference
    assert (document.title, document.meta["layers"]) == ("Storm", ["triggers", "coreference"])
    record["events"][0]["mention"][0]["offset"] = [2, 3]
    with pytest.raises(InputError, match="sentence 1, tokens 2 to 3 are 'ended', not 'storm'"):
        one(save(tmp_path / "a.jsonl", record), "maven")


def test_maven_arg(tmp_path: Path) -> None:
    text = "Oslo flooded. The flood hit Oslo on Monday."
    record = {
        "id": "m2",
        "title": "Flood",
        "document": text,
        "entities": [
            {
                "id": "n1",
                "type": "Location",
                "mention": [{"mention": "Oslo", "offset": [0, 4]}, {"mention": "Oslo", "offset": [28, 32]}],
            }
        ],
        "events": [
            {
                "id": "v1",
                "type": "Catastrophe",
                "mention": [{"trigger_word": "hit", "offset": [24, 27]}],
                "argument": {"Location": [{"entity_id": "n1"}], "Date": [{"content": "Monday", "offset": [36, 42]}]},
            }
        ],
    }
    document = one(save(tmp_path / "a.jsonl", record))
    assert shape(document) == [("Catastrophe", "hit", [("Location", "Oslo"), ("Date", "Monday")])]
    assert document.mentions[0].arguments[0].start == 28  # the nearest mention


def test_muc4(tmp_path: Path) -> None:
    text = "SAN SALVADOR -- THE REBELS BOMBED A BRIDGE. POLICE SAID THE REBELS FLED."
    record = {
        "docid": "DEV-1",
        "doctext": text,
        "templates": [
            {
                "incident_type": "bombing",
                "PerpOrg": [[["REBELS", 20], ["THE REBELS", 16]]],
                "Target": [[["BRIDGE", 36]]],
                "Victim": [],
            }
        ],
    }
    document = one(save(tmp_path / "a.jsonl", record))
    assert shape(document) == [("Bombing", "BOMBED", [("PerpOrg", "REBELS"), ("Target", "BRIDGE")])]
    assert "triggers" not in document.meta["layers"]
    grit = {"docid": "DEV-2", "doctext": text, "extracts": {"PerpInd": [], "Target": [["BRIDGE", 36]]}}
    assert shape(one(save(tmp_path / "b.jsonl", grit))) == [("Incident", "BOMBED", [("Target", "BRIDGE")])]
    none = {"docid": "DEV-3", "doctext": text, "templates": []}
    assert shape(one(save(tmp_path / "c.jsonl", none))) == []


def test_plv(tmp_path: Path) -> None:
    record = {
        "id": "p1",
        "text": "Oslo condemned the Bern decision.",
        "source_span": {"text": "Oslo", "start": 0, "end": 4},
        "target_span": {"text": "Bern decision", "start": 19, "end": 32},
        "root": "ACCUSE",
        "penta": "3",
    }
    document = one(save(tmp_path / "a.jsonl", record))
    assert shape(document) == [("ACCUSE", "condemned", [("actor", "Oslo"), ("recipient", "Bern decision")])]
    assert document.meta == {"penta": "3", "layers": ["spans"]}
    record["target_span"]["start"] += 1  # off by one: found again by its text
    report = ReadReport()
    assert shape(one(save(tmp_path / "a.jsonl", record), report=report)) == shape(document)
    assert report.repaired == 1


def test_plover_gold(tmp_path: Path) -> None:
    path = tmp_path / "gold.txt"
    records = (
        '"id": "G1",\n "date": "2000-01-01",\n "source": [{"actorText": "Oslo", "code": "NOR", "sector": "GOV"}],\n'
        ' "target": [{"actorText": "Tokyo", "code": "JAP"}, {"actorText": "Bern", "code": "CHE"}], "event": "AGREE",\n'
        ' "eventText": "will aid",\n "context": "military",\n "text": "Oslo, they said,} will aid Tokyo and Bern."',
        '"id": "G2", "source": [{"actorText": "Rome", "code": "ITA"}], "target": "",\n "event": "AID",\n'
        ' "text": "No such city."',
        '"id": broken',
        '"id": "G4", "source": [{"actorText": "UN", "code": "IGO"}], "event": "AID", "text": "UN sent food."',
    )
    path.write_text("".join(f"{{\n {record},\n}},\n" for record in records))
    report = ReadReport()
    found = list(eventx.read(path, "plover-gold", on_error="skip", report=report))
    assert [item.id for item in found] == ["G1", "G2", "G4"]
    assert shape(found[0]) == [("AGREE", "will", [("actor", "Oslo"), ("recipient", "Tokyo"), ("recipient", "Bern")])]
    assert [argument.country for argument in found[0].mentions[0].arguments] == ["NOR", "JPN", "CHE"]
    assert found[0].mentions[0].contexts == ("military",)
    assert found[2].mentions[0].arguments[0].sector == "IGO"
    assert (report.skipped_documents, report.skipped_arguments) == (1, 1)


def test_brat_from_other_hands(tmp_path: Path) -> None:
    text = "Troops in Oslo, 🇳🇴 were pulled back out."
    out = text.index("out")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.ann").write_text(
        f"T1\tWithdrawal {text.index('pulled')} {text.index('pulled') + 6};{out} {out + 3}\tpulled out\n"
        "T2\tMilitary 0 6\tTroops\n"
        "T3\tPlace 10 14\tOslo\n"
        "T4\tLoose 0 6\tTroops\n"
        "E1\tWithdrawal:T1 Arg1:T2 Arg12:T3\n"
        "A1\tNegation E1\n"
        "#1\tAnnotatorNotes E1\tnot sure\n"
    )
    document = one(tmp_path)
    assert shape(document) == [("Withdrawal", "pulled back out", [("Arg1", "Troops"), ("Arg12", "Oslo")])]
    assert document.mentions[0].status == "negated"
    start = text.index("pulled")
    assert document.meta["fragments"] == [
        {"start": start, "end": out + 3, "parts": [[start, start + 6], [out, out + 3]]}
    ]
    assert document.meta["spans"] == [{"label": "Loose", "start": 0, "end": 6}]
    assert document.mentions[0].arguments[1].kind == "place"
    (tmp_path / "a.ann").write_text("T1\tX 0 99\tTroops home\n")
    with pytest.raises(InputError, match=r"a\.ann, line 1, document 'a': span 0-99 'Troops home'"):
        one(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputError, match=r"brat needs a\.txt beside a\.ann"):
        one(tmp_path)


def test_brat_relations(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Oslo met Bern.")
    (tmp_path / "a.ann").write_text(
        "T1\tMeeting 5 8\tmet\nT2\tActor 0 4\tOslo\nR1\tactor Arg1:T1 Arg2:T2\t\nA1\tStatus T1 planned\n"
    )
    document = one(tmp_path / "a.ann")
    assert shape(document) == [("Meeting", "met", [("actor", "Oslo")])]
    assert document.mentions[0].status == "planned"


def test_label_studio_export(tmp_path: Path) -> None:
    text = "🇳🇴 Oslo met Bern."
    flag = 4  # UTF-16 units of the flag, where Python counts 2

    def region(identity: str, words: str, label: str) -> dict[str, Any]:
        start = text.index(words) - 2 + flag
        value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
        return {"id": identity, "from_name": "l", "to_name": "t", "type": "labels", "value": value}

    result = [
        region("x", "met", "Meeting"),
        region("y", "Oslo", "actor"),
        {"type": "relation", "from_id": "y", "to_id": "x", "direction": "left", "labels": ["actor"]},
        {**region("x", "met", ""), "type": "choices", "from_name": "status"},
    ]
    result[3]["value"] = {**result[3]["value"], "choices": ["planned"]}
    task = {
        "id": 7,
        "data": {"body": text, "date": "2024-03-20"},
        "annotations": [{"result": [], "was_cancelled": True}, {"result": result}],
        "predictions": [],
    }
    (tmp_path / "a.json").write_text(json.dumps([task]))
    report = ReadReport()
    document = one(tmp_path / "a.json", text="body", report=report)
    assert shape(document) == [("Meeting", "met", [("actor", "Oslo")])]
    assert (document.id, document.date, document.mentions[0].status) == ("7", "2024-03-20", "planned")
    assert report.repaired == 3
    with pytest.raises(InputError, match="the task's data has no 'text'"):
        one(tmp_path / "a.json")


def test_label_studio_interface() -> None:
    root = ElementTree.fromstring(labeling_config())
    names = {tag: {item.get("value") for item in root.iter(tag)} for tag in ("Label", "Relation", "Choice")}
    assert {*DIPLOMACY.names, "actor", "place"} <= names["Label"]
    assert names["Relation"] == set(DIPLOMACY.roles)
    assert names["Choice"] == {*DIPLOMACY.statuses, *DIPLOMACY.contexts}


def test_edits_in_label_studio_win_over_the_details(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    eventx.write(document, path, "label-studio", predictions=True)
    task = json.loads(path.read_text())[0]
    result = task["predictions"][0]["result"]
    result = [item for item in result if item.get("labels") != ["location"]]
    for item in result:
        if item["type"] == "choices" and item["value"]["text"] == "visit":
            item["value"]["choices"] = ["negated"]
    task["annotations"] = [{"result": result}]
    path.write_text(json.dumps([task]))
    read = one(path)
    assert [mention.status for mention in read.mentions] == ["actual", "negated", "actual", "actual"]
    assert [argument.role for argument in read.mentions[0].arguments] == ["actor", "recipient", "time"]
    assert read.mentions[0].arguments[0].country == "PER"
    assert task["predictions"][0]["score"] == 0.66


def test_doccano_exports(tmp_path: Path) -> None:
    entities = [
        {"id": 10, "label": "Meeting", "start_offset": 5, "end_offset": 8},
        {"id": 11, "label": "ORG", "start_offset": 0, "end_offset": 4},
    ]
    relation = {"id": 1, "from_id": 10, "to_id": 11, "type": "actor"}
    path = save(
        tmp_path / "a.jsonl",
        {"id": 1, "text": "Oslo met Bern.", "entities": entities, "relations": [relation], "Comments": []},
        {"id": 2, "text": "Oslo met Bern.", "label": [[5, 8, "Meeting"]]},
        {"id": 3, "text": "Oslo met Bern.", "label": [[5, 80, "Meeting"]]},
    )
    report = ReadReport()
    found = list(eventx.read(path, on_error="skip", report=report))
    assert shape(found[0]) == [("Meeting", "met", [("actor", "Oslo")])]
    assert [shape(item) for item in found[1:]] == [[("Meeting", "met", [])], []]
    assert report.skipped_arguments == 1
    only = list(eventx.read(path, "doccano", on_error="skip", triggers=["ORG"]))
    assert [mention.type for mention in only[0].mentions] == ["ORG"]


def test_prodigy_relations_by_token(tmp_path: Path) -> None:
    tokens = [
        {"text": word, "start": start, "end": start + len(word), "id": index}
        for index, (word, start) in enumerate([("Oslo", 0), ("met", 5), ("Bern", 9)])
    ]
    record = {
        "text": "Oslo met Bern",
        "tokens": tokens,
        "spans": [{"start": 5, "end": 8, "token_start": 1, "token_end": 1, "label": "Meeting"}],
        "relations": [{"head": 1, "child": 2, "label": "recipient"}],
        "answer": "accept",
        "meta": {"id": "p"},
    }
    path = save(tmp_path / "a.jsonl", record, {**record, "answer": "reject"})
    document = one(path)
    assert shape(document) == [("Meeting", "met", [("recipient", "Bern")])]
    assert document.id == "p"


def test_plain_bio(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_text("Oslo NNP B-geo\nmet VBD O\nNew NNP B-per\nMan NNP I-per\n\nBern NNP I-geo\nleft VBD O\n")
    found = list(eventx.read(path))
    assert [item.text for item in found] == ["Oslo met New Man", "Bern left"]
    assert shape(found[0]) == [("geo", "Oslo", []), ("per", "New Man", [])]
    assert shape(found[1]) == [("geo", "Bern", [])]
    assert found[0].meta["layers"] == ["triggers"]
    path.write_text("-DOCSTART- O\n\nOslo B-geo\n\nBern B-geo\n")
    assert [item.text for item in eventx.read(path)] == ["Oslo\nBern"]
    path.write_text("Oslo X-geo\n")
    with pytest.raises(InputError, match=r"a\.conll, line 1: token 1 has tag 'X-geo'"):
        list(eventx.read(path))


@pytest.mark.parametrize(
    ("text", "start", "end", "expected", "found"),
    [
        ("Oslo met", 0, 4, "Oslo", (0, 4)),
        ("😀 Oslo", 3, 7, "Oslo", (2, 6)),  # UTF-16 units
        ("é Oslo", 3, 7, "Oslo", (2, 6)),  # UTF-8 bytes
        (" Oslo ", 0, 6, "Oslo", (1, 5)),  # white space
        ("Oslo and Oslo", 8, 12, "Oslo", (9, 13)),  # the nearest
        ("Oslo", 1, 3, None, (1, 3)),
    ],
)
def test_align(text: str, start: int, end: int, expected: str | None, found: tuple[int, int]) -> None:
    report = ReadReport()
    assert align(text, start, end, expected, report) == found
    assert report.repaired == int((start, end) != found)


@pytest.mark.parametrize(("start", "end", "expected"), [(0, 4, "Bern"), (2, 2, None), (0, 9, None), (-1, 2, None)])
def test_align_gives_up(start: int, end: int, expected: str | None) -> None:
    with pytest.raises(InputError):
        align("Oslo", start, end, expected, ReadReport())


@pytest.mark.parametrize(
    "format", ["oneie", "rams", "wikievents", "maven", "muc4", "plv", "doccano", "prodigy", "label-studio"]
)
def test_records_of_the_wrong_shape_are_input_errors(format: str, tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", {"id": 1, "tokens": 3, "text": None}, {})
    report = ReadReport()
    assert list(eventx.read(path, format, on_error="skip", report=report)) == []
    assert report.skipped_documents == 2
    with pytest.raises(InputError, match="line 1"):
        list(eventx.read(path, format))


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "count", "skipped"),
    [("labeled/geneva/geneva_recovered_union.jsonl.gz", 3679, 0), ("plv/train.jsonl", 1050, 0)],
)
def test_shared_corpora(name: str, count: int, skipped: int) -> None:
    path = Path(__file__).parents[3] / "shared" / "data" / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    report = ReadReport()
    assert len(list(eventx.read(path, on_error="skip", report=report))) == count
    assert report.skipped_mentions + report.skipped_documents == skipped
