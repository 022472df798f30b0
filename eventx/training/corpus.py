"""Corpora for training and evaluation: whatever the user has, as a list of documents."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.schema import Ontology, RoleSpec, define

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
        from eventx.io import read

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


def check_corpus(documents: Sequence[Document], ontology: Ontology) -> None:
    """Refuse annotation that the ontology does not know, naming document, type or role.

    Raises:
        CorpusError: An unknown type, role, status or context.
    """
    for document in documents:
        for mention in document.mentions:
            where = f"document {document.id!r}, trigger {mention.trigger.text!r} at {mention.trigger.start}"
            if mention.type not in ontology.names:
                raise CorpusError(
                    f"{where}: unknown type {mention.type!r}; the ontology has {', '.join(ontology.names)}."
                )
            if mention.status not in ontology.statuses:
                raise CorpusError(f"{where}: unknown status {mention.status!r}; known: {', '.join(ontology.statuses)}.")
            allowed = ontology.allowed(mention.type)
            for argument in mention.arguments:
                if argument.role not in allowed:
                    raise CorpusError(
                        f"{where}: role {argument.role!r} ({argument.text!r}) is not one of {mention.type}'s: "
                        f"{', '.join(allowed) or 'it has none'}."
                    )


def infer_ontology(documents: Sequence[Document]) -> Ontology:
    """An ontology with the types, roles, statuses and contexts that a corpus uses, where none is given."""
    roles: dict[str, dict[str, RoleSpec]] = {}
    statuses: dict[str, str] = {}
    contexts: dict[str, str] = {}
    for document in documents:
        for mention in document.mentions:
            known = roles.setdefault(mention.type, {})
            statuses.setdefault(mention.status, mention.status)
            contexts.update((name, name) for name in mention.contexts)
            for argument in mention.arguments:
                known.setdefault(argument.role, RoleSpec(argument.role, _words(argument.role), argument.kind))
    if not roles:
        raise CorpusError("the corpus has no annotated event, so there is nothing to learn.")
    types = [define(name, _words(name), specs.values()) for name, specs in sorted(roles.items())]
    return Ontology(types, statuses=statuses, contexts=contexts)


def _words(name: str) -> str:
    """'RelationsUpgrade' or 'money_laundering' as words, the poor man's definition."""
    spaced = "".join(f" {char.lower()}" if char.isupper() else char for char in name)
    return " ".join(spaced.replace("_", " ").split()) or name


def split(documents: Sequence[Document], share: float = 0.1) -> tuple[list[Document], list[Document]]:
    """Training and dev documents; the split depends on the ids or texts only, so it is the same in every run."""

    def key(document: Document) -> str:
        name = document.id or document.text
        return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()

    ordered = sorted(documents, key=key)
    count = max(1, round(share * len(ordered)))
    if len(ordered) <= count:
        raise CorpusError(f"{len(ordered)} documents are too few to split off a dev set: give more, or pass dev=.")
    held = {id(document) for document in ordered[:count]}
    return [item for item in documents if id(item) not in held], [item for item in documents if id(item) in held]


def corpus_hash(documents: Sequence[Document]) -> str:
    """Sixteen hex digits over texts and annotation, for model cards."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(document.to_json(events=False).encode())
    return digest.hexdigest()[:16]
