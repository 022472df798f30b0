"""Clicks and keys in a real browser; skipped where chromium, its driver or selenium is missing."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from view_samples import TEXT, mention

from eventx.document import Document
from eventx.view import fragment, page

selenium = pytest.importorskip("selenium.webdriver")
BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BROWSER or not DRIVER, reason="needs chromium and chromedriver"),
]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1300,900"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = selenium.ChromeOptions()
    options.binary_location = BROWSER
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = selenium.Chrome(options=options, service=selenium.ChromeService(DRIVER))
    yield driver
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        driver.quit()


@pytest.fixture
def opened(browser: Any, document: Document, tmp_path: Path) -> Any:
    other = Document("Chile voted.", id="two", mentions=(mention("Chile voted.", "a", "Vote", "voted"),))
    return visit(browser, page([document, other, Document("No event here.", id="three")]), tmp_path)


def visit(browser: Any, source: str, folder: Path) -> Any:
    target = folder / "page.html"
    target.write_text(source, encoding="utf-8")
    browser.get(target.as_uri())
    return browser


def one(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def texts(browser: Any, selector: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map((item) => item.textContent)"
    return list(browser.execute_script(script, selector))


def press(browser: Any, keys: str) -> None:
    one(browser, "body").send_keys(keys)


def complaints(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser")]


def test_word_and_card_are_linked_both_ways(opened: Any) -> None:
    assert texts(opened, ".doc:not([hidden]) .text") == [TEXT]
    one(opened, "a.t[data-n='2']").click()
    assert texts(opened, ".card.on .head b") == ["RelationsDowngrade"]
    assert texts(opened, ".s.on") == ["Peru", "recall"]
    assert opened.execute_script("return location.hash") == "#1.2"
    one(opened, "#d1e1 .head").click()
    assert texts(opened, ".s.on.t") == ["met", "talks"]
    labels = "return [...document.querySelectorAll('[data-l]')].map((item) => item.dataset.l)"
    assert opened.execute_script(labels) == ["actor", "recipient", "location", "time", "topic"]
    one(opened, "#d1e1 .head").click()
    assert texts(opened, ".on") == []
    assert complaints(opened) == []


def test_keys_walk_events_and_documents(opened: Any) -> None:
    press(opened, "j")
    assert texts(opened, ".card.on .n") == ["1"]
    press(opened, "j")
    press(opened, "j")
    assert texts(opened, ".card.on .n") == ["2"]
    press(opened, "k")
    assert texts(opened, ".card.on .n") == ["1"]
    press(opened, "n")
    assert texts(opened, ".doc:not([hidden]) .text") == ["Chile voted."]
    press(opened, "p")
    assert texts(opened, ".doc:not([hidden]) .text") == [TEXT]
    press(opened, "?")
    assert one(opened, "dialog").get_attribute("open")
    one(opened, "dialog button").click()
    press(opened, "t")
    assert one(opened, "body").get_attribute("data-theme") == "dark"
    assert complaints(opened) == []


def test_filters_and_search(opened: Any) -> None:
    one(opened, ".pop summary").click()
    one(opened, "input[value='Meeting']").click()
    assert texts(opened, ".doc:not([hidden]) .card:not([hidden]) b") == ["RelationsDowngrade"]
    assert texts(opened, ".doc:not([hidden]) .s.off.t") == ["met", "talks"]
    assert texts(opened, "nav li:not([hidden]) a .n") == ["1", "1"]
    one(opened, "input[value='Meeting']").click()
    press(opened, "\ue00c")
    press(opened, "/")
    one(opened, "#search").send_keys("VOTED")
    assert texts(opened, ".shown") == ["1 of 3 documents"]
    one(opened, "#search").send_keys("\n")
    assert texts(opened, ".doc:not([hidden]) .text") == ["Chile voted."]
    assert opened.execute_script("return CSS.highlights.get('eventx-search').size") == 2
    assert complaints(opened) == []


def test_hostile_text_runs_nothing(browser: Any, tmp_path: Path) -> None:
    text = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> met"
    document = Document(text, id=text, title=text, mentions=(mention(text, "a", "Meeting", "met"),))
    for source in (page(document), fragment(document)):
        visit(browser, source, tmp_path)
        assert texts(browser, ".text") == [text]
        assert browser.title != "owned"
        one(browser, "a.t").click()
        assert texts(browser, ".card.on b") == ["Meeting"]
