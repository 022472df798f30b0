"""Invented passages for the tests of views."""

from __future__ import annotations

from typing import Any

from eventx.document import ROLE_KINDS, Argument, Mention, Trigger

TEXT = (
    "Foreign Minister Ana Ruiz met Chile's envoy in Lima on Monday. The talks on copper exports went well.\n"
    "Peru will not recall its ambassador, the minister said."
)


def mention(
    text: str, event: str, kind: str, word: str, *roles: tuple[str, str, dict[str, Any]], status: str = "actual"
) -> Mention:
    arguments = [
        Argument(role, words, text.index(words), text.index(words) + len(words), ROLE_KINDS.get(role, "span"), **extra)
        for role, words, extra in roles
    ]
    start = text.index(word)
    return Mention(event, kind, Trigger(word, start, start + len(word)), status, (), tuple(arguments))
