"""Colours of plots: Okabe & Ito (2008), readable with any colour vision. Blue is cooperation, orange conflict."""

from __future__ import annotations

from typing import Any

# Light is said, deep is done.
QUAD_COLORS: dict[int | None, str] = {1: "#56b4e9", 2: "#0072b2", 3: "#e69f00", 4: "#d55e00", None: "#8d887e"}
INK, SOFT, RULE = "#1c1b19", "#66625a", "#e2ded6"


def goldstein_colors() -> tuple[Any, Any]:
    """A matplotlib colour map and norm for Goldstein weights: orange at -10, pale grey at 0, blue at 10."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    stops = ["#a33f00", "#d55e00", "#eda566", "#dcd8d0", "#7db8de", "#0072b2", "#00507d"]
    return LinearSegmentedColormap.from_list("goldstein", stops), Normalize(-10, 10)
