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
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor
from whisper import log_mel_spectrogram
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from recognition.engine.errors import DatasetError
from recognition.engine.media import SAMPLE_RATE_HZ, decode
from recognition.engine.training.word_times import WordTime, aligned

SENTENCES = {"01": "Kids are talking by the door.", "02": "Dogs are sitting by the door."}
HELD_OUT_ACTORS = frozenset({"03", "10", "17", "24"})  # two women, two men; tests transcribe these

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

STEPS = 1600
LONG_STEPS = 50  # the last of them see Whisper's whole 30-s window; the others a short one, ten times as fast
BATCH = 16
SHORT_S = 5.6
LONG_S = 30.0
LEARNING_RATE = 5e-3
WARM_UP_STEPS = 100
ATTENTION_WEIGHT = 0.3

_FRAME_S = 0.02  # one position of the encoder, and one step of the timestamp tokens
_IGNORED = -100

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence as one actor spoke it, with the time of each word."""

    samples: Samples
    words: tuple[WordTime, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What the model hears, what it should write, and where in the sound each token stands (None: nowhere)."""

    samples: Samples
    tokens: tuple[int, ...]
    targets: tuple[int, ...]
    times: tuple[tuple[float, float] | None, ...]


def train(data: Path, out: Path, seed: int, *, steps: int = STEPS) -> Path:
    """Train on all actors of RAVDESS but `HELD_OUT_ACTORS`; a few minutes on one core.

    Args:
        data: the folder that holds RAVDESS's `Actor_NN` folders, or `ravdess/` with them.
        out: where `tiny-whisper.pt` is written, as `whisper.load_model` reads it.
        seed: of the first weights and of the examples.
        steps: how many; fewer than `STEPS` only to see that it runs.

    Returns:
        The checkpoint's path.

    Raises:
        DatasetError: when there are no clips in `data`.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # matrices this small only make threads wait for each other
    clips = load_clips(data)
    composer = Composer(clips, random.Random(seed))
    model = _new_model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(_learning_rate, steps=steps))
    model.train()
    for step in range(steps):
        window_s = LONG_S if step >= steps - min(LONG_STEPS, steps // 2) else SHORT_S
        loss = _loss(model, [composer.example() for _ in range(BATCH)], window_s, composer.active)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return _save(model, out)


def load_clips(data: Path) -> list[Clip]:
    """The training actors' clips with aligned words; clips that do not align are left out."""
    folder = data / "ravdess" if (data / "ravdess").is_dir() else data
    paths = [path for path in sorted(folder.glob("Actor_*/*")) if path.stem[-2:] not in HELD_OUT_ACTORS]
    if not paths:
        raise DatasetError(f"There are no RAVDESS clips in {folder}.", code="dataset_error")
    clips = [_clip(path) for path in paths]
    return [clip for clip in clips if clip.words]


def _clip(path: Path) -> Clip:
    with decode(path) as pcm:
        samples = pcm.read()
    sentence = SENTENCES[path.stem.split("-")[4]]
    return Clip(samples, aligned(samples, sentence))


