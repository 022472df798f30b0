"""Step 3: skip-gram token embeddings (gensim), the start of the encoder's embedding table.

python examples/default_model/embeddings.py --tokens /work/runs/tokens --output /work/runs/skipgram.npy
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from gensim.models import Word2Vec
from mixture import Mixture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--dimension", type=int, default=256)
    parser.add_argument("--total", type=int, default=12_000_000, help="tokens drawn from the mixture")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--vocab-size", type=int, default=16384)
    args = parser.parse_args()
    generator = np.random.default_rng(0)
    blocks = Mixture(args.tokens).sample(generator, args.total // 512, 512)
    sentences = [[str(token) for token in row] for row in blocks]
    model = Word2Vec(
        sentences,
        vector_size=args.dimension,
        window=6,
        sg=1,
        negative=5,
        min_count=1,
        sample=1e-4,
        epochs=args.epochs,
        workers=2,
        seed=0,
    )
    table = generator.normal(0, 0.02, (args.vocab_size, args.dimension)).astype(np.float32)
    vectors = model.wv
    scale = 0.02 / float(vectors.vectors.std())
    for token in vectors.index_to_key:
        table[int(token)] = vectors[token] * scale
    np.save(args.output, table)
    probe = {int(token): [n for n, _ in vectors.most_similar(token, topn=3)] for token in vectors.index_to_key[300:303]}
    print(f"{len(vectors.index_to_key):,} pieces with vectors; neighbours by id: {probe}")


if __name__ == "__main__":
    main()
