"""Renew the golden outputs of the bundled model: `python tests/golden/make.py`, after the model was replaced.

They say what the model and the rules gave for some example articles: spans, labels and codes, which a later version
must give again exactly, and scores, to a thousandth. A change of rules that moves them shows in the diff.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import eventx
from eventx import Document

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER.parent.parent / "examples"
EVERY = 5  # of the thirty articles of examples/crisis


def outline(document: Document) -> dict[str, Any]:
    """What must stay: mentions with offsets, labels and values, events with codes; scores apart."""
    mentions, scores = [], []
    for mention in document.mentions:
        arguments = []
        for item in mention.arguments:
            values = {
                key: value for key, value in item.to_dict().items() if key not in ("score", "latitude", "longitude")
            }
            arguments.append(values)
            scores.append(item.score)
        scores.append(mention.score)
        data = {**mention.to_dict(), "arguments": arguments}
        mentions.append({key: value for key, value in data.items() if key != "score"})
    events = [
        {
            "type": event.type,
            "status": event.status,
            "trigger": event.trigger.text,
            "date": event.date,
            "plover": event.plover,
            "mode": event.mode,
            "cameo": event.cameo,
            "quad_class": event.quad_class,
            "goldstein": event.goldstein,
        }
        for event in document.events
    ]
    return {"date": document.date, "mentions": mentions, "events": events, "scores": scores}


def articles() -> list[Document]:
    """The example articles, by the names of their golden files."""
    single = [document.replace(id=f"article-{document.id}") for document in eventx.read(EXAMPLES / "articles")]
    series = list(eventx.read(EXAMPLES / "crisis" / "articles.jsonl"))[::EVERY]
    return single + [document.replace(id=f"crisis-{document.id}") for document in series]


def extract(extractor: eventx.Extractor) -> dict[str, dict[str, Any]]:
    """The outline of every example article, by name."""
    return {document.id: outline(document) for document in extractor.pipe(articles(), on_error="raise")}


def main() -> None:
    """Write one file an article."""
    extractor = eventx.load()
    for path in FOLDER.glob("*.json"):
        path.unlink()
    for name, found in extract(extractor).items():
        held = {"model_hash": extractor.checkpoint.hash, **found}
        (FOLDER / f"{name}.json").write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"{name}: {len(found['mentions'])} mentions, {len(found['events'])} events\n")


if __name__ == "__main__":
    main()
