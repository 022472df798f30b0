"""Code a Spark data frame: python with_spark.py [--model FOLDER]. Needs Java."""

from __future__ import annotations

import argparse
from pathlib import Path

from pyspark.sql import SparkSession

from eventx.scale import map_spark

ARTICLES = Path(__file__).parents[1] / "crisis" / "articles.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--articles", type=int, default=30)
    arguments = parser.parse_args()
    spark = SparkSession.builder.master(arguments.master).config("spark.ui.enabled", "false").getOrCreate()
    articles = spark.read.json(str(ARTICLES)).limit(arguments.articles).repartition(2)
    events = map_spark(articles, layout="events", model=arguments.model).cache()
    print(f"{articles.count()} articles, {events.count()} events")
    events.select("document_id", "type", "status", "trigger", "actor", "cameo").show(5)
    spark.stop()


if __name__ == "__main__":
    main()
