"""Real passages of the pretraining corpora, annotated for this project and kept here as offsets only.

The texts are not ours to publish, the annotations are: `annotations/*.txt` names a passage by source, line and
character range, gives a checksum, and says where its events lie. Four commands make and read them:

    python real_news.py choose --data DATA --output RUNS/packs --packs 6 --size 360   # passages for the annotators
    python real_news.py check --packs RUNS/packs                                   # what they wrote, joined and checked
    python real_news.py store --data DATA --packs RUNS/packs --output annotations  # offsets only, for this repository
    python real_news.py load --data DATA                                            # read them back, and count

An annotator reads PACK-NN.txt ("@ id" and the passage behind "> ") and writes PACK-NN.ann: the same "@ id" lines, each
followed by mentions in the notation of CODEBOOK.md, section 7.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from notation import parse

import eventx
from eventx.document import Document

HERE = Path(__file__).parent
# How many passages of each source: roughly the mixture of the annotated news.
SHARES = {
    "gmb_voa": 0.40,
    "wikipedia_current_events": 0.28,
    "us_state_press": 0.10,
    "us_whitehouse": 0.06,
    "wikinews": 0.08,
    "us_historian": 0.04,
    "wikipedia": 0.03,
    "globalvoices_2004": 0.01,
}
SHORTEST, WANTED, LONGEST = 45, 105, 230
PER_FILE = 20
LINE = re.compile(r"^.*?:(\d+):")
VIOLENT = {"Attack", "Coercion", "Protest", "Mobilization"}


def lines_of(folder: Path, source: str) -> Iterator[tuple[int, str]]:
    with gzip.open(folder / f"{source}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            yield number, json.loads(line)["text"]


def pieces(text: str, generator: random.Random) -> Iterator[tuple[int, int]]:
    """Character ranges of runs of whole paragraphs with roughly WANTED words."""
    start, words = None, 0
    wanted = generator.uniform(0.5, 1.5) * WANTED
    for paragraph in re.finditer(r"[^\n]+", text):
        start = paragraph.start() if start is None else start
        words += len(paragraph[0].split())
        if words >= wanted:
            yield start, paragraph.end()
            start, words = None, 0
            wanted = generator.uniform(0.5, 1.5) * WANTED
    if start is not None:
        yield start, len(text.rstrip())


def grams(text: str, size: int = 7) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[index : index + size]) for index in range(len(words) - size + 1)}


def candidates(data: Path, source: str, generator: random.Random, known: set[tuple[str, ...]]) -> list[dict[str, Any]]:
    """Passages of a source that share no seven words in a row with the annotated corpora."""
    found = []
    for number, text in lines_of(data / "pretrain", source):
        if source == "wikipedia" and not (number % 7 == 0 and re.search(r"diplomatic relations|foreign minist", text)):
            continue
        for start, end in pieces(text, generator):
            passage = text[start:end]
            if SHORTEST <= len(passage.split()) <= LONGEST and "\r" not in passage and passage == passage.strip():
                found.append({"id": f"{source}/{number}/{start}-{end}", "text": passage})
    generator.shuffle(found)
    return [entry for entry in found[:6000] if not grams(entry["text"]) & known]


def worth(document: Document, counts: Counter[str], generator: random.Random) -> float:
    """How much a passage is wanted: diplomacy rather than violence alone, rare types, and some chance."""
    types = [mention.type for mention in document.mentions]
    diplomatic = [name for name in types if name not in VIOLENT]
    rarity = max((counts[name] + 30) ** -0.5 for name in types) if types else 0.0
    density = len(diplomatic) / len(document.text.split())
    return (density + rarity / 4) * generator.uniform(0.7, 1.4)


def choose(args: argparse.Namespace) -> None:
    generator = random.Random(args.seed)
    gold = [args.data / "train" / "news-train.jsonl", args.data / "dev" / "news-dev.jsonl"]
    known = {gram for path in gold for document in eventx.read(path) for gram in grams(document.text)}
    counts = Counter(mention.type for document in eventx.read(gold[0]) for mention in document.mentions)
    args.output.mkdir(parents=True, exist_ok=True)
    taken = {document["id"] for path in args.output.glob("*.txt") for document, _ in parse(path)}
    extractor = eventx.load(args.model)
    picked: list[dict[str, Any]] = []
    for source, share in SHARES.items():
        wanted = round(share * args.packs * args.size)
        entries = candidates(args.data, source, generator, known)
        entries = [entry for entry in entries if entry["id"] not in taken][: 4 * wanted]
        scored = []
        for entry, document in zip(entries, extractor.pipe(entry["text"] for entry in entries), strict=True):
            scored.append((worth(document, counts, generator), entry))
        scored.sort(key=lambda pair: -pair[0])
        # What the model finds nothing in may still hold what it misses: it gets a twelfth of the room.
        empty = [entry for score, entry in scored if not score][: wanted // 12]
        picked += [entry for _, entry in scored[: wanted - len(empty)]] + empty
        print(source, len(entries), wanted, file=sys.stderr)
    generator.shuffle(picked)
    for pack in range(args.packs):
        part = picked[pack :: args.packs]
        for first in range(0, len(part), PER_FILE):
            name = args.output / f"{chr(97 + pack)}-{args.first + first // PER_FILE:02d}.txt"
            if not name.exists():
                name.write_text("\n".join(block(entry) for entry in part[first : first + PER_FILE]), encoding="utf-8")


def block(entry: dict[str, Any]) -> str:
    return f"@ {entry['id']}\n" + "".join(f"> {line}\n" for line in entry["text"].split("\n"))


def joined(path: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Documents of one annotated file with the errors in their lines; an id without annotation is left out."""
    texts = {document["id"]: document["text"] for document, _ in parse(path)}
    annotations = path.with_suffix(".ann").read_text(encoding="utf-8").splitlines()
    merged: list[str] = []
    origin: list[int] = []
    for number, line in enumerate(annotations, start=1):
        if line.startswith(">"):
            continue
        merged.append(line)
        origin.append(number)
        if line.startswith("@"):
            name = line[1:].split()[0]
            if name not in texts:
                yield {}, [f"{path.stem}.ann:{number}: no passage {name!r} in {path.name}"]
                continue
            passage = texts[name].split("\n")
            merged += [f"> {part}" for part in passage]
            origin += [number] * len(passage)
    temporary = path.with_suffix(".joined")
    temporary.write_text("\n".join(merged), encoding="utf-8")
    for document, errors in parse(temporary):
        yield (
            document,
            [re.sub(r"^.*?:(\d+):", lambda m: f"{path.stem}.ann:{origin[int(m[1]) - 1]}:", e) for e in errors],
        )
    temporary.unlink()


