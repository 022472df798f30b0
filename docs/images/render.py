"""Makes the pictures of the documentation from invented events: run `python docs/images/render.py`.

The plots need the extra "plot"; the pictures of the page need chromium and are left as they are where it is missing.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import matplotlib

from eventx import plot
from eventx.document import Document
from eventx.view import page

HERE = Path(__file__).parent


def port_talks() -> Document:
    """A passage with shared, nested and overlapping spans, and with events that have not happened."""
    return Document.from_json((HERE / "port-talks.json").read_text("utf-8"))


def invented_events(number: int, seed: int = 4) -> Any:
    """An events frame of a crisis that flares up and is settled."""
    import pandas

    dice = random.Random(seed)
    calm = [("Meeting", 1, 1.0), ("Visit", 1, 1.9), ("Negotiation", 1, 7.0), ("Agreement", 1, 8.0), ("Aid", 2, 7.4)]
    heated = [("Request", 3, -0.3), ("Accusation", 3, -2.0), ("Condemnation", 3, -2.0), ("Threat", 3, -5.8)]
    heated += [("Sanction", 4, -8.0), ("Coercion", 4, -7.0), ("Mobilization", 4, -7.6), ("Attack", 4, -9.0)]
    countries = ["MAR", "DZA", "ESP", "PRT", "FRA", "IGO:UN", "MRT", "TUN", "IGO:AU", "USA"]
    rows = []
    for _ in range(number):
        day = int(dice.triangular(0, 540, 200)) if dice.random() < 0.7 else dice.randrange(540)
        heat = max(0.08, 0.75 - abs(day - 190) / 260)
        kind = dice.choice(heated if dice.random() < heat else calm)
        rivals = kind[1] > 2 and dice.random() < 0.6
        sides = (
            dice.sample(countries[:2], 2) if rivals else dice.choices(countries, [6, 6, 4, 4, 3, 3, 2, 1, 1, 2], k=2)
        )
        when = (date(2023, 1, 9) + timedelta(days=day)).isoformat()
        rows.append((when, *kind, *sides))
    names = ["date", "type", "quad_class", "goldstein", "actor_country", "recipient_country"]
    return pandas.DataFrame(rows, columns=names).assign(status="actual")


def plots() -> None:
    """timeline.png, timeline-article.png, counts.png, network.png and matrix.png."""
    matplotlib.use("agg")
    frame = invented_events(1800)
    for name, ax in {
        "timeline": plot.timeline(frame, every="week"),
        "timeline-article": plot.timeline(port_talks()),
        "counts": plot.counts(frame, every="month"),
        "network": plot.dyads(frame),
        "matrix": plot.dyads(frame, kind="matrix"),
    }.items():
        ax.figure.savefig(HERE / f"{name}.png", dpi=110, metadata={"Software": None})


def screenshots(chromium: str) -> None:
    """view-light.png, view-dark.png and view-phone.png, with one event in focus."""
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    flags += " --disable-component-update --disable-sync --hide-scrollbars --virtual-time-budget=3000"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.html"
        target.write_text(page(port_talks()), encoding="utf-8")
        for name, size, scale, extra in (
            ("light", "1240,860", 1.25, ""),
            ("dark", "1240,860", 1.25, "--blink-settings=preferredColorScheme=0"),
            ("phone", "500,1000", 1.25, ""),
        ):
            shot = f"--screenshot={HERE / f'view-{name}.png'} --window-size={size} --force-device-scale-factor={scale}"
            command = [chromium, *flags.split(), f"--user-data-dir={folder}/{name}", *shot.split(), *extra.split()]
            subprocess.run([*command, f"{target.as_uri()}#1.1"], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    plots()
    if found := shutil.which("chromium"):
        screenshots(found)
