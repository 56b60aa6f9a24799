"""Speech corpora as clips in memory, and which speakers train, calibrate and test."""

import hashlib
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor

from recognition.engine import media
from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.errors import DatasetError, MediaError
from recognition.engine.features.base import Extractor, frames_of, frames_per_s, open_extractor
from recognition.engine.features.log_mel import FRAMES_PER_S, WINDOW_SAMPLES
from recognition.engine.features.quality import measure
from recognition.engine.labels import project
from recognition.engine.segmentation.speech import find_speech
from recognition.engine.training.damage import DAMAGES, damaged
from recognition.engine.training.recipe import LOG_MEL
from recognition.engine.types import Quality, Span

MARGIN_S = 0.1
MIN_S = 0.32
CALIBRATION_SHARE = 8  # one speaker in eight of each corpus trains nothing and calibrates everything

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled clip, ready to learn from: frames of its speech, (frames, dim) float16, as the voice branch hears it.

    `takes` are the same speech as other rooms and machines would have recorded it, in the form of `frames`.
    """

    utterance: Utterance
    corpus: str
    frames: Tensor
    quality: Quality
    frames_per_s: float = FRAMES_PER_S
    takes: tuple[Tensor, ...] = ()

    def first(self, dim: int) -> Self:
        """The clip with so many dimensions of its frames, those that a trunk hears; nothing is copied."""
        return self._with(slice(dim))

    def beyond(self, dim: int) -> Self:
        """The clip with all the others."""
        return self._with(slice(dim, None))

    def _with(self, dims: slice) -> Self:
        return replace(self, frames=self.frames[:, dims], takes=tuple(take[:, dims] for take in self.takes))

    @property
    def duration_s(self) -> float:
        return self.frames.shape[0] / self.frames_per_s

    @property
    def speaker(self) -> str:
        return f"{self.corpus}/{self.utterance.speaker}"


@dataclass(frozen=True, slots=True)
class Split:
    """Clips by what they may be used for. No speaker is in two of them."""

    train: list[Clip]
    calibration: list[Clip]
    test: list[Clip]

    def sides(self) -> dict[str, list[Clip]]:
        """Each side by the name of its split."""
        return {"train": self.train, "dev": self.calibration, "test": self.test}


@dataclass(frozen=True, slots=True)
class Features:
    """What clips are turned into.

    Args:
        name: in `EXTRACTORS`.
        arguments: the recipe's, for one that takes any.
        models_dir: where it finds weights.
    """

    name: str = LOG_MEL
    arguments: Mapping[str, Any] = field(default_factory=dict)
    models_dir: Path | None = None

    def open(self) -> Extractor:
        return open_extractor(self.name, models_dir=self.models_dir, **self.arguments)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells them from log-mel, of which nothing needs to be said."""
        return () if self.name == LOG_MEL else (self.name, sorted(self.arguments.items()))


def load_clips(dataset: Dataset, cache: Path, progress: Progress, features: Features = Features()) -> list[Clip]:
    """Decode the utterances that have sound once, and read them from `cache` the next time.

    Raises:
        DatasetError: when nothing in the data set has sound.
        ModelUnavailableError: when the features need weights that are not there.
    """
    spoken = [utterance for utterance in dataset.utterances if utterance.path is not None]
    if not spoken:
        raise DatasetError(f"No utterance of {dataset.name} has sound here.", code="dataset_error")
    extract = features.open()
    stored = cache / f"{dataset.name}-{fingerprint(spoken, features)}.pt"
    if not stored.is_file():
        progress(f"{dataset.name}: decoding {len(spoken)} clips")
        heard = [speech_features(utterance, extract) for utterance in spoken]
        cache.mkdir(parents=True, exist_ok=True)
        torch.save([(frames, list(asdict(quality).values())) for frames, quality in heard], stored)
    rate = frames_per_s(extract)
    return [
        Clip(utterance, dataset.name, frames, Quality(*quality), rate)
        for utterance, (frames, quality) in zip(spoken, torch.load(stored, weights_only=True), strict=True)
        if frames.shape[0] >= round(MIN_S * rate)
    ]


def damaged_clips(clips: Sequence[Clip], cache: Path, progress: Progress, features: Features, seed: int) -> list[Clip]:
    """The same clips, each after one of `damage.DAMAGES` in turn; kept in `cache`. One that nothing is left of is dropped."""
    extract = features.open()
    key = fingerprint((clip.utterance for clip in clips), features)
    stored = cache / f"damaged-{key}-{seed}.pt"
    if not stored.is_file():
        progress(f"damaging {len(clips)} clips")
        chance, kinds = np.random.default_rng(seed), itertools.cycle(DAMAGES)
        heard = [
            speech_features(clip.utterance, extract, lambda cut, kind=kind: damaged(cut, kind, chance))  # type: ignore[misc]
            for clip, kind in zip(clips, kinds, strict=False)
        ]
        cache.mkdir(parents=True, exist_ok=True)
        torch.save([(frames, list(asdict(quality).values())) for frames, quality in heard], stored)
    rate = frames_per_s(extract)
    return [
        replace(clip, frames=frames, quality=Quality(*quality))
        for clip, (frames, quality) in zip(clips, torch.load(stored, weights_only=True), strict=True)
        if frames.shape[0] >= round(MIN_S * rate)
    ]