def packs(folder: Path, pattern: str = "*") -> Iterator[tuple[dict[str, Any], list[str]]]:
    for path in sorted(folder.glob(f"{pattern}.txt")):
        if path.with_suffix(".ann").exists():
            yield from joined(path)


def check(args: argparse.Namespace) -> None:
    counts: Counter[str] = Counter()
    for document, errors in packs(args.packs, args.only):
        print(*errors, sep="\n", end="\n" if errors else "")
        counts["problems"] += len(errors)
        if document:
            counts["passages"] += 1
            counts["words"] += len(document["text"].split())
            counts["mentions"] += len(document["mentions"])
            counts["arguments"] += sum(len(mention["arguments"]) for mention in document["mentions"])
    print(dict(counts))


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def offsets(document: dict[str, Any]) -> Iterator[str]:
    yield f"@ {document['id']} {checksum(document['text'])}"
    for mention in document["mentions"]:
        trigger = mention["trigger"]
        contexts = ",".join(mention["contexts"]) or "-"
        yield f"{mention['event']} {mention['type']} {trigger['start']}:{trigger['end']} {mention['status']} {contexts}"
        for argument in mention["arguments"]:
            code = argument.get("value") or argument.get("country") or "-"
            code += f"/{argument['sector']}" if "sector" in argument else ""
            yield f" {argument['role']} {argument['start']}:{argument['end']} {code}"


