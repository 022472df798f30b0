"""Plots of events, with matplotlib: `timeline`, `counts` and `dyads`. Needs the extra "plot"."""

from eventx.view.plot import QUAD_COLORS, counts, dyads, timeline

__all__ = ["QUAD_COLORS", "counts", "dyads", "timeline"]
