"""eventx inside other libraries: a spaCy component, and a pipeline as in transformers.

`eventx.integrations.spacy` needs the extra "spacy"; importing this package loads neither spaCy nor transformers.
"""

from __future__ import annotations

from eventx.integrations.pipeline import TASK, EventExtractionPipeline, register_pipeline

__all__ = ["TASK", "EventExtractionPipeline", "register_pipeline"]
