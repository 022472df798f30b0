"""Extraction inside engines that spread tables over processes and machines: datasets, Ray Data, Spark.

Each adapter takes the options of `Coder`: the model, the columns, and whether documents come as JSON or as rows of
events. For one machine and files, `eventx extract --workers` needs no engine.
"""

from __future__ import annotations

from eventx.scale.coder import Coder
from eventx.scale.datasets import map_dataset
from eventx.scale.ray import RayCoder, map_ray
from eventx.scale.spark import map_spark, spark_udf

__all__ = ["Coder", "RayCoder", "map_dataset", "map_ray", "map_spark", "spark_udf"]
