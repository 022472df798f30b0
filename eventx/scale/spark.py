"""`map_spark`: events of a Spark data frame by `mapInPandas`; each Python worker loads the model once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eventx.errors import require
from eventx.scale.coder import Coder, use_one_thread

_TYPES = {"text": "StringType", "integer": "LongType", "number": "DoubleType", "boolean": "BooleanType"}
_CHUNK = 256  # rows whose results are held at once; Spark's own batches have thousands


def map_spark(frame: Any, **options: Any) -> Any:
    """Extract the events of a Spark data frame.

    Args:
        frame: A `pyspark.sql.DataFrame` with a column of texts.
        **options: Those of `Coder`, such as `layout`, `model` and `text`.

    Returns:
        A lazy `pyspark.sql.DataFrame`: without `layout` that with the columns "document" (JSON) and "error" added; with
        it, the rows of the layout.

    Raises:
        MissingExtraError: PySpark is not installed.
    """
    require("pyspark.sql", extra="spark", feature="map_spark")
    function, schema = spark_udf(frame.schema, **options)
    return frame.mapInPandas(function, schema)


def spark_udf(schema: Any, **options: Any) -> tuple[Callable[[Iterable[Any]], Iterator[Any]], Any]:
    """The function for `DataFrame.mapInPandas` and the schema of what it makes.

    Args:
        schema: Schema of the data frame, a `pyspark.sql.types.StructType`.
        **options: Those of `Coder`.

    Raises:
        MissingExtraError: PySpark is not installed.
    """
    types = require("pyspark.sql.types", extra="spark", feature="spark_udf")
    coder = Coder(**options)
    made = types.StructType([] if coder.layout is not None else list(schema.fields))
    for name, kind in coder.columns.items():
        made = made.add(name, getattr(types, _TYPES[kind])())
    return _Frames(coder), made


@dataclass(frozen=True)
class _Frames:
    """Pandas frames in, pandas frames out."""

    coder: Coder

    def __call__(self, frames: Iterable[Any]) -> Iterator[Any]:
        pandas = require("pandas", extra="spark", feature="map_spark")
        use_one_thread()  # Spark runs a worker for each core
        names = list(self.coder.columns)
        for frame in frames:
            for start in range(0, len(frame), _CHUNK):
                part = frame.iloc[start : start + _CHUNK].reset_index(drop=True)
                rows = pandas.DataFrame(self.coder(part.to_dict("records")), columns=names, dtype=object)
                yield rows if self.coder.layout is not None else pandas.concat([part, rows], axis=1)
