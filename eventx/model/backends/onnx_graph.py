"""The network as ONNX graphs, written straight from the weights: no torch, and the operators ONNX Runtime is best at.

`encoding_graph` reads one window of T tokens and W words, `scoring_graph` judges N triggers and S spans of it; both
have dynamic shapes. Rotary embedding, attention, GELU and quantised products are ONNX Runtime's own operators
(com.microsoft), which it evaluates faster than the primitive ones that tracing gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from eventx.errors import require
from eventx.model.backends.base import NEVER
from eventx.model.backends.weights import Weights
from eventx.model.settings import OWN_ENCODER, Settings

if TYPE_CHECKING:
    from eventx.model.decoding import Floats

OPSET, IR_VERSION = 17, 9
MICROSOFT = "com.microsoft"
_TYPES = {"int64": "INT64", "float32": "FLOAT"}
_RANKS = {"inside": 1, "roles": 3}  # all other outputs are tables


class _Graph:
    """Nodes and constants under construction; every method returns the name of a value."""

    def __init__(self, weights: Weights) -> None:
        self.onnx: Any = require("onnx", extra="onnx", feature="an ONNX export")
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, array: NDArray[Any]) -> str:
        if name not in self.constants:
            self.constants[name] = self.onnx.numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def integers(self, *values: int) -> str:
        return self.constant("i" + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        names = [f"n{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(self.onnx.helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def product(self, x: str, name: str, *, int8: bool = False, weight: Floats | None = None) -> str:
        """`x @ weight.T`; quantised where asked for, with one scale an output."""
        transposed = (self.weights[f"{name}.weight"] if weight is None else weight).T
        if not int8:
            return str(self.add("MatMul", x, self.constant(f"{name}.weight", transposed)))
        # Weights take 7 bits: on CPUs without VNNI two products of 8 bits overflow the 16 that are summed into.
        scale = np.maximum(np.abs(transposed).max(axis=0), 1e-12) / np.float32(63)
        table = self.constant(f"{name}.int8", np.round(transposed / scale).astype(np.int8))
        return str(self.add("DynamicQuantizeMatMul", x, table, self.constant(f"{name}.scale", scale), domain=MICROSOFT))

    def linear(self, x: str, name: str) -> str:
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return str(self.add("Add", self.product(x, name), bias))

    def gelu(self, x: str) -> str:
        return str(self.add("Gelu", x, domain=MICROSOFT))

    def norm(self, x: str, name: str, epsilon: float = 1e-5) -> str:
        inputs = [x, self.constant(f"{name}.weight", self.weights[f"{name}.weight"])]
        if f"{name}.bias" in self.weights:
            inputs.append(self.constant(f"{name}.bias", self.weights[f"{name}.bias"]))
        return str(self.add("LayerNormalization", *inputs, axis=-1, epsilon=epsilon))

    def model(self, inputs: dict[str, tuple[str, list[Any]]], outputs: dict[str, str]) -> Any:
        """Finish: `inputs` maps a name to its type and shape, `outputs` a name to the value it shows."""
        helper, types = self.onnx.helper, self.onnx.TensorProto
        self.nodes += [helper.make_node("Identity", [value], [name]) for name, value in outputs.items()]
        graph = helper.make_graph(
            self.nodes,
            "eventx",
            [
                helper.make_tensor_value_info(name, getattr(types, _TYPES[kind]), shape)
                for name, (kind, shape) in inputs.items()
            ],
            [helper.make_tensor_value_info(name, types.FLOAT, [None] * _RANKS.get(name, 2)) for name in outputs],
            list(self.constants.values()),
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="eventx")
        self.onnx.checker.check_model(model)
        return model


def encoding_graph(weights: Weights, settings: Settings, *, int8: bool = False) -> bytes:
    """Graph of one window: what `eventx.model.network.EventExtractor.encode` gives, without the batch dimension.

    Inputs are `ids` (T,) and `first` (W,); for another encoder than the package's own, its `hidden` states (T, H) take
    the place of `ids`. Outputs are `words`, `triggers`, `inside` and `spans`, as in `backends.base.States`.

    Args:
        weights: Of the checkpoint.
        settings: Its config.
        int8: Quantise the products of the encoder's layers, inputs dynamically.

    Raises:
        MissingExtraError: The package onnx is not installed.
    """
    graph = _Graph(weights)
    inputs: dict[str, tuple[str, list[Any]]] = {"first": ("int64", ["words"])}
    if settings.encoder_type == OWN_ENCODER:
        inputs["ids"] = ("int64", ["tokens"])
        words = _encoder(graph, settings, int8)
    else:
        inputs["hidden"] = ("float32", ["tokens", "size"])
        words = graph.add("Gather", "hidden", "first")
    states = graph.gelu(graph.linear(words, "trigger_in"))
    triggers = graph.product(states, "types.vectors", weight=weights["types.vectors"])
    starts = graph.linear(words, "span_start")
    scale = np.float32(len(weights["span_start.weight"]) ** -0.5)
    starts = graph.add("Mul", starts, graph.constant("span_scale", np.array(scale)))
    ends = graph.add("Transpose", graph.linear(words, "span_end"), perm=[1, 0])
    inside = graph.add("Squeeze", graph.linear(words, "trigger_inside"), graph.integers(1))
    outputs = {
        "words": words,
        "triggers": graph.add("Add", triggers, graph.constant("types.bias", weights["types.bias"])),
        "inside": inside,
        "spans": graph.add("Add", graph.add("MatMul", starts, ends), graph.constant("span_bias", weights["span_bias"])),
    }
    return bytes(graph.model(inputs, outputs).SerializeToString())


def scoring_graph(weights: Weights, settings: Settings) -> bytes:
    """Graph of the heads: what `eventx.model.network.EventExtractor.score` gives, without the batch dimension.

    Inputs are `words` (W, H), `word` and `kind` (N,), `start` and `end` (S,), `near` (N, k), the spans that each
    trigger is judged with, and `buckets` (N, k), the distances to them. Outputs are those of `backends.base.Scores`.

    Args:
        weights: Of the checkpoint.
        settings: Its config.

    Raises:
        MissingExtraError: The package onnx is not installed.
    """
    graph = _Graph(weights)
    add, linear, gelu = graph.add, graph.linear, graph.gelu
    label = add("Gather", graph.constant("types.vectors", weights["types.vectors"]), "kind")
    state = add("Add", gelu(linear(add("Gather", "words", "word"), "trigger_state")), label)
    state = graph.norm(state, "trigger_norm")
    padding = graph.integers(1, 0, 0, 0)
    sums = add("Pad", add("CumSum", "words", graph.constant("axis", np.array(0, dtype=np.int64))), padding)
    after = add("Add", "end", graph.integers(1))
    total = add("Sub", add("Gather", sums, after), add("Gather", sums, "start"))
    length = add("Unsqueeze", add("Sub", after, "start"), graph.integers(1))
    mean = add("Div", total, add("Cast", length, to=graph.onnx.TensorProto.FLOAT))
    ends = [add("Gather", "words", "start"), add("Gather", "words", "end")]
    span = gelu(linear(add("Concat", *ends, mean, axis=1), "span_state"))

    def per_trigger(x: str) -> str:
        return str(add("Unsqueeze", x, graph.integers(1)))

    gate_span, pair_span = graph.product(span, "gate_span"), linear(span, "pair_span")
    gate = add("Mul", per_trigger(graph.product(state, "gate_trigger")), add("Gather", gate_span, "near"))
    left = add("Add", per_trigger(linear(state, "pair_trigger")), add("Gather", pair_span, "near"))
    distances = add("Gather", graph.constant("pair_distance", weights["pair_distance.weight"]), "buckets")
    pairs = gelu(add("Add", add("Add", gate, left), distances))
    for layer in range(settings.argument_layers):
        prefix = f"argument_layers.{layer}."
        normed = graph.norm(pairs, prefix + "attention_norm")
        qkv = add("Split", graph.product(normed, prefix + "qkv"), outputs=3, axis=-1)
        attended = add("MultiHeadAttention", *qkv, domain=MICROSOFT, num_heads=4)
        pairs = add("Add", pairs, graph.product(attended, prefix + "out"))
        inner = gelu(linear(graph.norm(pairs, prefix + "feed_norm"), prefix + "feed_in"))
        pairs = add("Add", pairs, linear(inner, prefix + "feed_out"))
    roles = graph.product(gelu(linear(pairs, "pair_out")), "roles.vectors", weight=weights["roles.vectors"])
    roles = add("Add", roles, graph.constant("roles.bias", weights["roles.bias"]))
    allowed = add("Gather", graph.constant("allowed", weights["allowed"].astype(np.bool_)), "kind")
    never = graph.constant("never", np.array(NEVER))
    attributes, codes = gelu(linear(state, "attribute_in")), gelu(linear(span, "code_in"))
    outputs = {
        "roles": add("Where", per_trigger(allowed), roles, never),
        "statuses": linear(attributes, "status"),
        "contexts": linear(attributes, "context"),
        "links": linear(state, "link"),
        "sectors": linear(codes, "sector"),
        "countries": linear(codes, "country"),
    }
    inputs: dict[str, tuple[str, list[Any]]] = {
        "words": ("float32", ["words", "size"]),
        "word": ("int64", ["triggers"]),
        "kind": ("int64", ["triggers"]),
        "start": ("int64", ["spans"]),
        "end": ("int64", ["spans"]),
        "near": ("int64", ["triggers", "near"]),
        "buckets": ("int64", ["triggers", "near"]),
    }
    return bytes(graph.model(inputs, outputs).SerializeToString())


def _encoder(graph: _Graph, settings: Settings, int8: bool) -> str:
    """Word states of the package's own encoder; its last layer goes on with the first tokens of words only."""
    weights, shape, add = graph.weights, settings.encoder_shape, graph.add
    table = weights["encoder.embeddings.weight"]
    hidden = table.shape[1]
    half = table.astype(np.float16)
    if (half.astype(np.float32) == table).all():  # stored as fp16 anyway, so half the size costs nothing
        x = add("Cast", add("Gather", graph.constant("embeddings", half), "ids"), to=graph.onnx.TensorProto.FLOAT)
    else:
        x = add("Gather", graph.constant("embeddings", table), "ids")
    x = graph.norm(add("Unsqueeze", x, graph.integers(0)), "encoder.embedding_norm", shape.epsilon)
    length = int(settings.encoder.get("max_position_embeddings", 1024))
    size = hidden // shape.heads
    angles = np.outer(np.arange(max(length, settings.window_size)), shape.rope_theta ** -(np.arange(0, size, 2) / size))
    cos = graph.constant("cos", np.cos(angles).astype(np.float32))
    sin = graph.constant("sin", np.sin(angles).astype(np.float32))
    tokens = add("Shape", "ids")
    order = add(
        "Range", graph.constant("from", np.array(0)), add("Squeeze", tokens), graph.constant("step", np.array(1))
    )
    all_places = add("Unsqueeze", order, graph.integers(0))
    word_places = add("Unsqueeze", "first", graph.integers(0))

    def turn(x: str, places: str) -> str:
        options = {"num_heads": shape.heads, "rotary_embedding_dim": 0}
        return str(add("RotaryEmbedding", x, places, cos, sin, domain=MICROSOFT, **options))

    last = int(settings.encoder.get("num_hidden_layers", 6)) - 1
    for layer in range(last + 1):
        prefix = f"encoder.layers.{layer}."
        normed = graph.norm(x, prefix + "attention_norm", shape.epsilon)
        places = all_places
        if layer < last:
            q, k, v = add("Split", graph.product(normed, prefix + "qkv", int8=int8), outputs=3, axis=-1)
        else:
            rows = weights[prefix + "qkv.weight"]
            kv = graph.product(normed, prefix + "kv", weight=rows[hidden:], int8=int8)
            k, v = add("Split", kv, outputs=2, axis=-1)
            x, places = add("Gather", x, "first", axis=1), word_places
            q = graph.product(add("Gather", normed, "first", axis=1), prefix + "q", weight=rows[:hidden], int8=int8)
        attended = add(
            "MultiHeadAttention", turn(q, places), turn(k, all_places), v, domain=MICROSOFT, num_heads=shape.heads
        )
        x = add("Add", x, graph.product(attended, prefix + "attention_out", int8=int8))
        normed = graph.norm(x, prefix + "feed_norm", shape.epsilon)
        inner = graph.gelu(graph.product(normed, prefix + "feed_in", int8=int8))
        x = add("Add", x, graph.product(inner, prefix + "feed_out", int8=int8))
    return str(add("Squeeze", graph.norm(x, "encoder.final_norm", shape.epsilon), graph.integers(0)))
