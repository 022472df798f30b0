"""The parts of the documentation that are made from the package: `<!-- generated: NAME -->` to `<!-- end -->`.

Each function here returns the Markdown of one such part, so that a page cannot say something else than the code does.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import eventx
from eventx.document import Argument, Document, Mention, Trigger
from eventx.schema import CONTEXTS, DIPLOMACY, SECTORS, STATUSES
from eventx.schema.codes import cameo_name, code_event

ROOT = Path(__file__).parents[2]
PART = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n)(?P<body>.*?)(<!-- end -->)", flags=re.DOTALL)
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
SECTOR_NAMES = {
    "GOV": "the executive: head of state, ministries, envoys; also a country as such",
    "MIL": "armed forces",
    "LEG": "parliaments and their members",
    "JUD": "courts, judges, prosecutors",
    "COP": "police and border guards",
    "SPY": "intelligence services",
    "OPP": "opposition and parties",
    "REB": "armed groups, rebels, separatists",
    "IGO": "international organisations of states",
    "NGO": "non-governmental organisations",
    "BUS": "companies, business people",
    "MED": "press, journalists",
    "CVL": "people: civilians, refugees, students",
    "REL": "clergy, religious bodies",
    "LAB": "workers, unions",
    "CRM": "criminals, gangs",
    "UNK": "not known",
}


def fill(text: str) -> str:
    """A page with every generated part made anew."""
    return PART.sub(lambda match: f"{match[1]}{PARTS[match['name']]().strip()}\n{match[4]}", text)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def data_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the schema's tables."""
    text = resources.files("eventx.schema").joinpath("data", name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _plover(event: str, mode: str | None) -> str:
    return f"{event}-{mode}" if mode else event


def status_rules() -> str:
    """What each status does to the codes of each type."""
    rows = []
    for row in data_rows("status_rules.tsv"):
        same = row["cameo"] == "="
        plover = "as actual" if row["plover"] == "=" else _plover(row["plover"], row["mode"].strip("=-"))
        cameo = "as actual" if same else row["cameo"].rstrip("!")
        types = "every type" if row["types"] == "*" else row["types"].replace(" ", ", ")
        rows.append((types, row["status"], plover, cameo, row["context"], row["why"]))
    return table(("types", "status", "PLOVER", "CAMEO", "added context", "why"), rows)


def types_overview() -> str:
    """The event types with their definitions and codes."""
    rows = []
    for item in DIPLOMACY:
        codes = code_event(item.__name__, "actual")
        name = item.__name__
        link = f"[{name}](types.md#{name.lower()})"
        plover = _plover(codes.plover, codes.mode)
        rows.append((link, item.definition(), plover, codes.cameo, QUADS[codes.quad_class]))
    return table(("type", "definition", "PLOVER", "CAMEO", "quad class"), rows)


def codebook_types() -> str:
    """Every type with definition, codes by status, close calls and coded examples."""
    entries = tomllib.loads((ROOT / "docs" / "codebook" / "types.toml").read_text(encoding="utf-8"))
    return "\n".join(_entry(item, entries[item.__name__]) for item in DIPLOMACY)


def _entry(item: Any, entry: dict[str, Any]) -> str:
    name = item.__name__
    rows = []
    for status in STATUSES:
        codes = code_event(name, status)
        plover, quad = _plover(codes.plover, codes.mode), QUADS[codes.quad_class]
        rows.append((status, plover, f"{codes.cameo} {cameo_name(codes.cameo)}", quad, f"{codes.goldstein:+.1f}"))
    lines = [f"## {name}", "", item.definition(), "", f"**Typical words:** {entry['words']}.", ""]
    lines += [f"- {call}" for call in entry["calls"]]
    lines += ["", table(("status", "PLOVER", "CAMEO", "quad class", "Goldstein"), rows), ""]
    for number, marked in enumerate(entry["examples"], 1):
        document = example(marked)
        (event,) = document.events
        (mention,) = document.mentions
        start, end = mention.trigger.start, mention.trigger.end
        shown = f"{document.text[:start]}**{mention.trigger.text}**{document.text[end:]}"
        said = "; ".join(f"{argument.role} *{argument.text}*" for argument in mention.arguments)
        code = f"{_plover(event.plover or '', event.mode)}, CAMEO {event.cameo}"
        lines += [f"{number}. {shown}  ", f"   {mention.status} · {said} · {code}"]
    return "\n".join([*lines, ""])


def example(marked: str) -> Document:
    """The document of an example of `types.toml`, with its one mention."""
    text, arguments, found = "", [], None
    for before, words, label in re.findall(r"([^\[]*)(?:\[([^|\]]+)\|([^\]]+)\])?", marked):
        text += before
        start, end = len(text), len(text) + len(words)
        text += words
        if label[:1].isupper():
            kind, _, status = label.partition(" ")
            found = (kind, status or "actual", Trigger(words, start, end))
        elif label:
            arguments.append(Argument.from_dict({"role": label, "text": words, "start": start, "end": end}))
    if found is None:
        raise ValueError(f"an example has no trigger: {marked}")
    mention = Mention("e1", found[0], found[2], status=found[1], arguments=tuple(arguments))
    return Document(text, id="example", mentions=(mention,))


def roles() -> str:
    """Roles of the built-in types."""
    kinds = {"actor": "Actor", "place": "Place", "time": "Time", "span": "Span", "amount": "Amount"}
    return table(
        ("role", "what fills it", "class"),
        [(f"`{role.name}`", role.description, f"`{kinds[role.kind]}`") for role in DIPLOMACY.roles.values()],
    )


def statuses() -> str:
    """Statuses with definitions."""
    return table(("status", "meaning"), [(f"`{name}`", text) for name, text in STATUSES.items()])


def contexts() -> str:
    """Contexts with definitions and PLOVER names."""
    plover = {row["context"]: row["plover"] for row in data_rows("contexts.tsv")}
    rows = [(f"`{name}`", text, plover.get(name) or "(none)") for name, text in CONTEXTS.items()]
    return table(("context", "what it covers", "PLOVER context"), rows)


def sectors() -> str:
    """Sectors of actors."""
    return table(("sector", "who"), [(f"`{name}`", SECTOR_NAMES[name]) for name in SECTORS])


def plover_events() -> str:
    """PLOVER events with their modes, scores and the CAMEO code that stands for each."""
    rows = data_rows("plover.tsv")
    modes: dict[str, list[str]] = {}
    for row in rows:
        modes.setdefault(row["plover"], []).extend([row["mode"]] if row["mode"] else [])
    return table(
        ("PLOVER event", "modes", "quad class", "intensity", "CAMEO"),
        [
            (
                row["plover"],
                ", ".join(modes[row["plover"]]) or "none",
                QUADS[int(row["quad"])],
                row["score"],
                row["cameo"],
            )
            for row in rows
            if not row["mode"]
        ],
    )


def command_options() -> str:
    """Every command of the command line with its arguments."""
    from eventx.cli.main import _parser

    (commands,) = [item for item in _parser()._actions if isinstance(item, argparse._SubParsersAction)]
    parts = []
    for name, parser in commands.choices.items():
        rows = []
        for action in parser._actions:
            if isinstance(action, argparse._HelpAction):
                continue
            words = ", ".join(f"`{word}`" for word in action.option_strings) or f"`{action.metavar or action.dest}`"
            default = "" if action.default in (None, False, argparse.SUPPRESS) else f"`{action.default}`"
            told = re.sub(r" \(default: [^()]*\)$", "", action.help or "") if default else action.help or ""
            rows.append((words, told, default))
        options = table(("argument", "meaning", "default"), rows)
        parts.append(f"## `eventx {name}`\n\n{parser.description}\n\n{options}\n")
    return "\n".join(parts)


def public_names() -> str:
    """The names of the package with the first line of what they say of themselves."""
    rows = []
    for name in eventx.__all__:
        if name.startswith("__"):
            continue
        value = getattr(eventx, name)
        anchor = (
            "eventx.training.run.train" if name == "train" else f"eventx.{name}"
        )  # loaded lazily, so no alias of it
        page = {"plot": "plot.md", "schema": "schema.md"}.get(name, f"eventx.md#{anchor}")
        first = (value.__doc__ or "").strip().splitlines()[0]
        rows.append((f"[`eventx.{name}`]({page})", first))
    return table(("name", "what it is"), rows)


def errors() -> str:
    """The tree of errors, and a directive of mkdocstrings for each."""
    from eventx.errors import EventxError

    lines, names = [], []

    def grow(kind: type[EventxError], depth: int) -> None:
        names.append(kind.__name__)
        lines.append(f"{'    ' * depth}{kind.__name__:<{28 - 4 * depth}}{(kind.__doc__ or '').splitlines()[0]}")
        for item in kind.__subclasses__():
            if item.__module__ == "eventx.errors":
                grow(item, depth + 1)

    grow(EventxError, 0)
    directives = "\n\n".join(f"::: eventx.errors.{name}" for name in names)
    return "```text\n" + "\n".join(lines) + f"\n```\n\n{directives}\n"


def formats() -> str:
    """The file formats by name."""
    rows = []
    for item in eventx.io.FORMATS.values():
        endings = ", ".join(f"`{suffix}`" for suffix in item.suffixes)
        rows.append(
            (f"`{item.name}`", item.description, endings, "yes" if item.reader else "", "yes" if item.writer else "")
        )
    return table(("format", "what it is", "file endings", "read", "written"), rows)


def _columns(layout: str, notes: str, header: str) -> str:
    from eventx.io.tables import LAYOUTS

    said = tomllib.loads((ROOT / "docs" / "migrate" / "columns.toml").read_text(encoding="utf-8"))[notes]
    given = LAYOUTS[layout].columns
    if unknown := set(said) - set(given):
        raise ValueError(f"columns.toml explains columns that {layout} lacks: {', '.join(sorted(unknown))}")
    return table((header, "what eventx puts there"), [(f"`{name}`", said.get(name, "empty")) for name in given])


def layers() -> str:
    """Which part of the package imports which."""
    drawing = importlib.import_module("layers")
    rows = []
    for name, targets in drawing.imports().items():
        lazy = [f"`{item}`" for item, top in targets.items() if not top]
        top = [f"`{item}`" for item, top in targets.items() if top]
        rows.append((f"`{name}`", ", ".join(top) or "nothing", ", ".join(lazy) or "nothing"))
    return table(("part", "imports when it is imported", "imports when it is used"), rows)


def compatibility() -> str:
    """What `benchmarks/compatibility.py` found, as its file of results has it."""
    cells = json.loads((ROOT / "benchmarks" / "compatibility.json").read_text(encoding="utf-8"))
    packages = ("python", "torch", "transformers", "numpy", "pydantic")
    rows = []
    for name, cell in cells.items():
        result = cell["result"] + (f": {cell['why']}" if "why" in cell else "")
        day = cell["run"][0].removeprefix("date: ")
        rows.append((name, *(cell.get(package, "") for package in packages), result, cell.get("tests", "not run"), day))
    machines = sorted({cell["run"][1].removeprefix("machine: ").rpartition(",")[0] for cell in cells.values()})
    header = ("cell", "Python", *packages[1:], "result", "tests", "run at")
    return f"{table(header, rows)}\n\nMachine: {'; '.join(machines) or 'none yet'}."


PARTS: dict[str, Callable[[], str]] = {
    "codebook-types": codebook_types,
    "command-options": command_options,
    "compatibility": compatibility,
    "contexts": contexts,
    "errors": errors,
    "formats": formats,
    "gdelt-columns": lambda: _columns("gdelt", "gdelt", "GDELT 2.0 column"),
    "icews-columns": lambda: _columns("icews", "icews", "ICEWS column"),
    "layers": layers,
    "plover-events": plover_events,
    "polecat-columns": lambda: _columns("polecat", "polecat", "POLECAT column"),
    "public-names": public_names,
    "roles": roles,
    "sectors": sectors,
    "status-rules": status_rules,
    "statuses": statuses,
    "types-overview": types_overview,
}
