"""A Whisper of our own, so small that tests can carry it: the real architecture and vocabulary, eight words.

It learns RAVDESS's two sentences, and phrases cut out of them, from word times that PocketSphinx aligns. Because the
phrases begin and end anywhere, it has to listen rather than recite, and its cross-attention follows the sound.
"""

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from whisper import log_mel_spectrogram
from whisper.model import ModelDimensions, Whisper

from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.training.tiny_whisper_examples import FRAME_S, IGNORED, SHORT_S, Composer, Example, load_clips

DIMENSIONS = ModelDimensions(
    n_mels=80,
    n_audio_ctx=1500,
    n_audio_state=24,
    n_audio_head=2,
    n_audio_layer=2,
    n_vocab=51865,
    n_text_ctx=448,
    n_text_state=24,
    n_text_head=2,
    n_text_layer=2,
)

ATTENTION_WEIGHT = 0.3
WARM_UP = 0.06  # share of a phase's steps


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of training on windows of one length, its learning rate falling to nothing."""

    window_s: float
    steps: int
    batch: int
    learning_rate: float


# Most is learned on short windows, ten times as fast; then it learns to stop where Whisper's 30 s go on in silence.
PHASES = (Phase(SHORT_S, 1600, 16, 5e-3), Phase(30.0, 120, 8, 1.5e-3))


def train(data: Path, out: Path, seed: int, *, phases: Sequence[Phase] = PHASES) -> Path:
    """Train on all actors of RAVDESS but `HELD_OUT_ACTORS`; a few minutes on one core.

    Args:
        data: the folder that holds RAVDESS's `Actor_NN` folders, or `ravdess/` with them.
        out: where `tiny-whisper.pt` is written, as `whisper.load_model` reads it.
        seed: of the first weights and of the examples.
        phases: one after the other.

    Returns:
        The checkpoint's path.

    Raises:
        DatasetError: when there are no clips in `data`.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # matrices this small only make threads wait for each other
    composer = Composer(load_clips(data), random.Random(seed))
    model = _new_model()
    for phase in phases:
        _fit(model, composer, phase)
    return _save(model, out)


def _fit(model: Any, composer: Composer, phase: Phase) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=phase.learning_rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(_learning_rate, steps=phase.steps))
    model.train()
    for _ in range(phase.steps):
        loss = _loss(model, [composer.example() for _ in range(phase.batch)], phase.window_s, composer.active)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()


def _new_model() -> Any:
    model = Whisper(DIMENSIONS)
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.02)
    torch.nn.init.zeros_(model.decoder.token_embedding.weight)
    return model


def _learning_rate(step: int, *, steps: int) -> float:
    """Share of the phase's learning rate: a short rise, then half a cosine."""
    rise = min(1.0, (step + 1) / (WARM_UP * steps))
    return rise * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def _loss(model: Any, examples: Sequence[Example], window_s: float, active: Tensor) -> Tensor:
    length = max(len(example.tokens) for example in examples)
    padding = int(active[0])  # any token would do: what follows the end is ignored
    tokens = torch.tensor([example.tokens + (padding,) * (length - len(example.tokens)) for example in examples])
    targets = torch.tensor([example.targets + (IGNORED,) * (length - len(example.targets)) for example in examples])
    audio = _encoded(model, _mel(examples, window_s))
    attention = _CrossAttention(model)
    with attention:
        hidden = _hidden(model, tokens, audio)
    return _token_loss(model, hidden, targets, active) + ATTENTION_WEIGHT * attention.loss(examples, length)


def _mel(examples: Sequence[Example], window_s: float) -> Tensor:
    """Log-mel spectrograms (batch, mels, frames) of the examples, each filled up with silence as Whisper does."""
    count = round(window_s * SAMPLE_RATE_HZ)
    return torch.stack(
        [log_mel_spectrogram(np.pad(example.samples, (0, count - len(example.samples)))) for example in examples]
    )


def _encoded(model: Any, mel: Tensor) -> Tensor:
    """The encoder, on windows of any length up to 30 s: (batch, positions, state)."""
    encoder = model.encoder
    x = F.gelu(encoder.conv2(F.gelu(encoder.conv1(mel)))).permute(0, 2, 1)
    x = x + encoder.positional_embedding[: x.shape[1]]
    for block in encoder.blocks:
        x = block(x)
    encoded: Tensor = encoder.ln_post(x)
    return encoded


def _hidden(model: Any, tokens: Tensor, audio: Tensor) -> Tensor:
    """The decoder up to its last layer norm: (batch, tokens, state)."""
    decoder = model.decoder
    x = decoder.token_embedding(tokens) + decoder.positional_embedding[: tokens.shape[1]]
    for block in decoder.blocks:
        x = block(x, audio, mask=decoder.mask)
    hidden: Tensor = decoder.ln(x)
    return hidden


def _token_loss(model: Any, hidden: Tensor, targets: Tensor, active: Tensor) -> Tensor:
    """Cross-entropy over the whole vocabulary. All tokens but the active have logit 0: one column stands for them."""
    logits = hidden @ model.decoder.token_embedding.weight[active].T
    others = torch.full_like(logits[..., :1], math.log(DIMENSIONS.n_vocab - len(active)))
    known = targets != IGNORED
    columns = torch.searchsorted(active, targets[known])
    return F.cross_entropy(torch.cat([logits, others], dim=-1)[known], columns)


class _CrossAttention:
    """Watches the last decoder layer's cross-attention, the one that gives word times, and scores where it looks."""

    def __init__(self, model: Any) -> None:
        self._module = model.decoder.blocks[-1].cross_attn
        self._log_shares: Tensor | None = None

    def __enter__(self) -> None:
        self._hook = self._module.register_forward_hook(self._watch)

    def __exit__(self, *_: object) -> None:
        self._hook.remove()

    def _watch(self, module: Any, inputs: tuple[Any, ...], _: Any) -> None:
        text, audio = inputs[0], inputs[1]
        heads = DIMENSIONS.n_text_head
        query = module.query(text).unflatten(-1, (heads, -1)).transpose(1, 2)
        key = module.key(audio).unflatten(-1, (heads, -1)).transpose(1, 2)
        self._log_shares = (query @ key.mT / math.sqrt(query.shape[-1])).log_softmax(dim=-1)

    def loss(self, examples: Sequence[Example], length: int) -> Tensor:
        """Minus the log of the attention that falls on the time of the token to be written next."""
        assert self._log_shares is not None
        positions = self._log_shares.shape[-1]
        inside = torch.zeros(len(examples), length, positions)
        for row, example in enumerate(examples):
            for column, time in enumerate(example.times):
                if time is not None:
                    first = min(int(time[0] / FRAME_S), positions - 1)
                    inside[row, column, first : max(first + 1, int(time[1] / FRAME_S))] = 1.0
        timed = inside.sum(dim=-1) > 0
        mass = (self._log_shares + inside.clamp_min(1e-9).log()[:, None]).logsumexp(dim=-1)
        return -mass.mean(dim=1)[timed].mean()


def _save(model: Any, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    path = out / "tiny-whisper.pt"
    state = {name: value.half().contiguous() for name, value in model.state_dict().items()}
    torch.save({"dims": asdict(DIMENSIONS), "model_state_dict": state}, path)
    return path


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    train(options.data, options.out, options.seed)


if __name__ == "__main__":
    main()
