"""Fit the weights that decide whose "the rebels" or "its ambassador" are (eventx/resolve/data/actor_context.tsv).

    python examples/default_model/actor_context.py --data ../shared/data/train/news-train.jsonl [--check] [--write]

Gold spans, types, roles and places are the input, gold countries the target; no model takes part. --check fits on one
half of the documents and measures on the other, both ways.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

import eventx.resolve
from eventx.io.corpus import load_corpus
from eventx.resolve.actor_context import CLASSES, Features

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from codes_gold import actors_of, coder_of, null

WEIGHTS = Path(eventx.resolve.__path__[0]) / "data" / "actor_context.tsv"
SHARED_PENALTY, CLASS_PENALTY = 2.0, 5.0  # L2; the weights of a class stay near those of all
HEAD = "# feature of a candidate and its weight for all descriptions, then what each class adds; see actor_context.py"


class Case(NamedTuple):
    """One description: document, class, gold code, features of the candidates."""

    document: int
    kind: str
    gold: str | None
    features: dict[str | None, Features]


def read_cases(path: Path) -> list[Case]:
    """Descriptions of a corpus that name no country."""
    cases = []
    for number, document in enumerate(load_corpus(path)):
        coder = coder_of(document)
        for argument in actors_of(document):
            if coder.code(argument.text, argument.start).rule.startswith(("context", "no evidence")):
                kind, features = coder.evidence(argument.text, argument.start)
                cases.append(Case(number, kind, null(argument.country), features))
    return cases


def fit(cases: list[Case], names: list[str]) -> Tensor:
    """Weights (classes, features) of a conditional logit with penalties; the first row is shared by all classes."""
    index = {name: i for i, name in enumerate(names)}
    cases = [case for case in cases if case.gold in case.features]
    rows, owners, gold, kinds = [], [], [], []
    for number, case in enumerate(cases):
        for code, features in case.features.items():
            row = [0.0] * len(names)
            for name, value in features.items():
                if name in index:
                    row[index[name]] = value
            rows.append(row)
            owners.append(number)
            gold.append(code == case.gold)
            kinds.append(CLASSES.index(case.kind))
    x, owner, right, kind = torch.tensor(rows), torch.tensor(owners), torch.tensor(gold), torch.tensor(kinds)
    weights = torch.zeros(len(CLASSES), len(names), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        score = (x * (weights[0] + weights[kind])).sum(1)
        total = torch.zeros(len(cases)).index_add(0, owner, score.exp()).log()
        cost = total.sum() - score[right].sum()
        cost = cost + SHARED_PENALTY * weights[0].square().sum() + CLASS_PENALTY * weights[1:].square().sum()
        cost.backward()
        return cost

    optimizer.step(loss)
    return weights.detach()


def accuracy(weights: Tensor, names: list[str], cases: list[Case]) -> float:
    """Share of descriptions with the right code."""
    tables = [dict(zip(names, (weights[0] + row).tolist(), strict=True)) for row in weights]
    right = 0
    for case in cases:
        table = tables[CLASSES.index(case.kind)]
        scores = {c: sum(table.get(n, 0.0) * v for n, v in f.items()) for c, f in case.features.items()}
        right += max(scores, key=lambda code: scores[code]) == case.gold
    return right / len(cases)


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training corpus in the interchange format")
    parser.add_argument("--check", action="store_true", help="measure on the half that was not fitted")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    options = parser.parse_args()
    cases = read_cases(options.data)
    names = sorted({name for case in cases for features in case.features.values() for name in features})
    if options.check:
        documents = sorted({case.document for case in cases})
        random.Random(0).shuffle(documents)
        halves = [set(documents[::2]), set(documents[1::2])]
        for fitted in halves:
            weights = fit([case for case in cases if case.document in fitted], names)
            held_out = [case for case in cases if case.document not in fitted]
            print(f"held-out half: {accuracy(weights, names, held_out):.4f} of {len(held_out)} descriptions")
    weights = fit(cases, names)
    print(f"fitted corpus: {accuracy(weights, names, cases):.4f} of {len(cases)} descriptions")
    if options.write:
        lines = [HEAD, "\t".join(["# feature", *CLASSES])]
        for i, name in enumerate(names):
            lines.append("\t".join([name, *(f"{value:.2f}" for value in weights[:, i].tolist())]))
        WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
