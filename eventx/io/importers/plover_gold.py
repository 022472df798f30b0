"""PLOVER gold standard records, version 0.5b1 (openeventdata/PLOVER, PLOVER_GSR_CAMEO.txt).

The file is a row of JSON objects parted by commas, with a comma after the last field of each. Actors are given by
text alone; the markup of `textInfo` says where.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from eventx.document import Document
from eventx.errors import InputError
from eventx.io.files import Source
from eventx.io.importers.dyad import dyad_data
from eventx.io.reading import Reading, Where

_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(\s*[}\]])')
# The records were coded by CAMEO habits; ISO has other codes.
_ISO = {"JAP": "JPN", "ROM": "ROU", "TMP": "TLS", "KSV": "XKX"}
_GROUPS = frozenset({"IGO", "NGO", "IMG", "MNC"})


def read(source: Source, reading: Reading) -> Iterator[Document]:
    """A document for each record, with one mention whose type is the PLOVER event."""
    text = reading.attempt(Where(source.name, ""), source.read_text) or ""
    position = 0
    number = 0
    text = _clean(text)
    while (start := text.find("{", position)) >= 0:
        number += 1
        where = Where(source.name, f"record {number}")
        found = reading.attempt(where, json.JSONDecoder().raw_decode, text, start)
        if found is None:
            following = text.find("\n{", start + 1)
            if following < 0:
                return
            position = following
            continue
        record, position = found
        data = reading.attempt(where, _data, record, where, reading)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def _clean(text: str) -> str:
    """The text without commas before a closing bracket, strings left alone."""
    return _STRING_OR_COMMA.sub(lambda found: found[1] or found[2], text)


def _data(record: Mapping[str, Any], where: Where, reading: Reading) -> dict[str, Any]:
    where = Where(where.source, where.record, str(record.get("id", "")))
    text = record["text"]
    arguments = []
    for role, name in (("actor", "source"), ("recipient", "target")):
        taken = 0
        for item in record.get(name) or ():
            found = reading.attempt_span(where, "argument", _find, text, item["actorText"], taken)
            if found is not None:
                taken = found["end"]
                arguments.append({"role": role, **found, **_codes(item)})
    data = dyad_data(text, record["event"], arguments, record.get("eventText", ""))
    mention = data["mentions"][0]
    mention["contexts"] = [part.strip() for part in re.split(r"[;,]", record.get("context") or "") if part.strip()]
    extra = {name: record[name] for name in ("mode", "eventText", "publication", "version") if record.get(name)}
    return {**extra, "id": record.get("id"), "date": record.get("date") or None, **data}


def _find(text: str, words: str, after: int) -> dict[str, Any]:
    start = text.find(words, after)
    start = start if start >= 0 else text.find(words)
    if start < 0 or not words:
        raise InputError(f"actor {words!r} is not in the text.")
    return {"text": words, "start": start, "end": start + len(words)}


def _codes(item: Mapping[str, Any]) -> dict[str, Any]:
    code = str(item.get("code") or "")
    country = None if code in _GROUPS or len(code) != 3 else _ISO.get(code, code)
    return {"country": country, "sector": item.get("sector") or (code if code in _GROUPS else None)}
