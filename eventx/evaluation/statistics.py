"""What each document adds to every figure: sums that figures, bootstrap and tests are computed from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventx.document import Document, Mention
from eventx.evaluation.coreference import b_cubed, ceaf_e, muc, pairwise
from eventx.evaluation.metrics import (
    Counts,
    count_arguments,
    count_equal,
    count_triggers,
    pair_arguments,
    pair_mentions,
)

Floats = NDArray[np.float64]
Row = dict[str, Sequence[float]]
BINS = 10
# Name, overlap, labelled, attached.
ARGUMENT_COUNTS = tuple(
    (f"{letter}{'+' if attached else ''}_{'half' if overlap else 'exact'}", overlap, letter == "AC", attached)
    for overlap in (False, True)
    for attached in (False, True)
    for letter in ("AI", "AC")
)


@dataclass(frozen=True, slots=True)
class Layers:
    """Which optional layers the gold documents have; what nobody annotated is not scored."""

    contexts: bool
    country: bool
    place: bool
    sector: bool
    time: bool
    coreference: bool

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Layers:
        """Look for at least one value of each layer."""
        found = {"contexts": False, "country": False, "place": False, "sector": False, "time": False}
        coreference = False
        for document in documents:
            events = [(mention.event, mention.type) for mention in document.mentions]
            coreference |= len(set(events)) < len(events)
            for mention in document.mentions:
                found["contexts"] |= bool(mention.contexts)
                for item in mention.arguments:
                    found["country"] |= item.kind == "actor" and item.country is not None
                    found["place"] |= item.kind == "place" and item.country is not None
                    found["sector"] |= item.sector is not None
                    found["time"] |= item.kind == "time" and item.value is not None
        return cls(**found, coreference=coreference)


@dataclass(frozen=True)
class Statistics:
    """Sums by document. `matrix` has a row a document; `columns` says which of its columns belong to which name."""

    matrix: Floats
    columns: Mapping[str, tuple[int, int]]

    @classmethod
    def stack(cls, rows: Sequence[Row]) -> Statistics:
        """Put the documents' sums into one matrix; what a document lacks is 0."""
        widths: dict[str, int] = {}
        for row in rows:
            for name, values in row.items():
                widths.setdefault(name, len(values))
        columns, place = {}, 0
        for name, width in widths.items():
            columns[name] = (place, place + width)
            place += width
        matrix = np.zeros((len(rows), place))
        for index, row in enumerate(rows):
            for name, values in row.items():
                matrix[index, slice(*columns[name])] = values
        return cls(matrix, columns)

    def __len__(self) -> int:
        return len(self.matrix)

    def sums(self, weights: Floats | None = None) -> dict[str, Floats]:
        """Sums over documents by name.

        Args:
            weights: How often each document counts, shape (..., documents); once if None.

        Returns:
            Arrays of shape (..., width of the name).
        """
        totals = self.matrix.sum(axis=0) if weights is None else weights @ self.matrix
        return {name: totals[..., start:stop] for name, (start, stop) in self.columns.items()}

    def aligned(self, other: Statistics) -> tuple[Statistics, Statistics]:
        """Both with the columns of either, in one order."""
        rows = {name: stop - start for item in (self, other) for name, (start, stop) in item.columns.items()}
        columns, place = {}, 0
        for name, width in rows.items():
            columns[name] = (place, place + width)
            place += width

        def spread(item: Statistics) -> Statistics:
            matrix = np.zeros((len(item), place))
            for name, span in item.columns.items():
                matrix[:, slice(*columns[name])] = item.matrix[:, slice(*span)]
            return Statistics(matrix, columns)

        return spread(self), spread(other)


