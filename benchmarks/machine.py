"""Where and how a figure was measured, for the head of a report."""

from __future__ import annotations

import os
import platform
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path


def circumstances() -> list[str]:
    """Date, machine, Python and command line."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        cpu = names[0] if names else cpu
    command = shlex.join([Path(sys.executable).name, *sys.argv])
    return [
        f"date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"machine: {cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        f"command: {command}",
    ]
