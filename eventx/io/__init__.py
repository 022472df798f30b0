"""Reading, writing and tables: documents from and to files, and events as data frames.

`FORMATS` lists the file formats. A reader or writer is one module; it is imported when it is used.
"""

from __future__ import annotations

from eventx.io.aggregate import aggregate
from eventx.io.columnar import to_dataset
from eventx.io.dyads import explode_dyads
from eventx.io.graph import actor_graph
from eventx.io.reading import ReadReport, RecordInputError, read
from eventx.io.registry import FORMATS, Format, register
from eventx.io.tables import LAYOUTS, to_frame
from eventx.io.writing import write

__all__ = [
    "FORMATS",
    "LAYOUTS",
    "Format",
    "ReadReport",
    "RecordInputError",
    "actor_graph",
    "aggregate",
    "explode_dyads",
    "read",
    "register",
    "to_dataset",
    "to_frame",
    "write",
]
