"""Step 1: train the byte-level BPE tokenizer of the bundled model.

Whitespace is dropped and every word piece that starts a word carries the same marker, so that a word has one
spelling after a space, a quote or a newline. Words are cut at 64 characters, which bounds the cost of hostile input.

    python examples/default_model/tokenizer.py --pretrain ../shared/data/pretrain --output /work/runs/tokenizer
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

SPECIAL = ["[PAD]", "[CLS]", "[SEP]", "[MASK]"]


def texts(folder: Path, per_file: int) -> Iterator[str]:
    """The first `per_file` characters or so of each pretraining file."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        seen = 0
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                seen += len(text)
                yield text
                if seen > per_file:
                    break


def build() -> Tokenizer:
    """An untrained tokenizer with the pipeline described above."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\s+"), "removed"),
            pre_tokenizers.Split(Regex(r"\w{1,64}|[^\w\s]"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=True, trim_offsets=True, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pretrain", type=Path, required=True, help="folder of *.jsonl.gz with a text field")
    parser.add_argument("--output", type=Path, required=True, help="folder for tokenizer.json")
    parser.add_argument("--vocab-size", type=int, default=16384)
    parser.add_argument("--per-file", type=int, default=12_000_000, help="characters read from each file")
    args = parser.parse_args()
    tokenizer = build()
    trainer = trainers.BpeTrainer(
        vocab_size=args.vocab_size,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        limit_alphabet=400,
    )
    tokenizer.train_from_iterator(texts(args.pretrain, args.per_file), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    args.output.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(args.output / "tokenizer.json"))
    print(f"{tokenizer.get_vocab_size()} pieces -> {args.output / 'tokenizer.json'}")


if __name__ == "__main__":
    main()
