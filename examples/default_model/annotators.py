"""What the annotators of real passages are given, and how well they agree with the annotated news.

    python annotators.py prepare --data DATA --packs RUNS/packs     # worked passages; probes among the packs' passages
    python annotators.py agree --data DATA --packs RUNS/packs       # the annotators' answers to those probes

Both come from the annotated news of `train/`: EXAMPLES.txt shows passages with their annotation in the notation of
CODEBOOK.md, section 7; the probes are others, put unmarked among the passages that `real_news.py choose` wrote, and
key.json says which they are. Annotators follow annotating.md.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from notation import occurrences
from real_news import block, packs

import eventx
from eventx.document import Argument, Document
from eventx.evaluation.metrics import quick_scores

# Worked passages and probes of each bucket of the annotated news: roughly its own mixture.
EXAMPLES = {
    "gmb_voa": 28,
    "wikipedia_current_events": 20,
    "us_state": 9,
    "us_whitehouse": 5,
    "encyclopedic": 5,
    "background_low_score": 2,
    "wikinews": 2,
}
PROBES = {
    "gmb_voa": 15,
    "wikipedia_current_events": 11,
    "us_state": 4,
    "us_whitehouse": 2,
    "encyclopedic": 3,
    "wikinews": 1,
}
# The corpora that passages of a bucket look as if they came from.
LIKE = {"us_state": "us_state_press", "encyclopedic": "us_historian"}


def notation(document: Document) -> Iterator[str]:
    """The lines of a document's mentions; a span that the notation cannot name (inside a word) is left out."""
    if not document.mentions:
        yield "none"
    events: dict[str, str] = {}
    for mention in document.mentions:
        event = events.setdefault(mention.event, f"e{len(events) + 1}")
        trigger = numbered(document.text, mention.trigger.text, mention.trigger.start)
        if trigger is None:
            continue
        yield f"{event} {mention.type} | {trigger} | {mention.status} | {', '.join(mention.contexts)}"
        for argument in mention.arguments:
            phrase = numbered(document.text, argument.text, argument.start, mention.trigger.start)
            if phrase is not None:
                yield f"  {argument.role}: {phrase}{code(argument)}"


def numbered(text: str, phrase: str, start: int, near: int | None = None) -> str | None:
    """A phrase, with #n where it occurs again and is not the occurrence nearest to `near`."""
    starts = occurrences(text, phrase)
    if start not in starts:
        return None
    nearest = near is not None and min(starts, key=lambda place: abs(place - near)) == start
    return phrase if len(starts) == 1 or nearest else f"{phrase} #{starts.index(start) + 1}"


def code(argument: Argument) -> str:
    if argument.kind == "actor":
        return f" ={argument.country or '?'}/{argument.sector or 'UNK'}"
    if argument.kind == "place":
        return f" ={argument.country or '?'}"
    return f" ={argument.value}" if argument.kind == "time" and argument.value else ""


def drawn(buckets: Mapping[str, list[Document]], wanted: Mapping[str, int]) -> list[Document]:
    """The first of each bucket, which loses them."""
    taken = [document for name, count in wanted.items() for document in buckets[name][:count]]
    for name, count in wanted.items():
        del buckets[name][:count]
    return taken


def prepare(args: argparse.Namespace) -> None:
    generator = random.Random(args.seed)
    buckets: dict[str, list[Document]] = {}
    for document in eventx.read(args.data / "train" / "news-train.jsonl"):
        buckets.setdefault(document.meta["bucket"], []).append(document)
    for documents in buckets.values():
        generator.shuffle(documents)
    shown, asked = drawn(buckets, EXAMPLES), drawn(buckets, PROBES)
    generator.shuffle(shown)
    generator.shuffle(asked)
    worked = [block({"id": item.id, "text": item.text}) + "\n" + "\n".join(notation(item)) + "\n" for item in shown]
    (args.packs / "EXAMPLES.txt").write_text("\n".join(worked), encoding="utf-8")
    files = sorted(path for path in args.packs.glob("*-*.txt") if not path.with_suffix(".ann").exists())
    if not files:
        raise SystemExit(f"{args.packs}: no packs without an annotation; make them with real_news.py choose")
    generator.shuffle(files)
    key = {}
    for number, item in enumerate(asked):
        bucket = item.meta["bucket"]
        name = f"{LIKE.get(bucket, bucket)}/{31007 + 41 * number}/0-{len(item.text)}"
        key[name] = item.id
        hide(files[number % len(files)], block({"id": name, "text": item.text}), generator)
    (args.packs / "key.json").write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")


def hide(path: Path, probe: str, generator: random.Random) -> None:
    """Put a passage somewhere among those of a pack."""
    blocks = ["@" + part for part in path.read_text(encoding="utf-8").removeprefix("@").split("\n@")]
    blocks.insert(generator.randrange(len(blocks)), probe.rstrip("\n") + "\n")
    path.write_text("\n".join(blocks), encoding="utf-8")


def agree(args: argparse.Namespace) -> None:
    key = json.loads((args.packs / "key.json").read_text(encoding="utf-8"))
    known = {document.id: document for document in eventx.read(args.data / "train" / "news-train.jsonl")}
    gold, found = [], []
    for data, _ in packs(args.packs):
        if data and data["id"] in key and known[key[data["id"]]].text == data["text"]:
            gold.append(known[key[data["id"]]])
            found.append(Document.from_dict(data))
    print(f"{len(gold)} passages, {sum(len(document.mentions) for document in gold)} mentions in the annotated news")
    print({name: round(value, 3) for name, value in quick_scores(gold, found).items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["prepare", "agree"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--packs", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    {"prepare": prepare, "agree": agree}[args.command](args)


if __name__ == "__main__":
    main()
