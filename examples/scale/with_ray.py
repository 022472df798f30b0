"""Code a Ray dataset with a pool of actors: python with_ray.py [--actors N] [--model FOLDER]."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import ray

from eventx.scale import map_ray

ARTICLES = Path(__file__).parents[1] / "crisis" / "articles.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--actors", type=int, default=2)
    parser.add_argument("--articles", type=int, default=30)
    arguments = parser.parse_args()
    ray.init(num_cpus=arguments.actors + 1, include_dashboard=False, log_to_driver=False)
    lines = ARTICLES.read_text(encoding="utf-8").splitlines()[: arguments.articles]
    articles = ray.data.from_items([json.loads(line) for line in lines])
    events = map_ray(articles, layout="events", model=arguments.model, actors=arguments.actors, batch_size=8).take_all()
    print(f"{len(lines)} articles, {len(events)} events")
    for row in events[:5]:
        print(row["document_id"], row["type"], row["status"], row["trigger"], row["actor"], row["cameo"], sep="\t")
    ray.shutdown()


if __name__ == "__main__":
    main()
