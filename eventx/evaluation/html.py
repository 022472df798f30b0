"""A report as HTML: a page that needs no network and runs no script, and a fragment for notebooks."""

from __future__ import annotations

from collections.abc import Sequence

from eventx.evaluation.confusion import Confusion
from eventx.evaluation.report import Bin, Report
from eventx.evaluation.tables import Table, heading, tables
from eventx.view.escape import escape, one_line

_STYLE = """
.exr{font:15px/1.5 system-ui,sans-serif;color:#1c1b19;background:#fff;max-width:70em;margin:auto;padding:1em}
.exr h1{font-size:1.5em;margin:0 0 .4em}.exr h2{font-size:1.1em;margin:1.6em 0 .4em}
.exr table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.exr th,.exr td{padding:.15em .7em;text-align:right;border-bottom:1px solid #e2ded6;font-weight:400}
.exr thead th{color:#66625a;vertical-align:bottom}.exr tr>:first-child{text-align:left}
.exr p{color:#66625a;margin:.3em 0;max-width:50em}.exr .wide{overflow-x:auto}
.exr .wide th,.exr .wide td{padding:.1em .35em;font-size:.75em}
.exr .wide thead th{writing-mode:vertical-rl;transform:rotate(180deg);text-align:left}
@media (prefers-color-scheme:dark){.exr{color:#ece8e1;background:#1c1b19}.exr th,.exr td{border-color:#44413b}
.exr p,.exr thead th{color:#a8a297}}
"""


def page(report: Report) -> str:
    """A whole page."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>Evaluation</title></head><body>{fragment(report)}</body></html>\n"
    )


def fragment(report: Report) -> str:
    """An element with scoped styles."""
    parts = [f'<div class="exr"><style>{_STYLE}</style><h1>Evaluation</h1>']
    parts += [f"<p>{_text(line)}</p>" for line in heading(report)]
    parts += [_table(table) for table in tables(report)]
    parts += [_diagram(name, bins) for name, bins in report.reliability.items()]
    parts += [_heat(name, table) for name, table in report.confusions.items() if name != "status" and table.labels]
    return "".join(parts) + "</div>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in table.header)
    body = "".join(
        f'<tr><th scope="row">{_text(row[0])}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in row[1:])}</tr>'
        for row in table.rows
    )
    note = f"<p>{_text(table.note)}</p>" if table.note else ""
    return f"<h2>{_text(table.title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _diagram(name: str, bins: Sequence[Bin]) -> str:
    """Reliability diagram: bars are the share that is right, the diagonal is perfect calibration."""
    bars = "".join(
        f'<rect x="{200 * item.low:.1f}" y="{200 - 200 * item.accuracy:.1f}" width="18" '
        f'height="{200 * item.accuracy:.1f}" fill="#0072b2"><title>score {item.low:.1f}-{item.high:.1f}: '
        f"{item.accuracy:.3f} right of {item.count}</title></rect>"
        for item in bins
    )
    return (
        f"<h2>Reliability of {_text(name)} scores</h2>"
        f'<svg role="img" aria-label="share of {_text(name)}s that are right, by score" width="240" height="240" '
        f'viewBox="-20 -10 240 240"><rect width="200" height="200" fill="none" stroke="#8d887e"/>{bars}'
        '<path d="M0 200L200 0" stroke="#d55e00" stroke-dasharray="4"/>'
        '<g font-size="10" fill="#8d887e"><text x="-4" y="212">0</text><text x="70" y="222">mean score</text>'
        '<text x="194" y="212">1</text><text x="-14" y="8">1</text></g></svg>'
    )


def _heat(name: str, table: Confusion) -> str:
    most = max((count for row in table.counts for count in row), default=0) or 1

    def cell(row: str, column: str, count: int) -> str:
        if not count:
            return "<td></td>"
        color = "0,114,178" if row == column else "213,94,0"
        shade = f"background:rgba({color},{0.15 + 0.6 * count / most:.2f})"
        return f'<td style="{shade}" title="{escape(f"{row} as {column}")}">{count}</td>'

    head = "".join(f'<th scope="col">{_text(label)}</th>' for label in table.labels)
    body = "".join(
        f'<tr><th scope="row">{_text(label)}</th>'
        + "".join(cell(label, column, count) for column, count in zip(table.labels, row, strict=True))
        + "</tr>"
        for label, row in zip(table.labels, table.counts, strict=True)
    )
    return (
        f"<h2>Confusion of {_text(name)}s: gold in rows, predicted in columns</h2>"
        f'<div class="wide"><table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _text(cell: str) -> str:
    return escape(one_line(cell))
