"""`emotion evaluate` of models that read faces and voices: a whole data set measured once, then judged by each checkpoint."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import Tensor

from recognition.engine.datasets.base import Dataset, Utterance, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.evaluate import about, choose, classes
from recognition.engine.evaluation.folds import judges_by_seed, seeds_of
from recognition.engine.evaluation.metrics import Answers, Floats, among, summary
from recognition.engine.evaluation.seeds import over_seeds
from recognition.engine.features.mfcc import mfcc
from recognition.engine.fusion.au_mfcc import CENTRED, STREAMS, AuMfccModel
from recognition.engine.fusion.au_mfcc_net import Answer
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.measured import Measured, Norm, rooted
from recognition.engine.labels import project
from recognition.engine.reading import MIN_SEGMENTS
from recognition.engine.training.corpus import Clip, load_clips
from recognition.engine.training.stages import Stages
from recognition.engine.training.trunk_maps import pooled_maps

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Clips:
    """Clips with faces, whose emotion the model has a name for, and the emotions that occur in them."""

    clips: list[Clip]
    labels: list[str]
    left_out: int


def evaluate_faces(
    model: str,
    *,
    dataset: str,
    data: Path,
    split: str = "test",
    folds: Sequence[Path] = (),
    models_dir: Path | None = None,
    cache: Path | None = None,
    labels: Sequence[str] | None = None,
    progress: Progress,
) -> dict[str, Any]:
    """The report of a model of faces and voices on a data set; arguments and refusals as those of `evaluate`.

    Streams with “_centred” are on the scale of their speaker: every measurement less the mean of all of that speaker's
    clips, by their deviation, without labels. That is the published speaker normalisation.

    Args:
        cache: where `emotion train` keeps decoded features and what the trunk makes of them; None keeps nothing.
    """
    loaded = AuMfccModel.load(checkpoint_folder(model))
    source = load_dataset(dataset, data)
    if split == "folds":
        judges = judges_by_seed(loaded, source, folds, models_dir)
        utterances = list(source.utterances)
    else:
        utterances = choose(source, loaded.card, split)
        judges = [dict.fromkeys((utterance.speaker for utterance in utterances), loaded)]
    with TemporaryDirectory() as folder:
        kept = cache or Path(folder)
        chosen = with_faces(source, {utterance.id for utterance in utterances}, loaded, kept, labels)
        by_seed = [
            [judged(judge, own, kept) for judge, own in _by_judge(chosen.clips, judge_of)] for judge_of in judges
        ]
        progress(len(chosen.clips), len(chosen.clips))
    streams = [f"{stream}{suffix}" for suffix in ("", CENTRED) for stream in STREAMS]
    return {
        **about(loaded, dataset, split),
        "checkpoints": sorted({judge.card["sha256"] for own in judges for judge in own.values()}),
        "seeds": seeds_of(judges),
        "classes": chosen.labels,
        "left_out": chosen.left_out,
        "streams": {
            stream: over_seeds(
                [_report(own, stream, chosen.labels) for own in by_seed],
                [answers_of(own, stream, chosen.labels) for own in by_seed],
            )
            for stream in streams
            if all(stream in part.scores for own in by_seed for part in own)
        },
    }


def with_faces(
    source: Dataset, ids: set[str], model: AuMfccModel, cache: Path, labels: Sequence[str] | None = None
) -> Clips:
    """The clips of these utterances that have a face and an emotion that the model names, or one of `labels`.

    Raises:
        DatasetError: when there are none.
    """
    clips = [clip for clip in load_clips(source, cache / "features", lambda _: None) if clip.utterance.id in ids]
    usable = [
        clip
        for clip in clips
        if clip.utterance.action_units is not None and project(clip.utterance.label, labels or model.labels) is not None
    ]
    if not usable:
        raise DatasetError(
            f"{source.name} has no clips with action units and an emotion that {model.card['id']} names. Those of "
            "RAVDESS belong into openface/ beside it.",
            code="dataset_error",
        )
    return Clips(usable, classes([clip.utterance for clip in usable], labels or model.labels), len(ids) - len(usable))


@dataclass(frozen=True, slots=True)
class Judged:
    """What one checkpoint said of clips: scores by stream, (clips, labels)."""

    model: AuMfccModel
    clips: Sequence[Clip]
    scores: Mapping[str, Floats]

    def threshold(self, stream: str) -> float:
        """Of the prediction sets, as fitted for this checkpoint."""
        return float(self.model.card["calibration"]["conformal"][stream])


def judged(model: AuMfccModel, clips: Sequence[Clip], cache: Path) -> Judged:
    """Clips on everybody's scale, and on their speakers' where each of these said enough."""
    segments = measured_clips(model, clips, cache)
    scores = by_stream(model.answer(segments), "")
    speakers = [clip.speaker for clip in clips]
    if all(speakers.count(speaker) >= MIN_SEGMENTS for speaker in set(speakers)):
        scores |= _centred(model, segments, speakers)
    return Judged(model, clips, scores)


def measured_clips(model: AuMfccModel, clips: Sequence[Clip], cache: Path) -> list[Measured]:
    """What the model takes of clips with faces."""
    sha256 = model.card["architecture"]["branches_sha256"]
    pooled = pooled_maps(clips, model.trunk, sha256, Stages(cache / "stages"))
    return [
        Measured(mfcc(clip.frames), maps, rooted(torch.tensor(clip.utterance.action_units)))
        for clip, maps in zip(clips, pooled, strict=True)
    ]


def by_stream(answer: Answer, suffix: str) -> dict[str, Floats]:
    """Scores of logits, under the names of their streams."""
    return {f"{stream}{suffix}": _softmax(getattr(answer, stream)) for stream in STREAMS}


def _centred(model: AuMfccModel, segments: Sequence[Measured], speakers: Sequence[str]) -> dict[str, Floats]:
    scores = {f"{stream}{CENTRED}": np.zeros((len(segments), len(model.labels))) for stream in STREAMS}
    for speaker in set(speakers):
        rows = [row for row, own in enumerate(speakers) if own == speaker]
        own = [segments[row] for row in rows]
        for stream, values in by_stream(model.answer(own, Norm.of(own)), CENTRED).items():
            scores[stream][rows] = values
    return scores


def _softmax(logits: Tensor) -> Floats:
    scores: Floats = logits.detach().double().softmax(dim=1).numpy()
    return scores


def _by_judge(clips: Sequence[Clip], judge_of: Mapping[str, AuMfccModel]) -> list[tuple[AuMfccModel, list[Clip]]]:
    """Each checkpoint with the clips that it judges."""
    judges = {id(judge): judge for judge in judge_of.values()}
    parts = {key: [clip for clip in clips if id(judge_of[clip.utterance.speaker]) == key] for key in judges}
    return [(judges[key], own) for key, own in parts.items() if own]


def answers_of(parts: Sequence[Judged], stream: str, labels: Sequence[str]) -> Answers:
    """Of all checkpoints of a seed, among the labels of the data set."""
    clips = [clip for part in parts for clip in part.clips]
    scores = among(np.concatenate([part.scores[stream] for part in parts]), parts[0].model.labels, labels)
    truth = np.array([labels.index(project(clip.utterance.label, labels) or "") for clip in clips])
    return Answers(scores, truth, [clip.utterance.speaker for clip in clips], labels)


def _report(parts: Sequence[Judged], stream: str, labels: Sequence[str]) -> dict[str, Any]:
    answers = answers_of(parts, stream, labels)
    thresholds = np.concatenate([np.full(len(part.clips), part.threshold(stream)) for part in parts])
    report: dict[str, Any] = summary(answers, thresholds=thresholds)
    report["slices"] = by_sex([clip.utterance for part in parts for clip in part.clips], answers)
    return report


def by_sex(utterances: Sequence[Utterance], answers: Answers) -> dict[str, dict[str, Any]]:
    """UA and WA by speaker's sex."""
    slices: dict[str, dict[str, Any]] = {}
    for sex in sorted({one.sex for one in utterances if one.sex}):
        rows = np.array([row for row, one in enumerate(utterances) if one.sex == sex])
        own = Answers(
            answers.scores[rows], answers.truth[rows], [answers.speakers[row] for row in rows], answers.labels
        )
        figures = summary(own)
        slices[f"sex={sex}"] = {name: figures[name] for name in ("examples", "ua", "wa", "ece")}
    return slices
