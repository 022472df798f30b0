"""What training asks of a corpus: known labels, an ontology if none is given, a stable split."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.schema import Ontology, RoleSpec, define


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
