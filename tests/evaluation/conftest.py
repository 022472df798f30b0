"""Small documents made by hand for the evaluation tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from eventx.document import ROLE_KINDS, Argument, Document, Mention, Trigger

Make = Callable[..., Any]


def place(text: str, words: str) -> tuple[str, int, int]:
    """The words with their first offsets; "words#2" means the second occurrence."""
    words, _, number = words.partition("#")
    start = -1
    for _ in range(int(number or 1)):
        start = text.index(words, start + 1)
    return words, start, start + len(words)


@pytest.fixture
def mention() -> Make:
    """A function that makes a mention from words: mention(text, type, trigger, ("role", words, {fields})...)."""

    def make(text: str, type: str, trigger: str, *arguments: Any, **fields: Any) -> Mention:
        made = tuple(
            Argument(role, *place(text, words), kind=ROLE_KINDS.get(role, "span"), **(rest[0] if rest else {}))
            for role, words, *rest in arguments
        )
        event = fields.pop("event", f"{type}-{trigger}")
        return Mention(event, type, Trigger(*place(text, trigger)), arguments=made, **fields)

    return make


class FakeExtractor:
    """Gives back prepared documents by id, and remembers what it was shown."""

    def __init__(self, documents: list[Document]) -> None:
        self.documents = {document.id: document for document in documents}
        self.shown: list[Document] = []

    def pipe(self, records: Any) -> Any:
        """Yield the prepared documents."""
        for record in records:
            self.shown.append(record)
            if record.id in self.documents:
                yield self.documents[record.id]


@pytest.fixture
def fake_extractor() -> type[FakeExtractor]:
    """The class of the extractor that answers from memory."""
    return FakeExtractor
