"""Step 2: tokenise the pretraining text into one uint16 array a source, documents closed by [SEP].

    python examples/default_model/corpus.py --pretrain ../shared/data/pretrain --tokenizer /work/runs/tokenizer \
        --output /work/runs/tokens
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer


def batches(path: Path, size: int = 512) -> Iterator[list[str]]:
    """Texts of a gzipped JSONL file, `size` at a time."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        while batch := list(islice(texts, size)):
            yield batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pretrain", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(args.tokenizer / "tokenizer.json"))
    tokenizer.no_truncation()
    separator = tokenizer.token_to_id("[SEP]")
    args.output.mkdir(parents=True, exist_ok=True)
    for path in sorted(args.pretrain.glob("*.jsonl.gz")):
        target = args.output / (path.name.removesuffix(".jsonl.gz") + ".npy")
        if target.exists():
            continue
        parts: list[np.ndarray] = []
        for batch in batches(path):
            for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
                parts.append(np.asarray([*encoding.ids, separator], dtype=np.uint16))
        tokens = np.concatenate(parts)
        np.save(target.with_suffix(".tmp.npy"), tokens)
        target.with_suffix(".tmp.npy").rename(target)
        print(f"{target.name}: {len(tokens):,} tokens", flush=True)


if __name__ == "__main__":
    main()
