"""What the size of windows and their overlap are worth.

    python benchmarks/window_size.py --data ../shared/data/dev/news-dev.jsonl [--model PATH]

Gold passages are shorter than most articles, so five at a time are joined to one text, which is read in windows of
several sizes. Nothing is trained: the model reads windows of other sizes than it learned from.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from machine import circumstances

import eventx
from eventx.document import Document
from eventx.evaluation.metrics import quick_scores

SIZES = [(64, 16), (128, 32), (192, 48), (256, 64), (320, 16), (320, 32), (320, 64), (448, 64), (512, 64)]
JOINED = 5


def joined(documents: Sequence[Document]) -> Document:
    """One text of several documents, with all their mentions."""
    text, mentions = "", []
    for number, document in enumerate(documents):
        mentions += [shifted(mention, len(text), number) for mention in document.to_dict()["mentions"]]
        text += document.text + "\n\n"
    return Document.from_dict({"id": documents[0].id, "text": text, "mentions": mentions})


def shifted(mention: dict[str, Any], by: int, number: int) -> dict[str, Any]:
    """A mention as it lies in a longer text; its event stays apart from those of the other documents."""

    def moved(span: dict[str, Any]) -> dict[str, Any]:
        return {**span, "start": span["start"] + by, "end": span["end"] + by}

    return {
        **{name: value for name, value in mention.items() if name != "id"},
        "event": f"{number}-{mention['event']}",
        "trigger": moved(mention["trigger"]),
        "arguments": [moved(argument) for argument in mention["arguments"]],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="gold documents")
    parser.add_argument("--model", help="folder or Hub id; the bundled model if left out")
    options = parser.parse_args(arguments)
    print("\n".join(circumstances()))
    gold = list(eventx.read(options.data))
    texts = [joined(gold[first : first + JOINED]) for first in range(0, len(gold), JOINED)]
    extractor = eventx.load(options.model)
    print(f"{len(texts)} texts, {sum(len(text.text.split()) for text in texts):,} words\n")
    print("| tokens | overlap | windows | TC | AC+ | status |\n|---|---|---|---|---|---|")
    for size, overlap in SIZES:
        windower = extractor.windower
        windower.size, windower.overlap = size, overlap
        windows = sum(len(windower(text.text)) for text in texts)
        found = list(extractor.pipe([text.replace(mentions=()) for text in texts]))
        scores = quick_scores(texts, found)
        row = [f"{scores[name]:.3f}" for name in ("TC", "AC+", "status")]
        print(f"| {size} | {overlap} | {windows} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
