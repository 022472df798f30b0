"""Runs the network over windows: batches of similar length, numpy in and out, on any torch device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from eventx.model.decoding import Decoder, Floats, Ints, RawMention
from eventx.model.windows import Window

if TYPE_CHECKING:
    from eventx.model.network import EventExtractor, Scored

BATCH_TOKENS = 4096
BATCH_PAIRS = 65536  # (trigger, span) pairs scored at once


class TorchRuntime:
    """Windows to raw mentions with a loaded network.

    Args:
        model: The network; it is moved to the device and put into evaluation mode.
        device: A torch device; None picks a GPU if there is one.
        decoder: Thresholds; the checkpoint's own if None.
    """

    def __init__(
        self, model: EventExtractor, *, device: str | torch.device | None = None, decoder: Decoder | None = None
    ) -> None:
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.model: EventExtractor = model.to(self.device).eval()  # type: ignore[arg-type]
        self.pad_id = int(getattr(model.config.encoder, "pad_token_id", 0) or 0)
        config = model.config
        self.decoder = decoder or Decoder.from_config(
            config.thresholds,
            config.temperatures,
            list(model.ontology.names),
            list(model.ontology.roles),
            config.max_spans,
        )

    def __call__(self, windows: Sequence[Window]) -> list[list[RawMention]]:
        """Raw mentions of each window, in the order given."""
        results: list[list[RawMention]] = [[] for _ in windows]
        for batch in _batches(windows):
            for index, mentions in zip(batch, self._run([windows[i] for i in batch]), strict=True):
                results[index] = mentions
        return results

    @torch.inference_mode()
    def _run(self, windows: list[Window]) -> list[list[RawMention]]:
        ids, mask, first = pad(windows, self.pad_id)
        encoded = self.model.encode(
            torch.from_numpy(ids).to(self.device),
            None if mask.all() else torch.from_numpy(mask).to(self.device),
            torch.from_numpy(first).to(self.device),
        )
        logits, inside = _numpy(encoded.triggers), _numpy(encoded.inside)
        starts, ends = _numpy(encoded.starts), _numpy(encoded.ends)
        found = [self.decoder.triggers(window, logits[row, : len(window.words)]) for row, window in enumerate(windows)]
        spans = [
            self.decoder.spans(starts[row, : len(window.words)], ends[row, : len(window.words)])
            if len(found[row][0])
            else np.zeros((0, 2), dtype=np.int64)
            for row, window in enumerate(windows)
        ]
        triggers = np.array(
            [(row, word, kind) for row, (pairs, _) in enumerate(found) for word, kind in pairs], dtype=np.int64
        ).reshape(-1, 3)
        if not len(triggers):
            return [[] for _ in windows]
        scores = np.concatenate([values for _, values in found])
        results: list[list[RawMention]] = [[] for _ in windows]
        for low, high in _blocks(triggers[:, 0], [len(item) for item in spans]):
            rows = np.unique(triggers[low:high, 0])
            part = triggers[low:high].copy()
            part[:, 0] = np.searchsorted(rows, part[:, 0])
            scored = self._score(
                encoded.words[torch.from_numpy(rows).to(self.device)], part, [spans[row] for row in rows]
            )
            for (row, word, kind), score, place, found_logits in zip(
                triggers[low:high].tolist(), scores[low:high].tolist(), part[:, 0].tolist(), _rows(scored), strict=True
            ):
                window, candidates = windows[row], spans[row]
                mention = self.decoder.mention(window, word, kind, score, inside[row], *found_logits[1:])
                count = len(candidates)
                mention.arguments = self.decoder.arguments(
                    window,
                    candidates,
                    found_logits[0][:count],
                    _numpy(scored.sectors[place, :count]),
                    _numpy(scored.countries[place, :count]),
                )
                results[row].append(mention)
        return results

    def _score(self, words: torch.Tensor, triggers: Ints, spans: list[Ints]) -> Scored:
        widest = max(max(len(item) for item in spans), 1)
        padded = np.zeros((len(spans), widest, 2), dtype=np.int64)
        mask = np.zeros((len(spans), widest), dtype=bool)
        for row, item in enumerate(spans):
            padded[row, : len(item)] = item
            mask[row, : len(item)] = True
        mask[:, 0] = True
        scored: Scored = self.model.score(
            words,
            torch.from_numpy(triggers).to(self.device),
            torch.from_numpy(padded).to(self.device),
            torch.from_numpy(mask).to(self.device),
        )
        return scored


def _rows(scored: Scored) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
    """Role, status, context and link logits of each trigger."""
    tensors = (scored.roles, scored.statuses, scored.contexts, scored.links)
    yield from zip(*(_numpy(tensor) for tensor in tensors), strict=True)


def _blocks(rows: Ints, spans: list[int]) -> Iterator[tuple[int, int]]:
    """Ranges of triggers, whole windows at a time, whose pairs with spans fit into memory whatever the text."""
    low, widest = 0, 1
    for index, row in enumerate(rows.tolist()):
        new_row = index > 0 and rows[index - 1] != row
        if new_row and (index + 1 - low) * max(widest, spans[row]) > BATCH_PAIRS:
            yield low, index
            low, widest = index, 1
        widest = max(widest, spans[row])
    if low < len(rows):
        yield low, len(rows)


def pad(windows: Sequence[Window], pad_id: int) -> tuple[Ints, Ints, Ints]:
    """Token ids (B, T), attention mask (B, T) and first tokens (B, W) of windows."""
    n_tokens = max(len(window.ids) for window in windows)
    n_words = max(len(window.words) for window in windows)
    ids = np.full((len(windows), n_tokens), pad_id, dtype=np.int64)
    mask = np.zeros((len(windows), n_tokens), dtype=np.int64)
    first = np.zeros((len(windows), n_words), dtype=np.int64)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        first[row, : len(window.words)] = window.first
    return ids, mask, first


def _batches(windows: Sequence[Window]) -> Iterator[list[int]]:
    """Indices of windows of similar length, so that little is padded."""
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(windows)), key=lambda i: (-len(windows[i].ids), i)):
        longest = max(longest, len(windows[index].ids))
        if batch and longest * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch, longest = [], len(windows[index].ids)
        batch.append(index)
    if batch:
        yield batch


def _numpy(tensor: torch.Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy()
    return array
