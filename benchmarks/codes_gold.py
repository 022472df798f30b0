"""Country and sector accuracy on gold spans: of the rules and, with a model, of the model and of both combined.

    python benchmarks/codes_gold.py --data ../shared/data/dev/news-dev.jsonl [--errors 30] [--model [PATH]]

Spans, roles, types and places are gold, so that model errors do not hide rule errors; codes are not used as input.
--model feeds the gold spans to the network (the bundled one without a path) and needs torch.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventx.document import Argument, Document
from eventx.io.corpus import load_corpus
from eventx.resolve.actor_context import Part
from eventx.resolve.actors import ActorCoder
from eventx.resolve.places import resolve_place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from eventx.extractor import Extractor


def null(code: str | None) -> str | None:
    """A code with the ways to write "none" made one."""
    return None if code in (None, "?", "") else code


def actors_of(document: Document) -> list[Argument]:
    """The actor-like arguments of a document in the order of its mentions."""
    return [argument for mention in document.mentions for argument in mention.arguments if argument.kind == "actor"]


def coder_of(document: Document) -> ActorCoder:
    """A coder that knows the gold spans of a document, but not their codes."""

    def parts() -> Iterator[Part]:
        for number, mention in enumerate(document.mentions):
            for item in mention.arguments:
                if item.kind == "actor":
                    yield Part(number, mention.type, item.role, item.text, item.start)
                elif item.role == "location":
                    country = resolve_place(item.text, start=item.start, context=coder.context).country
                    yield Part(number, mention.type, item.role, item.text, item.start, country)

    date = datetime.date.fromisoformat(document.date) if document.date else None
    spans = [argument.text for argument in actors_of(document)]
    coder = ActorCoder(document.text, date=date, spans=spans, parts=parts)
    return coder


def learned_codes(
    extractor: Extractor, document: Document
) -> dict[tuple[int, int], tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Sector and country distributions that the network gives to gold spans, by offsets; spans over a window lack."""
    import torch

    from eventx.model.runtime import pad
    from eventx.training.data import word_range

    spans = sorted({(argument.start, argument.end) for argument in actors_of(document)})
    model: Any = extractor.runtime.model
    found = {}
    with torch.inference_mode():
        for window in extractor.windower(document.text):
            inside = [(span, words) for span in spans if (words := word_range(window, *span)) is not None]
            if not inside:
                continue
            ids, _, first = pad([window], 0)
            encoded = model.encode(torch.from_numpy(ids), None, torch.from_numpy(first))
            edges = torch.tensor([[words for _, words in inside]])
            # The codes of a span do not depend on the trigger; any will do.
            scored = model.score(
                encoded.words, torch.tensor([[0, 0, 0]]), edges, torch.ones(edges.shape[:2], dtype=torch.bool)
            )
            sectors, countries = scored.sectors[0].softmax(-1).numpy(), scored.countries[0].softmax(-1).numpy()
            for i, (span, _) in enumerate(inside):
                found[span] = (sectors[i], countries[i])
    return found


def combine(extractor: Extractor, document: Document) -> list[tuple[tuple[str | None, str | None], ...]]:
    """Country and sector of each actor by the network alone and by both, as the extractor combines them."""
    import numpy as np

    from eventx.model.decoding import RawArgument
    from eventx.resolve.mentions import Learned, Resolver

    settings: Learned = extractor._learned
    codes = learned_codes(extractor, document)
    unknown = (np.zeros(len(settings.sectors), np.float32), np.zeros(len(settings.countries), np.float32))
    roles = {role.name: index for index, role in enumerate(settings.roles)}
    mentions = []
    for mention in document.mentions:
        raws = []
        for item in mention.arguments:
            raws.append(
                RawArgument(roles[item.role], item.start, item.end, 1.0, *codes.get((item.start, item.end), unknown))
            )
        mentions.append((mention.type, raws))
    resolver = Resolver(document, settings, [argument.text for argument in actors_of(document)], mentions)
    answers = []
    for mention, (_, raws) in zip(document.mentions, mentions, strict=True):
        for item, raw in zip(mention.arguments, raws, strict=True):
            if item.kind == "actor":
                country = settings.countries[int(raw.countries.argmax())] if settings.countries else None
                sector = settings.sectors[int(raw.sectors.argmax())]
                both = resolver.argument(raw, {})
                answers.append(((null(country), sector), (both.country, both.sector)))
    return answers


def count_places(document: Document, coder: ActorCoder, hits: Any, totals: Any, wrong: Any) -> None:
    """Add the countries of the locations to the counts."""
    for argument in (a for mention in document.mentions for a in mention.arguments if a.role == "location"):
        value = resolve_place(argument.text, start=argument.start, context=coder.context)
        totals["location"] += 1
        hits["location"] += null(argument.country) == value.country
        if null(argument.country) != value.country:
            wrong["location"][argument.text, argument.country, value.country, value.rule] += 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="corpus in the interchange format")
    parser.add_argument("--errors", type=int, default=0, help="print this many of the most frequent confusions")
    parser.add_argument("--model", nargs="?", const="", help="also measure a model; without a path the bundled one")
    options = parser.parse_args(arguments)
    extractor = None
    if options.model is not None:
        import eventx

        extractor = eventx.load(options.model or None, backend="torch")
    hits: collections.Counter[str] = collections.Counter()
    totals: collections.Counter[str] = collections.Counter()
    wrong: dict[str, collections.Counter[Any]] = {k: collections.Counter() for k in ("country", "sector", "location")}
    seconds = 0.0
    for document in load_corpus(options.data):
        began = time.process_time()
        coder = coder_of(document)
        codes = [coder.code(argument.text, argument.start) for argument in actors_of(document)]
        seconds += time.process_time() - began
        both = combine(extractor, document) if extractor is not None else [()] * len(codes)
        for argument, code, others in zip(actors_of(document), codes, both, strict=True):
            gold = {"country": null(argument.country), "sector": argument.sector}
            totals["country"] += 1
            totals["sector"] += bool(argument.sector)
            answers = ((code.country, code.sector), *others)
            for name, answer in zip(("rules", "learned", "combined"), answers, strict=False):
                hits[f"country {name}"] += answer[0] == gold["country"]
                hits[f"sector {name}"] += bool(argument.sector) and answer[1] == gold["sector"]
            country, sector = answers[-1]
            if country != gold["country"]:
                wrong["country"][argument.text, argument.country, country, code.rule] += 1
            if argument.sector and sector != gold["sector"]:
                wrong["sector"][argument.text, argument.sector, sector, code.rule] += 1
        count_places(document, coder, hits, totals, wrong)
    for key, count in hits.items():
        total = totals[key.split()[0]]
        print(f"{key:17} {count / max(total, 1):.4f}  {count}/{total}")
    print(f"{totals['country'] / max(seconds, 1e-9):,.0f} actor codes a CPU second, documents read included")
    for name, counter in wrong.items():
        for row, count in counter.most_common(options.errors):
            print(name, count, *row, sep="\t")


if __name__ == "__main__":
    main()
