"""Plots of events: a timeline, counts over time, and who acts on whom. Needs the extra "plot"."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from eventx.errors import InputError, require
from eventx.view.bins import Bin, bin_start, bins_between, check_bin, choose_bin, fits, main_range, next_bin
from eventx.view.dyads import Dyads, draw_matrix, draw_network
from eventx.view.escape import one_line
from eventx.view.palette import INK, QUAD_COLORS, RULE, SOFT
from eventx.view.plain import QUAD_NAMES
from eventx.view.records import Record, records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["QUAD_COLORS", "counts", "dyads", "timeline"]

# Round or pointed, as in the other views, so that the plot can be read without colour.
_MARKERS: dict[int | None, str] = {1: "o", 2: "o", 3: "^", 4: "^", None: "D"}
_SINGLE_EVENTS = 40
_BARS = 150
# Days: years and decades are no measure of the time that events cover.
_FINE = 31
_OTHER = "other types"


def timeline(data: Any, *, every: Bin | None = None, top: int = 15, ax: Axes | None = None) -> Axes:
    """Draw when what happened.

    Up to 40 events have a row each, with a bar where the date is a longer period; a hollow mark has not happened. More
    events are gathered: a row for each of the most frequent types, and in each bin of time a mark whose area is in
    proportion to the number of events.

    Args:
        data: A document or event, an iterable of either, or an events frame (`eventx.to_frame(layout="events")`).
        every: Width of a bin; chosen from the time covered if None. A given bin gathers few events too.
        top: Number of types with a row of their own; the rest share the last row.
        ax: Axes to draw on; new ones if None.

    Raises:
        InputError: Not events, or an unknown bin.
        MissingExtraError: matplotlib is not installed.
    """
    found = records(data)
    dated = [record for record in found if record.period]
    single = every is None and len(dated) <= _SINGLE_EVENTS
    rows = len(dated) if single else min(top + 1, len({record.type for record in dated}))
    ax = _axes(ax, (9, max(2.4, 0.27 * rows + 1.1)))
    if not dated:
        return _empty(ax, "no dated events")
    if single:
        _draw_single(ax, dated)
        _legend(ax, dated)
        return _finish(ax, len(found) - len(dated), "undated", axis="x")
    placed, width, first, last = _placed(dated, every)
    if not placed:
        return _empty(ax, f"no events dated to the {width}")
    _draw_gathered(ax, placed, width, top)
    _legend(ax, placed)
    edges = bins_between(first, last, width)
    ax.set_xlim(_number(edges[0]), _number(next_bin(edges[-1], width)))
    return _finish(ax, len(found) - len(placed), f"not dated to the {width} or far off", axis="x")


def counts(data: Any, *, every: Bin | None = None, ax: Axes | None = None) -> Axes:
    """Draw the number of events over time by quad class: cooperation upward, conflict downward.

    Args:
        data: As for `timeline`.
        every: Width of a bin; chosen from the time covered if None.
        ax: Axes to draw on; new ones if None.

    Raises:
        InputError: Not events, or an unknown bin.
        MissingExtraError: matplotlib is not installed.
    """
    found = records(data)
    coded = [record for record in found if record.period and record.quad_class]
    ax = _axes(ax, (9, 4))
    if not coded:
        return _empty(ax, "no dated events with codes")
    placed, width, first, last = _placed(coded, every)
    if not placed:
        return _empty(ax, f"no events dated to the {width}")
    starts = bins_between(first, last, width)
    edges = [_number(day) for day in [*starts, next_bin(starts[-1], width)]]
    number = Counter((bin_start(_day(record), width), record.quad_class) for record in placed)
    # What is only said lies next to the axis and what is done outside, so that the outline shows the extremes.
    for sign, quads in ((1, (1, 2)), (-1, (3, 4))):
        base = [0] * len(starts)
        for quad in quads:
            tops = [low + sign * number[start, quad] for low, start in zip(base, starts, strict=True)]
            _stack(ax, edges, base, tops, QUAD_COLORS[quad], QUAD_NAMES[quad])
            base = tops
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ax.axhline(0, color=INK, linewidth=0.8)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):,.0f}"))
    ax.set_ylabel(f"events a {width}", color=SOFT)
    ax.set_xlim(edges[0], edges[-1])
    _legend(ax, (), "s")
    return _finish(ax, len(found) - len(placed), f"not coded, not dated to the {width} or far off", axis="y")


def dyads(data: Any, *, kind: Literal["network", "matrix"] = "network", top: int = 20, ax: Axes | None = None) -> Axes:
    """Draw who acts on whom: countries and organisations, the number of events, and their mean Goldstein weight.

    An event counts once for each pair of different countries among its actors and recipients; types whose sides do the
    same thing (Meeting, Agreement and the like) count both ways. Colour is the mean weight, from -10, conflict, to 10,
    cooperation.

    Args:
        data: As for `timeline`.
        kind: "network", where an arrow's width tells the number of events, or "matrix", with a row an actor, a column a
            recipient, and the number in the cell.
        top: How many countries to show, those with most events first; a network shows their most frequent pairs.
        ax: Axes to draw on; new ones if None.

    Raises:
        InputError: Not events, or an unknown kind.
        MissingExtraError: matplotlib, or networkx for a network, is not installed.
    """
    if kind not in ("network", "matrix"):
        raise InputError(f"unknown kind {kind!r}: use network or matrix.")
    found = Dyads.count(records(data), top)
    side = min(8.0, 3.5 + 0.3 * len(found.names)) if kind == "matrix" else 7.5
    ax = _axes(ax, (side * 1.12, side))
    if not found.names:
        return _empty(ax, "no events between two countries")
    (draw_matrix if kind == "matrix" else draw_network)(ax, found)
    return ax


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    if ax is not None:
        return ax
    pyplot = require("matplotlib.pyplot", extra="plot", feature="plotting")
    made: Axes = pyplot.subplots(figsize=size, layout="constrained")[1]
    return made


def _empty(ax: Axes, message: str) -> Axes:
    ax.text(0.5, 0.5, message, ha="center", va="center", transform=ax.transAxes, color=SOFT)
    ax.set_axis_off()
    return ax


def _number(day: datetime.date) -> float:
    return float(require("matplotlib.dates", extra="plot", feature="plotting").date2num(day))


def _day(record: Record) -> datetime.date:
    return record.period.start if record.period else datetime.date.min


def _placed(dated: Sequence[Record], every: Bin | None) -> tuple[list[Record], Bin, datetime.date, datetime.date]:
    """Records that lie within one bin each, the bin, and the first and last day of the axis."""
    if every is not None:
        check_bin(every)
    fine = [record for record in dated if record.period and record.period.days <= _FINE] or dated
    width = every or choose_bin(*main_range([record.period for record in fine if record.period]))
    placed = [record for record in dated if record.period and fits(record.period, width)]
    if not placed:
        return [], width, datetime.date.min, datetime.date.min
    first, last = main_range([record.period for record in placed if record.period])
    return [record for record in placed if first <= _day(record) <= last], width, first, last


def _draw_single(ax: Axes, rows: Sequence[Record]) -> None:
    ordered = sorted(rows, key=lambda record: (_day(record), record.period))
    for row, record in enumerate(ordered):
        if record.period is None:
            continue
        color, marker = QUAD_COLORS[record.quad_class], _MARKERS[record.quad_class]
        start, end = _number(record.period.start), _number(record.period.end)
        if end > start:
            ax.plot([start, end], [row, row], color=color, linewidth=3, solid_capstyle="butt", alpha=0.55)
        face = color if record.status == "actual" else "white"
        ax.plot(
            [(start + end) / 2],
            [row],
            marker=marker,
            markersize=7,
            markerfacecolor=face,
            markeredgecolor=color,
            linestyle="",
        )
    ax.set_yticks(range(len(ordered)), [_label(record) for record in ordered])
    ax.set_ylim(len(ordered) - 0.4, -0.6)
    ax.margins(x=0.04)


def _label(record: Record) -> str:
    sides = [", ".join(names[:3]) + ("…" if len(names) > 3 else "") for names in (record.actors, record.recipients)]
    who = " → ".join(side for side in sides if side) if sides[0] else f"→ {sides[1]}" if sides[1] else ""
    status = "" if record.status == "actual" else f" ({record.status})"
    return f"{_plain(record.type + status)}  {_plain(who)}".strip()


def _plain(text: str) -> str:
    """One line; a dollar sign would start matplotlib's mathematical typesetting."""
    return one_line(text).replace("$", r"\$")


