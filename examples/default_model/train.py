"""Step 5: train the bundled model on the annotated corpora, from the pretrained encoder.

Reads the annotated news, the corpora written for this project (corpora/) and the passages annotated for it
(annotations/). Trains all heads on everything, then for a short while on the annotated news and the passages that
follow its conventions most closely; calibrates on dev; writes an fp16 checkpoint. A part of the passages is cut into
single sentences, and some tokens are masked anew in every batch. Interrupt it at any time: the same command goes on.

    python examples/default_model/train.py --data ../shared/data --encoder /work/runs/encoder --output /work/runs/model
    python examples/default_model/train.py ... --export eventx/pretrained      # put the result into the package
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from notation import parse
from real_news import annotated

import eventx
from eventx.document import Document
from eventx.model.checkpoint import load_checkpoint
from eventx.training.pieces import shortened

HERE = Path(__file__).parent
WORKED = "*-worked.txt"  # by annotators who had read worked examples, so in the conventions of the annotated news


def written_corpora() -> list[Document]:
    """The corpora of this repository."""
    return [Document.from_dict(data) for path in sorted(HERE.glob("corpora/*.txt")) for data, _ in parse(path)]


def portion(documents: Sequence[Document], share: float, seed: int) -> list[Document]:
    """A random part of a corpus, for learning curves; a larger part contains the smaller ones."""
    order = list(documents)
    random.Random(seed).shuffle(order)
    return order[: round(share * len(order))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--encoder", required=True, help="folder of the pretrained encoder")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--export", type=Path, help="folder for the fp16 checkpoint without the run's own files")
    parser.add_argument("--share", type=float, default=1.0, help="part of the annotated news to use")
    parser.add_argument("--no-written", action="store_true", help="leave the written corpora out")
    parser.add_argument("--no-real", action="store_true", help="leave the passages annotated for this project out")
    parser.add_argument("--real", default="*.txt", help="those in files of this pattern; '*-worked.txt' are the newer")
    parser.add_argument("--epochs", type=float, default=3, help="passes over everything")
    parser.add_argument("--last-epochs", type=float, default=2, help="passes over the news after that")
    parser.add_argument("--last-rate", type=float, default=0.4, help="rates of those, as a share of the first ones")
    parser.add_argument("--short", type=float, default=0.3, help="share of the passages that is cut into pieces")
    parser.add_argument("--masking", type=float, default=0.1, help="share of the tokens that is masked")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--head-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--argument-layers", type=int, default=1)
    parser.add_argument("--no-definitions", action="store_true")
    args = parser.parse_args()
    news = portion(list(eventx.read(args.data / "train" / "news-train.jsonl")), args.share, args.seed)
    corpus = list(news)
    if not args.no_written:
        corpus += written_corpora()
    if not args.no_real:
        corpus += [Document.from_dict(data) for data in annotated(args.data, pattern=args.real)]
    options: dict[str, Any] = {
        "dev": args.data / "dev" / "news-dev.jsonl",
        "batch_size": args.batch_size,
        "token_masking": args.masking,
        "seed": args.seed,
    }
    first = args.output / "first" if args.last_epochs else args.output
    extractor = eventx.train(
        shortened(corpus, args.short, seed=args.seed),
        output=first,
        base=args.encoder,
        epochs=args.epochs,
        learning_rate=args.learning_rate,
        head_rate=args.head_rate,
        model_options={
            "argument_layers": args.argument_layers,
            "use_definitions": not args.no_definitions,
            # Pretraining saw [SEP] between documents and no [CLS].
            "prefix_ids": [2],
            "suffix_ids": [2],
        },
        **options,
    )
    if args.last_epochs:
        if not args.no_real:
            news += [Document.from_dict(data) for data in annotated(args.data, pattern=WORKED)]
        extractor = eventx.train(
            shortened(news, args.short, seed=args.seed + 1),
            output=args.output,
            base=first,
            epochs=args.last_epochs,
            learning_rate=args.learning_rate * args.last_rate,
            head_rate=args.head_rate * args.last_rate,
            **options,
        )
    print(extractor, (args.output / "training.json").read_text())
    if args.export:
        load_checkpoint(args.output).save(args.export, half=True)
        shutil.copy(args.output / "training.json", args.export)
        card = (args.output / "README.md").read_text(encoding="utf-8")
        notes = (HERE / "card_notes.md").read_text(encoding="utf-8")
        (args.export / "README.md").write_text(f"{card}\n{notes}", encoding="utf-8")


if __name__ == "__main__":
    main()
