"""The network on torch: batches of windows of similar length on any device, numpy in and out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from eventx.model.backends.base import PAIRS, decoder_of
from eventx.model.decoding import Decoder, Floats, Ints, RawMention
from eventx.model.settings import OWN_ENCODER, Settings
from eventx.model.windows import Window

if TYPE_CHECKING:
    from eventx.model.network import EventExtractor, Scored

# Tokens in a batch: what a CPU's cache holds, what a GPU needs to be busy; and the pairs scored at once there.
CPU_TOKENS, GPU_TOKENS = 640, 32768
GPU_PAIRS = 262144


class TorchRuntime:
    """Windows to raw mentions with a loaded network.

    On a CUDA device that has bf16, encoders other than the package's own, which is small, run under bf16 autocast.

    Args:
        model: The network; it is moved to the device and put into evaluation mode.
        device: A torch device; None picks a GPU if there is one.
        decoder: Thresholds; the checkpoint's own if None.
    """

    name = "torch"

    def __init__(
        self, model: EventExtractor, *, device: str | torch.device | None = None, decoder: Decoder | None = None
    ) -> None:
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.model: EventExtractor = model.to(self.device).eval()  # type: ignore[arg-type]
        encoder = model.config.encoder
        self.pad_id = int(getattr(encoder, "pad_token_id", 0) or 0)
        self.link_bias = float(model.link_bias.item())
        self.decoder = decoder or decoder_of(Settings.from_dict(model.config.to_dict()))
        half = self.device.type == "cuda" and encoder.model_type != OWN_ENCODER and torch.cuda.is_bf16_supported()
        self.precision = "bf16" if half else "fp32"
        self._tokens, self._pairs = (CPU_TOKENS, PAIRS) if self.device.type == "cpu" else (GPU_TOKENS, GPU_PAIRS)

    def __call__(self, windows: Sequence[Window]) -> list[list[RawMention]]:
        """Raw mentions of each window, in the order given."""
        results: list[list[RawMention]] = [[] for _ in windows]
        for batch in _batches(windows, self._tokens):
            for index, mentions in zip(batch, self._run([windows[i] for i in batch]), strict=True):
                results[index] = mentions
        return results

    @torch.inference_mode()
    def _run(self, windows: list[Window]) -> list[list[RawMention]]:
        ids, mask, first = pad(windows, self.pad_id)
        with torch.autocast("cuda", torch.bfloat16) if self.precision == "bf16" else contextlib.nullcontext():
            encoded = self.model.encode(
                torch.from_numpy(ids).to(self.device),
                None if mask.all() else torch.from_numpy(mask).to(self.device),
                torch.from_numpy(first).to(self.device),
            )
        logits, inside = _numpy(encoded.triggers), _numpy(encoded.inside)
        starts, ends = _numpy(encoded.starts), _numpy(encoded.ends)
        sizes = [len(window.words) for window in windows]
        found = [self.decoder.triggers(window, logits[row, : sizes[row]]) for row, window in enumerate(windows)]
        spans = [
            self.decoder.spans(starts[row, : sizes[row]], ends[row, : sizes[row]])
            if len(found[row][0])
            else np.zeros((0, 2), dtype=np.int64)
            for row in range(len(windows))
        ]
        results: list[list[RawMention]] = [[] for _ in windows]
        for some in _blocks([len(pairs) for pairs, _ in found], [len(item) for item in spans], self._pairs):
            triggers = np.array(
                [(place, *pair) for place, (row, part) in enumerate(some) for pair in found[row][0][part].tolist()],
                dtype=np.int64,
            )
            rows = [row for row, _ in some]
            scored = self._score(encoded.words[rows], triggers, [spans[row] for row in rows])
            roles, statuses, contexts = _numpy(scored.roles), _numpy(scored.statuses), _numpy(scored.contexts)
            links, sectors, countries = _numpy(scored.links), _numpy(scored.sectors), _numpy(scored.countries)
            low = 0
            for place, (row, part) in enumerate(some):
                pairs, probabilities = found[row][0][part], found[row][1][part]
                mine = slice(low, low + len(pairs))
                low += len(pairs)
                scores = roles[mine], statuses[mine], contexts[mine], links[mine], sectors[place], countries[place]
                results[row] += self.decoder.mentions(
                    windows[row], pairs, probabilities, spans[row], inside[row], *scores
                )
        return results

    def _score(self, words: torch.Tensor, triggers: Ints, spans: list[Ints]) -> Scored:
        widest = max(max(len(item) for item in spans), 1)
        padded = np.zeros((len(spans), widest, 2), dtype=np.int64)
        mask = np.zeros((len(spans), widest), dtype=bool)
        for row, item in enumerate(spans):
            padded[row, : len(item)] = item
            mask[row, : len(item)] = True
        mask[:, 0] = True
        near = np.zeros((len(triggers), widest), dtype=bool)
        for window, item in enumerate(spans):
            rows = np.flatnonzero(triggers[:, 0] == window)
            given = item if len(item) else np.zeros((1, 2), dtype=np.int64)
            near[rows[:, None], self.decoder.nearest(triggers[rows, 1], given)] = True
        scored: Scored = self.model.score(
            words,
            torch.from_numpy(triggers).to(self.device),
            torch.from_numpy(padded).to(self.device),
            torch.from_numpy(mask).to(self.device),
            torch.from_numpy(near).to(self.device),
        )
        return scored


def _blocks(triggers: list[int], spans: list[int], limit: int) -> Iterator[list[tuple[int, slice]]]:
    """Windows, or slices of one window's triggers, whose pairs with spans fit into memory whatever the text."""
    block: list[tuple[int, slice]] = []
    total, widest = 0, 1
    for row, count in enumerate(triggers):
        step = max(1, limit // max(spans[row], 1))
        for low in range(0, count, step):
            part = slice(low, min(low + step, count))
            size = part.stop - part.start
            if block and (total + size) * max(widest, spans[row]) > limit:
                yield block
                block, total, widest = [], 0, 1
            block.append((row, part))
            total, widest = total + size, max(widest, spans[row])
    if block:
        yield block


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


def _batches(windows: Sequence[Window], limit: int) -> Iterator[list[int]]:
    """Indices of windows of similar length, so that little is padded."""
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(windows)), key=lambda i: (-len(windows[i].ids), i)):
        longest = max(longest, len(windows[index].ids))
        if batch and longest * (len(batch) + 1) > limit:
            yield batch
            batch, longest = [], len(windows[index].ids)
        batch.append(index)
    if batch:
        yield batch


def _numpy(tensor: torch.Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy()
    return array
