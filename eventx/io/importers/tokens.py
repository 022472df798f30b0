"""Text of tokenised corpora: tokens joined by spaces, sentences by line feeds, and token spans as character offsets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventx.errors import InputError


class TokenText:
    """A text made of tokens.

    Args:
        sentences: Tokens of each sentence.

    Attributes:
        text: The text.
        offsets: Start and end of every token, over all sentences.
        starts: Index of the first token of each sentence.
    """

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        self.offsets: list[tuple[int, int]] = []
        self.starts: list[int] = []
        parts: list[str] = []
        position = 0
        for number, sentence in enumerate(sentences):
            self.starts.append(len(self.offsets))
            for index, token in enumerate(sentence):
                if not isinstance(token, str):
                    raise InputError(f"token {len(self.offsets)} is not a string: {token!r}.")
                glue = " " if index else "\n" if number and self.offsets else ""
                start = position + len(glue)
                position = start + len(token)
                self.offsets.append((start, position))
                parts += [glue, token]
        self.text = "".join(parts)

    @classmethod
    def within(cls, text: str, tokens: Sequence[str]) -> TokenText:
        """Tokens found one after the other in a text that is known.

        Raises:
            InputError: A token is not there.
        """
        made = cls([])
        made.text, made.starts = text, [0]
        position = 0
        for token in tokens:
            start = text.find(token, position)
            if start < 0:
                raise InputError(f"token {len(made.offsets)} {token!r} is not in the text after character {position}.")
            position = start + len(token)
            made.offsets.append((start, position))
        return made

    def span(self, start: int, end: int) -> dict[str, Any]:
        """Tokens start to end, the end not included, as text, start and end in characters.

        Raises:
            InputError: There are no such tokens.
        """
        if not 0 <= start < end <= len(self.offsets):
            raise InputError(f"tokens {start} to {end} (end not included): the text has {len(self.offsets)} tokens.")
        first, last = self.offsets[start][0], self.offsets[end - 1][1]
        return {"text": self.text[first:last], "start": first, "end": last}
