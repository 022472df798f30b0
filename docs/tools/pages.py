"""Run the code blocks of a page of the documentation, and renew the outputs that it shows.

A block is a fence of Markdown. Blocks of a page share one namespace and one working folder and run in order:

- `python` with `>>>`: doctest examples, whose outputs are compared (`...` stands for anything);
- `python` without: executed;
- `console`: `$ eventx ...` and `$ cat FILE` are run, and what follows is compared with their output;
- `bash`: its syntax and the options of its `eventx` commands are checked, nothing is run;
- `json`, `jsonl`, `toml`, `yaml`: parsed.

Two comments before a fence change that: `<!-- file: NAME -->` also writes the block to a file, and
`<!-- not run: WHY -->` leaves it out.
"""

from __future__ import annotations

import contextlib
import dataclasses
import doctest
import io
import json
import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FENCE = re.compile(
    r"(?:^<!-- (?P<mark>file|not run): (?P<value>[^\n]+?) -->\n+)?"
    r"^```(?P<language>[\w-]+)[^\n]*\n(?P<body>.*?)^```[ \t]*$",
    flags=re.MULTILINE | re.DOTALL,
)
FLAGS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
_CHECKER = doctest.OutputChecker()


class PageError(Exception):
    """A block of a page does not run, or shows something else than it gives."""


@dataclasses.dataclass(frozen=True)
class Block:
    """A fence: its language, its text, the line it begins at, and the comment before it."""

    language: str
    body: str
    line: int
    span: tuple[int, int]
    file: str | None = None
    skipped: str | None = None


def blocks(text: str) -> Iterator[Block]:
    """The fences of a page, in order; `span` cuts the body out of the text."""
    for match in FENCE.finditer(text):
        kind, value = match["mark"], match["value"]
        yield Block(
            match["language"],
            match["body"],
            text.count("\n", 0, match.start("body")) + 1,
            match.span("body"),
            file=value if kind == "file" else None,
            skipped=value if kind == "not run" else None,
        )


def run_page(page: Path, folder: Path, *, renew: bool = False) -> str:
    """Run a page's blocks in `folder`; returns its text, with the outputs renewed where they differ if `renew`.

    Raises:
        PageError: A block fails, or an output differs and `renew` is false.
    """
    text = page.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "page"}
    edits: list[tuple[tuple[int, int], str]] = []
    with contextlib.chdir(folder):
        for block in blocks(text):
            if block.file is not None:
                Path(block.file).parent.mkdir(parents=True, exist_ok=True)
                Path(block.file).write_text(block.body, encoding="utf-8")
            where = f"{page.name}, line {block.line}"
            body = block.body if block.skipped is not None else _run(block, names, where, renew)
            if body != block.body:
                edits.append((block.span, body))
    for (start, end), body in reversed(edits):
        text = text[:start] + body + text[end:]
    return text


def _run(block: Block, names: dict[str, Any], where: str, renew: bool) -> str:
    if block.language in ("python", "pycon"):
        if ">>> " in block.body:
            return _doctest(block.body, names, where, renew)
        try:
            exec(compile(block.body, where, "exec", dont_inherit=True), names)
        except Exception as error:
            raise PageError(f"{where}: {type(error).__name__}: {error}") from error
    elif block.language == "console":
        return _console(block.body, where, renew)
    elif block.language == "bash":
        _check_shell(block.body, where)
    else:
        _parse(block, where)
    return block.body


class _Runner(doctest.DocTestRunner):
    """Collects what each example gave instead of printing it."""

    def __init__(self) -> None:
        super().__init__(_CHECKER, verbose=False, optionflags=FLAGS)
        self.differing: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        self.differing.append((example, got))

    def report_unexpected_exception(self, out: Any, test: Any, example: doctest.Example, exc_info: Any) -> None:
        kind, error, _ = exc_info
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        self.differing.append((example, f"Traceback (most recent call last):\n{name}: {error}\n"))


def _doctest(body: str, names: dict[str, Any], where: str, renew: bool) -> str:
    test = doctest.DocTestParser().get_doctest(body, names, where, where, 0)
    test.globs = names  # the parser copies them, and later blocks need what this one defines
    runner = _Runner()
    runner.run(test, out=lambda _: None, clear_globs=False)
    if not runner.differing:
        return body
    if not renew:
        example, got = runner.differing[0]
        raise PageError(f"{where}: {example.source.rstrip()}\nshows:\n{example.want}gives:\n{got}")
    lines = body.splitlines(keepends=True)
    for example, got in reversed(runner.differing):
        if got.startswith("Traceback") and not example.want.startswith("Traceback"):
            raise PageError(f"{where}: {example.source.rstrip()}\n{got}")
        start = example.lineno + example.source.count("\n")
        lines[start : start + example.want.count("\n")] = got.splitlines(keepends=True)
    return "".join(lines)


def _console(body: str, where: str, renew: bool) -> str:
    parts = re.split(r"^(\$ .*\n)", body, flags=re.MULTILINE)
    made = parts[0]
    for command, shown in zip(parts[1::2], parts[2::2], strict=True):
        given = run_command(command[2:].strip())
        # A command whose output is not shown is run all the same.
        if shown.strip() and not _CHECKER.check_output(shown, given, FLAGS):
            if not renew:
                raise PageError(f"{where}: {command.rstrip()}\nshows:\n{shown}gives:\n{given}")
            shown = given
        made += command + shown
    return made


def run_command(line: str) -> str:
    """Run `eventx ...` or `cat FILE` and return what it writes to both streams.

    Raises:
        PageError: Another command, or an exit code above 0.
    """
    words = shlex.split(line)
    if words[0] == "cat":
        return "".join(Path(name).read_text(encoding="utf-8") for name in words[1:])
    if words[0] != "eventx":
        raise PageError(f"{line}: only eventx and cat are run in console blocks; use a bash block.")
    from eventx.cli import main

    streams = io.StringIO()
    with contextlib.redirect_stdout(streams), contextlib.redirect_stderr(streams):
        try:
            code = main(words[1:])
        except SystemExit as stop:
            code = int(stop.code or 0)
    if code:
        raise PageError(f"{line}: exit code {code}\n{streams.getvalue()}")
    return streams.getvalue()


def _check_shell(body: str, where: str) -> None:
    from eventx.cli.main import _parser

    done = subprocess.run(["bash", "-n"], input=body, text=True, capture_output=True, check=False)
    if done.returncode:
        raise PageError(f"{where}: {done.stderr}")
    joined = body.replace("\\\n", " ")
    for command in re.findall(r"(?:^|[|;&] *|srun )(eventx [^|;&>\n]*)", joined, flags=re.MULTILINE):
        words = shlex.split(os.path.expandvars(command), comments=True)
        try:
            with contextlib.redirect_stderr(io.StringIO()) as message, contextlib.redirect_stdout(io.StringIO()):
                _parser().parse_args(words[1:])
        except SystemExit as stop:
            if stop.code:
                raise PageError(f"{where}: {command}\n{message.getvalue()}") from stop


def _parse(block: Block, where: str) -> None:
    try:
        if block.language == "json":
            json.loads(block.body)
        elif block.language == "jsonl":
            for line in block.body.splitlines():
                json.loads(line)
        elif block.language == "toml":
            tomllib.loads(block.body)
        elif block.language == "yaml":
            import yaml

            yaml.safe_load(block.body)
    except Exception as error:
        raise PageError(f"{where}: not {block.language}: {error}") from error
