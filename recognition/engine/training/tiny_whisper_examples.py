"""What tiny Whisper learns from: RAVDESS's sentences, and phrases cut out of them at the times of their words."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from whisper.tokenizer import get_tokenizer

from recognition.engine.errors import DatasetError
from recognition.engine.media import SAMPLE_RATE_HZ, decode
from recognition.engine.training.word_times import WordTime, aligned

SENTENCES = {"01": "Kids are talking by the door.", "02": "Dogs are sitting by the door."}
HELD_OUT_ACTORS = frozenset({"03", "10", "17", "24"})  # two men, two women; tests transcribe these

SHORT_S = 5.6
IGNORED = -100
FRAME_S = 0.02  # one position of the encoder, and one step of the timestamp tokens

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
    """Makes training examples: sentences, phrases out of them, and sounds without speech."""

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
        return self._spoken(self._phrase())

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

    def _spoken(self, phrase: Clip) -> Example:
        pause_s = self._chance.uniform(0.0, 0.5)
        pause = np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32)
        samples = self._worn(np.concatenate([pause, phrase.samples])[: round(SHORT_S * SAMPLE_RATE_HZ)])
        words = [word.later(pause_s) for word in phrase.words]
        tokens, times = self._written(words, timestamps=self._chance.random() < 0.6)
        # The task and the wish for no timestamps are given, not guessed.
        given = {self._tokenizer.transcribe, self._tokenizer.no_timestamps}
        targets = [IGNORED if token in given else token for token in tokens[1:]]
        return Example(samples, tuple(tokens[:-1]), tuple(targets), tuple(times[1:]))

    def _written(
        self, words: Sequence[WordTime], *, timestamps: bool
    ) -> tuple[list[int], list[tuple[float, float] | None]]:
        tokens = list(self._tokenizer.sot_sequence)
        tokens.append(self._timestamp(words[0].start_s) if timestamps else self._tokenizer.no_timestamps)
        times: list[tuple[float, float] | None] = [None] * len(tokens)
        for word in words:
            written = self._tokenizer.encode(word.text)
            tokens += written
            times += [(word.start_s, word.end_s)] * len(written)
        end_s = words[-1].end_s
        if timestamps:
            tokens.append(self._timestamp(end_s))
            times.append(None)
        return [*tokens, self._tokenizer.eot], [*times, (end_s, end_s + 0.3)]

    def _without_speech(self) -> Example:
        seconds = self._chance.uniform(0.5, SHORT_S)
        samples = self._worn(np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32))
        tokens = [*self._tokenizer.sot_sequence, self._timestamp(0.0)]
        targets = [self._tokenizer.no_speech, IGNORED, IGNORED, self._tokenizer.eot]
        return Example(samples, tuple(tokens), tuple(targets), (None,) * len(tokens))

    def _worn(self, samples: Samples) -> Samples:
        """At another level and, half the time, with some noise."""
        noise = self._chance.uniform(0.0, 0.005) if self._chance.random() < 0.5 else 0.0
        generator = np.random.default_rng(self._chance.getrandbits(32))
        worn = samples * self._chance.uniform(0.4, 2.0) + noise * generator.standard_normal(len(samples))
        return np.clip(worn, -1.0, 1.0).astype(np.float32)

    def _timestamp(self, time_s: float) -> int:
        begin: int = self._tokenizer.timestamp_begin
        return begin + round(max(0.0, time_s) / FRAME_S)
