"""Names that lead out of a folder, links that lead elsewhere, and names that no file can have."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventx
from eventx import Document
from eventx.errors import InputError, OutputError

NAMES = [
    "../up", "../../etc/passwd", "/etc/passwd", "..", ".", "~/x", "a/../../b", "..\\..\\up", "C:\\x", "a\x00b",
    ".hidden", "-rf", "con", "a\nb", "%2e%2e%2fup", "x" * 100, "é/../ü",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_document_ids_stay_in_their_folder(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "inner" / "brat"
    eventx.write(Document("Oslo met Bern.", name), folder, "brat")
    files = [item for item in tmp_path.rglob("*") if item.is_file()]
    assert {item.parent for item in files} == {folder}
    assert len(files) == 2
    (read,) = eventx.read(folder, "brat")
    assert read.id == name


@pytest.mark.parametrize("name", ["x" * 5000, "https://example.org/" + "a/" * 300, "é" * 199, "x" * 199, "x" * 200])
def test_ids_too_long_for_a_file_name_are_kept(name: str, tmp_path: Path) -> None:
    assert eventx.write([Document("Oslo.", name), Document("Bern.", name + "y")], tmp_path / "brat", "brat") == 2
    assert [item.id for item in sorted(eventx.read(tmp_path / "brat"), key=lambda item: item.id)] == [name, name + "y"]


def test_ids_that_differ_give_files_that_differ(tmp_path: Path) -> None:
    documents = [Document("Oslo met Bern.", name) for name in NAMES]
    assert eventx.write(documents, tmp_path / "brat", "brat") == len(NAMES)
    assert {item.id for item in eventx.read(tmp_path / "brat", "brat")} == set(NAMES)


def test_a_name_too_long_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        eventx.write(Document("Oslo."), tmp_path / ("x" * 5000 + ".jsonl"))
    assert not [item for item in tmp_path.rglob("*") if item.is_file()]


def test_names_with_nul_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="NUL"):
        eventx.write(Document("Oslo."), f"{tmp_path}/a\x00b.jsonl")
    with pytest.raises(InputError, match="no such file"):
        eventx.read(f"{tmp_path}/a\x00b.jsonl")


@pytest.mark.parametrize("kind", ["jsonl", "brat"])
def test_a_link_is_replaced_and_what_it_leads_to_is_left_alone(kind: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    folder = tmp_path / "out"
    folder.mkdir()
    link = folder / ("a.txt" if kind == "brat" else "a.jsonl")
    link.symlink_to(outside)
    eventx.write(Document("Oslo met Bern.", "a"), folder if kind == "brat" else link, kind)
    assert outside.read_text() == "precious"
    assert not link.is_symlink()


def test_an_unknown_encoding_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Oslo")
    with pytest.raises(InputError, match="unknown encoding: nonsense"):
        eventx.read(tmp_path / "a.txt", encoding="nonsense")


def test_hidden_files_of_a_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / ".secret").mkdir()
    (tmp_path / ".secret" / "a.txt").write_text("hidden")
    (tmp_path / ".b.txt").write_text("hidden")
    (tmp_path / "c.txt").write_text("seen")
    assert [item.text for item in eventx.read(tmp_path)] == ["seen"]


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz", ".xml", ".html"])
def test_archives_and_markup_are_not_opened(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"a{ending}").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="the ending tells no readable format"):
        eventx.read(tmp_path / f"a{ending}")
