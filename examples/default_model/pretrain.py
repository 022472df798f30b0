"""Step 4: masked-token pretraining of the encoder from scratch, on CPU or GPU, resumable.

Whole words are masked; the output layer runs on masked positions only. Matrices are trained by Muon (Jordan et al.
2024), the rest by AdamW, with a warm-up, a stable phase and a linear decay at the end. Interrupt it at any time: it
saves, and the same command goes on. A later call with larger --tokens extends the stable phase.

    python examples/default_model/pretrain.py --tokens-folder /work/runs/tokens --tokenizer /work/runs/tokenizer \
        --embeddings /work/runs/skipgram.npy --output /work/runs/encoder --tokens 26e6
"""

from __future__ import annotations

import argparse
import json
import signal
import time
from pathlib import Path
from types import FrameType

import numpy as np
import torch
from mixture import Mixture
from muon import Muon
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from eventx.model.encoder import EventxEncoder, EventxEncoderConfig

MASKED = 0.2
LENGTHS, LENGTH_ODDS = (128, 256, 512), (0.8, 0.16, 0.04)


class MaskedTokenModel(nn.Module):
    """The encoder and an output layer tied to its embeddings."""

    def __init__(self, encoder: EventxEncoder) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.transform = nn.Linear(size, size, bias=False)
        self.norm = nn.LayerNorm(size, bias=False)
        self.bias = nn.Parameter(torch.zeros(encoder.config.vocab_size))

    def forward(self, inputs: Tensor, labels: Tensor) -> Tensor:
        """Mean cross-entropy over positions whose label is not -100; both arguments (rows, length)."""
        hidden = self.encoder(input_ids=inputs).last_hidden_state
        chosen = labels != -100
        states = self.norm(F.gelu(self.transform(hidden[chosen])))
        logits = F.linear(states, self.encoder.embeddings.weight, self.bias.to(states.dtype))
        return F.cross_entropy(logits.float(), labels[chosen])


