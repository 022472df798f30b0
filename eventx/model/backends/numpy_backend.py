"""The network in numpy: no torch, so that a short text is read a fraction of a second after the process starts.

It computes what `eventx.model.encoder` and `eventx.model.network` compute, in fp32, for one unpadded window at a time.
The last layer goes on with the first tokens of words only, since nothing reads the others.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from eventx.errors import ModelError
from eventx.model.backends.base import NEVER, Scores, States, WindowRuntime, decoder_of, distance_buckets
from eventx.model.backends.weights import Weights
from eventx.model.decoding import Decoder, Floats, Ints
from eventx.model.settings import OWN_ENCODER, Settings
from eventx.model.windows import Window

# erf(x) = 1 - (1 + a1 x + ... + a6 x^6)^-16 for x >= 0, off by at most 3e-7: Abramowitz and Stegun (1964), 7.1.28.
_ERF = (0.0705230784, 0.0422820123, 0.0092705272, 0.0001520143, 0.0002765672, 0.0000430638)
_GELU = [np.float32(a * 2 ** (-power / 2)) for power, a in enumerate(_ERF, 1)]
_CHUNK = 32768  # values of a GELU worked on at once, so that its passes stay in the cache


class NumpyRuntime(WindowRuntime):
    """Windows to raw mentions with nothing but numpy.

    Args:
        weights: A safetensors file of fp32 or fp16 weights.
        settings: Config of the checkpoint; its encoder must be the package's own.
        decoder: Thresholds; those of the settings if None.
        threads: Windows in work at once; by default one, unless OPENBLAS_NUM_THREADS is 1. Numpy's BLAS has threads of
            its own, and calls to it from several others wait for each other.

    Raises:
        ModelError: The encoder is another one, or the weights do not fit.
    """

    name = "numpy"

    def __init__(
        self, weights: Path, settings: Settings, *, decoder: Decoder | None = None, threads: int | None = None
    ) -> None:
        if settings.encoder_type != OWN_ENCODER:
            raise ModelError(
                f"the numpy backend runs models with the encoder {OWN_ENCODER!r} only, and this one has "
                f"{settings.encoder_type!r}: use backend='torch', or 'onnx'."
            )
        self.weights = Weights(weights, settings)
        self.shape, self.settings = settings.encoder_shape, settings
        side_by_side = os.environ.get("OPENBLAS_NUM_THREADS") == "1"
        link_bias = float(self.weights["link_bias"][0])
        super().__init__(decoder or decoder_of(settings), link_bias, threads=threads or (None if side_by_side else 1))

    def encode(self, window: Window) -> States:
        """Read a window; see `eventx.model.network.EventExtractor.encode`."""
        w = self.weights
        words = self._encoder(window.ids, window.first)
        starts = self._linear(words, "span_start")
        starts *= np.float32(len(w["span_start.weight"]) ** -0.5)
        return States(
            words=words,
            triggers=gelu(self._linear(words, "trigger_in")) @ w["types.vectors"].T + w["types.bias"],
            inside=self._linear(words, "trigger_inside")[:, 0],
            spans=starts @ self._linear(words, "span_end").T + w["span_bias"],
        )

    def score(self, words: Floats, triggers: Ints, spans: Ints, near: Ints) -> Scores:
        """Judge triggers and spans; see `eventx.model.network.EventExtractor.score`."""
        w = self.weights
        word, kind = triggers.T
        start, end = spans.T
        state = gelu(self._linear(words[word], "trigger_state")) + w["types.vectors"][kind]
        state = layer_norm(state, w["trigger_norm.weight"], 1e-5) + w["trigger_norm.bias"]
        sums = np.concatenate([np.zeros_like(words[:1]), words.cumsum(0)])
        mean = (sums[end + 1] - sums[start]) / (end - start + 1)[:, None].astype(np.float32)
        span = gelu(self._linear(np.concatenate([words[start], words[end], mean], axis=1), "span_state"))

        pairs = (state @ w["gate_trigger.weight"].T)[:, None] * (span @ w["gate_span.weight"].T)[near]
        pairs += self._linear(state, "pair_trigger")[:, None]
        pairs += self._linear(span, "pair_span")[near]
        pairs = gelu(pairs + w["pair_distance.weight"][distance_buckets(word, start[near], end[near])])
        for layer in range(self.settings.argument_layers):
            pairs = self._argument_layer(pairs, f"argument_layers.{layer}.")
        roles = gelu(self._linear(pairs, "pair_out")) @ w["roles.vectors"].T + w["roles.bias"]
        attributes = gelu(self._linear(state, "attribute_in"))
        codes = gelu(self._linear(span, "code_in"))
        return Scores(
            roles=np.where(w["allowed"][kind][:, None], roles, NEVER),
            statuses=self._linear(attributes, "status"),
            contexts=self._linear(attributes, "context"),
            links=self._linear(state, "link"),
            sectors=self._linear(codes, "sector"),
            countries=self._linear(codes, "country"),
        )

    def _encoder(self, ids: Ints, first: Ints) -> Floats:
        w, epsilon = self.weights, self.shape.epsilon
        x = layer_norm(w["encoder.embeddings.weight"][ids], w["encoder.embedding_norm.weight"], epsilon)
        size = x.shape[1] // self.shape.heads
        turns = rotary_tables(len(ids), size, self.shape.rope_theta)
        last = int(self.settings.encoder.get("num_hidden_layers", 6)) - 1
        for layer in range(last + 1):
            prefix = f"encoder.layers.{layer}."
            normed = layer_norm(x, w[prefix + "attention_norm.weight"], epsilon)
            q, k, v = np.split(normed @ w[prefix + "qkv.weight"].T, 3, axis=1)
            q, k = (rotate(_split(item, self.shape.heads), *turns) for item in (q, k))
            if layer == last:
                x, q = x[first], q[:, first]
            x = x + attention(q, k, _split(v, self.shape.heads)) @ w[prefix + "attention_out.weight"].T
            normed = layer_norm(x, w[prefix + "feed_norm.weight"], epsilon)
            x += gelu(normed @ w[prefix + "feed_in.weight"].T) @ w[prefix + "feed_out.weight"].T
        return layer_norm(x, w["encoder.final_norm.weight"], epsilon)

    def _argument_layer(self, pairs: Floats, prefix: str) -> Floats:
        """Attention among the spans of each trigger, (N, S, size) to the same shape."""
        w, heads = self.weights, 4
        n, spans, size = pairs.shape
        normed = layer_norm(pairs, w[prefix + "attention_norm.weight"], 1e-5) + w[prefix + "attention_norm.bias"]
        qkv = (normed @ w[prefix + "qkv.weight"].T).reshape(n, spans, 3, heads, size // heads)
        q, k, v = qkv.transpose(2, 0, 3, 1, 4)
        attended = np.stack([attention(*item) for item in zip(q, k, v, strict=True)])
        pairs = pairs + attended @ w[prefix + "out.weight"].T
        normed = layer_norm(pairs, w[prefix + "feed_norm.weight"], 1e-5) + w[prefix + "feed_norm.bias"]
        inner = gelu(self._linear(normed, prefix + "feed_in"))
        return pairs + self._linear(inner, prefix + "feed_out")

    def _linear(self, x: Floats, name: str) -> Floats:
        result: Floats = x @ self.weights[f"{name}.weight"].T
        result += self.weights[f"{name}.bias"]
        return result


def gelu(x: Floats) -> Floats:
    """Exact GELU, x * Phi(x) (Hendrycks and Gimpel 2016), to 1e-6; `x` must be contiguous and is overwritten."""
    flat = x.reshape(-1)
    for low in range(0, len(flat), _CHUNK):
        part = flat[low : low + _CHUNK]
        size = np.abs(part)
        t = np.minimum(size, np.float32(5.6))  # erf is 1 from there on, and the power below would overflow
        power = t * _GELU[-1]
        for a in _GELU[-2::-1]:
            power += a
            power *= t
        power += np.float32(1)
        for _ in range(4):
            power *= power
        part += size
        size /= power
        part -= size
        part *= np.float32(0.5)
    return flat.reshape(x.shape)


def layer_norm(x: Floats, weight: Floats, epsilon: float) -> Floats:
    """Layer norm over the last axis, without bias."""
    centred: Floats = x - x.mean(axis=-1, keepdims=True)
    squares: Floats = np.einsum("...i,...i->...", centred, centred)
    variance = squares[..., None] / np.float32(x.shape[-1])
    centred *= np.float32(1) / np.sqrt(variance + np.float32(epsilon))
    centred *= weight
    return centred


def attention(q: Floats, k: Floats, v: Floats) -> Floats:
    """Softmax attention of all heads, (heads, queries, size) to (queries, heads * size)."""
    heads, queries, size = q.shape
    weights: Floats = np.matmul(q * np.float32(size**-0.5), k.transpose(0, 2, 1))
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    read: Floats = np.matmul(weights, v)
    read /= weights.sum(axis=-1)[..., None]
    merged: Floats = read.transpose(1, 0, 2).reshape(queries, heads * size)
    return merged


def rotary_tables(length: int, size: int, theta: float) -> tuple[Floats, Floats]:
    """Cosines and sines of the rotary angles (Su et al. 2021), each (length, size)."""
    steps = np.arange(0, size, 2, dtype=np.float32) / np.float32(size)
    half = np.outer(np.arange(length), np.float32(theta) ** -steps)
    angles: Floats = np.concatenate([half, half], axis=1).astype(np.float32)
    return np.cos(angles), np.sin(angles)


def rotate(x: Floats, cos: Floats, sin: Floats) -> Floats:
    """Turn queries or keys (heads, length, size) by their positions."""
    half = x.shape[-1] // 2
    turned = np.concatenate([-x[..., half:], x[..., :half]], axis=-1)
    turned *= sin
    turned += x * cos
    return turned


def _split(x: Floats, heads: int) -> Floats:
    """(length, hidden) to (heads, length, size)."""
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)
