"""Renew what the documentation shows: generated parts, outputs of code blocks, the picture of the layers.

python docs/tools/refresh.py            all pages
python docs/tools/refresh.py faq        pages whose path contains a word

Outputs that still match (an ellipsis matches anything) stay as they are. Look at the difference: a `True` that became
`False` wants another text, not another output. `docs/analysis.md` is made by
`examples/crisis/render.py`, and the README's output and the model card by `examples/default_model/refresh.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import layers
import pages
import tables

DOCS = Path(__file__).parents[1]
MADE_ELSEWHERE = {"analysis.md", "performance.md"}
RUN_ELSEWHERE = {"formats.md"}  # a doctest file, run by tests/io/test_docs.py


def all_pages() -> list[Path]:
    """The pages that this folder's tools look after."""
    return sorted(path for path in DOCS.rglob("*.md") if path.name not in MADE_ELSEWHERE)


def main() -> int:
    wanted, failed = sys.argv[1:], 0
    (DOCS / "images" / "layers.svg").write_text(layers.picture(), encoding="utf-8")
    for page in all_pages():
        if wanted and not any(word in str(page.relative_to(DOCS)) for word in wanted):
            continue
        before = page.read_text(encoding="utf-8")
        page.write_text(tables.fill(before), encoding="utf-8")
        if page.name not in RUN_ELSEWHERE:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    page.write_text(pages.run_page(page, Path(folder), renew=True), encoding="utf-8")
                except pages.PageError as error:
                    sys.stderr.write(f"{error}\n")
                    failed = 1
        if page.read_text(encoding="utf-8") != before:
            sys.stderr.write(f"renewed {page.relative_to(DOCS)}\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
