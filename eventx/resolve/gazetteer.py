"""Populated places by name: GeoNames data (CC BY 4.0) searched in place, without parsing the file."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib import resources
from typing import NamedTuple


class GazetteerPlace(NamedTuple):
    """One populated place.

    Attributes:
        country: ISO 3166-1 alpha-3 code.
        latitude: Degrees north.
        longitude: Degrees east.
        population: Inhabitants.
        geonames_id: GeoNames identifier.
        name: Official name.
    """

    country: str
    latitude: float
    longitude: float
    population: int
    geonames_id: int
    name: str


@lru_cache(maxsize=1)
def _payload() -> bytes:
    return gzip.decompress(resources.files("eventx").joinpath("resolve", "data", "gazetteer.tsv.gz").read_bytes())


@lru_cache(maxsize=4096)
def places_named(key: str) -> tuple[GazetteerPlace, ...]:
    """Return the places of a folded name, most populous first.

    Args:
        key: Folded words joined by one blank, as :func:`eventx.resolve.lexicon.tokenize` gives them.
    """
    data, wanted = _payload(), key.encode(errors="replace")
    low, high = 0, len(data) - 1
    while low < high:
        middle = (low + high) // 2
        line = data.rfind(b"\n", 0, middle + 1) + 1
        end = data.find(b"\t", line)
        if end < 0 or data[line:end] >= wanted:
            high = middle
        else:
            low = data.find(b"\n", middle + 1)
            if low < 0:
                return ()
    line = data.rfind(b"\n", 0, low + 1) + 1
    found = []
    prefix = wanted + b"\t"
    while data.startswith(prefix, line):
        end = data.find(b"\n", line)
        _, country, latitude, longitude, population, number, name = data[line:end].decode().split("\t")
        found.append(GazetteerPlace(country, float(latitude), float(longitude), int(population), int(number), name))
        line = end + 1
    return tuple(sorted(found, key=lambda p: -p.population))
