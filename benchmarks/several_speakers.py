"""Whether a recording's own sound tells that it holds two speakers: false alarms on one, detections of two.

Run: python -m benchmarks.several_speakers --data DATA --cache CACHE

A segment's voice is the mean and deviation of each log-mel band over its loud frames, turned to the directions in which
training speakers differ most beside how each of them varies over emotions (linear discriminants). The score is the
logarithm of how much likelier the segments are by two speakers than by one, for the best division found (probabilistic
linear discriminant analysis, Prince & Elder 2007, doi:10.1109/ICCV.2007.4409052). The threshold lets 2 % of the calibration
speakers' recordings through as false alarms; figures are of the test speakers of fold 1. In “spoilt” recordings of one
speaker, three segments in ten are damaged as in training (`training.damage`).
"""

import argparse
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from recognition.engine.datasets.base import load_dataset
from recognition.engine.training.corpus import Clip, Features, damaged_clips, dealt, load_clips, split_clips

CORPORA = ("ravdess", "emodb", "nemo")
FOLDS = 5
DIRECTIONS = 16
CLIPS = 56  # of each speaker
LOUD = 4.0  # nepers below the loudest frame
SHRINKAGE = 0.1
SEGMENTS = (8, 16, 30)
DRAWS = 60
FALSE_ALARMS = 0.02
SPOILT_SHARE = 0.3
ROUNDS = 20


class Space(NamedTuple):
    """Where each speaker varies by 1 in every direction, and speakers differ by `between` (variances)."""

    centre: np.ndarray
    directions: np.ndarray
    between: np.ndarray

    def __call__(self, voices: np.ndarray) -> np.ndarray:
        return np.asarray((voices - self.centre) @ self.directions)


