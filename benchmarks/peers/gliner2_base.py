"""GLiNER2 base (Zaratiana et al. 2025): spans of given labels on DeBERTa-v3-base."""

from __future__ import annotations

from collections.abc import Callable

from deberta import LABELS, THRESHOLD, deberta_v3
from measure import measure_peer
from tokens import peer_tokenizer


def load() -> dict[str, Callable[[list[str]], None]]:
    """Readers of texts, in batches of one and eight."""
    import torch
    from gliner2 import GLiNER2
    from gliner2.configuration import ExtractorConfig
    from transformers import DebertaV2Config

    torch.manual_seed(0)
    config = ExtractorConfig(model_name="", max_width=8, counting_layer="count_lstm")
    model = GLiNER2(config, encoder_config=DebertaV2Config(**deberta_v3(12)), tokenizer=peer_tokenizer()).eval()
    # It cuts the table to the tokenizer at hand; this is about the published size.
    model.encoder.resize_token_embeddings(128_100, mean_resizing=False)

    def reader(size: int) -> Callable[[list[str]], None]:
        def read(texts: list[str]) -> None:
            model.batch_extract_entities(texts, LABELS, batch_size=size, threshold=THRESHOLD)

        return read

    return {"one text a call": reader(1), "eight texts a call": reader(8)}


if __name__ == "__main__":
    measure_peer(load, f"{len(LABELS)} labels")