def speech_features(
    utterance: Utterance, extract: Extractor, change: Callable[[np.ndarray], np.ndarray] | None = None
) -> tuple[Tensor, Quality]:
    """Frames of an utterance's speech, and its signal quality; what the pipeline does to a segment, done to a clip.

    `change` is made to the speech once it is cut out.

    Raises:
        MediaError: naming the file, for one among thousands is hard to find.
    """
    if utterance.path is None:
        raise ValueError(f"utterance {utterance.id} has no sound")
    try:
        with media.decode(utterance.path, start_s=utterance.start_s or 0.0, end_s=utterance.end_s) as pcm:
            spans = find_speech(pcm)
            samples = pcm.read()
    except MediaError as error:
        raise MediaError(f"{utterance.path}: {error.message}", code=error.code) from error
    speech = _hull(spans, len(samples) / media.SAMPLE_RATE_HZ)
    start, end = (round(edge * media.SAMPLE_RATE_HZ) for edge in (speech.start_s, speech.end_s))
    cut = samples[start : max(end, start + WINDOW_SAMPLES)]
    cut = cut if change is None else change(cut)
    return frames_of(extract, cut, None).half(), measure(cut, speech=spans, span=speech)


def _hull(spans: Sequence[Span], duration_s: float) -> Span:
    """From a little before the first speech to a little after the last; all of it where no speech was found."""
    if not spans:
        return Span(0.0, duration_s)
    return Span(max(0.0, spans[0].start_s - MARGIN_S), min(duration_s, spans[-1].end_s + MARGIN_S))


def fingerprint(utterances: Iterable[Utterance], features: Features) -> str:
    """What tells these utterances' frames from those of others, or of other features."""
    stamps = [f"{utterance.id}:{utterance.path and utterance.path.stat().st_size}" for utterance in utterances]
    return hashlib.sha256("\n".join([*stamps, *map(str, features.key)]).encode()).hexdigest()[:12]


def fold_count(datasets: Iterable[Dataset]) -> int | None:
    """How many folds a run on these data sets has: as many as the first that has any."""
    return next((len(dataset.folds) for dataset in datasets if dataset.folds), None)


def regrouped(dataset: Dataset, count: int) -> Dataset:
    """The data set with its publisher's folds dealt round-robin into `count`; fewer folds than that leave some empty."""
    folds = tuple(frozenset[str]().union(*dataset.folds[fold::count]) for fold in range(count))
    return replace(dataset, folds=folds)


def split_speakers(
    dataset: Dataset, fold: int, unheard: frozenset[str] | None = None
) -> tuple[frozenset[str], frozenset[str]]:
    """Calibration and test speakers of `fold`: test is the fold, calibration the first speakers of the next one at hand.

    Args:
        unheard: the only ones who may calibrate, where the voice begins with weights that know the others.
    """
    test = dataset.speakers_in_fold(fold)
    speakers = {utterance.speaker for utterance in dataset.utterances}
    fit = speakers if unheard is None else speakers & unheard
    later = (dataset.folds[(fold + step) % len(dataset.folds)] & fit for step in range(len(dataset.folds) - 1))
    following = sorted(next(filter(None, later), frozenset()))
    return frozenset(following[: max(1, round(len(speakers) / CALIBRATION_SHARE))]), test


def dealt(dataset: Dataset, fold: int, *, of: int | None = None, unheard: frozenset[str] | None = None) -> Dataset:
    """The data set with every utterance's split: its publisher's, or else the one in which `fold` puts the speaker.

    Args:
        of: how many folds the run has; a set with another number is regrouped into as many. None takes its own.
        unheard: as in `split_speakers`.
    """
    if all(utterance.split for utterance in dataset.utterances):
        return dataset
    if of is not None and dataset.folds:
        dataset = regrouped(dataset, of)
    calibration, test = split_speakers(dataset, fold, unheard)
    sides = dict.fromkeys(calibration, "dev") | dict.fromkeys(test, "test")
    return replace(
        dataset,
        utterances=tuple(
            replace(utterance, split=utterance.split or sides.get(utterance.speaker, "train"))
            for utterance in dataset.utterances
        ),
    )


def held_out_speakers(datasets: Sequence[Dataset]) -> dict[str, dict[str, list[str]]]:
    """Of `dealt` data sets: who calibrates and who tests, of each set with speakers; those of the pairs are RAVDESS's."""
    told = {
        dataset.name: {
            side: sorted({one.speaker for one in dataset.utterances if one.split == split})
            for side, split in (("calibration", "dev"), ("test", "test"))
        }
        for dataset in datasets
        if dataset.folds
    }
    return told | ({"pairs": told["ravdess"]} if "ravdess" in told else {})


def split_clips(clips: Iterable[Clip]) -> Split:
    """Clips of `dealt` data sets by their split."""
    split = Split([], [], [])
    sides = split.sides()
    for clip in clips:
        sides[clip.utterance.split or "train"].append(clip)
    return split


def of_corpora(split: Split, corpora: Sequence[str]) -> Split:
    """The part of a split that is of these corpora."""
    return Split(*([clip for clip in side if clip.corpus in corpora] for side in split.sides().values()))


def of_trunk(split: Split, dim: int) -> Split:
    """A split whose clips have so many dimensions."""
    return Split(*([clip.first(dim) for clip in side] for side in split.sides().values()))


def labelled(clips: Iterable[Clip], labels: Sequence[str]) -> list[Clip]:
    """The clips whose emotion the label set can name."""
    return [clip for clip in clips if project(clip.utterance.label, labels) is not None]


def targets(clips: Iterable[Clip], labels: Sequence[str]) -> np.ndarray:
    """Label numbers, (clips,)."""
    return np.array([labels.index(project(clip.utterance.label, labels) or "") for clip in clips])
