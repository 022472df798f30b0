"""How often each pretraining source is drawn: news and diplomacy first, encyclopedia and speeches for breadth."""

from __future__ import annotations

from pathlib import Path

import numpy as np

WEIGHTS = {
    "gmb_voa": 0.17,
    "wikipedia_current_events": 0.27,
    "us_state_press": 0.13,
    "wikinews": 0.03,
    "us_whitehouse": 0.06,
    "us_historian": 0.05,
    "wikipedia": 0.20,
    "un_general_debate": 0.09,
}


class Mixture:
    """Draws fixed-length token blocks from the sources by weight; every draw depends on the generator only."""

    def __init__(self, folder: Path) -> None:
        self.names = [name for name in WEIGHTS if (folder / f"{name}.npy").exists()]
        self.arrays = [np.load(folder / f"{name}.npy", mmap_mode="r") for name in self.names]
        weights = np.array([WEIGHTS[name] for name in self.names])
        self.weights = weights / weights.sum()

    def sample(self, generator: np.random.Generator, rows: int, length: int, *, held_out: bool = False) -> np.ndarray:
        """Token blocks, shape (rows, length); the last 1% of each source is kept for validation."""
        block = np.empty((rows, length), dtype=np.int64)
        for row, source in enumerate(generator.choice(len(self.arrays), size=rows, p=self.weights)):
            array = self.arrays[source]
            border = int(len(array) * 0.99)
            low, high = (border, len(array) - length) if held_out else (0, border - length)
            start = int(generator.integers(low, high))
            block[row] = array[start : start + length]
        return block
