"""Zero-shot PLV (Hu et al. 2024): PLOVER root codes of source-target pairs by the plain extractor.

    python benchmarks/plv.py --data ../shared/data/plv/train.jsonl [--model PATH] [--predictions FILE] [--report out.md]

PLV gives a sentence, the words of a source and of a target, and one of 15 codes (CONCEDE and RETREAT are YIELD).
Nothing is trained or tuned on it. For each sentence the extractor reads the sentence alone, and one event is taken:

1. "pair": the best-scored event of which an actor overlaps the source and a recipient the target; in mutual types, such
   as Meeting, the two sides may stand in either role;
2. "best": else the best-scored event of the sentence;
3. "none": else no code, which is a miss of the gold class and a false alarm of no class: the extractor is not made to
   guess.

The code is `to_plv(event.plover)`: type, status and words give it by the tables in eventx/schema/data, where a planned,
hypothetical or negated act shifts as in Hu et al.'s mode calculus (planned aid is AGREE, negated aid SANCTION ...).

Macro-F1 runs over the 15 root codes, over 4 quad classes, and over cooperation and conflict. Gold quad classes are
PLV's field `penta`; predicted ones follow from the predicted root, where YIELD is material cooperation, as in PLV.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine import circumstances

import eventx
from eventx import Document, Event
from eventx.evaluation.confusion import NONE, Confusion
from eventx.evaluation.metrics import Counts
from eventx.io.dyads import explode_dyads
from eventx.schema.codes import to_plv

QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), "1"),
    **dict.fromkeys(("COOPERATE", "AID", "YIELD"), "2"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "3"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "4"),
}
SIDES = {"1": "cooperation", "2": "cooperation", "3": "conflict", "4": "conflict"}


@dataclass(frozen=True, slots=True)
class Coded:
    """Gold and predicted root code of one sentence, gold quad class, and the path by which the event was taken."""

    gold: str
    quad: str
    predicted: str
    path: str


def overlaps(span: Any, place: Mapping[str, Any]) -> bool:
    """Whether an event's filler shares a character with a gold span."""
    return span is not None and bool(span.start < place["end"] and place["start"] < span.end)


def choose(events: Iterable[Event], source: Mapping[str, Any], target: Mapping[str, Any]) -> tuple[Event | None, str]:
    """The event that codes a source-target pair, and the path: "pair", "best" or "none"."""
    ranked = sorted((event for event in events if event.plover), key=lambda event: -(event.score or 0.0))
    for event in ranked:
        if any(overlaps(actor, source) and overlaps(other, target) for actor, other in explode_dyads(event)):
            return event, "pair"
    return (ranked[0], "best") if ranked else (None, "none")


def code(record: Mapping[str, Any], document: Document) -> Coded:
    """Code one PLV record by the events found in its sentence."""
    event, path = choose(document.events, record["source_span"], record["target_span"])
    predicted = NONE if event is None or event.plover is None else to_plv(event.plover)
    return Coded(record["root"], record["penta"], predicted, path)


def classes(pairs: Iterable[tuple[str, str]]) -> dict[str, Counts]:
    """Gold, predicted and matched counts by class; the label for no code is no class."""
    counts: dict[str, Counts] = {}
    for gold, predicted in pairs:
        counts.setdefault(gold, Counts()).gold += 1
        if predicted != NONE:
            counts.setdefault(predicted, Counts()).predicted += 1
        counts[gold].matched += gold == predicted
    return counts


def macro_f1(counts: Mapping[str, Counts]) -> float:
    """Mean F1 over the classes that occur in gold."""
    scores = [item.f1 for item in counts.values() if item.gold]
    return sum(scores) / len(scores) if scores else 0.0


def lines(coded: Sequence[Coded]) -> Iterator[str]:
    """The report as Markdown."""
    root = [(item.gold, item.predicted) for item in coded]
    quad = [(item.quad, QUADS.get(item.predicted, NONE)) for item in coded]
    side = [(SIDES[gold], SIDES.get(predicted, NONE)) for gold, predicted in quad]
    paths = Counter(item.path for item in coded)
    yield "| level | macro-F1 | accuracy | macro-F1, sentences with an event |"
    yield "|---|---:|---:|---:|"
    for name, pairs in (("binary", side), ("quad", quad), ("root", root)):
        right = sum(gold == predicted for gold, predicted in pairs) / len(pairs)
        answered = macro_f1(classes(pair for pair in pairs if pair[1] != NONE))
        yield f"| {name} | {macro_f1(classes(pairs)):.3f} | {right:.3f} | {answered:.3f} |"
    yield ""
    yield "| event taken | sentences | root right |"
    yield "|---|---:|---:|"
    for path in ("pair", "best", "none"):
        mine = [item for item in coded if item.path == path]
        right = sum(item.gold == item.predicted for item in mine) / len(mine) if mine else 0.0
        yield f"| {path} | {paths[path]} | {right:.3f} |"
    for name, pairs in (("root", root), ("quad", quad), ("binary", side)):
        yield ""
        yield f"| {name} | P | R | F1 | gold | predicted |"
        yield "|---|---:|---:|---:|---:|---:|"
        for label, item in sorted(classes(pairs).items(), key=lambda pair: -pair[1].gold):
            scores = f"{item.precision:.3f} | {item.recall:.3f} | {item.f1:.3f}"
            yield f"| {label} | {scores} | {item.gold} | {item.predicted} |"
    yield ""
    yield "| gold root | predicted | sentences |"
    yield "|---|---|---:|"
    for gold, predicted, count in Confusion.of(root).errors()[:25]:
        yield f"| {gold} | {predicted} | {count} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="PLV as JSONL")
    parser.add_argument("--model", help="folder or Hub id; the bundled model if left out")
    parser.add_argument(
        "--predictions", type=Path, help="stored extractor output with the same ids, instead of a model"
    )
    parser.add_argument("--report", type=Path, help="write the report as Markdown")
    options = parser.parse_args(arguments)
    records = [json.loads(line) for line in options.data.read_text(encoding="utf-8").splitlines() if line.strip()]
    if options.predictions:
        stored = {document.id: document for document in eventx.read(options.predictions)}
        documents = [stored[record["id"]] for record in records]
    else:
        sentences = [Document(record["text"], id=record["id"]) for record in records]
        documents = list(eventx.load(options.model).pipe(sentences))
    coded = [code(record, document) for record, document in zip(records, documents, strict=True)]
    report = "\n".join(["# PLV, zero-shot", "", *(f"- {line}" for line in circumstances()), "", *lines(coded), ""])
    print(report)
    if options.report:
        options.report.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
