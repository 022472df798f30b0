"""The label sets of spaCy's English pipelines: Penn Treebank tags, ClearNLP dependencies, OntoNotes entities."""

from __future__ import annotations

from typing import Any

TAGS = (
    "$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS PDT POS PRP PRP$ RB "
    "RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB XX _SP ``"
).split()
DEPENDENCIES = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative "
    "dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss "
    "preconj predet prep prt punct quantmod relcl xcomp"
).split()
ENTITIES = (
    "CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT QUANTITY TIME "
    "WORK_OF_ART"
).split()


def transition_component(name: str, *, upper: bool) -> str:
    """Sections of a config for the "parser" or the "ner"; the section of its tok2vec is to follow."""
    return f"""[components.{name}]
factory = "{name}"

[components.{name}.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "{name}"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = {"true" if upper else "false"}

[components.{name}.model.tok2vec]
"""


def initialise(nlp: Any) -> Any:
    """Give a pipeline its labels and random weights."""
    from spacy.training import Example

    for name, labels in (("tagger", TAGS), ("parser", DEPENDENCIES), ("ner", ENTITIES)):
        for label in labels:
            nlp.get_pipe(name).add_label(label)
    gold = {
        "words": ["Envoys", "met", "."],
        "tags": ["NNS", "VBD", "."],
        "heads": [1, 1, 1],
        "deps": ["nsubj", "ROOT", "punct"],
        "entities": ["O", "O", "O"],
    }
    doc = nlp.make_doc("Envoys met .")
    nlp.initialize(lambda: [Example.from_dict(doc, gold)])
    return nlp
