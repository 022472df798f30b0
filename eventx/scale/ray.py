"""`map_ray`: events of a Ray dataset, with a pool of actors that each load the model once."""

from __future__ import annotations

from typing import Any

from eventx.errors import require
from eventx.scale.coder import Coder


class RayCoder:
    """An actor of `ray.data.Dataset.map_batches`, with `batch_format="pyarrow"`; the model is loaded when it starts.

    Args:
        **options: Those of `Coder`.
    """

    def __init__(self, **options: Any) -> None:
        self.coder = Coder(**options)
        self.coder.extractor()

    def __call__(self, batch: Any) -> Any:
        """A `pyarrow.Table` to one: with the columns "document" and "error" added, or the rows of the layout."""
        arrow = require("pyarrow", extra="ray", feature="RayCoder")
        types = {"text": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_()}
        schema = arrow.schema([(name, types[kind]) for name, kind in self.coder.columns.items()])
        made = arrow.Table.from_pylist(self.coder(batch.to_pylist()), schema=schema)
        if self.coder.layout is not None:
            return made
        for name in made.column_names:
            batch = batch.append_column(name, made.column(name))
        return batch


def map_ray(
    dataset: Any,
    *,
    batch_size: int = 64,
    actors: int | tuple[int, int] = 1,
    num_cpus: float = 1,
    num_gpus: float = 0,
    **options: Any,
) -> Any:
    """Extract the events of a `ray.data.Dataset`.

    Args:
        dataset: A Ray dataset with a column of texts.
        batch_size: Records that an actor gets at once.
        actors: How many, or least and most.
        num_cpus: Cores that Ray reserves for an actor; it sets OMP_NUM_THREADS for it.
        num_gpus: GPUs, or the part of one, that Ray reserves for an actor.
        **options: Those of `Coder`, such as `layout`, `model` and `text`.

    Returns:
        A lazy `ray.data.Dataset`: without `layout` the columns of the dataset with "document" (JSON) and "error" added;
        with it, the rows of the layout.

    Raises:
        MissingExtraError: Ray is not installed.
    """
    data = require("ray.data", extra="ray", feature="map_ray")
    least, most = (actors, actors) if isinstance(actors, int) else actors
    Coder(**options)  # a wrong option is told here, not by an actor
    return dataset.map_batches(
        RayCoder,
        fn_constructor_kwargs=options,
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=data.ActorPoolStrategy(min_size=least, max_size=most),
        num_cpus=num_cpus,
        num_gpus=num_gpus or None,
    )
