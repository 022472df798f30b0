"""Passages in pieces: offsets stay exact, nothing annotated inside a piece is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from eventx.document import Argument, Document, Mention, Trigger
from eventx.training.pieces import pieces, shortened


def annotated(text: str) -> Document:
    """Every word of five letters a mention, with every other such word as argument."""
    found = [(match[0], match.start(), match.end()) for match in re.finditer(r"\b\w{5}\b", text)]
    mentions = tuple(
        Mention(
            f"e{index}", "Meeting", Trigger(*span), arguments=tuple(Argument("actor", *o) for o in found if o != span)
        )
        for index, span in enumerate(found)
    )
    return Document(text, id="d", date="2024-03-21", mentions=mentions)


SENTENCES = st.lists(
    st.sampled_from(["Alpha met Gamma today.", "Nobody came.", "It rained in Delta!", "…"]), max_size=8
)


@given(SENTENCES, st.integers(1, 3), st.one_of(st.none(), st.integers(0, 9)))
def test_pieces_keep_every_mention_and_offset(sentences: list[str], longest: int, seed: int | None) -> None:
    document = annotated("  ".join(sentences))
    parts = list(pieces(document, longest=longest, seed=seed))
    assert [m.trigger.text for part in parts for m in part.mentions] == [m.trigger.text for m in document.mentions]
    for part in parts:
        assert part.date == document.date
        assert part.text == part.text.strip()
        for mention in part.mentions:
            for span in (mention.trigger, *mention.arguments):
                assert part.text[span.start : span.end] == span.text
            others = {m.trigger.text for m in part.mentions}
            assert {argument.text for argument in mention.arguments} <= others


def test_what_lies_in_other_sentences_is_dropped() -> None:
    first, second = pieces(annotated("Alpha met Gamma. Delta wept."))
    assert [len(mention.arguments) for mention in first.mentions] == [1, 1]
    assert [mention.arguments for mention in second.mentions] == [()]
    assert second.id == "d#17"


def test_a_share_is_shortened() -> None:
    documents = [
        annotated("Alpha met Gamma today. It rained in Delta! Nobody came.").replace(id=str(i)) for i in range(40)
    ]
    mixed = shortened(documents, 0.5, longest=1)
    whole = [document for document in mixed if "#" not in document.id]
    assert 10 < len(whole) < 30
    assert len(mixed) == len(whole) + 3 * (40 - len(whole))
    assert shortened(documents, 0.0) == documents