def main() -> None:
    """Print a row for each length of recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    datasets = [dealt(load_dataset(name, options.data / name), 1, of=FOLDS) for name in CORPORA]
    split = split_clips(clip for dataset in datasets for clip in load_clips(dataset, options.cache, print))
    space = fitted(split.train)
    calibration, test = _few(split.calibration), _few(split.test)
    spoilt = damaged_clips(test, options.cache, print, Features(), 1)
    print("segments  false alarms  spoilt  found: other sex  same sex")
    for count in SEGMENTS:
        threshold = np.quantile(_one_speaker(space, calibration, calibration, count, 0.0), 1.0 - FALSE_ALARMS)
        alarms, alarms_spoilt = (
            (_one_speaker(space, test, spoilt, count, share) > threshold).mean() for share in (0.0, SPOILT_SHARE)
        )
        other, same = ((_two_speakers(space, test, count, same) > threshold).mean() for same in (False, True))
        print(f"{count:8} {alarms:13.3f} {alarms_spoilt:7.3f} {other:17.3f} {same:9.3f}")


def voice(clip: Clip) -> np.ndarray:
    """Mean and deviation of each band over the frames in which somebody speaks: (128,)."""
    frames = clip.frames.float().numpy()
    loudness = frames.mean(axis=1)
    loud = frames[loudness > loudness.max() - LOUD]
    return np.concatenate([loud.mean(axis=0), loud.std(axis=0)])


def fitted(clips: Sequence[Clip]) -> Space:
    """From the training speakers; what corpora differ by is the microphone, and is taken out."""
    speakers = sorted({clip.speaker for clip in clips})
    voices = {speaker: np.stack([voice(clip) for clip in clips if clip.speaker == speaker]) for speaker in speakers}
    within = np.mean([np.cov(own.T) for own in voices.values()], axis=0)
    within += np.eye(len(within)) * np.trace(within) / len(within) * SHRINKAGE
    whitening = np.linalg.inv(np.linalg.cholesky(within)).T
    means = {speaker: own.mean(axis=0) for speaker, own in voices.items()}
    apart = [
        mean - np.mean([other for name, other in means.items() if name.split("/")[0] == speaker.split("/")[0]], axis=0)
        for speaker, mean in means.items()
    ]
    _, spread, directions = np.linalg.svd(np.stack(apart) @ whitening, full_matrices=False)
    between = np.square(spread[:DIRECTIONS]) / (len(apart) - 1)
    return Space(np.mean(list(means.values()), axis=0), whitening @ directions[:DIRECTIONS].T, between)


def two_rather_than_one(segments: np.ndarray, between: np.ndarray) -> float:
    """The score of segments in a `Space`, (segments, directions)."""
    own = segments - segments.mean(axis=0)

    def likelihood(part: np.ndarray) -> float:
        certain = 1.0 + len(part) * between
        return 0.5 * float((-np.log(certain) + between / certain * np.square(part.sum(axis=0))).sum())

    axes = np.linalg.svd(own * np.sqrt(between / (1.0 + between)), full_matrices=False)[0]
    sides = [_settled(own, axis > 0, between) for axis in axes.T[:4]]
    found = [likelihood(own[side]) + likelihood(own[~side]) for side in sides if 2 <= side.sum() <= len(own) - 2]
    return max(found, default=-np.inf) - likelihood(own)


def _settled(segments: np.ndarray, side: np.ndarray, between: np.ndarray) -> np.ndarray:
    """Each segment to the nearer of the two speakers, until nothing changes."""
    for _ in range(ROUNDS):
        if not 2 <= side.sum() <= len(side) - 2:
            return side
        means = [segments[part].sum(axis=0) * between / (1.0 + part.sum() * between) for part in (side, ~side)]
        nearer = np.square(segments - means[0]).sum(axis=1) < np.square(segments - means[1]).sum(axis=1)
        if (nearer == side).all():
            break
        side = nearer
    return side


def _few(clips: Sequence[Clip]) -> list[Clip]:
    chance = np.random.default_rng(0)
    shuffled = [clips[place] for place in chance.permutation(len(clips))]
    return [clip for speaker in _speakers(clips) for clip in [c for c in shuffled if c.speaker == speaker][:CLIPS]]


def _one_speaker(
    space: Space, clips: Sequence[Clip], spoilt: Sequence[Clip], count: int, spoilt_share: float
) -> np.ndarray:
    def draw(speaker: str, chance: np.random.Generator) -> np.ndarray:
        bad = round(count * spoilt_share)
        return np.concatenate([_drawn(clips, speaker, count - bad, chance), _drawn(spoilt, speaker, bad, chance)])

    return _scores(space, _speakers(clips), draw)


def _two_speakers(space: Space, clips: Sequence[Clip], count: int, same_sex: bool) -> np.ndarray:
    sex = {clip.speaker: clip.utterance.sex for clip in clips}
    pairs = [
        (one, other)
        for one, other in combinations(_speakers(clips), 2)
        if one.split("/")[0] == other.split("/")[0] and (sex[one] == sex[other]) == same_sex
    ]

    def draw(pair: tuple[str, str], chance: np.random.Generator) -> np.ndarray:
        return np.concatenate([_drawn(clips, speaker, count // 2, chance) for speaker in pair])

    return _scores(space, pairs, draw)


def _scores(space: Space, of: Sequence[Any], draw: Callable[[Any, np.random.Generator], np.ndarray]) -> np.ndarray:
    chance = np.random.default_rng(1)
    return np.array(
        [two_rather_than_one(space(draw(each, chance)), space.between) for each in of for _ in range(DRAWS)]
    )


def _drawn(clips: Sequence[Clip], speaker: str, count: int, chance: np.random.Generator) -> np.ndarray:
    own = [clip for clip in clips if clip.speaker == speaker]
    chosen = chance.choice(len(own), size=count, replace=False)
    return np.array([voice(own[place]) for place in chosen]).reshape(count, -1 if count else 128)


def _speakers(clips: Sequence[Clip]) -> list[str]:
    return sorted({clip.speaker for clip in clips})


if __name__ == "__main__":
    main()
