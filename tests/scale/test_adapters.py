"""Adapters to engines: the same events as the extractor gives, bad records reported, one model a process."""

from __future__ import annotations

import datetime
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import eventx
from eventx.document import Document
from eventx.errors import InputError, MissingExtraError, ModelError, OutputError
from eventx.scale import Coder, RayCoder, map_dataset, map_ray, map_spark
from eventx.scale import coder as coder_module

ROOT = Path(__file__).parents[2]
TEXT = "Senior party leader Wang met a North Korean delegation in Beijing on Thursday. Moscow condemned the talks. "
RECORDS = [{"nr": n, "body": TEXT * (1 + n % 3), "date": "2024-03-23", "kept": f"k{n}"} for n in range(7)]
RECORDS[4] = {"nr": 4, "body": TEXT, "date": "soon", "kept": "k4"}
FIELDS: dict[str, Any] = {"text": "body", "id": "nr", "backend": "numpy"}


def expected(model: Path) -> list[tuple[str, list[tuple[str, int]]]]:
    extractor = eventx.load(model, backend="numpy")
    documents = [extractor(item["body"], date=item["date"]) for item in RECORDS if item["nr"] != 4]
    ids = [str(item["nr"]) for item in RECORDS if item["nr"] != 4]
    return [(name, found(document)) for name, document in zip(ids, documents, strict=True)]


def found(document: Document) -> list[tuple[str, int]]:
    return [(mention.type, mention.trigger.start) for mention in document.mentions]


def check(rows: list[Any], model: Path) -> None:
    """Rows with the document as JSON, in any order."""
    rows = sorted(rows, key=lambda row: row["nr"])
    assert [row["kept"] for row in rows] == [f"k{n}" for n in range(7)]
    assert rows[4]["document"] is None
    assert "soon" in rows[4]["error"]
    documents = [Document.from_json(row["document"]) for row in rows if row["error"] is None]
    assert [(document.id, found(document)) for document in documents] == expected(model)


def test_coder_reports_bad_records_and_takes_cells_of_any_engine(tiny_checkpoint: Path) -> None:
    coder = Coder(model=str(tiny_checkpoint), **FIELDS)
    check([{**record, **row} for record, row in zip(RECORDS, coder(RECORDS), strict=True)], tiny_checkpoint)
    cells = [
        {"body": TEXT, "date": datetime.date(2024, 3, 23), "nr": 5},
        {"body": TEXT, "date": datetime.datetime(2024, 3, 23, 12), "nr": float("nan")},
        {"body": None, "date": None},
    ]
    rows = coder(cells)
    assert [Document.from_json(row["document"]).date for row in rows[:2]] == ["2024-03-23"] * 2
    assert [Document.from_json(row["document"]).id for row in rows[:2]] == ["5", ""]
    assert "text" in rows[2]["error"]
    assert coder([]) == []


