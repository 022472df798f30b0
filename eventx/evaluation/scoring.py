"""`evaluate`: an extractor or its output against gold documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from eventx.document import Document
from eventx.errors import CorpusError
from eventx.evaluation.confusion import confusions
from eventx.evaluation.figures import Figure, known, measured, prf
from eventx.evaluation.report import Bin, LabelScore, Report
from eventx.evaluation.statistics import BINS, Floats, Layers, Statistics, document_statistics


def evaluate(
    extractor_or_predictions: Any, corpus: Any, *, bootstrap: int = 1000, seed: int = 0, progress: bool = False
) -> Report:
    """Measure an extractor, or stored predictions, against gold documents.

    Trigger and argument scores follow TextEE (see `eventx.evaluation.metrics`); attributes (status, contexts, codes,
    times) and coreference are measured on mentions with the right trigger and type, codes and times on their
    half-overlapping arguments with the right role. Layers that the gold documents lack are not scored.

    Args:
        extractor_or_predictions: An `Extractor` or anything with `pipe(documents)`; or documents, records or a path
            with predictions for the same texts, matched by id, or by order where ids are missing.
        corpus: Gold documents, records, or paths. The extractor sees texts, dates and titles only.
        bootstrap: Resamples for the 95% confidence intervals over documents; 0 leaves them out.
        seed: Of the resampling.
        progress: Show a progress bar.

    Raises:
        CorpusError: The predictions are not for the gold documents, or the corpus is unusable.
        InputError: A file cannot be read.
    """
    from eventx.io.corpus import corpus_hash

    if bootstrap < 0:
        raise CorpusError(f"bootstrap is a number of resamples, 0 or more; found {bootstrap}.")
    gold, predicted = aligned(extractor_or_predictions, corpus, progress=progress)
    layers = Layers.of(gold)
    pairs = zip(gold, predicted, strict=True)
    statistics = Statistics.stack([document_statistics(left, right, layers) for left, right in pairs])
    figures = measured(statistics, bootstrap, seed)
    sums = statistics.sums()
    return Report(
        documents=len(gold),
        figures=figures,
        types=_labels("type:", sums, figures),
        roles=_labels("role:", sums, figures),
        confusions=confusions(gold, predicted),
        reliability={name: _bins(sums[f"{name}_bins"]) for name in ("trigger", "argument") if f"{name}_bins" in sums},
        bootstrap=bootstrap,
        seed=seed,
        corpus_hash=corpus_hash(gold),
        system=next((dict(item.provenance) for item in predicted if item.provenance), {}),
        statistics=statistics,
    )


def aligned(
    extractor_or_predictions: Any, corpus: Any, *, progress: bool = False
) -> tuple[list[Document], list[Document]]:
    """Gold documents and the predictions for them, in the same order.

    Raises:
        CorpusError: A prediction is missing, or is for another text.
    """
    from eventx.io.corpus import load_corpus

    gold = load_corpus(corpus)
    if hasattr(extractor_or_predictions, "pipe"):
        predicted = _run(extractor_or_predictions, gold, progress)
    else:
        predicted = load_corpus(extractor_or_predictions)
        names = [document.id for document in gold]
        by_id = {document.id: document for document in predicted}
        if all(names) and all(by_id):
            missing = [name for name in names if name not in by_id]
            if missing:
                raise CorpusError(
                    f"no prediction for {len(missing)} of {len(gold)} gold documents, first {missing[0]!r}: "
                    "predict all of them, also those without an event."
                )
            predicted = [by_id[name] for name in names]
    if len(predicted) != len(gold):
        raise CorpusError(
            f"{len(predicted)} predicted documents for {len(gold)} gold ones: give one for each, in the same order or "
            "with the same ids (a record that the extractor skipped is logged as a warning)."
        )
    for left, right in zip(gold, predicted, strict=True):
        if left.text != right.text:
            raise CorpusError(f"document {left.id!r}: the prediction is for another text than the gold document.")
    return gold, predicted


def _run(extractor: Any, gold: Sequence[Document], progress: bool) -> list[Document]:
    blank = (Document(item.text, id=item.id, date=item.date, title=item.title) for item in gold)
    found: Iterable[Document] = extractor.pipe(blank)
    if progress:
        from tqdm.auto import tqdm

        found = tqdm(found, total=len(gold), unit=" documents", desc="evaluating")
    return list(_documents(islice(found, len(gold) + 1)))


def _documents(found: Iterable[Any]) -> Iterator[Document]:
    for item in found:
        if not isinstance(item, Document):
            raise CorpusError(f"the extractor's pipe must yield documents, found {type(item).__name__}.")
        yield item


def _labels(prefix: str, sums: Mapping[str, Floats], figures: Mapping[str, Figure]) -> tuple[LabelScore, ...]:
    scores = []
    for key, counts in sums.items():
        if key.startswith(prefix):
            precision, recall, f1 = prf(counts)
            gold, predicted, matched = (int(item) for item in counts)
            scores.append(
                LabelScore(
                    key.removeprefix(prefix), known(precision), known(recall), known(f1), figures[key].low,
                    figures[key].high, gold, predicted, matched,
                )
            )  # fmt: skip
    return tuple(sorted(scores, key=lambda item: (-item.gold, item.name)))


def _bins(sums: Floats) -> tuple[Bin, ...]:
    count, score, hits = sums.reshape(3, BINS)
    return tuple(
        Bin(k / BINS, (k + 1) / BINS, int(count[k]), float(score[k] / count[k]), float(hits[k] / count[k]))
        for k in range(BINS)
        if count[k]
    )
