"""Hypothesis strategies for whatever a text can hold, and for documents made of such texts."""

from __future__ import annotations

import re

from hypothesis import settings
from hypothesis import strategies as st

from eventx import Argument, Document, Mention, Trigger
from eventx.document import ROLE_KINDS

# One piece a space: emoji sequences, combining marks, right-to-left, dotted and dotless i, ligatures, digits of other
# scripts, marks of HTML, CSV, brat, CoNLL, shells, paths and formulas.
PIECES = (
    *"👩‍👩‍👧 🏳️‍🌈 🇨🇱 👍🏽 e\u0301 \u0301 שלום العربية İ ı ß ﬁ ǅ “ ’ « … — 朝鲜 한국 ไทย ٣ ² Ⅷ".split(),
    *"\u200f \u202e \u2066 \u200b \ufeff \u00ad \ufffe \U0010ffff \x00 \x1b[31m \ud800 \udfff \ud83d\ude00".split(" "),
    *("\r\n", "\r", "\n\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\u00a0", "\u3000", "\t"),
    *"<b> </script> <!-- ]]> &amp; &#x0; \" ' ` \\ {{x}} %s $(x) =1+1 +1 -1 @a | ; , # %0A % ../ / CON".split(),
    *("O", "B-actor", "T1\t", "\n\n# id = 1\n", "-DOCSTART-", "null", "NaN", "1e999", "\u0300" * 40),
)
# Two halves side by side are refused in JSON, with a test of its own: they would come back as one character.
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# For tests that go over files, which cost a hundred times more than a call.
FEW = settings(max_examples=max(settings.default.max_examples // 4, 5))  # type: ignore[union-attr]
PLAIN = (
    "Oslo",
    "met",
    "Bern",
    "on",
    "Monday",
    "3",
    "tonnes",
    ".",
    "U.S.",
    "Mr.",
    "next month",
    "2024-03-18",
    "«",
    "2024",
)


def text(max_size: int = 14, *, surrogates: bool = True, min_size: int = 0) -> st.SearchStrategy[str]:
    """Texts of any characters, of pieces that break programs, of words, and of very long words and lines."""
    wanted = st.characters(exclude_categories=() if surrogates else ("Cs",))
    pieces = [piece for piece in PIECES if surrogates or not any("\ud800" <= char <= "\udfff" for char in piece)]
    long = st.builds(
        lambda piece, count: piece * count, st.sampled_from(["x", "ab ", "é", "🙂", "a.", "\n"]), st.integers(65, 700)
    )
    part = st.one_of(
        st.sampled_from(pieces),
        st.sampled_from(PLAIN),
        st.sampled_from(PLAIN).map(lambda word: word + " "),
        st.text(wanted, max_size=4),
    )
    return st.one_of(
        st.lists(part, min_size=min_size, max_size=max_size).map("".join),
        st.tuples(st.lists(part, min_size=min_size, max_size=4).map("".join), long).map("".join),
    ).filter(lambda made: len(made) >= min_size and not PAIR.search(made))


@st.composite
def documents(draw: st.DrawFn, *, surrogates: bool = True) -> Document:
    """Documents in which every string may be anything, and spans lie anywhere."""
    words = draw(text(min_size=1, surrogates=surrogates))
    name = text(3, surrogates=surrogates)
    filled = text(2, surrogates=surrogates, min_size=1)
    score = st.one_of(st.none(), st.floats(0, 1))

    def span() -> tuple[str, int, int]:
        start = draw(st.integers(0, len(words) - 1))
        end = draw(st.integers(start + 1, min(len(words), start + 40)))
        return words[start:end], start, end

    def argument() -> Argument:
        role = draw(st.one_of(st.sampled_from([*ROLE_KINDS, "topic", "arg", "arg2"]), filled))
        kind = ROLE_KINDS.get(role) or "span"
        codes = {
            "actor": {"country": st.none() | st.sampled_from(["NOR", "IGO:UN"]) | name, "sector": st.none() | name},
            "place": {
                "country": st.none() | name,
                "name": st.none() | name,
                "latitude": st.none() | st.floats(-90, 90),
            },
            "time": {"value": st.none() | st.sampled_from(["2024-03-18", "0001-01", "9999-12-31", "2024-W12"]) | name},
            "amount": {"low": st.none() | st.floats(-1e9, 1e9), "unit": st.none() | name},
            "span": {},
        }[kind]
        drawn = {key: draw(strategy) for key, strategy in codes.items()}
        return Argument(role, *span(), kind=kind, score=draw(score), **drawn)  # type: ignore[arg-type]

    types = st.sampled_from(["Meeting", "Visit", "Attack", "Aid", "Life:Die", "Own Type"]) | filled
    mentions = [
        Mention(
            draw(st.sampled_from(["e1", "e2"]) | filled),
            draw(types),
            Trigger(*span()),
            draw(st.sampled_from(["actual", "planned", "negated"]) | filled),
            tuple(draw(st.lists(filled, max_size=2, unique=True))),
            tuple(argument() for _ in range(draw(st.integers(0, 3)))),
            draw(score),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    meta = st.dictionaries(
        st.sampled_from(["url", "source", "language", "zz"]),
        st.one_of(name, st.integers(), st.none(), st.lists(name)),
        max_size=3,
    )
    return Document(
        words,
        draw(name),
        draw(st.none() | st.sampled_from(["2024-03-20", "0099-01-01"]) | name),
        draw(st.none() | name),
        tuple(mentions),
        draw(meta),
        draw(st.none() | st.dictionaries(filled, name, max_size=2)),
    )