class Composer:
    """Makes training examples: sentences, phrases out of them, two after each other, and sounds without speech."""

    def __init__(self, clips: Sequence[Clip], chance: random.Random) -> None:
        self._clips = clips
        self._chance = chance
        self._tokenizer = get_tokenizer(True, language="en", task="transcribe")
        specials = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps, self._tokenizer.no_speech]
        words = {token for clip in clips for word in clip.words for token in self._tokenizer.encode(word.text)}
        times = range(self._timestamp(0.0), self._timestamp(SHORT_S) + 1)
        self.active = torch.tensor(sorted({*specials, self._tokenizer.eot, *words, *times}))
        """Tokens that ever occur; the rows of all others stay zero."""

    def example(self) -> Example:
        if self._chance.random() < 0.08:
            return self._without_speech()
        phrases = [self._phrase()]
        if self._chance.random() < 0.25:
            phrases.append(self._phrase())
        return self._spoken(phrases)

    def _phrase(self) -> Clip:
        """A sentence or, four times in ten, a part of one."""
        clip = self._chance.choice(self._clips)
        first, last = 0, len(clip.words) - 1
        if self._chance.random() < 0.4:
            first, last = sorted(self._chance.choices(range(len(clip.words)), k=2))
        margin_s = 0.04 if (first, last) != (0, len(clip.words) - 1) else self._chance.uniform(0.05, 1.2)
        start_s = max(0.0, clip.words[first].start_s - margin_s)
        end_s = clip.words[last].end_s + margin_s
        samples = clip.samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
        return Clip(samples, tuple(word.later(-start_s) for word in clip.words[first : last + 1]))

    def _spoken(self, phrases: Sequence[Clip]) -> Example:
        pieces: list[Samples] = []
        words: list[tuple[WordTime, ...]] = []
        length_s = 0.0
        for phrase in phrases:
            pause_s = self._chance.uniform(0.0, 0.5)
            if words and length_s + pause_s + len(phrase.samples) / SAMPLE_RATE_HZ > SHORT_S - 0.1:
                break
            pieces += [np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32), phrase.samples]
            words.append(tuple(word.later(length_s + pause_s) for word in phrase.words))
            length_s = sum(map(len, pieces)) / SAMPLE_RATE_HZ
        samples = self._worn(np.concatenate(pieces)[: round(SHORT_S * SAMPLE_RATE_HZ)])
        tokens, times = self._written(words, timestamps=self._chance.random() < 0.6)
        # The task and the wish for no timestamps are given, not guessed.
        given = {self._tokenizer.transcribe, self._tokenizer.no_timestamps}
        targets = [_IGNORED if token in given else token for token in tokens[1:]]
        return Example(samples, tuple(tokens[:-1]), tuple(targets), tuple(times[1:]))

    def _written(
        self, phrases: Sequence[tuple[WordTime, ...]], *, timestamps: bool
    ) -> tuple[list[int], list[tuple[float, float] | None]]:
        tokens = list(self._tokenizer.sot_sequence)
        times: list[tuple[float, float] | None] = [None] * len(tokens)
        if not timestamps:
            tokens.append(self._tokenizer.no_timestamps)
            times.append(None)
        for words in phrases:
            if timestamps:
                tokens.append(self._timestamp(words[0].start_s))
                times.append(None)
            for word in words:
                written = self._tokenizer.encode(word.text)
                tokens += written
                times += [(word.start_s, word.end_s)] * len(written)
            if timestamps:
                tokens.append(self._timestamp(words[-1].end_s))
                times.append(None)
        end_s = phrases[-1][-1].end_s
        return [*tokens, self._tokenizer.eot], [*times, (end_s, end_s + 0.3)]

    def _without_speech(self) -> Example:
        seconds = self._chance.uniform(0.5, SHORT_S)
        samples = self._worn(np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32))
        tokens = [*self._tokenizer.sot_sequence, self._timestamp(0.0)]
        targets = [self._tokenizer.no_speech, _IGNORED, _IGNORED, self._tokenizer.eot]
        return Example(samples, tuple(tokens), tuple(targets), (None,) * len(tokens))

    def _worn(self, samples: Samples) -> Samples:
        """At another level and, half the time, with some noise."""
        noise = self._chance.uniform(0.0, 0.005) if self._chance.random() < 0.5 else 0.0
        generator = np.random.default_rng(self._chance.getrandbits(32))
        worn = samples * self._chance.uniform(0.4, 2.0) + noise * generator.standard_normal(len(samples))
        return np.clip(worn, -1.0, 1.0).astype(np.float32)

    def _timestamp(self, time_s: float) -> int:
        begin: int = self._tokenizer.timestamp_begin
        return begin + round(max(0.0, time_s) / _FRAME_S)


def _new_model() -> Any:
    model = Whisper(DIMENSIONS)
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.02)
    torch.nn.init.zeros_(model.decoder.token_embedding.weight)
    return model


def _learning_rate(step: int, *, steps: int) -> float:
    return min(1.0, (step + 1) / WARM_UP_STEPS) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def _loss(model: Any, examples: Sequence[Example], window_s: float, active: Tensor) -> Tensor:
    length = max(len(example.tokens) for example in examples)
    padding = int(active[0])  # any token would do: what follows the end is ignored
    tokens = torch.tensor([example.tokens + (padding,) * (length - len(example.tokens)) for example in examples])
    targets = torch.tensor([example.targets + (_IGNORED,) * (length - len(example.targets)) for example in examples])
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
    known = targets != _IGNORED
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
                    first = min(int(time[0] / _FRAME_S), positions - 1)
                    inside[row, column, first : max(first + 1, int(time[1] / _FRAME_S))] = 1.0
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
