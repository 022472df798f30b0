"""Pairs of countries as a matrix or a network."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventx.errors import require
from eventx.view.palette import INK, SOFT, goldstein_colors
from eventx.view.records import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PAIRS_PER_COUNTRY = 3
_NUMBERED = 25


@dataclass(frozen=True, slots=True)
class Dyads:
    """Events between countries.

    Attributes:
        names: Countries, by number of events.
        number: Events of each directed pair.
        mean: Mean Goldstein weight of each directed pair; 0 where no event of it has one.
    """

    names: tuple[str, ...]
    number: dict[tuple[str, str], int]
    mean: dict[tuple[str, str], float]

    @classmethod
    def count(cls, found: Iterable[Record], top: int) -> Dyads:
        """Count the pairs of the `top` countries that are in most of them."""
        number: Counter[tuple[str, str]] = Counter()
        weights: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        total: Counter[str] = Counter()
        for record in found:
            for pair in record.pairs():
                number[pair] += 1
                total.update(pair)
                if record.goldstein is not None:
                    weights[pair].append(record.goldstein)
        names = tuple(name for name, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:top])
        kept = {pair: times for pair, times in number.items() if set(pair) <= set(names)}
        mean = {pair: math.fsum(weights[pair]) / len(weights[pair]) if weights[pair] else 0.0 for pair in kept}
        return cls(names, kept, mean)


def draw_matrix(ax: Axes, found: Dyads) -> None:
    """Draw a row an actor and a column a recipient, coloured by mean weight, with the number of events in the cell."""
    numpy = require("numpy", extra="plot", feature="plotting")
    colors, norm = goldstein_colors()
    names = found.names
    place = {name: index for index, name in enumerate(names)}
    grid = numpy.full((len(names), len(names)), numpy.nan)
    for (actor, recipient), weight in found.mean.items():
        grid[place[actor], place[recipient]] = weight
    image = ax.imshow(grid, cmap=colors, norm=norm, aspect="equal", interpolation="nearest")
    if len(names) <= _NUMBERED:
        size = 9 if len(names) <= 12 else 6.5
        for (actor, recipient), times in found.number.items():
            strong = abs(found.mean[actor, recipient]) > 6
            text = f"{times:,}" if times < 10_000 else f"{times / 1000:.0f}k"
            color = "white" if strong else INK
            ax.text(place[recipient], place[actor], text, ha="center", va="center", fontsize=size, color=color)
    labels = [_short(name) for name in names]
    ax.set_xticks(range(len(names)), labels, rotation=90 if len(names) > 8 else 0)
    ax.set_yticks(range(len(names)), labels)
    ax.tick_params(length=0, labelsize=8.5, labelcolor=INK)
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set_xlabel("recipient", color=SOFT)
    ax.set_ylabel("actor", color=SOFT)
    ax.spines[:].set_visible(False)
    _weight_bar(ax, image)


def draw_network(ax: Axes, found: Dyads) -> None:
    """Draw countries as circles and pairs as arrows, as wide as they have events and coloured by mean weight."""
    networkx = require("networkx", extra="plot", feature="a network plot")
    from matplotlib.cm import ScalarMappable

    colors, norm = goldstein_colors()
    most = sorted(found.number.items(), key=lambda item: (-item[1], item[0]))[: _PAIRS_PER_COUNTRY * len(found.names)]
    graph = networkx.DiGraph()
    total: Counter[str] = Counter()
    for (actor, recipient), times in most:
        graph.add_edge(actor, recipient, times=times, pull=1 + math.log(times))
        total.update({actor: times, recipient: times})
    # The seed makes the same events give the same picture.
    places = networkx.spring_layout(
        graph.to_undirected(), weight="pull", seed=7, k=2.4 / math.sqrt(len(graph)), iterations=200
    )
    largest, busiest = max(times for _, times in most), max(total.values())
    sizes = [380 + 1500 * total[name] / busiest for name in graph]
    drawn = networkx.draw_networkx_edges(
        graph,
        places,
        ax=ax,
        edgelist=[pair for pair, _ in most],
        width=[0.7 + 5 * math.sqrt(times / largest) for _, times in most],
        edge_color=[found.mean[pair] for pair, _ in most],
        edge_cmap=colors,
        edge_vmin=-10,
        edge_vmax=10,
        arrowsize=11,
        node_size=sizes,
        connectionstyle="arc3,rad=0.14",
        alpha=0.9,
    )
    for arrow in drawn:
        arrow.set_zorder(1)
    across, up = [places[name][0] for name in graph], [places[name][1] for name in graph]
    ax.scatter(across, up, s=sizes, color="#fdfcfa", edgecolors=INK, linewidths=0.9, zorder=2)
    for name, left, height in zip(graph, across, up, strict=True):
        ax.text(left, height, _short(name), ha="center", va="center", fontsize=8, color=INK, zorder=3)
    ax.set_axis_off()
    ax.margins(0.08)
    _weight_bar(ax, ScalarMappable(norm=norm, cmap=colors))


def _short(name: str) -> str:
    return name.removeprefix("IGO:").replace("$", r"\$")


def _weight_bar(ax: Axes, image: Any) -> None:
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.55, aspect=26, pad=0.02)
    bar.set_label("mean Goldstein weight: conflict to cooperation", color=SOFT, fontsize=8)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=8, labelcolor=SOFT)
