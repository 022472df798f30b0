"""Coverage-guided fuzzing of every reader with atheris (libFuzzer): only `EventxError` may come out.

    python fuzz/readers.py seeds fuzz/corpus                     # seeds, made by the package's own writers
    python fuzz/readers.py run fuzz/corpus -max_total_time=300   # further arguments go to libFuzzer
    python fuzz/readers.py keep crash-0ff13b gzip-damaged        # as a regression test

A crash leaves `crash-<hash>` in the working directory: mend the reader and keep the input in fuzz/crashers, from where
tests/property replays it for ever. Fuzzing needs `pip install "eventx[fuzz]"`.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

TEXT = "Ana Ruiz met her Chilean counterpart in Lima on Monday 🇨🇱.\r\nBolivia condemned the talks; 3 tonnes were sent."


def foreign() -> dict[str, Any]:
    """A record in each format that eventx reads but does not write."""
    words = TEXT.split()
    span = {"start": 2, "end": 3, "text": "met"}
    event = {"event_type": "Meet", "trigger": span, "arguments": [{"entity_id": "a", "role": "Entity", "text": "Ana"}]}
    entity = {"id": "a", "start": 0, "end": 2, "text": "Ana Ruiz", "entity_type": "PER"}
    sentence = {"tokens": words, "entity_mentions": [entity], "event_mentions": [event]}
    trigger = {"trigger_word": "met", "sent_id": 0, "offset": [2, 3]}
    return {
        "oneie": {"doc_id": "d", "sent_id": "s", **sentence},
        "geneva": {"wnd_id": "w", "sentence": TEXT, "split": "dev", **sentence},
        "wikievents": {"doc_id": "d", "sentences": [[[[word, 0, 1] for word in words], TEXT]], **sentence},
        "rams": {
            "doc_key": "k",
            "sentences": [words[:6], words[6:]],
            "evt_triggers": [[2, 2, [["contact.meet", 1.0]]]],
            "gold_evt_links": [[[2, 2], [0, 1], "evt089arg01participant"]],
        },
        "maven": {
            "id": "m",
            "title": "Talks",
            "content": [{"sentence": TEXT, "tokens": words}],
            "events": [{"type": "Meet", "mention": [trigger]}],
        },
        "muc4": {
            "docid": "m4",
            "doctext": TEXT,
            "templates": [{"incident_type": "attack", "PerpInd": [[["Ana Ruiz", 0]]]}],
        },
        "plover-gold": {
            "id": "p",
            "text": TEXT,
            "event": "CONSULT",
            "eventText": "met",
            "date": "2024-03-18",
            "source": [{"actorText": "Ana Ruiz", "code": "PER", "sector": "GOV"}],
            "target": [{"actorText": "Bolivia", "code": "BOL"}],
        },
        "plv": {
            "id": "v",
            "text": TEXT,
            "root": "CONSULT",
            "source_span": {"start": 0, "end": 8, "text": "Ana Ruiz"},
            "target_span": {"start": 13, "end": 32},
        },
    }


def seeds(folder: Path) -> int:
    """Write one seed and one with three documents for each input that `oracle.targets` names; returns how many."""
    from oracle import FOLDER_MARK, join, targets

    import eventx
    from eventx import Argument, Document, Mention, Trigger
    from eventx.io import FORMATS

    def cut(words: str) -> tuple[str, int, int]:
        start = TEXT.index(words)
        return words, start, start + len(words)

    met = Mention(
        "e1",
        "Meeting",
        Trigger(*cut("met")),
        contexts=("economic",),
        arguments=(
            Argument("actor", *cut("Ana Ruiz"), kind="actor", score=0.9, country="PER", sector="GOV"),
            Argument("location", *cut("Lima"), kind="place", country="PER", latitude=-12.0, longitude=-77.0),
            Argument("time", *cut("Monday"), kind="time", value="2024-03-18"),
        ),
        score=0.98,
    )  # fmt: skip
    gave = Mention(
        "e2",
        "Aid",
        Trigger(*cut("sent")),
        "planned",
        arguments=(Argument("amount", *cut("3 tonnes"), kind="amount", low=3.0, high=3.0, unit="tonne"),),
    )
    one = Document(TEXT, "a", "2024-03-20", "=Talks", (met, gave), {"url": "x"}, {"model": "m", "eventx": "0"})
    many = [one, Document("Nothing.\n", "b"), one.replace(id="c", mentions=(met,))]
    folder.mkdir(parents=True, exist_ok=True)
    records = foreign()
    count = 0
    for name, file in targets():
        for number, documents in enumerate([[one], many]):
            with tempfile.TemporaryDirectory() as made:
                path = Path(made) / file
                if name in records:
                    path.write_text("".join(json.dumps(records[name]) + "\n" for _ in documents), encoding="utf-8")
                    content = path.read_bytes()
                elif name == "txt":
                    content = TEXT.encode()
                elif name == "brat":
                    eventx.write(documents, path.parent / "brat", "brat")
                    content = TEXT.encode() + FOLDER_MARK + (path.parent / "brat" / "a.ann").read_bytes()
                else:
                    layout = {"layout": "documents"} if name in ("csv", "tsv", "parquet", "arrow") else {}
                    kind = name if name and FORMATS[name].writer else "json"
                    eventx.write(documents, path, kind, **layout)
                    content = path.read_bytes()
            (folder / f"{name or 'sniffed'}-{file}-{number}").write_bytes(join(name, file, content))
            count += 1
    return count


def run(arguments: list[str]) -> None:
    """Fuzz until libFuzzer stops; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["eventx.io", "eventx.document", "eventx.merge", "eventx.view"]):
        import oracle
    logging.getLogger("eventx").setLevel(logging.CRITICAL)
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else None))

    def one(data: bytes) -> None:
        for item in folder.iterdir():
            item.unlink()
        oracle.check(data, folder)

    try:
        atheris.Setup([sys.argv[0], *arguments], one)
        atheris.Fuzz()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(path: Path, label: str) -> Path:
    """Keep a crash under its format's name, which stays right when the order of the formats changes."""
    from oracle import CRASHERS, split

    name, file, content = split(path.read_bytes())
    CRASHERS.mkdir(exist_ok=True)
    target = CRASHERS / f"{label}@{name or 'sniffed'}@{file}"
    target.write_bytes(content)
    return target


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("seeds", "run", "keep"):
        sys.exit(__doc__)
    if sys.argv[1] == "seeds":
        print(f"{seeds(Path(sys.argv[2]))} seeds in {sys.argv[2]}")
    elif sys.argv[1] == "keep":
        print(keep(Path(sys.argv[2]), sys.argv[3]))
    else:
        run(sys.argv[2:])
