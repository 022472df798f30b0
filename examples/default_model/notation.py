"""Read the codebook's plain notation (CODEBOOK.md, section 7), with the passage in the same file, into JSONL.

A block is a header, the passage behind "> ", then its mentions:

    @ wire-001 2024-03-23
    > Senior party leader Wang met a North Korean delegation in Beijing on Thursday.
    e1 Meeting | met | actual | economic
      actor: Senior party leader Wang =CHN/GOV
      time: Thursday =2024-03-21

    python examples/default_model/notation.py check examples/default_model/corpora/*.txt
    python examples/default_model/notation.py convert examples/default_model/corpora/*.txt --output corpora.jsonl
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eventx.schema import DIPLOMACY, SECTORS

TYPES, STATUSES, CONTEXTS = set(DIPLOMACY.names), set(DIPLOMACY.statuses), set(DIPLOMACY.contexts)
ROLES = set(DIPLOMACY.roles)
ACTOR_ROLES = {name for name, role in DIPLOMACY.roles.items() if role.kind == "actor"}
COUNTRY = re.compile(r"[A-Z]{3}|IGO:[A-Za-z0-9]+|NGO|\?")
TIME = re.compile(r"(\d{4}(-\d{2}(-\d{2})?|-W\d{2}|-Q\d)?s?)(/\d{4}(-\d{2}(-\d{2})?)?)?")


class NotationError(Exception):
    """A line that cannot be read; the message names file, line and repair."""


def occurrences(text: str, phrase: str) -> list[int]:
    """Starts of `phrase` in `text` as whole words; none for an empty phrase."""
    if not phrase:
        return []
    pattern = (r"(?<!\w)" if phrase[:1].isalnum() else "") + re.escape(phrase)
    pattern += r"(?!\w)" if phrase[-1:].isalnum() else ""
    return [match.start() for match in re.finditer(pattern, text)]


def split_number(phrase: str) -> tuple[str, int | None]:
    """'talks #2' -> ('talks', 2)."""
    match = re.fullmatch(r"(.*\S)\s*#(\d+)", phrase)
    return (match[1], int(match[2])) if match else (phrase, None)


def parse_mention(line: str, text: str) -> dict[str, Any]:
    fields = [field.strip() for field in line.split("|")]
    if len(fields) != 4:
        raise NotationError("a mention line is 'e1 Type | trigger | status | contexts' (three bars)")
    head = fields[0].split()
    if len(head) != 2 or head[1] not in TYPES:
        raise NotationError(f"unknown type in {fields[0]!r}")
    if fields[2] not in STATUSES:
        raise NotationError(f"unknown status {fields[2]!r}")
    contexts = [name.strip() for name in fields[3].split(",") if name.strip()]
    if unknown := set(contexts) - CONTEXTS:
        raise NotationError(f"unknown contexts {sorted(unknown)}")
    phrase, number = split_number(fields[1])
    starts = occurrences(text, phrase)
    if not starts:
        raise NotationError(f"trigger {phrase!r} does not occur in the passage")
    if len(phrase.split()) > 1:
        raise NotationError(f"trigger {phrase!r} has more than one word")
    if number is None and len(starts) > 1:
        raise NotationError(f"trigger {phrase!r} occurs {len(starts)} times: add #1..#{len(starts)}")
    if number is not None and not 1 <= number <= len(starts):
        raise NotationError(f"trigger {phrase!r} has {len(starts)} occurrences, not {number}")
    start = starts[(number or 1) - 1]
    return {
        "event": head[0],
        "type": head[1],
        "status": fields[2],
        "contexts": contexts,
        "trigger": {"text": phrase, "start": start, "end": start + len(phrase)},
        "arguments": [],
    }


def parse_argument(line: str, text: str, trigger: int) -> dict[str, Any]:
    role, _, rest = line.strip().partition(":")
    if role not in ROLES:
        raise NotationError(f"unknown role {role!r}")
    phrase, _, code = rest.strip().rpartition(" =") if " =" in rest else (rest.strip(), "", "")
    phrase, code = phrase.strip(), code.strip()
    phrase, number = split_number(phrase)
    starts = occurrences(text, phrase)
    if not starts:
        raise NotationError(f"{role} {phrase!r} does not occur in the passage")
    if number is not None and not 1 <= number <= len(starts):
        raise NotationError(f"{role} {phrase!r} has {len(starts)} occurrences, not {number}")
    start = starts[number - 1] if number else min(starts, key=lambda place: abs(place - trigger))
    argument: dict[str, Any] = {"role": role, "text": phrase, "start": start, "end": start + len(phrase)}
    if role in ACTOR_ROLES:
        country, _, sector = code.partition("/")
        if not COUNTRY.fullmatch(country) or sector not in SECTORS:
            raise NotationError(f"{role} {phrase!r} needs =COUNTRY/SECTOR, not {code!r}")
        argument |= {"country": None if country == "?" else country, "sector": sector}
    elif role == "location":
        if code and not COUNTRY.fullmatch(code):
            raise NotationError(f"location {phrase!r} has a bad country {code!r}")
        argument["country"] = None if code in {"?", ""} else code
    elif role == "time":
        if code and not TIME.fullmatch(code):
            raise NotationError(f"time {phrase!r} has a bad ISO value {code!r}")
        if code:
            argument["value"] = code
    elif code:
        raise NotationError(f"{role} takes no code, found {code!r}")
    return argument


def parse(path: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Documents of one file, each with the errors found in its lines (a line in error is left out)."""
    document: dict[str, Any] | None = None
    errors: list[str] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate([*lines, "@ end"], start=1):
        if line.startswith("@"):
            if document is not None:
                yield document, errors
            head = line[1:].split()
            document = {"id": head[0] if head else "", "date": head[1] if len(head) > 1 else None, "title": None}
            document |= {"text": "", "mentions": []}
            errors = []
        elif not line.strip() or line.startswith("#") or document is None:
            continue
        elif line.startswith(">"):
            document["text"] += ("\n" if document["text"] else "") + line[1:].strip()
        elif line.strip() != "none":
            try:
                if line[0].isspace():
                    if document["mentions"]:
                        mention = document["mentions"][-1]
                        found = parse_argument(line, document["text"], mention["trigger"]["start"])
                        mention["arguments"].append(found)
                else:
                    document["mentions"].append(parse_mention(line, document["text"]))
            except NotationError as error:
                errors.append(f"{path}:{number}: [{document['id']}] {error}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["check", "convert"])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, help="JSONL file to write")
    args = parser.parse_args()
    counts: Counter[str] = Counter()
    types: Counter[str] = Counter()
    seen: set[str] = set()
    problems: list[str] = []
    documents = []
    for path in args.files:
        for document, errors in parse(path):
            if document["id"] in seen:
                errors.append(f"{path}: id {document['id']} is used twice")
            seen.add(document["id"])
            problems += errors
            documents.append(document)
            counts["passages"] += 1
            counts["words"] += len(document["text"].split())
            counts["mentions"] += len(document["mentions"])
            counts["arguments"] += sum(len(mention["arguments"]) for mention in document["mentions"])
            types.update(mention["type"] for mention in document["mentions"])
    print("\n".join(problems[:60]))
    print(dict(counts), f"{len(problems)} problems")
    print("types:", dict(types.most_common()))
    if args.output:
        with args.output.open("w", encoding="utf-8") as lines:
            for document in documents:
                lines.write(json.dumps(document, ensure_ascii=False) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