def test_coder_is_small_to_send_and_loads_the_model_once(
    tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = []

    def counted(*arguments: Any, **options: Any) -> Any:
        loads.append(arguments)
        return eventx.load(*arguments, **options)

    monkeypatch.setattr(coder_module, "load", counted)
    coder_module._load.cache_clear()
    coder = Coder(model=str(tiny_checkpoint), layout="events", **FIELDS)
    sent = pickle.dumps(coder)
    assert len(sent) < 2000
    for _ in range(3):
        assert pickle.loads(sent)(RECORDS[:2])
    assert len(loads) == 1


def test_wrong_options_are_told_at_once(tiny_checkpoint: Path) -> None:
    with pytest.raises(OutputError, match="unknown layout"):
        Coder(layout="nope")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no column 'text'"):
        Coder(model=str(tiny_checkpoint))(RECORDS)
    with pytest.raises(ModelError):
        Coder(model="/nothing/here")([{"text": "Li met Wang."}])


@pytest.mark.parametrize("processes", [None, 2])
def test_datasets(tiny_checkpoint: Path, tmp_path: Path, processes: int | None) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    dataset = datasets.Dataset.from_list(RECORDS)
    options = {"model": str(tiny_checkpoint), "batch_size": 2, "num_proc": processes, **FIELDS}
    check(list(map_dataset(dataset, **options)), tiny_checkpoint)
    events = map_dataset(dataset, layout="events", **options)
    assert set(events["document_id"]) == {name for name, mentions in expected(tiny_checkpoint) if mentions}
    extractor = eventx.load(tiny_checkpoint, backend="numpy")
    records = [{"text": item["body"], "id": str(item["nr"]), "date": item["date"]} for item in RECORDS]
    table = eventx.to_frame(extractor.pipe(records, on_error=lambda _: None), "events")
    assert list(events["type"]) == list(table["type"])
    assert list(events.features) == list(table.columns)


def test_the_cache_of_datasets_knows_the_model(tiny_checkpoint: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    dataset = datasets.Dataset.from_list(RECORDS[:2])
    other = Path(shutil.copytree(tiny_checkpoint, tmp_path / "model"))
    first = map_dataset(dataset, model=str(other), **FIELDS)
    config = (other / "config.json").read_text()
    (other / "config.json").write_text(config + "\n")
    second = map_dataset(dataset, model=str(other), **FIELDS)
    assert first._fingerprint != second._fingerprint


def test_ray_actor_without_ray(tiny_checkpoint: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    table = arrow.Table.from_pylist(RECORDS)
    check(RayCoder(model=str(tiny_checkpoint), **FIELDS)(table).to_pylist(), tiny_checkpoint)
    events = RayCoder(model=str(tiny_checkpoint), layout="events", **FIELDS)(table)
    assert events.num_rows > 6
    assert "cameo" in events.column_names


@pytest.mark.parametrize(("function", "module"), [(map_ray, "ray.data"), (map_spark, "pyspark.sql")])
def test_missing_engine_says_what_to_install(function: Any, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"pip install .eventx\[(ray|spark)\]"):
        function(None)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]), **more}


def engine(code: str, model: Path, **more: str) -> None:
    """Run an engine in a process of its own, so that what it starts and warns of is not this one's."""
    code = f"import sys; from test_adapters import *; model = Path(sys.argv[1]); fields = FIELDS\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(model)], env=environment(**more), capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.slow
def test_ray(tiny_checkpoint: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed")
    code = """
import ray
ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False)
dataset = ray.data.from_items(RECORDS)
check(map_ray(dataset, model=str(model), actors=2, batch_size=2, **fields).take_all(), model)
events = map_ray(dataset, layout="events", model=str(model), actors=(1, 2), batch_size=2, **fields).take_all()
assert {row["document_id"] for row in events} == {name for name, mentions in expected(model) if mentions}
ray.shutdown()
"""
    engine(code, tiny_checkpoint, RAY_USAGE_STATS_ENABLED="0")


@pytest.mark.slow
def test_spark(tiny_checkpoint: Path) -> None:
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    code = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
frame = spark.createDataFrame(RECORDS).repartition(2)
check([row.asDict() for row in map_spark(frame, model=str(model), **fields).collect()], model)
events = map_spark(frame, layout="events", model=str(model), **fields).collect()
assert {row["document_id"] for row in events} == {name for name, mentions in expected(model) if mentions}
spark.stop()
"""
    engine(code, tiny_checkpoint, PYSPARK_PYTHON=sys.executable)


@pytest.mark.slow
@pytest.mark.parametrize(("script", "package"), [("datasets", "datasets"), ("ray", "ray"), ("spark", "pyspark")])
def test_examples_run(tiny_checkpoint: Path, script: str, package: str) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed")
    if script == "spark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    path = ROOT / "examples" / "scale" / f"with_{script}.py"
    done = subprocess.run(
        [sys.executable, str(path), "--model", str(tiny_checkpoint), "--articles", "6"],
        env=environment(PYSPARK_PYTHON=sys.executable, RAY_USAGE_STATS_ENABLED="0"),
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "6 articles" in done.stdout
