"""The human yardstick: how well people name the acted emotion of CREMA-D's clips from voice, from face, and from both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, SupportsFloat

import numpy as np

from recognition.engine.datasets.base import DATASETS
from recognition.engine.datasets.crema_d import EMOTIONS, MODES, ClipVotes, actor_sexes, read_votes
from recognition.engine.errors import DatasetError, UnknownComponentError
from recognition.engine.evaluation.metrics import (
    ECE_BINS,
    Floats,
    calibration_error,
    interval,
    unweighted_accuracy,
    weighted_accuracy,
)

DATASET = "crema_d"
LABELS = tuple(EMOTIONS.values())
SOURCE = "Cao et al. 2014, doi:10.1109/TAFFC.2014.2336244; crowd votes under ODbL 1.0"
PUBLISHED_WA = {"voice": 0.409, "face": 0.582, "both": 0.636}
LIMITS = (
    "The truth is the emotion that the actor was asked for, at every strength; many clips were acted faintly, and "
    "neutral is then a fair answer. About ten people judged each clip, so the crowd's shares come in steps of a tenth, "
    "and its ECE holds chance as well as overconfidence. English, 91 actors, 12 sentences, six emotions."
)
SEED = 0


@dataclass(frozen=True, slots=True)
class Judgements:
    """What people answered in one mode.

    Args:
        votes: (clips, labels), how many people gave each label.
        acted: (clips,), number of the label that the actor was asked for.
        actors: who acts in each clip.
    """

    votes: Floats
    acted: np.ndarray
    actors: Sequence[str]

    @property
    def who(self) -> np.ndarray:
        """Each clip's actor as a number from 0: (clips,)."""
        return np.unique(self.actors, return_inverse=True)[1]


def human_yardstick(dataset: str, folder: Path) -> dict[str, Any]:
    """People's figures, for printing and for the models' cards. The same votes always give the same figures.

    `people` are single answers, as one person would do; `crowd` takes the share of the votes for an emotion as its
    probability and the emotion with most votes as its answer, a tie being shared. Intervals are 95 %, by bootstrap
    over actors, as for the models.

    Args:
        dataset: "crema_d", the one set here whose publisher tells how people did.
        folder: where its votes are.

    Raises:
        UnknownComponentError: `unknown_dataset`.
        DatasetError: when the set has no votes of people, or they are not there.
    """
    _check(dataset)
    votes = list(read_votes(folder))
    sexes = actor_sexes(folder)
    return {
        "dataset": dataset,
        "source": SOURCE,
        "command": f"emotion evaluate human --dataset {dataset} --data DATA/{dataset}",
        "classes": list(LABELS),
        "actors": len({one.actor for one in votes}),
        "streams": {mode: _stream(votes, mode, sexes) for mode in MODES.values()},
        "limits": LIMITS,
    }


def judgements(votes: Sequence[ClipVotes]) -> Judgements:
    """Votes as arrays."""
    return Judgements(
        votes=np.array([[one.votes[label] for label in LABELS] for one in votes], dtype=np.float64),
        acted=np.array([LABELS.index(one.acted) for one in votes]),
        actors=[one.actor for one in votes],
    )


def people(judged: Judgements) -> dict[str, Any]:
    """Figures of single answers: each vote counts as one."""
    return {"answers": int(judged.votes.sum()), **_accuracy(judged, judged.votes)}


def crowd(judged: Judgements) -> dict[str, Any]:
    """Figures of all who judged a clip taken together."""
    best = judged.votes.max(axis=1, keepdims=True)
    answers = (judged.votes == best) / (judged.votes == best).sum(axis=1, keepdims=True)
    confidence = (best / judged.votes.sum(axis=1, keepdims=True))[:, 0]
    right = answers[np.arange(len(answers)), judged.acted]
    bins = _bins(judged, confidence, right)
    filled = bins.sum(axis=0)[bins.sum(axis=0)[:, 2] > 0]
    return {
        **_accuracy(judged, answers),
        "ece": _rounded(calibration_error(bins.sum(axis=0))),
        "ece_interval": interval(bins, calibration_error, SEED),
        "reliability": {
            "confidence": [_rounded(value) for value in filled[:, 0] / filled[:, 2]],
            "accuracy": [_rounded(value) for value in filled[:, 1] / filled[:, 2]],
            "share": [_rounded(value) for value in filled[:, 2] / filled[:, 2].sum()],
        },
    }


def _check(dataset: str) -> None:
    if dataset not in DATASETS:
        raise UnknownComponentError(f"Unknown dataset “{dataset}”. Known here: {DATASET}.", code="unknown_dataset")
    if dataset != DATASET:
        raise DatasetError(f"{dataset} does not tell how people did. {DATASET} does.", code="dataset_error")


def _stream(votes: Sequence[ClipVotes], mode: str, sexes: Mapping[str, str]) -> dict[str, Any]:
    own = [one for one in votes if one.mode == mode]
    if not own:
        raise DatasetError(f"Nobody judged the {mode} in these votes.", code="dataset_error")
    judged = judgements(own)
    return {
        "clips": len(own),
        "people": people(judged),
        "crowd": crowd(judged),
        "slices": {f"sex={sex}": _slice(own, sex, sexes) for sex in sorted({*sexes.values()})},
        "published_wa": PUBLISHED_WA[mode],
    }


def _slice(votes: Sequence[ClipVotes], sex: str, sexes: Mapping[str, str]) -> dict[str, Any]:
    figures = people(judgements([one for one in votes if sexes.get(one.actor) == sex]))
    return {name: figures[name] for name in ("answers", "ua", "wa")}


def _accuracy(judged: Judgements, answers: Floats) -> dict[str, Any]:
    """WA, UA, recalls and confusion of `answers`, (clips, labels): how often each label was the answer."""
    by_actor = np.zeros((int(judged.who.max()) + 1, len(LABELS), len(LABELS)))
    np.add.at(by_actor, (judged.who, judged.acted), answers)
    confusion = by_actor.sum(axis=0)
    recall = np.diagonal(confusion) / np.maximum(confusion.sum(axis=1), 1)
    return {
        "ua": _rounded(unweighted_accuracy(confusion)),
        "ua_interval": interval(by_actor, unweighted_accuracy, SEED),
        "wa": _rounded(weighted_accuracy(confusion)),
        "wa_interval": interval(by_actor, weighted_accuracy, SEED),
        "recall": {label: _rounded(value) for label, value in zip(LABELS, recall, strict=True)},
        "confusion": np.round(confusion, 1).tolist(),
    }


def _bins(judged: Judgements, confidence: Floats, right: Floats) -> Floats:
    """Sums of confidence, of right answers and of clips, by actor and bin of confidence: (actors, bins, 3)."""
    which = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    sums = np.zeros((int(judged.who.max()) + 1, ECE_BINS, 3))
    np.add.at(sums, (judged.who, which), np.stack([confidence, right, np.ones_like(right)], axis=1))
    return sums


def _rounded(value: SupportsFloat) -> float:
    return round(float(value), 4)
