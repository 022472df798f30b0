"""What the package's source never does: run data as code, trust a model's code, read archives or XML."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import eventx

ROOT = Path(eventx.__file__).parent
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py")
}
# Serialisers that run code when they read, XML parsers (entities, external or of exponential size), archives (members
# with paths that lead elsewhere), and clients that open connections.
FORBIDDEN = {
    "pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "code", "codeop", "runpy", "yaml",
    "xml", "lxml", "defusedxml", "zipfile", "tarfile", "requests", "httpx", "urllib3", "http", "ftplib", "smtplib",
    "telnetlib", "xmlrpc", "socketserver", "imp", "ctypes",
}  # fmt: skip
CALLS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
ATTRIBUTES = {
    ("os", "system"),
    ("os", "popen"),
    ("torch", "load"),
    ("torch", "save"),
    ("torch", "hub"),
    ("pandas", "eval"),
}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_there_is_a_package_to_look_at() -> None:
    assert len(MODULES) > 80


def test_no_module_imports_what_runs_data_or_opens_connections() -> None:
    found = [
        (name, item) for name, tree in MODULES.items() for item in imports(tree) if item.split(".")[0] in FORBIDDEN
    ]
    assert not found
    urls = [
        (name, item) for name, tree in MODULES.items() for item in imports(tree) if item.startswith("urllib.request")
    ]
    assert not urls


def test_no_module_evaluates_or_shells_out() -> None:
    found = []
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                found.append((name, node.func.id, node.lineno))
            if isinstance(node, ast.Attribute) and (ast.unparse(node.value), node.attr) in ATTRIBUTES:
                found.append((name, ast.unparse(node), node.lineno))
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.append((name, "shell=", node.value.lineno))
    assert not found


def test_no_module_trusts_code_of_a_model() -> None:
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in ("trust_remote_code", "allow_pickle"):
                value = node.value
                assert isinstance(value, ast.Constant) and value.value is False, f"{name}:{value.lineno}"  # noqa: PT018
            if isinstance(node, ast.Constant) and node.value == "trust_remote_code":
                raise AssertionError(f"{name}:{node.lineno} names trust_remote_code")


def test_every_encoder_is_loaded_as_safetensors() -> None:
    loads = [
        (name, node)
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "from_pretrained"
        and ast.unparse(node.func.value) in ("AutoModel", "EventExtractor", "EventxEncoder", "PreTrainedModel")
    ]
    assert loads
    for name, node in loads:
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        assert given.get("use_safetensors") == "True", f"{name}:{node.lineno}"


def test_the_network_is_asked_for_in_one_place_only() -> None:
    users = {
        name for name, tree in MODULES.items() if any(item.startswith("huggingface_hub") for item in imports(tree))
    }
    assert users == {"model/checkpoint.py"}
    assert not [name for name, tree in MODULES.items() if any(item.split(".")[0] == "socket" for item in imports(tree))]


def _required() -> list[tuple[str, str, str]]:
    found = []
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "require":
                extra = next(keyword.value for keyword in node.keywords if keyword.arg == "extra")
                module = node.args[0]
                if isinstance(extra, ast.Constant) and isinstance(module, ast.Constant):
                    found.append((name, str(module.value), str(extra.value)))
    return found


@pytest.mark.skipif(not (ROOT.parent / "pyproject.toml").exists(), reason="an installed package has no pyproject.toml")
def test_every_extra_that_a_message_names_brings_the_package() -> None:
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: " ".join(items) for name, items in project["optional-dependencies"].items()}
    # numpy comes with matplotlib and networkx.
    wrong = [
        (name, module, extra)
        for name, module, extra in _required()
        if extra == "dev" or (module.split(".")[0] != "numpy" and module.split(".")[0] not in extras.get(extra, ""))
    ]
    assert _required()
    assert not wrong
