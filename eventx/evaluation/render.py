"""A report as text for terminals and as Markdown."""

from __future__ import annotations

import textwrap

from eventx.evaluation.report import Report
from eventx.evaluation.tables import Table, heading, tables
from eventx.view.escape import one_line

WIDTH = 100


def text(report: Report) -> str:
    """Aligned columns, at most `WIDTH` wide."""
    lines = ["Evaluation", *(shorten(one_line(line)) for line in heading(report))]
    for table in tables(report):
        lines += ["", table.title, *_aligned(table), *textwrap.wrap(table.note, WIDTH)]
    return "\n".join(lines) + "\n"


def markdown(report: Report) -> str:
    """GitHub's Markdown tables."""
    lines = ["# Evaluation", "", *(f"- {_cell(line)}" for line in heading(report))]
    for table in tables(report):
        lines += ["", f"## {_cell(table.title)}", ""]
        lines.append("| " + " | ".join(map(_cell, table.header)) + " |")
        lines.append("|---" + "|---:" * (len(table.header) - 1) + "|")
        lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in table.rows]
        if table.note:
            lines += ["", table.note]
    return "\n".join(lines) + "\n"


def shorten(line: str, width: int = WIDTH) -> str:
    """Cut with an ellipsis what is wider than `width`."""
    return line if len(line) <= width else line[: width - 1] + "…"


def _aligned(table: Table) -> list[str]:
    rows = [[_plain(cell) for cell in row] for row in (table.header, *table.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.header))]
    # Names of a custom ontology may be long: the first column gives way.
    excess = sum(widths) + 2 * len(widths) - WIDTH
    widths[0] = max(8, widths[0] - max(0, excess))
    lines = []
    for row in rows:
        first = shorten(row[0], widths[0]).ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(shorten("  ".join([first, *rest]).rstrip()))
    return lines


def _plain(cell: str) -> str:
    # Titles hold runs of spaces for alignment, which one_line would close up.
    return cell if cell.isascii() and cell.isprintable() else one_line(cell)


def _cell(cell: str) -> str:
    safe = one_line(cell).replace("\\", "\\\\").replace("|", "\\|")
    return safe.replace("<", "&lt;").replace("*", "\\*").replace("`", "\\`")
