"""A tokenizer for peers whose own vocabulary is not at hand: eventx's, under the special tokens that they ask for.

So every model reads the same pieces (about 1.3 a word, as many as those of BERT or DeBERTa on news). Their embedding
tables keep the published sizes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "eventx" / "pretrained" / "tokenizer.json"


def peer_tokenizer() -> Any:
    """A fast tokenizer of transformers."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_file=str(FILE),
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        unk_token="[UNK]",
        model_max_length=100_000,
    )