class Masker:
    """Masks whole words: 80% become [MASK], 10% random pieces, 10% stay."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        vocabulary = tokenizer.get_vocab(with_added_tokens=True)
        self.size = len(vocabulary)
        self.starts = np.zeros(self.size, dtype=bool)
        for piece, index in vocabulary.items():
            self.starts[index] = piece.startswith(("Ġ", "["))
        self.special = np.arange(self.size) < 4
        self.mask_id = vocabulary["[MASK]"]

    def __call__(self, block: np.ndarray, generator: np.random.Generator) -> tuple[Tensor, Tensor]:
        words = np.cumsum(self.starts[block], axis=1)
        picked = generator.random((block.shape[0], int(words.max()) + 1)) < MASKED
        chosen = np.take_along_axis(picked, words, axis=1) & ~self.special[block]
        labels = np.where(chosen, block, -100)
        fate = generator.random(block.shape)
        inputs = np.where(chosen & (fate < 0.8), self.mask_id, block)
        swapped = chosen & (fate >= 0.9)
        inputs = np.where(swapped, generator.integers(4, self.size, block.shape), inputs)
        return torch.from_numpy(inputs), torch.from_numpy(labels)


def optimizers(model: MaskedTokenModel, rate: float) -> list[torch.optim.Optimizer]:
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embeddings" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embeddings" in n]
    return [
        Muon(matrices, lr=rate),
        torch.optim.AdamW(others, lr=rate, weight_decay=0.0, betas=(0.9, 0.98)),
    ]


def schedule(done: float, total: float, warm_up: float, decay: float) -> float:
    """Share of the peak rate after `done` of `total` tokens."""
    if done < warm_up:
        return done / warm_up
    left = (total - done) / (decay * total)
    return max(min(1.0, left), 0.02)


def encoder_weights(folder: str) -> dict[str, Tensor]:
    """Weights of the encoder in a folder, also of one inside an extractor."""
    weights = load_file(Path(folder) / "model.safetensors")
    inner = {name.removeprefix("encoder."): value for name, value in weights.items() if name.startswith("encoder.")}
    return {name: value.float() for name, value in (inner or weights).items()}


def has_fast_bf16(device: torch.device) -> bool:
    """Whether bf16 is computed rather than emulated; emulation is some seventy times slower than fp32."""
    return device.type == "cuda" or bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens-folder", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--embeddings", type=Path, help="initial table (.npy), its width is the hidden size")
    parser.add_argument("--encoder", help="folder of an encoder, or of a model with one, to go on from")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--tokens", type=float, default=13e6, help="tokens to train on in all")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.3, help="share of the run over which the rate falls to zero")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-minutes", type=float, default=5)
    args = parser.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    fast_bf16 = has_fast_bf16(device)
    torch.manual_seed(args.seed)
    generator = np.random.default_rng(args.seed)
    tokenizer = Tokenizer.from_file(str(args.tokenizer / "tokenizer.json"))
    masker = Masker(tokenizer)
    mixture = Mixture(args.tokens_folder)
    config = EventxEncoderConfig(
        vocab_size=masker.size, hidden_size=args.hidden, num_hidden_layers=args.layers, num_attention_heads=args.heads
    )
    model = MaskedTokenModel(EventxEncoder(config)).to(device)
    if args.embeddings:
        with torch.no_grad():
            model.encoder.embeddings.weight.copy_(torch.from_numpy(np.load(args.embeddings)))
    if args.encoder:
        model.encoder.load_state_dict(encoder_weights(args.encoder))
    steppers = optimizers(model, args.rate)
    fixed = np.random.default_rng(1234)
    held_out = [masker(mixture.sample(fixed, 32, 128, held_out=True), fixed) for _ in range(8)]

    args.output.mkdir(parents=True, exist_ok=True)
    state_path = args.output / "state.pt"
    done, step, spent = 0, 0, 0.0
    if state_path.exists():
        state = torch.load(state_path, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        for stepper, saved in zip(steppers, state["optimizers"], strict=True):
            stepper.load_state_dict(saved)
        done, step, spent = state["tokens"], state["step"], state["seconds"]
        generator = np.random.default_rng([args.seed, step])

    def loss_on(inputs: Tensor, labels: Tensor) -> Tensor:
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=fast_bf16):
            loss: Tensor = model(inputs.to(device), labels.to(device))
        return loss

    def save() -> None:
        optimizer_states = [stepper.state_dict() for stepper in steppers]
        state = {"model": model.state_dict(), "optimizers": optimizer_states, "tokens": done, "step": step}
        torch.save({**state, "seconds": spent + time.time() - start}, state_path.with_suffix(".tmp"))
        state_path.with_suffix(".tmp").rename(state_path)
        model.encoder.save_pretrained(args.output)
        tokenizer.save(str(args.output / "tokenizer.json"))

    def report(recent: list[float]) -> None:
        model.eval()
        with torch.no_grad():
            held = float(np.mean([loss_on(*pair).item() for pair in held_out]))
        model.train()
        seconds = spent + time.time() - start
        record = {
            "step": step,
            "tokens": done,
            "seconds": round(seconds),
            "tokens_per_second": round((done - first) / (time.time() - start)),
            "train_loss": round(float(np.mean(recent)), 4),
            "held_out_loss": round(held, 4),
        }
        print(json.dumps(record), flush=True)
        with (args.output / "log.jsonl").open("a") as log:
            log.write(json.dumps(record) + "\n")

    stop = False

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    start, first, saved_at, recent = time.time(), done, time.time(), []
    model.train()
    while done < args.tokens and not stop:
        length = int(generator.choice(LENGTHS, p=LENGTH_ODDS))
        block = mixture.sample(generator, args.batch_tokens // length, length)
        share = schedule(done, args.tokens, 200 * args.batch_tokens, args.decay)
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = args.rate * share
        loss = loss_on(*masker(block, generator))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        recent.append(loss.item())
        done, step = done + block.size, step + 1
        if step % 100 == 0:
            report(recent)
            recent = []
        if time.time() - saved_at > 60 * args.save_minutes:
            save()
            saved_at = time.time()
    if recent:
        report(recent)
    save()


if __name__ == "__main__":
    main()
