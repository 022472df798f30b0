"""Country and sector accuracy of the rules on gold spans.

    python benchmarks/codes_gold.py --data ../shared/data/dev/news-dev.jsonl [--errors 30]

Spans and offsets are gold, codes are not used as input, so that model errors do not hide rule errors.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import json
import time
from pathlib import Path
from typing import Any

from eventx.resolve.actors import ActorCoder
from eventx.resolve.places import document_countries, resolve_place

_ACTOR_ROLES = frozenset({"actor", "recipient", "represented", "mediator"})


def _date(value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _null(code: str | None) -> str | None:
    return None if code in (None, "?", "") else code


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="corpus in the interchange format")
    parser.add_argument("--errors", type=int, default=0, help="print this many of the most frequent confusions")
    options = parser.parse_args()
    hits: collections.Counter[str] = collections.Counter()
    wrong: dict[str, collections.Counter[Any]] = {k: collections.Counter() for k in ("country", "sector", "location")}
    totals: collections.Counter[str] = collections.Counter()
    seconds = 0.0
    for line in options.data.open(encoding="utf-8"):
        document = json.loads(line)
        arguments = [a for m in document["mentions"] for a in m["arguments"]]
        actors = [a for a in arguments if a["role"] in _ACTOR_ROLES]
        began = time.process_time()
        coder = ActorCoder(document["text"], date=_date(document.get("date")), spans=[a["text"] for a in actors])
        codes = [coder.code(a["text"], a["start"]) for a in actors]
        seconds += time.process_time() - began
        for argument, code in zip(actors, codes, strict=True):
            totals["country"] += 1
            if _null(argument.get("country")) == code.country:
                hits["country"] += 1
            else:
                wrong["country"][(argument["text"], argument.get("country"), code.country, code.rule)] += 1
            if argument.get("sector"):
                totals["sector"] += 1
                if argument["sector"] == code.sector:
                    hits["sector"] += 1
                else:
                    wrong["sector"][(argument["text"], argument["sector"], code.sector, code.rule)] += 1
        countries = document_countries(document["text"])
        for argument in arguments:
            if argument["role"] == "location":
                value = resolve_place(
                    argument["text"], text=document["text"], start=argument["start"], countries=countries
                )
                totals["location"] += 1
                if _null(argument.get("country")) == value.country:
                    hits["location"] += 1
                else:
                    wrong["location"][(argument["text"], argument.get("country"), value.country, value.rule)] += 1
    for name in ("country", "sector", "location"):
        print(f"{name:9} {hits[name] / max(totals[name], 1):.4f}  {hits[name]}/{totals[name]}")
    print(f"{totals['country'] / max(seconds, 1e-9):,.0f} actor codes a CPU second, documents read included")
    for name, counter in wrong.items():
        for row, count in counter.most_common(options.errors):
            print(name, count, *row, sep="\t")


if __name__ == "__main__":
    main()
