"""A spaCy pipeline of the shape of en_core_web_sm 3.8: tok2vec, tagger, parser, ner with a tok2vec of its own.

Attribute ruler and lemmatizer are left out: they need tables, and cost little.
"""

from __future__ import annotations

from collections.abc import Callable

from measure import cores, measure_peer
from spacy_labels import initialise, transition_component

CONFIG = """
[nlp]
lang = "en"
pipeline = ["tok2vec", "tagger", "parser", "ner"]

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]
rows = [5000, 1000, 2500, 2500, 50, 50]
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3

[components.tagger]
factory = "tagger"

[components.tagger.model]
@architectures = "spacy.Tagger.v2"

[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96

{PARSER}
@architectures = "spacy.Tok2VecListener.v1"
width = 96

{NER}
@architectures = "spacy.Tok2Vec.v2"

[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
rows = [5000, 1000, 2500, 2500]
include_static_vectors = false

[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
"""
for _name in ("parser", "ner"):
    CONFIG = CONFIG.replace(f"{{{_name.upper()}}}\n", transition_component(_name, upper=True))


def load() -> dict[str, Callable[[list[str]], None]]:
    """Readers of texts: in this process, and in one for each core."""
    from spacy.util import fix_random_seed, load_model_from_config
    from thinc.api import Config

    fix_random_seed(0)
    nlp = initialise(load_model_from_config(Config().from_str(CONFIG), auto_fill=True))

    def reader(processes: int) -> Callable[[list[str]], None]:
        def read(texts: list[str]) -> None:
            for _ in nlp.pipe(texts, n_process=processes):
                pass

        return read

    ways = {"in one process": reader(1)}
    if cores() > 1:
        ways[f"in {cores()} processes, their start included"] = reader(cores())
    return ways


if __name__ == "__main__":
    measure_peer(load)