def _draw_gathered(ax: Axes, placed: Sequence[Record], width: Bin, top: int) -> None:
    frequent = Counter(record.type for record in placed)
    shown = [name for name, _ in sorted(frequent.items(), key=lambda item: (-item[1], item[0]))[:top]]
    quads = {
        name: Counter(item.quad_class for item in placed if item.type == name).most_common(1)[0][0] for name in shown
    }
    shown.sort(key=lambda name: (quads[name] or 9, -frequent[name], name))
    rows = {name: row for row, name in enumerate(shown)}
    number = Counter((rows.get(item.type, len(shown)), bin_start(_day(item), width)) for item in placed)
    largest = max(number.values(), default=1)
    for row in sorted({row for row, _ in number}):
        quad = quads[shown[row]] if row < len(shown) else None
        cells = sorted((day, times) for (line, day), times in number.items() if line == row)
        middles = [(_number(day) + _number(next_bin(day, width))) / 2 for day, _ in cells]
        sizes = [max(3.0, 230 * times / largest) for _, times in cells]
        ax.scatter(
            middles,
            [row] * len(cells),
            s=sizes,
            color=QUAD_COLORS[quad],
            marker=_MARKERS[quad],
            alpha=0.8,
            linewidths=0,
        )
    labels = [f"{_plain(name)}  {frequent[name]:,}" for name in shown]
    rest = sum(times for name, times in frequent.items() if name not in rows)
    labels += [f"{_OTHER}  {rest:,}"] if rest else []
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.3, -0.7)
    ax.set_xlabel(f"largest mark: {largest:,} event{'s' if largest > 1 else ''} a {width}")


