"""Text made safe to show: nothing in it can act on a terminal or a page, and nothing is hidden."""

from __future__ import annotations

import html
import re

# Embeddings, overrides and isolates reorder what follows them, also outside the document's own words (CVE-2021-42574).
# Marks (U+200E, U+200F, U+061C) move no other characters and stand in ordinary Arabic and Hebrew text: they stay.
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BREAKS = {ord("\r"): "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_CONTROLS = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"},
    0x7F: "\u2421",
    **dict.fromkeys((code for code in range(0x80, 0xA0) if code != 0x85), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    0xFFFE: "\ufffd",
    0xFFFF: "\ufffd",
}
_TABLE = {**_CONTROLS, **_BREAKS}
_BIDI_RUN = re.compile(f"[{_BIDI}]")


def visible(text: str) -> str:
    """Replace what cannot be shown or must not act, and make every line end a newline.

    Control characters become their pictures (U+2400 block), lone surrogates and noncharacters U+FFFD, bidirectional
    embeddings, overrides and isolates their code in brackets. The result can always be encoded as UTF-8.
    """
    text = text.replace("\r\n", "\n").translate(_TABLE)
    return _BIDI_RUN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def one_line(text: str) -> str:
    """`visible` text with every run of white space made one space."""
    return " ".join(visible(text).split())


def escape(text: str) -> str:
    """`visible` text for HTML, as an element's content or a quoted attribute's value."""
    return html.escape(visible(text), quote=True)
