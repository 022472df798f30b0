"""Records that say who did what to whom in a sentence, without saying which word tells it."""

from __future__ import annotations

import re
from typing import Any

from eventx.errors import InputError

# The trigger is a guess, and other events of the sentence are not annotated.
LAYERS = ("spans",)
_WORD = re.compile(r"\w+")


def dyad_data(text: str, label: str, arguments: list[dict[str, Any]], words: str = "") -> dict[str, Any]:
    """The fields text, mentions and layers.

    Args:
        text: The sentence.
        label: Type of the mention.
        arguments: In the interchange form.
        words: Words that tell the event where the record has them; the first that stands in the text is the trigger.
            Without any, it is the first word after the actor, outside the arguments if there is one.

    Raises:
        InputError: The text has no word that can be the trigger.
    """
    free = [
        found.span()
        for found in _WORD.finditer(text)
        if not any(item["start"] < found.end() and found.start() < item["end"] for item in arguments)
    ]
    told = {word.lower() for word in _WORD.findall(words)}
    actor = next((item["end"] for item in arguments if item["role"] == "actor"), 0)
    choices = [place for place in free if text[place[0] : place[1]].lower() in told]
    choices = choices or [place for place in free if place[0] >= actor] or free
    # The target may be the whole rest of the sentence, verb included.
    everywhere = [found.span() for found in _WORD.finditer(text)]
    choices = choices or [place for place in everywhere if place[0] >= actor] or everywhere
    if not choices:
        raise InputError("the text has no word that could tell the event.")
    start, end = choices[0]
    trigger = {"text": text[start:end], "start": start, "end": end}
    mention = {"event": "e1", "type": label, "trigger": trigger, "arguments": arguments}
    return {"text": text, "mentions": [mention], "layers": list(LAYERS)}
