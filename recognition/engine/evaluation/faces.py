"""`emotion evaluate` of models that read a face by itself, on sets of pictures or of films."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from recognition.engine.datasets.base import Utterance, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.evaluate import about, choose, classes
from recognition.engine.evaluation.films import pictures_of as pictures_in
from recognition.engine.evaluation.metrics import Answers, Floats, among, summary
from recognition.engine.fusion.base import Pictures
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.face import READ_AT_ONCE, FaceModel
from recognition.engine.labels import project

Progress = Callable[[int, int], None]
CLEAR = 0.8  # of the votes that a face got


def evaluate_pictures(
    model: str,
    *,
    dataset: str,
    data: Path,
    split: str = "test",
    folds: Sequence[Path] = (),  # noqa: ARG001 - pictures come in their publisher's splits
    models_dir: Path | None = None,  # noqa: ARG001
    cache: Path | None = None,  # noqa: ARG001
    labels: Sequence[str] | None = None,
    progress: Progress,
) -> dict[str, Any]:
    """The report of a model of faces on a set of pictures or films; arguments and refusals as those of `evaluate`.

    A film is read as in analyses, by the mean over its pictures; one that shows nobody is left out. Nobody knows who is in
    FER+'s pictures: intervals are by bootstrap over faces then, as if each were of another person.
    """
    loaded = FaceModel.load(checkpoint_folder(model))
    chosen = choose(load_dataset(dataset, data), loaded.card, split)
    named = [one for one in chosen if project(one.label, labels or loaded.labels) is not None]
    read, scores = _read(loaded, named, progress)
    if not read:
        raise DatasetError(
            f"Nothing in {dataset} ({split}) shows a face with an emotion that {model} names.", code="dataset_error"
        )
    known = classes(read, labels or loaded.labels)
    answers = Answers(
        among(scores, loaded.labels, known),
        np.array([known.index(project(one.label, known) or "") for one in read]),
        [one.speaker for one in read],
        known,
    )
    thresholds = np.full(len(read), loaded.card["calibration"]["conformal"]["face"])
    figures = summary(answers, thresholds=thresholds)
    return {
        **about(loaded, dataset, split),
        "checkpoints": [loaded.card["sha256"]],
        "seeds": [loaded.card["training"]["seed"]],
        "classes": known,
        "left_out": len(chosen) - len(read),
        "streams": {"face": {**figures, "slices": _slices(read, answers)}},
    }


def _read(model: FaceModel, utterances: Sequence[Utterance], progress: Progress) -> tuple[list[Utterance], Floats]:
    """Those of the utterances that show a face, still pictures first, and their scores, (faces, labels)."""
    stills = [one for one in utterances if one.picture is not None]
    read, scores = list(stills), []
    for start in range(0, len(stills), READ_AT_ONCE):
        pictures = pictures_of(stills[start : start + READ_AT_ONCE])
        scores.append(model.log_probabilities(pictures).exp().numpy())
        progress(min(start + READ_AT_ONCE, len(stills)), len(utterances))
    for one in utterances:
        if one.picture is None and (film := pictures_in(one)) is not None:
            read.append(one)
            scores.append(model.log_probabilities(film).mean(dim=0, keepdim=True).softmax(dim=1).numpy())
            progress(len(read), len(utterances))
    return read, np.concatenate(scores) if scores else np.zeros((0, len(model.labels)))


def pictures_of(utterances: Sequence[Utterance]) -> Pictures:
    """Faces of one size as a model takes them, (n, height, width, 3)."""
    grey = np.stack([one.picture.array() for one in utterances if one.picture is not None])
    return np.repeat(grey[..., None], 3, axis=3)


def _slices(utterances: Sequence[Utterance], answers: Answers) -> dict[str, dict[str, Any]]:
    """UA and WA of faces that people agree on and of those that they do not, where votes are known."""
    votes = [one.votes for one in utterances]
    if any(own is None for own in votes):
        return {}
    agreed = np.array([max(own.values()) / sum(own.values()) >= CLEAR for own in votes if own])
    slices: dict[str, dict[str, Any]] = {}
    for name, rows in (("clear faces", np.flatnonzero(agreed)), ("unclear faces", np.flatnonzero(~agreed))):
        if len(rows):
            own = Answers(
                answers.scores[rows], answers.truth[rows], [answers.speakers[row] for row in rows], answers.labels
            )
            figures = summary(own)
            slices[name] = {figure: figures[figure] for figure in ("examples", "ua", "wa", "ece")}
    return slices
