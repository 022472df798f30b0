"""The codebook's notation: whatever stands in a file, spans are exact and every fault is a message with its line."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from hostile import FEW, text
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "examples" / "default_model"))

import notation

from eventx import Document

GOOD = """@ a 2024-03-23
> Ana Ruiz met her Chilean counterpart in Lima on Monday.
e1 Meeting | met | actual | economic
  actor: Ana Ruiz =PER/GOV
  location: Lima =PER
  time: Monday =2024-03-18
"""
LINES = st.one_of(
    st.sampled_from(GOOD.splitlines()),
    st.sampled_from(
        [
            "@",
            "@ ",
            "> ",
            ">",
            "e1",
            "e1 Meeting | met",
            "e1 Meeting || actual |",
            "e1 Meeting | met #0 | actual |",
            "e1 Meeting | met #9999999999999999999999 | actual |",
            "e1 Meeting | Ana Ruiz | actual |",
            "  actor: =PER/GOV",
            "  actor:",
            "  time: Monday =soon",
            "  amount: Lima =3",
            "none",
            "# note",
        ]
    ),
    text(5, surrogates=False),
    st.builds(
        str.__add__, st.sampled_from(["e1 Meeting | ", "  actor: ", "  time: ", "> ", "@ "]), text(3, surrogates=False)
    ),
)


def parsed(source: str) -> list[tuple[dict[str, object], list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(source.encode("utf-8"))
        return list(notation.parse(path))


def test_a_good_block_is_read() -> None:
    ((document, errors),) = parsed(GOOD)
    assert errors == []
    (mention,) = Document.from_dict(document).mentions
    assert (mention.type, mention.trigger.text, [item.role for item in mention.arguments]) == (
        "Meeting",
        "met",
        ["actor", "location", "time"],
    )


@FEW
@given(lines=st.lists(LINES, max_size=12))
def test_any_lines_give_exact_spans_or_messages(lines: list[str]) -> None:
    for document, errors in parsed("\n".join(lines)):
        # Offsets are checked on construction.
        Document.from_dict(document)
        assert all(":" in error and "[" in error for error in errors)
