"""GLiNER small v2.1 (Zaratiana et al. 2024): spans of given labels on DeBERTa-v3-small."""

from __future__ import annotations

import re
from collections.abc import Callable

from deberta import LABELS, THRESHOLD, deberta_v3
from measure import measure_peer
from tokens import peer_tokenizer

LONGEST = 384  # words and marks that it reads of a text; the rest is cut off
WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")


def read_words(text: str) -> int:
    """Words of a text up to the place where GLiNER stops reading."""
    ends = [match.end() for match in WORD.finditer(text)]
    return len(text[: ends[LONGEST - 1]].split()) if len(ends) > LONGEST else len(text.split())


def load() -> dict[str, Callable[[list[str]], int]]:
    """Readers of texts, in batches of one and eight."""
    import torch
    from gliner.config import UniEncoderSpanConfig
    from gliner.model import UniEncoderSpanGLiNER

    tokenizer = peer_tokenizer()
    tokenizer.add_tokens(["<<ENT>>", "<<SEP>>"], special_tokens=True)
    config = UniEncoderSpanConfig(
        model_name="",
        max_width=12,
        hidden_size=512,
        span_mode="markerV0",
        max_len=LONGEST,
        vocab_size=128_100,
        class_token_index=len(tokenizer) - 2,
        encoder_config=deberta_v3(6),
    )
    torch.manual_seed(0)
    model = UniEncoderSpanGLiNER(config, tokenizer=tokenizer, backbone_from_pretrained=False).eval()

    def reader(size: int) -> Callable[[list[str]], int]:
        def read(texts: list[str]) -> int:
            model.inference(texts, LABELS, threshold=THRESHOLD, batch_size=size)
            return sum(map(read_words, texts))

        return read

    return {"one text a call": reader(1), "eight texts a call": reader(8)}


if __name__ == "__main__":
    measure_peer(
        load, f"{len(LABELS)} labels; reads {LONGEST} words and marks of a text, and only what it reads counts"
    )
