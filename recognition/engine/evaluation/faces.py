"""`emotion evaluate` of models that read a face by itself, on sets of pictures."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from recognition.engine.datasets.base import Utterance, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.evaluate import about, choose, classes
from recognition.engine.evaluation.metrics import Answers, among, summary
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
    """The report of a model of faces on a set of pictures; arguments and refusals as those of `evaluate`.

    Nobody knows who is in the pictures: intervals are by bootstrap over faces, as if each were of another person.
    """
    loaded = FaceModel.load(checkpoint_folder(model))
    chosen = choose(load_dataset(dataset, data), loaded.card, split)
    named = [one for one in chosen if one.picture and project(one.label, labels or loaded.labels) is not None]
    if not named:
        raise DatasetError(
            f"Nothing in {dataset} ({split}) is a picture with an emotion that {model} names.", code="dataset_error"
        )
    known = classes(named, labels or loaded.labels)
    scores = []
    for start in range(0, len(named), READ_AT_ONCE):
        pictures = pictures_of(named[start : start + READ_AT_ONCE])
        scores.append(loaded.log_probabilities(pictures).exp().numpy())
        progress(min(start + READ_AT_ONCE, len(named)), len(named))
    answers = Answers(
        among(np.concatenate(scores), loaded.labels, known),
        np.array([known.index(project(one.label, known) or "") for one in named]),
        [one.speaker for one in named],
        known,
    )
    thresholds = np.full(len(named), loaded.card["calibration"]["conformal"]["face"])
    figures = summary(answers, thresholds=thresholds)
    return {
        **about(loaded, dataset, split),
        "checkpoints": [loaded.card["sha256"]],
        "seeds": [loaded.card["training"]["seed"]],
        "classes": known,
        "left_out": len(chosen) - len(named),
        "streams": {"face": {**figures, "slices": _slices(named, answers)}},
    }


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
