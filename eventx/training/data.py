"""Documents to training examples: windows with gold triggers, spans, roles and attributes, collated into tensors.

A corpus may lack layers. `Document.meta["layers"]` lists what was annotated (any of LAYERS); without it, all were. What
is missing is masked in the loss, never taken for a negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from eventx.document import Document
from eventx.model.windows import Window, Windower
from eventx.schema import Ontology

LAYERS = ("triggers", "spans", "arguments", "status", "contexts", "codes", "coreference")
IGNORED = -100


@dataclass
class Example:
    """A window with its gold annotation; word indices are those of the window."""

    window: Window
    layers: frozenset[str]
    triggers: list[tuple[int, int]] = field(default_factory=list)  # (word, type)
    inside: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)  # (first word, last word)
    roles: list[tuple[int, int, int]] = field(default_factory=list)  # (trigger, span, role)
    statuses: list[int] = field(default_factory=list)
    contexts: list[list[int]] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    sectors: list[int] = field(default_factory=list)
    countries: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Labels:
    """Names to indices, shared by the examples and the model."""

    ontology: Ontology
    sectors: Sequence[str]
    countries: Sequence[str]

    @property
    def types(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.ontology.names)}

    @property
    def roles(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.ontology.roles)}


def frequent_countries(documents: Iterable[Document], *, at_least: int = 5) -> list[str]:
    """Country labels worth a class of their own, most frequent first; "?" stands for an annotated null."""
    counts: Counter[str] = Counter()
    for document in documents:
        for mention in document.mentions:
            for argument in mention.arguments:
                if argument.kind in ("actor", "place"):
                    counts[argument.country or "?"] += 1
    return ["?", *(name for name, count in counts.most_common() if count >= at_least and name != "?")]


def build_examples(document: Document, windower: Windower, labels: Labels) -> list[Example]:
    """Windows of a document with the annotation that falls into each."""
    layers = frozenset(document.meta.get("layers", LAYERS))
    return [_example(document, window, layers, labels) for window in windower(document.text)]


def _example(document: Document, window: Window, layers: frozenset[str], labels: Labels) -> Example:
    example = Example(window, layers)
    types, roles = labels.types, labels.roles
    statuses = {name: index for index, name in enumerate(labels.ontology.statuses)}
    contexts = {name: index for index, name in enumerate(labels.ontology.contexts)}
    sectors = {name: index for index, name in enumerate(labels.sectors)}
    countries = {name: index for index, name in enumerate(labels.countries)}
    events: dict[str, int] = {}
    spans: dict[tuple[int, int], int] = {}
    for mention in document.mentions:
        place = word_range(window, mention.trigger.start, mention.trigger.end)
        if place is None or mention.type not in types:
            continue
        index = len(example.triggers)
        example.triggers.append((place[0], types[mention.type]))
        example.inside.extend(range(place[0] + 1, place[1] + 1))
        example.statuses.append(statuses.get(mention.status, IGNORED))
        example.contexts.append([contexts[name] for name in mention.contexts if name in contexts])
        example.events.append(events.setdefault(mention.event, len(events)))
        for argument in mention.arguments:
            where = word_range(window, argument.start, argument.end)
            if where is None or argument.role not in roles:
                continue
            if where not in spans:
                spans[where] = len(spans)
                example.sectors.append(IGNORED)
                example.countries.append(IGNORED)
            span = spans[where]
            example.roles.append((index, span, roles[argument.role]))
            if argument.kind == "actor" and argument.sector in sectors:
                example.sectors[span] = sectors[argument.sector]
            if argument.kind in ("actor", "place"):
                example.countries[span] = countries.get(argument.country or "?", IGNORED)
    example.spans = list(spans)
    return example


def word_range(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """First and last word of the window under text[start:end], or None if it does not lie inside the window."""
    first = int(np.searchsorted(window.words[:, 1], start, side="right"))
    last = int(np.searchsorted(window.words[:, 0], end, side="left")) - 1
    if first > last or first >= len(window.words) or window.words[first, 0] > start:
        return None
    if start < window.words[0, 0] or end > window.words[-1, 1]:
        return None
    return first, last


class Collator:
    """Pads examples to a batch for `EventExtractor.forward`; see there for the shapes.

    Args:
        labels: Names to indices.
        pad_id: Id of the padding token.
        mask_id: Id that takes the place of masked tokens.
        masking: Share of tokens to mask, against overfitting; what is annotated on them stays.
    """

    def __init__(self, labels: Labels, pad_id: int, *, mask_id: int | None = None, masking: float = 0.0) -> None:
        self.labels, self.pad_id = labels, pad_id
        self.mask_id, self.masking = mask_id, masking

    def __call__(self, examples: Sequence[Example]) -> dict[str, Tensor]:
        n_windows = len(examples)
        n_tokens = max(len(example.window.ids) for example in examples)
        n_words = max(len(example.window.words) for example in examples)
        n_spans = max(max(len(example.spans) for example in examples), 1)
        ontology = self.labels.ontology
        n_roles, n_contexts = len(ontology.roles), max(len(ontology.contexts), 1)
        batch: dict[str, Any] = {
            "input_ids": torch.full((n_windows, n_tokens), self.pad_id),
            "attention_mask": torch.zeros(n_windows, n_tokens, dtype=torch.long),
            "first": torch.zeros(n_windows, n_words, dtype=torch.long),
            "word_mask": torch.zeros(n_windows, n_words, dtype=torch.bool),
            "inside": torch.zeros(n_windows, n_words),
            "spans": torch.zeros(n_windows, n_spans, 2, dtype=torch.long),
            "span_mask": torch.zeros(n_windows, n_spans, dtype=torch.bool),
            "sectors": torch.full((n_windows, n_spans), IGNORED),
            "countries": torch.full((n_windows, n_spans), IGNORED),
            "layers": torch.tensor([[float(layer in example.layers) for layer in LAYERS] for example in examples]),
        }
        triggers: list[tuple[int, int, int]] = []
        links: list[tuple[int, int, int]] = []
        statuses: list[int] = []
        contexts: list[list[int]] = []
        events: list[int] = []
        for row, example in enumerate(examples):
            window = example.window
            batch["input_ids"][row, : len(window.ids)] = torch.from_numpy(window.ids)
            batch["attention_mask"][row, : len(window.ids)] = 1
            if self.mask_id is not None and self.masking:
                low, high = int(window.first[0]), int(window.first[-1]) + 1  # special tokens stay
                ids = batch["input_ids"][row, low:high]
                ids[torch.rand(high - low) < self.masking] = self.mask_id
            batch["first"][row, : len(window.words)] = torch.from_numpy(window.first)
            batch["word_mask"][row, : len(window.words)] = True
            batch["inside"][row, example.inside] = 1.0
            if example.spans:
                batch["spans"][row, : len(example.spans)] = torch.tensor(example.spans)
                batch["span_mask"][row, : len(example.spans)] = True
                batch["sectors"][row, : len(example.spans)] = torch.tensor(example.sectors)
                batch["countries"][row, : len(example.spans)] = torch.tensor(example.countries)
            offset = len(triggers)
            triggers += [(row, word, kind) for word, kind in example.triggers]
            links += [(trigger + offset, span, role) for trigger, span, role in example.roles]
            statuses += example.statuses
            contexts += example.contexts
            events += [event + 1000 * row for event in example.events]
        batch["triggers"] = torch.tensor(triggers, dtype=torch.long).reshape(-1, 3)
        batch["statuses"] = torch.tensor(statuses, dtype=torch.long)
        batch["events"] = torch.tensor(events, dtype=torch.long)
        batch["contexts"] = torch.zeros(len(triggers), n_contexts)
        for row, names in enumerate(contexts):
            batch["contexts"][row, names] = 1.0
        batch["roles"] = torch.zeros(len(triggers), n_spans, n_roles)
        if links:
            batch["roles"][tuple(torch.tensor(links).T)] = 1.0
        return batch
