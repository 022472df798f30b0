"""The mean of two models' weights, with decoding fitted anew on dev (Wortsman et al. 2022, "Model soups").

Two models that were trained further from the same one, in different ways, often make a better one together.

    python examples/default_model/average.py RUNS/one RUNS/other --data ../shared/data --output RUNS/mean
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import eventx
from eventx.evaluation.metrics import quick_scores
from eventx.model.checkpoint import load_checkpoint
from eventx.training.calibration import fit_decoding


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs=2, type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/")
    parser.add_argument("--output", type=Path, required=True)
    args = parser.parse_args()
    first, second = (load_checkpoint(path) for path in args.models)
    others = second.model.state_dict()
    mean = {
        name: (value + others[name]) / 2 if value.is_floating_point() else value
        for name, value in first.model.state_dict().items()
    }
    first.model.load_state_dict(mean)
    gold = list(eventx.read(args.data / "dev" / "news-dev.jsonl"))
    calibration = fit_decoding(first.model.eval(), first.windower(), gold)
    first.save(args.output)
    predicted = list(eventx.load(args.output).pipe([document.replace(mentions=()) for document in gold]))
    # The record is that of the longer of the two runs, with this model's own figures.
    records = [json.loads((path / "training.json").read_text(encoding="utf-8")) for path in args.models]
    record = max(records, key=lambda item: item["documents"])
    record["figures"] = {name: round(v, 4) for name, v in {**quick_scores(gold, predicted), **calibration}.items()}
    (args.output / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    shutil.copy(args.models[0] / "README.md", args.output)
    print(record["figures"])


if __name__ == "__main__":
    main()
