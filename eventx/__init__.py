"""eventx: diplomatic events from raw news text, typed, grounded and coded.

>>> import eventx
>>> extractor = eventx.load()
>>> document = extractor("Foreign Minister Ana Ruiz met her Chilean counterpart in Lima on Monday.", date="2024-03-23")
>>> [(event.type, event.actor[0].text) for event in document.events]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventx import plot, schema
    from eventx.document import Argument, Document, Mention, Trigger
    from eventx.errors import EventxError
    from eventx.evaluation import evaluate
    from eventx.exporting import export
    from eventx.extractor import Extractor, load
    from eventx.io import read, to_frame, write
    from eventx.resolve.dedupe import deduplicate
    from eventx.schema import Event, Ontology, Role
    from eventx.training import train

__version__ = "0.1.0"

_WHERE = {
    "Argument": "eventx.document",
    "Document": "eventx.document",
    "Event": "eventx.schema",
    "EventxError": "eventx.errors",
    "Extractor": "eventx.extractor",
    "Mention": "eventx.document",
    "Ontology": "eventx.schema",
    "Role": "eventx.schema",
    "Trigger": "eventx.document",
    "deduplicate": "eventx.resolve.dedupe",
    "evaluate": "eventx.evaluation",
    "export": "eventx.exporting",
    "load": "eventx.extractor",
    "read": "eventx.io",
    "to_frame": "eventx.io",
    "train": "eventx.training",
    "write": "eventx.io",
}

__all__ = [
    "Argument",
    "Document",
    "Event",
    "EventxError",
    "Extractor",
    "Mention",
    "Ontology",
    "Role",
    "Trigger",
    "__version__",
    "deduplicate",
    "evaluate",
    "export",
    "load",
    "plot",
    "read",
    "schema",
    "to_frame",
    "train",
    "write",
]


def __getattr__(name: str) -> Any:
    if name in ("plot", "schema"):
        return importlib.import_module(f"eventx.{name}")
    if name in _WHERE:
        value = getattr(importlib.import_module(_WHERE[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'eventx' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
