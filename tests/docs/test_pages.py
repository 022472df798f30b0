"""What the pages of the documentation show is what the package gives: code blocks, outputs, generated parts."""

from __future__ import annotations

import re
from pathlib import Path

import layers
import pages
import pytest
import refresh
import tables

import eventx
from eventx.model.checkpoint import BUNDLED
from eventx.schema import DIPLOMACY

DOCS = Path(__file__).parents[2] / "docs"
PAGES = refresh.all_pages()
RUN = [page for page in PAGES if page.name not in refresh.RUN_ELSEWHERE]
BEGINS_WITH_ARTICLE = re.compile(r"(?:the|an?|its|his|her|their) ", flags=re.IGNORECASE)


def name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("page", RUN, ids=name)
def test_blocks_run_and_show_what_they_give(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    if re.search(r"eventx\.load\(|^\$ eventx extract", text, flags=re.MULTILINE) and not BUNDLED.exists():
        pytest.skip("no bundled model in this checkout")
    pages.run_page(page, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_generated_parts_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert tables.fill(text) == text, "run python docs/tools/refresh.py"


def test_every_generated_part_is_shown() -> None:
    shown = {match["name"] for page in PAGES for match in tables.PART.finditer(page.read_text(encoding="utf-8"))}
    assert shown == set(tables.PARTS)


def test_few_blocks_are_left_out() -> None:
    skipped = [block for page in PAGES for block in pages.blocks(page.read_text("utf-8")) if block.skipped is not None]
    assert len(skipped) <= 12
    assert all(len(block.skipped or "") > 10 for block in skipped)


def test_picture_of_the_layers_is_up_to_date() -> None:
    drawn = (DOCS / "images" / "layers.svg").read_text(encoding="utf-8")
    assert drawn == layers.picture(), "run python docs/tools/refresh.py"


def test_picture_shows_every_part_and_no_line_goes_up() -> None:
    parts = [part for names in layers.order() for part in names]
    assert {"cli", "extractor", "model", "schema", "errors"} <= set(parts)
    drawn = layers.picture()
    assert all(f">{part}</text>" in drawn for part in parts)
    for start, end in re.findall(r'd="M\d+ (\d+) C[^"]* (\d+)"', drawn):
        assert int(start) < int(end)


# The runner itself: a page that is wrong must not pass.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```python\n>>> 1 + 1\n3\n```", "gives:\n2"),
        ("```python\nraise ValueError('no')\n```", "ValueError: no"),
        ("```bash\nif then\n```", "syntax error"),
        ("```bash\neventx extract --no-such-option\n```", "eventx extract --no-such-option"),
        ("```console\n$ eventx schema Nothing\n```", "exit code 1"),
        ("```console\n$ rm -rf x\n```", "only eventx and cat"),
        ("```json\n{'a': 1}\n```", "not json"),
    ],
)
def test_a_wrong_block_fails(text: str, message: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    with pytest.raises(pages.PageError, match=re.escape(message)):
        pages.run_page(page, tmp_path)


def test_outputs_are_renewed_in_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "```python\n>>> one = 1\n>>> one\n2\n>>> [one,\n...  one]\n[...]\n```\n\n```python\n>>> one + 1\n1\n\n```\n"
    page.write_text(text, encoding="utf-8")
    renewed = pages.run_page(page, tmp_path, renew=True)
    assert renewed == text.replace(">>> one\n2", ">>> one\n1").replace("one + 1\n1", "one + 1\n2")


# The codebook's examples follow the codebook.


@pytest.mark.parametrize("item", list(DIPLOMACY), ids=lambda item: item.__name__)
def test_codebook_examples(item: type[eventx.Event]) -> None:
    entry = tables.tomllib.loads((DOCS / "codebook" / "types.toml").read_text(encoding="utf-8"))[item.__name__]
    documents = [tables.example(marked) for marked in entry["examples"]]
    assert len(documents) >= 2
    for document in documents:
        (mention,) = document.mentions
        assert mention.type == item.__name__
        assert mention.status in DIPLOMACY.statuses
        assert " " not in mention.trigger.text
        assert {argument.role for argument in mention.arguments} <= set(item.roles)
        assert not [argument.text for argument in mention.arguments if BEGINS_WITH_ARTICLE.match(argument.text)]


# The tables of columns say what is filled, no less and no more.

FULL = eventx.Document.from_dict(
    {
        "id": "d1", "date": "2024-03-13", "url": "https://example.org", "source": "Wire", "language": "en",
        "text": "UN and Norway met Finnish troops in Oslo.",
        "provenance": {"model": "m", "model_hash": "h", "ontology": "o", "eventx": "0"},
        "mentions": [
            {
                "event": "e1", "type": "Visit", "trigger": {"text": "met", "start": 14, "end": 17},
                "arguments": [
                    {"role": "actor", "text": "UN", "start": 0, "end": 2, "country": "IGO:UN", "sector": "IGO"},
                    {"role": "actor", "text": "Norway", "start": 7, "end": 13, "country": "NOR", "sector": "MIL"},
                    {"role": "recipient", "text": "Finnish troops", "start": 18, "end": 32, "country": "FIN",
                     "sector": "MIL"},
                    {"role": "recipient", "text": "UN", "start": 0, "end": 2, "country": "IGO:UN", "sector": "IGO"},
                    {"role": "location", "text": "Oslo", "start": 36, "end": 40, "country": "NOR", "name": "Oslo",
                     "latitude": 59.9, "longitude": 10.7, "geonames_id": 3143244},
                ],
            }
        ],
    }
)  # fmt: skip


@pytest.mark.parametrize("layout", ["gdelt", "icews", "polecat"])
def test_columns_that_are_explained_are_those_that_are_filled(layout: str) -> None:
    from eventx.io.tables import LAYOUTS

    said = tables.tomllib.loads((DOCS / "migrate" / "columns.toml").read_text(encoding="utf-8"))[layout]
    filled = {column for row in LAYOUTS[layout].rows(FULL) for column, cell in row.items() if cell is not None}
    assert set(said) == filled
