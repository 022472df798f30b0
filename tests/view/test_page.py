from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from view_samples import mention

from eventx.document import Argument, Document, Mention, Trigger
from eventx.errors import OutputError
from eventx.view import fragment, page, show
from eventx.view.escape import visible

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"' --> ]]> & </style> "
    "\u2028 \u202e \ud800 \x00 {{x}}"
)


class Page(HTMLParser):
    """Elements with their attributes, and the text of the elements of class "text"."""

    void = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append((tag, values))
        if values.get("class") == "text":
            self.texts.append("")
        if tag not in self.void:
            self.open.append((tag, values.get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(name == "text" for _, name in self.open):
            self.texts[-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [values for name, values in self.elements if name == tag]


def hostile() -> Document:
    text = f"{HOSTILE} Peru met Chile. {HOSTILE}"
    spoilt = Argument("topic", HOSTILE, 0, len(HOSTILE), score=0.5)
    start = text.index("met")
    met = Mention("a", "Meeting", Trigger("met", start, start + 3), "actual", (HOSTILE,), (spoilt,))
    return Document(text, id=HOSTILE, date=HOSTILE, title=HOSTILE, mentions=(met,), provenance={HOSTILE: HOSTILE})


@pytest.mark.parametrize("make", [page, fragment])
def test_article_is_the_text(document: Document, make) -> None:  # type: ignore[no-untyped-def]
    found = Page(make(document))
    assert found.texts == [document.text]
    assert found.open == []


def test_words_and_cards_link_to_each_other(document: Document) -> None:
    found = Page(page([document, document]))
    ids = [values["id"] for _, values in found.elements if "id" in values]
    assert len(ids) == len(set(ids))
    targets = {values["href"][1:] for values in found.of("a")}  # type: ignore[index]
    assert targets <= set(ids)
    assert {"d1e1", "d1e2", "d2e1", "d2e2"} <= targets
    triggers = [values for values in found.of("a") if "data-n" in values]
    assert [(values["data-n"], values["title"]) for values in triggers[:3]] == [
        ("1", "1 Meeting"),
        ("1", "1 Meeting"),
        ("2", "2 RelationsDowngrade, negated"),
    ]


def test_card_shows_codes_and_values(document: Document) -> None:
    source = page(document)
    for part in (
        "CAMEO 040",
        "CONSULT",
        "<code>PER/GOV</code>",
        "<code>2024-03-18</code>",
        '<span class="status">negated',
    ):
        assert part in source


def test_one_word_of_two_events(document: Document) -> None:
    text = "Peru met Chile."
    peru = Argument("actor", "Peru", 0, 4, "actor")
    both = tuple(Mention(key, key, Trigger("met", 5, 8), arguments=(peru,)) for key in ("Meeting", "Attack"))
    found = Page(page(Document(text, mentions=both)))
    word = next(values for values in found.of("a") if values.get("data-p") == "5")
    assert word["data-n"] == "1,2"
    assert word["data-e"] == "1 2"
    assert "q1" in word["class"].split()  # type: ignore[union-attr]
    assert "and4" in word["class"].split()  # type: ignore[union-attr]
    actor = next(values for values in found.of("span") if values.get("data-p") == "0")
    assert actor["data-h"] == "1:actor 2:actor"


@pytest.mark.parametrize("make", [page, fragment])
def test_no_text_becomes_markup(make) -> None:  # type: ignore[no-untyped-def]
    document = hostile()
    plain, spoilt = Page(make(Document("Peru met Chile.", provenance={"a": "b"}))), Page(make(document))
    assert len(spoilt.of("script")) == len(plain.of("script")) == 1
    assert spoilt.of("img") == []
    assert len(spoilt.of("style")) == len(plain.of("style"))
    assert not any(name.startswith("on") for _, values in spoilt.elements for name in values)
    assert spoilt.texts == [visible(document.text)]
    make(document).encode("utf-8")


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(), max_size=30))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    met = Mention("a", "Meeting", Trigger("met", len(text), len(text) + 3))
    document = Document(f"{text}met{text}", title=text, id=text, mentions=(met,))
    found = Page(fragment(document))
    # A carriage return at the edge of a span and a newline after it are two line ends on the page.
    assert found.texts[0].replace("\n", "") == visible(document.text).replace("\n", "")
    assert found.open == []


def test_page_needs_no_network_and_runs_its_own_script_only(document: Document) -> None:
    source = page([document], title="A & B")
    assert "<title>A &amp; B</title>" in source
    assert not re.search(r"(?:src|href)=\"(?!#|data:)|url\(|@import|https?://", source)
    script = re.search(r"<script>(.*?)</script>", source, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in source
    assert "default-src 'none'" in source


def test_page_of_nothing_and_of_a_document_without_events() -> None:
    assert "Nothing matches." in page([])
    assert "No events" in page(Document("Quiet."))
    assert Page(page(Document(""))).texts == [""]


def test_fragment_is_the_same_each_time(document: Document) -> None:
    assert fragment(document) == fragment(document) == document._repr_html_()


def test_closed_documents_are_hidden_and_listed(document: Document) -> None:
    found = Page(page([document] * 3))
    sections = found.of("section")
    assert ["hidden" in values for values in sections] == [False, True, True]
    links = [values for values in found.of("a") if "data-events" in values]
    assert links[0]["data-events"] == '[["Meeting", "actual"], ["RelationsDowngrade", "negated"]]'


def test_show_writes_the_page(document: Document, tmp_path: Path) -> None:
    target = document.show(str(tmp_path / "page.html"))
    assert Path(target).read_text("utf-8") == page(document)
    with pytest.raises(OutputError, match="cannot write the page"):
        show(document, tmp_path / "missing" / "page.html")


def test_show_opens_the_browser(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    target = show(document)
    assert opened == [target.as_uri()]
    assert "Ruiz" in target.read_text("utf-8")


def test_custom_type_without_codes() -> None:
    text = "The union met."
    found = page(Document(text, mentions=(mention(text, "a", "UnionMeeting", "met", ("place", "union", {})),)))
    assert 'data-type="UnionMeeting"' in found
    assert "CAMEO" not in re.sub(r"<script>.*?</script>", "", found, flags=re.DOTALL)
