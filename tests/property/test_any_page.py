"""Any document on a page: the elements are those of a harmless document with the same spans, and no text is markup."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

import pytest
from hostile import FEW, documents, text
from hypothesis import given

from eventx import Document
from eventx.evaluation import evaluate
from eventx.view import fragment, page
from eventx.view.escape import visible


class Elements(HTMLParser):
    """Names and attribute names of the elements, and the article's words."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self.depth = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))
        if self.depth or ("class", "text") in attrs:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", ()))
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data!r}")


def harmless(document: Document) -> Document:
    """The same document with a letter for every character that is no white space."""

    def plain(made: str) -> str:
        return "".join(char if char.isspace() else "x" for char in made)

    words = plain(document.text)

    def moved(span: object) -> object:
        return dataclasses.replace(span, text=words[span.start : span.end])  # type: ignore[attr-defined, type-var]

    mentions = tuple(
        mention.replace(trigger=moved(mention.trigger), arguments=tuple(map(moved, mention.arguments)))
        for mention in document.mentions
    )
    return document.replace(text=words, mentions=mentions)


@pytest.mark.parametrize("make", [page, fragment])
@FEW
@given(document=documents())
def test_any_text_has_the_elements_of_a_harmless_one(make, document: Document) -> None:  # type: ignore[no-untyped-def]
    source = make(document)
    source.encode("utf-8")
    # Distinct words may become one in the harmless text, so its cards say each trigger once: compare the article.
    article = source[source.index('<div class="text"') : source.index("</article>")]
    other = make(harmless(document))
    plain = other[other.index('<div class="text"') : other.index("</article>")]
    assert Elements(article).found == Elements(plain).found
    whole = Elements(source)
    assert {tag for tag, _ in whole.found} <= {tag for tag, _ in Elements(other).found}
    assert not any(name.startswith("on") for _, names in whole.found for name in names)
    assert not {"src", "srcset", "style", "formaction", "action"} & {name for _, names in whole.found for name in names}
    shown = "".join(whole.words).replace("\n", "")
    assert shown == visible(document.text).replace("\n", "")


@FEW
@given(documents=text(4).flatmap(lambda title: documents().map(lambda item: [item.replace(title=title), item])))
def test_any_page_of_documents_and_report_is_well_formed(documents: list[Document]) -> None:
    Elements(page(documents, title=documents[0].title or None))
    gold = [item.replace(id=str(number)) for number, item in enumerate(documents)]
    report = evaluate(gold, gold, bootstrap=0)
    assert report.to_html() if hasattr(report, "to_html") else str(report)
