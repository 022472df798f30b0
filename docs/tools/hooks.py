"""MkDocs hooks: files outside `docs/` that pages link to become part of the site.

A link such as `../examples/custom/convert.py` works where the repository is browsed. In the site, Markdown files of
`PAGES` are pages, other files can be downloaded, and links to folders become their names.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).parents[2]
PAGES = {
    "eventx/pretrained/README.md": "reference/model-card.md",
    "examples/default_model/README.md": "reference/recipe.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
}
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)#:\s]+)(?P<anchor>#[^)\s]*)?\)")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", flags=re.DOTALL)


def on_files(files: Files, *, config: Any) -> Files:
    """Add the Markdown files of `PAGES` as pages, and every other linked file as a download."""
    for source, page in PAGES.items():
        content = FRONT_MATTER.sub("", (ROOT / source).read_text(encoding="utf-8"))
        files.append(File.generated(config, page, content=content))
    linked: set[str] = set()
    for item in list(files.documentation_pages()):
        for match in LINK.finditer(item.content_string):
            outside = _outside(item.src_uri, match["target"])
            if outside is not None and outside not in PAGES and not outside.startswith("docs/"):
                linked.update([outside] if (ROOT / outside).is_file() else [])
    for source in sorted(linked):
        copy = File.generated(config, f"files/{source}", abs_src_path=str(ROOT / source))
        copy.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(copy)
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Turn links out of `docs/` into links within the site."""

    def turned(match: re.Match[str]) -> str:
        outside = _outside(page.file.src_uri, match["target"])
        if outside is None:
            return match[0]
        if outside not in PAGES and not (ROOT / outside).is_file():
            return f"{match['text']} (`{outside}`)" if match["text"] != outside else f"`{outside}`"
        target = PAGES.get(outside) or (outside[5:] if outside.startswith("docs/") else f"files/{outside}")
        up = "../" * (len(PurePosixPath(page.file.src_uri).parts) - 1)
        return f"[{match['text']}]({up}{target}{match['anchor'] or ''})"

    return LINK.sub(turned, markdown)


def _outside(page: str, target: str) -> str | None:
    """A link's path from the root of the repository, or None if it stays within `docs/`."""
    sources = {made: source for source, made in PAGES.items()}
    base = PurePosixPath(sources.get(page, f"docs/{page}")).parent
    parts: list[str] = []
    for part in (base / target).parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in ("..", "."):
            parts.append(part)
    path = "/".join(parts)
    # Pages that come from outside `docs/` link from where they lie in the repository, so theirs always need turning.
    if parts[:1] == ["docs"] and page not in sources:
        return None
    return path if (ROOT / path).exists() else None
