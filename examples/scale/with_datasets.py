"""Code a `datasets.Dataset`: python with_datasets.py [--processes N] [--model FOLDER]."""

from __future__ import annotations

import argparse
from pathlib import Path

from datasets import Dataset

from eventx.scale import map_dataset

ARTICLES = Path(__file__).parents[1] / "crisis" / "articles.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--processes", type=int)
    parser.add_argument("--articles", type=int, default=30)
    arguments = parser.parse_args()
    articles = Dataset.from_json(str(ARTICLES)).select(range(arguments.articles))
    events = map_dataset(articles, layout="events", model=arguments.model, num_proc=arguments.processes)
    print(f"{len(articles)} articles, {len(events)} events")
    for row in events.select(range(min(5, len(events)))):
        print(row["document_id"], row["type"], row["status"], row["trigger"], row["actor"], row["cameo"], sep="\t")


if __name__ == "__main__":
    main()
