"""Hypothesis strategies for documents with any text and any spans."""

from __future__ import annotations

from hypothesis import strategies as st

from eventx import Argument, Document, Mention, Trigger

_EDGY = st.sampled_from(
    ["\r\n", "\x00", "\u2028", "é", "e\u0301", "🇨🇱", "\u200f", "\u00a0", "=", "+1", "'", '"', "\t", ","]
)
_NAMES = st.text(st.characters(categories=["L", "N"], max_codepoint=0x2FF), min_size=1, max_size=6)


def texts(*, surrogates: bool = False, control: bool = True) -> st.SearchStrategy[str]:
    """Texts of at least one letter, with the pieces that break programs."""
    categories = ["L", "N", "P", "S", "Z", "M", *(["Cc"] if control else []), *(["Cs"] if surrogates else [])]
    plain = st.text(st.characters(categories=categories), max_size=12)
    edgy = _EDGY if control else _EDGY.filter(lambda piece: piece not in ("\r\n", "\x00", "\t"))
    pieces = st.lists(st.one_of(plain, edgy, st.just("Oslo met Bern ")), max_size=6)
    return pieces.map(lambda parts: "Oslo " + "".join(parts))


@st.composite
def documents(draw: st.DrawFn, *, surrogates: bool = False, control: bool = True, words: bool = False) -> Document:
    """Documents whose spans lie anywhere; `words` keeps them off white space at their edges."""
    text = draw(texts(surrogates=surrogates, control=control))

    def span() -> tuple[str, int, int]:
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        if words and (not text[start:end].strip() or text[start:end] != text[start:end].strip()):
            return text[:4], 0, 4
        return text[start:end], start, end

    score = st.one_of(st.none(), st.floats(0, 1))
    mentions = []
    for key in range(draw(st.integers(0, 3))):
        arguments: dict[tuple[str, int, int], Argument] = {}
        for _ in range(draw(st.integers(0, 3))):
            found = span()
            role = draw(st.sampled_from(["actor", "location", "time", "topic"]))
            extra: dict[str, object] = {"score": draw(score)}
            if role == "actor":
                kind = "actor"
                extra |= {
                    "country": draw(st.sampled_from([None, "NOR", "IGO:UN"])),
                    "sector": draw(st.sampled_from([None, "GOV"])),
                }
            elif role == "location":
                kind = "place"
                extra |= {
                    "country": draw(st.sampled_from([None, "CHE"])),
                    "latitude": draw(st.sampled_from([None, 46.95])),
                }
            elif role == "time":
                kind = "time"
                extra["value"] = draw(st.sampled_from([None, "2024-03-18"]))
            else:
                kind = "span"
            arguments[role, *found[1:]] = Argument(role, *found, kind=kind, **extra)  # type: ignore[arg-type]
        mentions.append(
            Mention(
                f"e{draw(st.integers(0, 2))}",
                draw(st.sampled_from(["Meeting", "Visit", "Own_Type"])) + str(key),
                Trigger(*span()),
                draw(st.sampled_from(["actual", "planned"])),
                tuple(draw(st.lists(st.sampled_from(["military", "legal"]), unique=True))),
                tuple(arguments.values()),
                draw(score),
            )
        )
    return Document(
        text,
        draw(_NAMES),
        draw(st.sampled_from([None, "2024-03-20"])),
        draw(st.one_of(st.none(), texts(control=control))),
        tuple(mentions),
        draw(
            st.dictionaries(
                _NAMES.map(lambda name: "x" + name), st.one_of(st.integers(), texts(control=control)), max_size=2
            )
        ),
        draw(st.sampled_from([None, {"model": "tiny", "eventx": "0.1.0"}])),
    )
