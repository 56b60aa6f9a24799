"""Recordings of any length out of a few clips, with the words that are in them."""

import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import numpy as np

from recognition.engine import media
from recognition.engine.asr.base import Samples, SpeechEngine
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.types import Word

PAUSE_S = 0.6  # between clips, as between a speaker's sentences


@dataclass(frozen=True, slots=True)
class Clip:
    """Some speech, float32 (samples,) at 16 kHz, and its words."""

    samples: Samples
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one clip says, at its place in a recording."""

    start_s: float
    end_s: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Recording:
    """A file and what is said in it."""

    path: Path
    duration_s: float
    sentences: tuple[Sentence, ...]


def read_clip(path: Path, engine: SpeechEngine) -> Clip:
    """A clip of up to 30 s, its words recognised.

    Raises:
        MediaError: when the file cannot be used.
    """
    with media.decode(path) as pcm:
        samples = pcm.read()
    language, _ = engine.detect_language(samples)
    return Clip(samples, tuple(engine.transcribe(samples, language=language, offset_s=0.0)))


def joined(clips: Sequence[Clip], seconds: float, path: Path) -> Recording:
    """Write the clips, one after another as often as it takes, as one recording; the last is cut where it ends."""
    sentences: list[Sentence] = []
    left = round(seconds * SAMPLE_RATE_HZ)
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE_HZ)
        for start_s, clip, block in _blocks(clips, left):
            writer.writeframes((block * np.iinfo(np.int16).max).astype("<i2").tobytes())
            if said := _said(clip, len(block) / SAMPLE_RATE_HZ):
                sentences.append(_placed(said, start_s, min(len(block), len(clip.samples)) / SAMPLE_RATE_HZ))
    return Recording(path, seconds, tuple(sentences))


def _blocks(clips: Sequence[Clip], samples: int) -> Iterator[tuple[float, Clip, Samples]]:
    """Where each clip begins, and what is written for it: the clip and its pause."""
    pause = np.zeros(round(PAUSE_S * SAMPLE_RATE_HZ), dtype=np.float32)
    written = 0
    for clip in cycle(clips):
        if written >= samples:
            return
        block = np.concatenate([clip.samples, pause])[: samples - written]
        yield written / SAMPLE_RATE_HZ, clip, block
        written += len(block)


def _said(clip: Clip, duration_s: float) -> tuple[Word, ...]:
    """The clip's words that are over by then."""
    return tuple(word for word in clip.words if word.end_s <= duration_s)


def _placed(words: Sequence[Word], start_s: float, duration_s: float) -> Sentence:
    moved = (
        replace(word, start_s=round(word.start_s + start_s, 3), end_s=round(word.end_s + start_s, 3)) for word in words
    )
    return Sentence(start_s, start_s + duration_s, tuple(moved))
