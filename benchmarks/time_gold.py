"""Measure `eventx.resolve.time` against the time values of a gold corpus.

    python benchmarks/time_gold.py --data ../shared/data/dev/news-dev.jsonl [--errors]

Every gold `time` argument is resolved from its words, the document date and a tense taken from the mention's status
alone (planned: future; everything else: past). Figures: exact accuracy on arguments with a gold value; the share of
arguments without one for which none is invented; expressions a CPU second. The line "in order" is `resolve_times`,
which sees the earlier time arguments of the same document.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from eventx.resolve.time import Tense, resolve_time, resolve_times


@dataclass(frozen=True, slots=True)
class Case:
    """One gold time argument."""

    document: str
    start: int
    words: str
    anchor: date | None
    tense: Tense
    gold: str | None


def cases(path: Path) -> Iterator[Case]:
    """Yield the time arguments of an interchange JSONL file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            anchor = date.fromisoformat(record["date"]) if record.get("date") else None
            for mention in record["mentions"]:
                tense: Tense = "future" if mention["status"] == "planned" else "past"
                for argument in mention["arguments"]:
                    if argument["role"] == "time":
                        yield Case(
                            record["id"], argument["start"], argument["text"], anchor, tense, argument.get("value")
                        )


def share(hits: int, total: int) -> str:
    """Format a share with its counts."""
    return f"{hits / total:.3f} ({hits}/{total})" if total else "- (0)"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="interchange JSONL with gold time arguments")
    parser.add_argument("--errors", action="store_true", help="list the arguments that differ")
    options = parser.parse_args()

    gold = list(cases(options.data))
    counts: Counter[tuple[str, str]] = Counter()
    for case in gold:
        value = resolve_time(case.words, case.anchor, tense=case.tense).value
        dating = "dated" if case.anchor else "undated"
        part = "valued" if case.gold else "unvalued"
        counts[dating, part] += 1
        counts[dating, f"{part} right"] += value == case.gold
        if options.errors and value != case.gold:
            print(f"{case.words!r} anchor={case.anchor} {case.tense}: {value}, gold {case.gold}")

    for datings in (("dated",), ("undated",), ("dated", "undated")):
        valued, exact, unvalued, silent = (
            sum(counts[dating, part] for dating in datings)
            for part in ("valued", "valued right", "unvalued", "unvalued right")
        )
        name = "all" if len(datings) == 2 else datings[0]
        print(f"{name:8} exact {share(exact, valued):18} not invented {share(silent, unvalued)}")

    valued = exact = unvalued = silent = 0
    ordered = sorted(gold, key=lambda case: (case.document, case.start))
    for _, group in groupby(ordered, key=lambda case: case.document):
        inside = list(group)
        values = resolve_times([(case.words, case.tense) for case in inside], inside[0].anchor)
        for case, found in zip(inside, values, strict=True):
            valued += case.gold is not None
            exact += case.gold is not None and found.value == case.gold
            unvalued += case.gold is None
            silent += case.gold is None and found.value is None
    print(f"in order exact {share(exact, valued):18} not invented {share(silent, unvalued)}")

    rounds = max(1, 4000 // max(1, len(gold)))
    start = time.process_time()
    for _ in range(rounds):
        for case in gold:
            resolve_time(case.words, case.anchor, tense=case.tense)
    elapsed = time.process_time() - start
    print(f"speed    {rounds * len(gold) / elapsed:,.0f} expressions a CPU second")


if __name__ == "__main__":
    main()