def store(args: argparse.Namespace) -> None:
    args.output.mkdir(parents=True, exist_ok=True)
    by_source: dict[str, dict[str, dict[str, Any]]] = {}
    for document, errors in packs(args.packs):
        print(*errors, sep="\n", end="\n" if errors else "")
        if document:
            by_source.setdefault(document["id"].split("/")[0], {})[document["id"]] = document
    for source, documents in by_source.items():
        texts = texts_of(args.data, source, documents)
        # Some packs hold passages with a known annotation, to compare annotators: those are not of this source.
        kept = [document for name, document in sorted(documents.items()) if passage(name, texts) == document["text"]]
        print(f"{source}: {len(kept)} of {len(documents)}")
        lines = [line for document in kept for line in offsets(document)]
        if not lines:
            continue
        (args.output / f"{source}{args.suffix}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def texts_of(data: Path, source: str, names: Iterable[str]) -> dict[int, str]:
    """The source documents that ids of passages name."""
    wanted = {int(name.split("/")[1]) for name in names}
    return {number: text for number, text in lines_of(data / "pretrain", source) if number in wanted}


def passage(name: str, texts: Mapping[int, str]) -> str:
    """The text that an id names, empty where there is none."""
    _, number, span = name.split("/")
    start, end = map(int, span.split("-"))
    return texts.get(int(number), "")[start:end]


def read_offsets(path: Path, texts: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Documents of one file of offsets; ValueError where a text is not the annotated one."""
    document: dict[str, Any] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if line.startswith("@"):
            if document:
                yield document
            text = passage(fields[1], texts)
            if checksum(text) != fields[2]:
                raise ValueError(f"{path}: the text of {fields[1]} is not the one that was annotated")
            document = {"id": fields[1], "date": None, "title": None, "text": text, "mentions": []}
            continue
        text = document["text"]
        start, end = map(int, fields[-2 if line[0] == " " else 2].split(":"))
        span = {"text": text[start:end], "start": start, "end": end}
        if line[0] != " ":
            contexts = [] if fields[4] == "-" else fields[4].split(",")
            mention = {
                "event": fields[0],
                "type": fields[1],
                "status": fields[3],
                "contexts": contexts,
                "trigger": span,
            }
            document["mentions"].append({**mention, "arguments": []})
            continue
        argument: dict[str, Any] = {"role": fields[0], **span}
        code, _, sector = fields[2].partition("/") if fields[0] != "time" else (fields[2], "", "")
        value = None if code == "-" else code
        if sector:
            argument |= {"country": value, "sector": sector}
        elif fields[0] == "location":
            argument["country"] = value
        elif fields[0] == "time" and value:
            argument["value"] = value
        document["mentions"][-1]["arguments"].append(argument)
    if document:
        yield document


def annotated(data: Path, folder: Path = HERE / "annotations", *, pattern: str = "*.txt") -> Iterator[dict[str, Any]]:
    """Real passages with their annotations, texts read from `data`/pretrain; `pattern` names the files."""
    for path in sorted(folder.glob(pattern)):
        names = [line.split()[1] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("@")]
        texts = texts_of(data, path.stem.partition("-")[0], names)
        yield from read_offsets(path, texts)


def load(args: argparse.Namespace) -> None:
    documents: Iterable[dict[str, Any]] = list(annotated(args.data))
    counts = Counter(document["id"].split("/")[0] for document in documents)
    print(dict(counts), sum(len(document["mentions"]) for document in documents), "mentions")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["choose", "check", "store", "load"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--model", default=None, help="checkpoint that estimates what a passage holds")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--packs", type=lambda text: int(text) if text.isdigit() else Path(text))
    parser.add_argument("--only", default="*", help="with check: files of this pattern, as 'a-*'")
    parser.add_argument("--size", type=int, default=360)
    parser.add_argument("--suffix", default="", help="with store: ends the names of the files, as '-worked'")
    parser.add_argument("--first", type=int, default=1, help="number of the first file of each pack")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    {"choose": choose, "check": check, "store": store, "load": load}[args.command](args)


if __name__ == "__main__":
    main()
