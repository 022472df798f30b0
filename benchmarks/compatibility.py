"""The compatibility matrix: build sdist and wheel, install the wheel in clean environments, run it and its tests.

    python benchmarks/compatibility.py --list
    python benchmarks/compatibility.py                                      # every cell; 10 to 60 minutes
    python benchmarks/compatibility.py --only "3.12" --only "transformers oldest" --no-tests

Results go to benchmarks/compatibility.json, where cells that were not run keep theirs, and from there, by
`python docs/tools/refresh.py compatibility`, to a table in the documentation.

A cell whose Python is not on this machine, or whose packages cannot be had, is skipped, and the table says why. uv is
used where it is there (`pip install uv`): it shares files between environments. `PIP_FIND_LINKS` or `--find-links`
names a folder of wheels, such as torch for the CPU alone. Where only a CUDA build of torch can be had, gigabytes of
libraries come with it: such cells are skipped without `--cuda`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine import circumstances

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "examples" / "articles" / "visit.txt"
RESULTS = Path(__file__).parent / "compatibility.json"
NEWEST_TORCH = "torch==2.13.0"
# What the core needs and no extra: tests of extras run in the development environment.
TESTS = [
    *("tests/test_document.py", "tests/test_extractor.py", "tests/model", "tests/schema", "tests/training"),
    *("tests/property/test_any_text.py", "tests/safety/test_checkpoints.py", "tests/stress"),
    "tests/integrations/test_pipeline.py",
]


@dataclass(frozen=True)
class Cell:
    """One environment: a Python and what is pinned in it."""

    name: str
    python: str
    pins: tuple[str, ...]


CELLS = (
    Cell("3.11 newest", "3.11", (NEWEST_TORCH,)),
    Cell("3.11 transformers oldest", "3.11", (NEWEST_TORCH, "transformers==4.48.0")),
    Cell("3.11 transformers 4 newest", "3.11", (NEWEST_TORCH, "transformers<5")),
    Cell("3.11 torch oldest", "3.11", ("torch==2.4.0", "transformers==4.48.0", "numpy<2.3")),
    Cell("3.12 newest", "3.12", (NEWEST_TORCH,)),
    Cell("3.13 newest", "3.13", (NEWEST_TORCH,)),
)


def find_python(version: str) -> str | None:
    """A Python of this version that starts: on the path, of uv or of pyenv."""
    names = [shutil.which(f"python{version}"), *map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))]
    names += map(str, Path.home().glob(f".local/share/uv/python/*-{version}*/bin/python3"))
    for name in filter(None, names):
        asked = [str(name), "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]
        found = subprocess.run(asked, capture_output=True, text=True, check=False)
        if found.returncode == 0 and found.stdout.strip() == version:
            return str(name)
    return None


def build(folder: Path) -> tuple[Path, Path]:
    """The sdist, and the wheel made from it."""
    tool = (
        [uv, "build", "-q", "--out-dir"] if (uv := shutil.which("uv")) else [sys.executable, "-m", "build", "--outdir"]
    )
    subprocess.run([*tool, str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


def install(python: Path, links: str | None, *packages: str) -> subprocess.CompletedProcess[str]:
    """Install packages into the environment of a Python."""
    uv = shutil.which("uv")
    tool = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    found = ["--find-links", links] if links else []
    return subprocess.run([*tool, *found, *packages], capture_output=True, text=True, check=False)


def run(
    cell: Cell, sdist: Path, wheel: Path, folder: Path, links: str | None, *, tests: bool, cuda: bool
) -> dict[str, Any]:
    """Result of one cell: {"result": "ok" | "failed" | "skipped", ...}."""
    source = find_python(cell.python)
    if source is None:
        return {"result": "skipped", "why": f"no Python {cell.python} on this machine"}
    environment = folder / "environment"
    uv = shutil.which("uv")
    made = [uv, "venv", "-q", "--python", source] if uv else [source, "-m", "venv"]
    subprocess.run([*made, str(environment)], check=True)
    python = environment / "bin" / "python"
    wanted = (str(wheel), *cell.pins, "pytest", "hypothesis")
    if not cuda:
        planned = install(python, links, "--dry-run", *wanted)
        if "nvidia-" in planned.stdout + planned.stderr:
            return {"result": "skipped", "why": "only a CUDA build of torch can be had here, gigabytes of libraries"}
    installed = install(python, links, *wanted)
    if installed.returncode:
        return {"result": "skipped", "why": _last(installed.stderr or installed.stdout)}
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    smoke = shutil.copy(Path(__file__).parent / "smoke.py", folder)
    asked = [str(python), smoke, str(ARTICLE)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=folder, env=clean)
    if found.returncode:
        return {"result": "failed", "why": _last(found.stderr)}
    result: dict[str, Any] = {"result": "ok", **json.loads(found.stdout.splitlines()[-1])}
    if tests:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        unpacked = next(item for item in folder.iterdir() if item.name.startswith("eventx-"))
        # The tests must meet the installed wheel, not the sources beside them.
        shutil.rmtree(unpacked / "eventx")
        asked = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
        found = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=unpacked, env=clean)
        result["tests"] = _last(found.stdout)
        if found.returncode:
            failed = [line for line in found.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
            result |= {"result": "failed", "why": "; ".join(failed[:5]) or _last(found.stderr)}
    return result


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else "no output"


def main() -> int:
    """Run the cells and print the table; 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], help="cells whose name contains this")
    parser.add_argument("--list", action="store_true", help="name the cells")
    parser.add_argument("--no-tests", action="store_true", help="the smoke test alone")
    parser.add_argument("--find-links", default=os.environ.get("PIP_FIND_LINKS"), help="folder with wheels")
    parser.add_argument("--cuda", action="store_true", help="take CUDA builds of torch where there is no other")
    parser.add_argument("--output", type=Path, default=RESULTS, help="JSON file of results, to which these are added")
    arguments = parser.parse_args()
    cells = [cell for cell in CELLS if not arguments.only or any(part in cell.name for part in arguments.only)]
    if arguments.list:
        print("\n".join(f"{cell.name}: {', '.join(cell.pins)}" for cell in cells))
        return 0
    held = arguments.output.read_text(encoding="utf-8") if arguments.output.exists() else "{}"
    results: dict[str, Any] = json.loads(held)
    done = []
    with tempfile.TemporaryDirectory(prefix="eventx-compatibility-") as made:
        folder = Path(made)
        sdist, wheel = build(folder)
        for number, cell in enumerate(cells):
            place = folder / str(number)
            place.mkdir()
            started = time.perf_counter()
            found = run(
                cell, sdist, wheel, place, arguments.find_links, tests=not arguments.no_tests, cuda=arguments.cuda
            )
            found |= {"seconds": round(time.perf_counter() - started), "run": circumstances()}
            done.append(found["result"])
            shutil.rmtree(place)
            print(f"{cell.name:28} {found}", flush=True)
            results[cell.name] = found
            ordered = {item.name: results[item.name] for item in CELLS if item.name in results}
            arguments.output.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    return int("failed" in done)


if __name__ == "__main__":
    sys.exit(main())
