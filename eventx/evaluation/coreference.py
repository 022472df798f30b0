"""Coreference scores of two partitions of the same mentions: links, MUC, B-cubed and CEAF-e.

Each function returns what a corpus-level score adds up over documents (recall numerator and denominator, precision
numerator and denominator), as the CoNLL reference scorer does (Pradhan et al. 2014, "Scoring Coreference Partitions of
Predicted Mentions"). The CoNLL score is the mean of the F1 of MUC, B-cubed and CEAF-e.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from eventx.evaluation.metrics import Counts

Parts = tuple[float, float, float, float]


def pairwise(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> Counts:
    """Pairs of mentions in one cluster: in gold, in the prediction, in both.

    Args:
        gold: Cluster of each mention.
        predicted: Cluster of each mention, in the same order.
    """

    def links(labels: Sequence[Hashable]) -> int:
        return sum(size * (size - 1) // 2 for size in Counter(labels).values())

    return Counts(links(gold), links(predicted), links(list(zip(gold, predicted, strict=True))))


def muc(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> Parts:
    """MUC (Vilain et al. 1995): links needed to make the clusters; single mentions count for nothing."""

    def side(key: Sequence[Hashable], response: Sequence[Hashable]) -> tuple[float, float]:
        size = len(set(key))
        return len(key) - len(set(zip(key, response, strict=True))), len(key) - size

    return (*side(gold, predicted), *side(predicted, gold))


def b_cubed(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> Parts:
    """B-cubed (Bagga and Baldwin 1998): for each mention, the share of its cluster that is right."""
    cells = Counter(zip(gold, predicted, strict=True))
    left, right = Counter(gold), Counter(predicted)
    recall = sum(count * count / left[key[0]] for key, count in cells.items())
    precision = sum(count * count / right[key[1]] for key, count in cells.items())
    return recall, float(len(gold)), precision, float(len(gold))


def ceaf_e(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> Parts:
    """CEAF-e (Luo 2005): the best one-to-one alignment of clusters by 2|K and R| / (|K| + |R|)."""
    cells = Counter(zip(gold, predicted, strict=True))
    left, right = Counter(gold), Counter(predicted)
    rows = {key: place for place, key in enumerate(left)}
    columns = {key: place for place, key in enumerate(right)}
    similarity = [[0.0] * len(columns) for _ in rows]
    for (key, response), count in cells.items():
        similarity[rows[key]][columns[response]] = 2 * count / (left[key] + right[response])
    best = best_assignment(similarity)
    return best, float(len(rows)), best, float(len(columns))


def best_assignment(weights: Sequence[Sequence[float]]) -> float:
    """Greatest total weight of a one-to-one assignment of rows to columns, by the Hungarian method in O(n^3).

    Shortest augmenting paths with potentials (Kuhn 1955; Jonker and Volgenant 1987).
    """
    if not weights or not weights[0]:
        return 0.0
    wide = len(weights) <= len(weights[0])
    table: list[list[float]] = [list(row) for row in (weights if wide else zip(*weights, strict=True))]
    rows, columns = len(table), len(table[0])
    u, v = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0], place = row, 0
        slack, came, done = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while owner[place]:
            done[place] = True
            current, delta, following = owner[place], float("inf"), 0
            for column in range(1, columns + 1):
                if done[column]:
                    continue
                cost = -table[current - 1][column - 1] - u[current] - v[column]
                if cost < slack[column]:
                    slack[column], came[column] = cost, place
                if slack[column] < delta:
                    delta, following = slack[column], column
            for column in range(columns + 1):
                if done[column]:
                    u[owner[column]] += delta
                    v[column] -= delta
                else:
                    slack[column] -= delta
            place = following
        while place:
            owner[place] = owner[came[place]]
            place = came[place]
    return sum(table[owner[column] - 1][column - 1] for column in range(1, columns + 1) if owner[column])
