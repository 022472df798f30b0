"""Tables of events: `to_frame` and the layouts."""

from __future__ import annotations

from eventx.errors import OutputError
from eventx.io.tables.base import Layout
from eventx.io.tables.frame import to_frame
from eventx.io.tables.gdelt import GDELT
from eventx.io.tables.icews import ICEWS
from eventx.io.tables.own import ARGUMENTS, DOCUMENTS, DYADS, EVENTS, MENTIONS
from eventx.io.tables.petrarch import PETRARCH
from eventx.io.tables.polecat import POLECAT

LAYOUTS = {
    layout.name: layout for layout in (EVENTS, MENTIONS, ARGUMENTS, DYADS, POLECAT, ICEWS, GDELT, PETRARCH, DOCUMENTS)
}

__all__ = ["LAYOUTS", "Layout", "get_layout", "to_frame"]


def get_layout(name: str) -> Layout:
    """The layout of that name.

    Raises:
        OutputError: There is none.
    """
    try:
        return LAYOUTS[name]
    except KeyError:
        raise OutputError(f"unknown layout {name!r}: use one of {', '.join(LAYOUTS)}.") from None
