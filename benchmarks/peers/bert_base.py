"""BERT-base (Devlin et al. 2019), encoder only: what any pipeline on such a model costs at least."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from measure import measure_peer
from tokens import peer_tokenizer

WINDOW = 512


def load() -> dict[str, Callable[[list[str]], None]]:
    """Readers of texts: windows of 512 tokens, sorted by length, in fp32 with the attention of torch."""
    import torch
    from transformers import BertConfig, BertModel

    tokenizer = peer_tokenizer()
    model = BertModel._from_config(BertConfig(), attn_implementation="sdpa", add_pooling_layer=False).eval()

    @torch.inference_mode()
    def read(texts: list[str], *, batch: int) -> None:
        windows: list[list[int]] = []
        for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]:
            windows += [ids[low : low + WINDOW] for low in range(0, len(ids), WINDOW)]
        windows.sort(key=len)
        for low in range(0, len(windows), batch):
            some = windows[low : low + batch]
            longest = max(map(len, some))
            ids = torch.zeros(len(some), longest, dtype=torch.long)
            mask = torch.zeros_like(ids)
            for row, window in enumerate(some):
                ids[row, : len(window)] = torch.tensor(window)
                mask[row, : len(window)] = 1
            model(input_ids=ids, attention_mask=None if mask.all() else mask)

    return {"one window a call": partial(read, batch=1), "eight windows a call": partial(read, batch=8)}


if __name__ == "__main__":
    measure_peer(load, "no task at all; windows of 512 tokens, sorted by length")
