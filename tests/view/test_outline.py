from __future__ import annotations

import re
import unicodedata

import pytest
from view_samples import mention

from eventx.document import Document
from eventx.view.plain import outline


def test_outline_tells_each_event(document: Document) -> None:
    assert outline(document, width=80).splitlines() == [
        "lima-1 · 2024-03-19 · 2 events",
        "Ruiz meets envoy",
        "",
        "○ 1 Meeting                              2024-03-18 · CONSULT · CAMEO 040 · +1.0",
        "  Foreign Minister Ana Ruiz «met» Chile's envoy in Lima on Monday.",
        "  actor      Foreign Minister Ana Ruiz  PER/GOV",
        "  recipient  Chile's envoy              CHL/GOV",
        "  location   Lima                       PER",
        "  time       Monday                     2024-03-18",
        "  topic      copper exports",
        "  also       talks",
        "",
        *outline(document, width=80).splitlines()[-3:-2],
        "  Peru will not «recall» its ambassador, the minister said.",
        "  actor  Peru  PER",
    ]
    assert "2 RelationsDowngrade (negated)" in outline(document, width=80)


@pytest.mark.parametrize("width", [40, 57, 80, 200])
def test_outline_keeps_to_the_width(document: Document, width: int) -> None:
    assert max(map(len, outline(document, width=width).splitlines())) <= width


def test_color_adds_escapes_only(document: Document) -> None:
    colored = outline(document, color=True, width=80)
    assert "\x1b[1;36mmet\x1b[0m" in colored
    plain = re.sub(r"\x1b\[[\d;]*m", "", colored)
    assert plain == outline(document, width=80).replace("«", "").replace("»", "")


def test_text_cannot_send_escapes_to_the_terminal() -> None:
    text = "Peru \x1b]0;owned\x07met\x1b[2J Chile\u202e\ud800."
    found = outline(Document(text, id="\x1b[1m", title="\x9b1m", mentions=(mention(text, "a", "Meeting", "met"),)))
    assert not any(unicodedata.category(item) in ("Cc", "Cs", "Cf") for item in found.replace("\n", ""))
    assert "«met»" in found


def test_long_sentence_is_cut_around_the_trigger() -> None:
    text = "word " * 4000 + "they met " + "word " * 4000
    line = outline(Document(text, mentions=(mention(text, "a", "Meeting", "met"),)), width=60).splitlines()[-1]
    assert line.startswith("  …")
    assert line.endswith("…")
    assert "they «met» word" in line
    assert len(line) <= 60


def test_wide_characters_are_counted_as_two_columns() -> None:
    text = "王毅会见了法国总统马克龙王毅会见了法国总统马克龙王毅会见了法国总统马克龙"
    found = outline(Document(text, mentions=(mention(text, "a", "Meeting", "会见"),)), width=40)
    columns = [
        sum(2 if unicodedata.east_asian_width(item) == "W" else 1 for item in line) for line in found.splitlines()
    ]
    assert max(columns) <= 40
    assert "«会见»" in found


def test_no_events() -> None:
    assert outline(Document("Nothing.", id="x")) == "x · no events"
    assert outline(Document("")) == "no events"