def _stack(ax: Axes, edges: list[float], base: list[int], tops: list[int], color: str, name: str) -> None:
    if len(tops) > _BARS:
        ax.stairs(tops, edges, baseline=base, fill=True, color=color, linewidth=0, label=name)
        return
    widths = [right - left for left, right in pairwise(edges)]
    heights = [top - low for low, top in zip(base, tops, strict=True)]
    middles = [left + width / 2 for left, width in zip(edges, widths, strict=False)]
    ax.bar(
        middles, heights, width=[0.86 * width for width in widths], bottom=base, color=color, linewidth=0, label=name
    )


def _legend(ax: Axes, rows: Sequence[Record], marker: str | None = None) -> None:
    """The quad classes that occur, or all, above the axes, with the marks of a timeline or the given one."""
    lines = require("matplotlib.lines", extra="plot", feature="plotting")
    shown = [quad for quad in QUAD_NAMES if not rows or any(record.quad_class == quad for record in rows)]
    handles = [
        lines.Line2D(
            [], [], color=QUAD_COLORS[quad], marker=marker or _MARKERS[quad], linestyle="", label=QUAD_NAMES[quad]
        )
        for quad in shown
    ]
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1.01), "ncols": 4, "borderaxespad": 0}
    ax.legend(handles=handles, frameon=False, fontsize=8, labelcolor=SOFT, handlelength=0.8, columnspacing=1.6, **place)


def _finish(ax: Axes, left_out: int, why: str, *, axis: Literal["x", "y"]) -> Axes:
    """Dates below, a light grid, no frame, and a note on the events that are not shown."""
    dates = require("matplotlib.dates", extra="plot", feature="plotting")
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    ax.set_axisbelow(True)
    ax.grid(axis=axis, color=RULE, linewidth=0.7)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(RULE)
    ax.tick_params(length=0, labelsize=9, labelcolor=INK)
    notes = [ax.get_xlabel(), f"{left_out:,} more events {why}" if left_out else ""]
    ax.set_xlabel("; ".join(note for note in notes if note), loc="left", fontsize=8, color=SOFT)
    return ax
