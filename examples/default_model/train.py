"""Step 5: train the bundled model on the annotated corpora, from the pretrained encoder.

Reads the annotated news, the corpora written for this project (examples/default_model/corpora) and, if asked, auxiliary
corpora; trains all heads; calibrates on dev; writes an fp16 checkpoint. Interrupt it at any time: the same command
goes on.

    python examples/default_model/train.py --data ../shared/data --encoder /work/runs/encoder --output /work/runs/model
    python examples/default_model/train.py ... --export eventx/pretrained      # put the result into the package
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from notation import parse

import eventx
from eventx.document import Document
from eventx.model.checkpoint import load_checkpoint

HERE = Path(__file__).parent


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
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--head-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--argument-layers", type=int, default=1)
    parser.add_argument("--no-definitions", action="store_true")
    args = parser.parse_args()
    news = list(eventx.read(args.data / "train" / "news-train.jsonl"))
    corpus = portion(news, args.share, args.seed)
    if not args.no_written:
        corpus += written_corpora()
    extractor = eventx.train(
        corpus,
        output=args.output,
        base=args.encoder,
        dev=args.data / "dev" / "news-dev.jsonl",
        epochs=args.epochs,
        batch_size=args.batch_size,
        learning_rate=args.learning_rate,
        head_rate=args.head_rate,
        seed=args.seed,
        model_options={
            "argument_layers": args.argument_layers,
            "use_definitions": not args.no_definitions,
            # Pretraining saw [SEP] between documents and no [CLS].
            "prefix_ids": [2],
            "suffix_ids": [2],
        },
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
