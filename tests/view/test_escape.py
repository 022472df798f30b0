from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventx.view.escape import escape, one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x00b\x7f", "a␀b␡"),
        ("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\u202eb\u2069", "a[U+202E]b[U+2069]"),
        ("\ud800x\udfff", "�x�"),
        ("שלום\u200f", "שלום\u200f"),
        ("👩‍👩‍👧 e\u0301", "👩‍👩‍👧 e\u0301"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_escape_closes_no_tag_and_no_attribute() -> None:
    assert escape("</script>\"'&") == "&lt;/script&gt;&quot;&#x27;&amp;"


def test_one_line_has_no_line_end() -> None:
    assert one_line(" a\n\n b\u2028c ") == "a b c"


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_encoded_and_acts_on_nothing(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not any(ord(item) < 32 and item not in "\t\n" for item in shown)
    assert not set(shown) & set("\x7f\x9b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
