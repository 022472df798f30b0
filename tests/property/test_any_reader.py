"""Any bytes, and any spoilt record, to every reader: a document that holds its promises, or an `EventxError`."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hostile import FEW, text
from hypothesis import given
from hypothesis import strategies as st

from eventx import Document
from eventx.errors import DocumentError

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "fuzz"))

import oracle  # noqa: E402
import readers  # noqa: E402

CRASHERS = sorted(oracle.CRASHERS.iterdir())
TARGETS = oracle.targets()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """Content of a good file of each kind, by format and file name."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("seeds")
    readers.seeds(folder)
    found = {}
    for path in folder.iterdir():
        name, file, content = oracle.split(path.read_bytes())
        found[name, file] = content
    return found


@pytest.mark.parametrize("path", CRASHERS, ids=lambda path: path.name)
def test_inputs_that_once_broke_a_reader(path: Path) -> None:
    oracle.check(oracle.kept(path))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", "high"),
        ("score", float("inf")),
        ("score", True),
        ("latitude", "north"),
        ("country", ["NOR"]),
        ("name", 5),
        ("geonames_id", 2**70),
        ("geonames_id", 1.5),
        ("start", True),
        ("end", "4"),
    ],
)
def test_fields_of_the_wrong_type_are_refused(field: str, value: Any) -> None:
    # What a reader lets through here, a database or a table would trip over much later.
    place = {"role": "location", "text": "Oslo", "start": 0, "end": 4, field: value}
    met = {"event": "e1", "type": "Meeting", "trigger": {"text": "met", "start": 5, "end": 8}, "arguments": [place]}
    with pytest.raises(DocumentError, match=f"location.*{field}"):
        Document.from_dict({"text": "Oslo met Bern.", "mentions": [met]})


def test_every_seed_is_read(seeds: dict[tuple[str, str], bytes]) -> None:
    assert set(seeds) == set(TARGETS)
    for (name, file), content in seeds.items():
        assert oracle.check(oracle.join(name, file, content)) >= 1, (name, file)


@pytest.mark.parametrize(("name", "file"), TARGETS)
@FEW
@given(data=st.one_of(st.binary(max_size=200), text(8).map(lambda made: made.encode("utf-8", "surrogatepass"))))
def test_any_bytes(name: str, file: str, data: bytes) -> None:
    oracle.check(oracle.join(name, file, data))


@pytest.mark.parametrize(("name", "file"), TARGETS)
@FEW
@given(draw=st.data())
def test_a_spoilt_file(name: str, file: str, seeds: dict[tuple[str, str], bytes], draw: st.DataObject) -> None:
    content = bytearray(seeds[name, file])
    for _ in range(draw.draw(st.integers(1, 3))):
        start = draw.draw(st.integers(0, len(content)))
        stop = min(start + draw.draw(st.sampled_from([0, 1, 1, 2, 50])), len(content))
        content[start:stop] = draw.draw(st.binary(max_size=3))
    oracle.check(oracle.join(name, file, bytes(content)))


JSON = [(name, file) for name, file in TARGETS if file.endswith((".json", ".jsonl")) or name == "plover-gold"]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 200),
    st.sampled_from(
        [10**30, -(10**30), 1.5, 1e300, "1", "", "Ana Ruiz", [], {}, [[]], [0], [0, 1], [[0, 1, "x"]], {"start": 0}]
    ),
    text(2),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in items for place in _places(item, (*path, key)))]


@pytest.mark.parametrize(("name", "file"), JSON)
@FEW
@given(draw=st.data())
def test_a_record_of_the_wrong_shape(
    name: str, file: str, seeds: dict[tuple[str, str], bytes], draw: st.DataObject
) -> None:
    line = seeds[name, file].decode("utf-8")
    whole = json.loads(line) if line.startswith("[") else json.loads(line.splitlines()[0])
    record = copy.deepcopy(whole[0] if isinstance(whole, list) else whole)
    for _ in range(draw.draw(st.integers(1, 2))):
        place = draw.draw(st.sampled_from([item for item in _places(record) if item] or [("text",)]))
        holder = record
        for key in place[:-1]:
            holder = holder[key]
        if draw.draw(st.booleans()):
            # A copy, since the next change may go into it, and sampled values are shared by all examples.
            holder[place[-1]] = copy.deepcopy(draw.draw(ODD))
        else:
            del holder[place[-1]]
    oracle.check(oracle.join(name, file, json.dumps(record).encode()))
