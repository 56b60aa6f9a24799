"""Takes: the same speech once more, as another room, telephone or messenger would have recorded it."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from recognition.engine.training.codecs import CODECS, through_codec
from recognition.engine.training.corpus import Clip, Features, fingerprint, speech_features
from recognition.engine.training.rooms import impulse_response, random_room, reverberant

ROOMS = 128
ROOM_ALONE, CODEC_ALONE = 0.4, 0.3  # the rest is both

TAKES_SEED = 1
"""Takes are data: the same for every fold and seed, so they are made once."""


def take(samples: np.ndarray, rooms: Sequence[np.ndarray], chance: np.random.Generator) -> np.ndarray:
    """The samples through one of the rooms' impulse responses, one of `CODECS`, or both: float32, (samples,)."""
    kind = chance.uniform()
    if kind < ROOM_ALONE or kind >= ROOM_ALONE + CODEC_ALONE:
        samples = reverberant(samples, rooms[int(chance.integers(len(rooms)))])
    if kind < ROOM_ALONE:
        return samples
    codec = CODECS[str(chance.choice(list(CODECS)))]
    return through_codec(samples, codec, int(chance.choice(codec.bit_rates)))


def with_takes(
    clips: Sequence[Clip], count: int, cache: Path, report: Callable[[str], None], features: Features
) -> list[Clip]:
    """The clips of one data set, each with `count` takes, made once and then read from `cache`; 0 leaves them alone."""
    if count == 0 or not clips:
        return list(clips)
    key = fingerprint((clip.utterance for clip in clips), features)
    stored = cache / f"takes-{clips[0].corpus}-{key}-{count}.pt"
    if not stored.is_file():
        report(f"{clips[0].corpus}: {count} takes of {len(clips)} clips")
        made = _made(clips, count, features)
        cache.mkdir(parents=True, exist_ok=True)
        torch.save(made, stored)
    takes = torch.load(stored, weights_only=True)
    return [replace(clip, takes=tuple(own)) for clip, own in zip(clips, takes, strict=True)]


def _made(clips: Sequence[Clip], count: int, features: Features) -> list[list[Tensor]]:
    extract = features.open()
    chance = np.random.default_rng(TAKES_SEED)
    rooms = [impulse_response(random_room(chance), chance) for _ in range(ROOMS)]
    return [
        [
            speech_features(clip.utterance, extract, partial(take, rooms=rooms, chance=_chance_of(clip, number)))[0]
            for number in range(count)
        ]
        for clip in clips
    ]


def _chance_of(clip: Clip, number: int) -> np.random.Generator:
    """A clip's takes depend on nothing but the clip."""
    return np.random.default_rng([TAKES_SEED, zlib.crc32(clip.utterance.id.encode()), number])