def document_statistics(gold: Document, predicted: Document, layers: Layers) -> Row:
    """Everything that one document adds.

    Three numbers (gold, predicted, matched) for what F1 is made of; two (right, all) for accuracies; four (recall and
    precision, each numerator and denominator) for coreference; 3 x `BINS` (items, scores, hits) for calibration.
    """
    row: Row = {name: _three(count_triggers(gold, predicted, typed=name == "TC")) for name in ("TI", "TC")}
    for name, overlap, labelled, attached in ARGUMENT_COUNTS:
        counts = count_arguments(gold, predicted, overlap=overlap, labelled=labelled, attached=attached)
        row[name] = _three(counts)
    types = sorted({mention.type for mention in (*gold.mentions, *predicted.mentions)})
    places, found = _places(gold), _places(predicted)
    for name in types:
        row[f"type:{name}"] = _three(count_equal(places.get(name, ()), found.get(name, ())))
    roles = sorted({item.role for mention in (*gold.mentions, *predicted.mentions) for item in mention.arguments})
    for name in roles:
        row[f"role:{name}"] = _three(count_arguments(gold, predicted, roles=[name]))
    left, right = ({mention.type for mention in document.mentions} for document in (gold, predicted))
    row["document_types"] = _three(count_equal(left, right))
    for name in types:
        row[f"document_type:{name}"] = (float(name in left), float(name in right), float(name in left & right))
    pairs = pair_mentions(gold, predicted)
    row |= _attributes(pairs, layers)
    if layers.coreference:
        row |= _coreference(pairs)
    row |= _calibration(gold, predicted, pairs)
    return row


def _three(counts: Counts) -> tuple[float, float, float]:
    return float(counts.gold), float(counts.predicted), float(counts.matched)


def _places(document: Document) -> dict[str, list[tuple[int, int]]]:
    """Trigger spans by type."""
    places: dict[str, list[tuple[int, int]]] = {}
    for mention in document.mentions:
        places.setdefault(mention.type, []).append((mention.trigger.start, mention.trigger.end))
    return places


def _attributes(pairs: Sequence[tuple[Mention, Mention]], layers: Layers) -> Row:
    sums: dict[str, Floats] = {}

    def add(name: str, *values: float) -> None:
        sums[name] = sums.get(name, np.zeros(len(values))) + values

    for gold, predicted in pairs:
        same = gold.status == predicted.status
        add("status", same, 1)
        add(f"status:{gold.status}", 1, 0, same)
        add(f"status:{predicted.status}", 0, 1, 0)
        if layers.contexts:
            add("contexts", *_three(count_equal(gold.contexts, predicted.contexts)))
        for a, b in pair_arguments(gold.arguments, predicted.arguments):
            exact = (a.start, a.end) == (b.start, b.end)
            checks = []
            if a.kind == "actor" and layers.country:
                checks.append(("country", a.country == b.country))
            if a.kind == "actor" and layers.sector:
                checks.append(("sector", a.sector == b.sector))
            if a.kind == "place" and layers.place:
                checks.append(("place_country", a.country == b.country))
            for name, right in checks:
                add(name, right, 1)
                if exact:
                    add(f"{name}_exact", right, 1)
            if a.kind == "time" and layers.time:
                if a.value is not None:
                    add("time_value", a.value == b.value, 1)
                else:
                    add("time_restraint", b.value is None, 1)
    return {name: [float(item) for item in values] for name, values in sums.items()}


def _coreference(pairs: Sequence[tuple[Mention, Mention]]) -> Row:
    # An event never spans two types, so a key that is used for two types stands for two events.
    gold: list[Hashable] = [(mention.event, mention.type) for mention, _ in pairs]
    row: Row = {}
    for suffix, response in (
        ("", [(mention.event, mention.type) for _, mention in pairs]),
        ("_baseline", [mention.type for mention, _ in pairs]),
    ):
        row[f"coref_pairs{suffix}"] = _three(pairwise(gold, response))
        row[f"coref_muc{suffix}"] = muc(gold, response)
        row[f"coref_b3{suffix}"] = b_cubed(gold, response)
        row[f"coref_ceafe{suffix}"] = ceaf_e(gold, response)
    return row


def _calibration(gold: Document, predicted: Document, pairs: Sequence[tuple[Mention, Mention]]) -> Row:
    known = {(mention.trigger.start, mention.trigger.end, mention.type) for mention in gold.mentions}
    triggers = [
        (mention.score, (mention.trigger.start, mention.trigger.end, mention.type) in known)
        for mention in predicted.mentions
    ]
    right = {id(b) for left, other in pairs for _, b in pair_arguments(left.arguments, other.arguments)}
    arguments = [(item.score, id(item) in right) for mention in predicted.mentions for item in mention.arguments]
    row: Row = {}
    for name, items in (("trigger_bins", triggers), ("argument_bins", arguments)):
        bins = np.zeros((3, BINS))
        for score, hit in items:
            if score is not None:
                bins[:, max(0, min(int(score * BINS), BINS - 1))] += (1, score, hit)
        if bins[0].any():
            row[name] = bins.ravel().tolist()
    return row
