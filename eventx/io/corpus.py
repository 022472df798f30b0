"""Corpora for training and evaluation: whatever the user has, as a list of documents."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.io.reading import read
from eventx.schema import Ontology

Corpus = str | Path | Sequence[str | Path] | Iterable[Document] | Iterable[Mapping[str, Any]]


def load_corpus(corpus: Any, *, ontology: Ontology | None = None) -> list[Document]:
    """Documents of a path, several paths, a `datasets.Dataset`, mappings or documents.

    Raises:
        CorpusError: Nothing there, or an id is used twice.
        InputError: A file or record cannot be read.
    """
    documents = list(_documents(corpus, ontology))
    if not documents:
        raise CorpusError("the corpus has no document: check the path or the iterable given.")
    counts = Counter(document.id for document in documents if document.id)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise CorpusError(f"document id {twice[0]!r} is used {counts[twice[0]]} times: ids are unique in a corpus.")
    return documents


def _documents(corpus: Any, ontology: Ontology | None) -> Iterable[Document]:
    if isinstance(corpus, str | Path):
        yield from read(corpus, ontology=ontology)
        return
    for item in corpus:
        if isinstance(item, str | Path):
            yield from _documents(item, ontology)
        elif isinstance(item, Document):
            yield item
        elif isinstance(item, Mapping):
            yield Document.from_dict(item, ontology=ontology)
        else:
            raise CorpusError(f"a corpus holds paths, documents or records, found {type(item).__name__}.")


def corpus_hash(documents: Sequence[Document]) -> str:
    """Sixteen hex digits over texts and annotation, for model cards."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(document.to_json(events=False).encode())
    return digest.hexdigest()[:16]
