"""A spaCy pipeline of the shape of en_core_web_trf 3.8: RoBERTa-base over strided windows, tagger, parser, ner.

Attribute ruler and lemmatizer are left out: they need tables, and cost little.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from measure import measure_peer
from spacy_labels import initialise, transition_component
from tokens import FILE

LISTENER = """
@architectures = "spacy-curated-transformers.LastTransformerLayerListener.v1"
width = 768
pooling = {"@layers": "reduce_mean.v1"}
"""
CONFIG = """
[nlp]
lang = "en"
pipeline = ["transformer", "tagger", "parser", "ner"]

[components]

[components.transformer]
factory = "curated_transformer"
all_layer_outputs = false

[components.transformer.model]
@architectures = "spacy-curated-transformers.RobertaTransformer.v1"
vocab_size = 50265
piece_encoder = {"@architectures": "spacy-curated-transformers.ByteBpeEncoder.v1"}

[components.transformer.model.with_spans]
@architectures = "spacy-curated-transformers.WithStridedSpans.v1"
stride = 104
window = 144

[components.tagger]
factory = "tagger"

[components.tagger.model]
@architectures = "spacy.Tagger.v2"

[components.tagger.model.tok2vec]
{LISTENER}
{PARSER}
{LISTENER}
{NER}
{LISTENER}
[initialize]

[initialize.components]

[initialize.components.transformer]

[initialize.components.transformer.piecer_loader]
@model_loaders = "spacy-curated-transformers.ByteBpeLoader.v1"
vocab_path = "{VOCAB}"
merges_path = "{MERGES}"
"""
for _name in ("parser", "ner"):
    CONFIG = CONFIG.replace(f"{{{_name.upper()}}}\n", transition_component(_name, upper=False))


def load() -> dict[str, Callable[[list[str]], None]]:
    """A reader of texts."""
    import spacy_curated_transformers.models  # noqa: F401 - its architectures
    from spacy.util import fix_random_seed, load_model_from_config
    from thinc.api import Config

    fix_random_seed(0)
    pieces = json.loads(FILE.read_text(encoding="utf-8"))["model"]
    vocab = dict(pieces["vocab"])
    for special in ("<unk>", "<s>", "</s>"):
        vocab[special] = len(vocab)
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in pieces["merges"]]
    with tempfile.TemporaryDirectory() as folder:
        paths = {"{VOCAB}": Path(folder) / "vocab.json", "{MERGES}": Path(folder) / "merges.txt"}
        paths["{VOCAB}"].write_text(json.dumps(vocab), encoding="utf-8")
        paths["{MERGES}"].write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")
        config = CONFIG.replace("{LISTENER}", LISTENER.strip() + "\n")
        for name, path in paths.items():
            config = config.replace(name, str(path))
        nlp = initialise(load_model_from_config(Config().from_str(config), auto_fill=True))

    def read(texts: list[str]) -> None:
        for _ in nlp.pipe(texts):
            pass

    return {"in one process": read}


if __name__ == "__main__":
    measure_peer(load, "RoBERTa-base, windows of 144 pieces every 104")
