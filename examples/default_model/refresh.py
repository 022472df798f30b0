"""Step 6: after the bundled model or its decoding changed, measure it anew and renew its card and the README's output.

python examples/default_model/refresh.py --data ../shared/data
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import eventx
from eventx.evaluation.metrics import quick_scores
from eventx.model.checkpoint import BUNDLED, load_checkpoint
from eventx.training.card import model_card
from eventx.view.plain import outline

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SHOWN = ("2 Meeting", "7 Visit", "8 Condemnation", "16 Sanction")  # events of the article that the README prints


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/")
    gold = list(eventx.read(parser.parse_args().data / "dev" / "news-dev.jsonl"))
    extractor = eventx.load()
    predicted = list(extractor.pipe(gold, progress=True, total=len(gold)))
    record = json.loads((BUNDLED / "training.json").read_text(encoding="utf-8"))
    record["figures"].update({name: round(value, 4) for name, value in quick_scores(gold, predicted).items()})
    (BUNDLED / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    notes = (HERE / "card_notes.md").read_text(encoding="utf-8")
    (BUNDLED / "README.md").write_text(f"{model_card(load_checkpoint(), record)}\n{notes}", encoding="utf-8")

    article = (ROOT / "examples" / "articles" / "visit.txt").read_text(encoding="utf-8")
    heading, first, *blocks = outline(extractor(article).replace(id="visit"), width=100).split("\n\n")
    picked = [block for block in blocks if any(f" {name} " in block for name in SHOWN)]
    shown = "\n...\n".join([f"{heading}\n\n{first}", *picked])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, rest = readme.partition("```text\n")
    (ROOT / "README.md").write_text(f"{before}```text\n{shown}\n```{rest.partition('```')[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
