"""Every error that eventx raises on purpose.

EventxError
├── DocumentError        a document, mention or span breaks the interchange format
│   └── OffsetError      text[start:end] is not the span's text
├── SchemaError          an event type or ontology is defined wrongly
├── CodeError            a CAMEO, PLOVER or country code is unknown
├── DateError            a document date cannot be read
├── InputError           an input file or record cannot be read
├── OutputError          an output cannot be written
├── CorpusError          a training or evaluation corpus is unusable
├── ModelError           a checkpoint is missing, broken or of the wrong kind
├── ExtractionError      a readable text could not be processed
├── WorkerError          a worker process could not start, or died
└── MissingExtraError    a feature needs a package that is not installed

Each message says what is wrong, where, and how to mend it.
"""

from __future__ import annotations

import importlib
from types import ModuleType


class EventxError(Exception):
    """Base of all errors raised by eventx."""


class DocumentError(EventxError, ValueError):
    """A document, mention or span breaks the interchange format."""


class OffsetError(DocumentError):
    """A span's offsets do not cut its text out of the document."""


class SchemaError(EventxError, ValueError):
    """An event type or ontology is defined wrongly."""


class CodeError(EventxError, ValueError):
    """A CAMEO, PLOVER or country code is unknown."""


class DateError(EventxError, ValueError):
    """A document date cannot be read."""


class InputError(EventxError, ValueError):
    """An input file or record cannot be read."""


class OutputError(EventxError, ValueError):
    """An output cannot be written."""


class CorpusError(EventxError, ValueError):
    """A training or evaluation corpus is unusable."""


class ModelError(EventxError, ValueError):
    """A checkpoint is missing, broken or of the wrong kind."""


class ExtractionError(EventxError, RuntimeError):
    """A readable text could not be processed."""


class WorkerError(EventxError, RuntimeError):
    """A worker process could not start, or died."""


class MissingExtraError(EventxError, ImportError):
    """A feature needs a package that is not installed."""


def require(module: str, *, extra: str, feature: str) -> ModuleType:
    """Import an optional module, or say which extra brings it.

    Args:
        module: Importable name, such as "pyarrow.parquet".
        extra: The extra of eventx that installs it.
        feature: What the user asked for, to start the message with.

    Raises:
        MissingExtraError: The module is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        message = f'{feature} needs the package {package!r}: install it with `pip install "eventx[{extra}]"`.'
        raise MissingExtraError(message) from error
