"""Figures of a classifier's answers: accuracy, calibration and prediction sets, with intervals over speakers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import confusion_matrix, f1_score, recall_score

ECE_BINS = 15
BOOTSTRAPS = 1000
INTERVAL = (2.5, 97.5)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model said of a set of examples.

    Args:
        scores: (examples, labels), rows sum to 1.
        truth: label numbers, (examples,).
        speakers: who spoke each example; empty names count as one speaker each.
        labels: names, in the order of the columns.
    """

    scores: Floats
    truth: Ints
    speakers: Sequence[str]
    labels: Sequence[str]

    @property
    def guess(self) -> Ints:
        return np.asarray(self.scores.argmax(axis=1))


def summary(answers: Answers, *, threshold: float | None = None, seed: int = 0) -> dict[str, object]:
    """Every figure of the honest report.

    UA is the mean recall over the classes present, WA the accuracy; ECE has 15 bins of equal width. Intervals are 95 %,
    by bootstrap over speakers, who are what generalisation is over.

    Args:
        threshold: of the prediction sets; without one their coverage is left out.
        seed: of the bootstrap.
    """
    present = np.unique(answers.truth)
    figures: dict[str, object] = {
        "examples": len(answers.truth),
        "speakers": len({speaker for speaker in answers.speakers if speaker}),
        "ua": _rounded(unweighted_accuracy(answers.truth, answers.guess)),
        "ua_interval": _interval(answers, unweighted_accuracy, seed),
        "wa": _rounded(weighted_accuracy(answers.truth, answers.guess)),
        "wa_interval": _interval(answers, weighted_accuracy, seed),
        "macro_f1": _rounded(f1_score(answers.truth, answers.guess, labels=present, average="macro", zero_division=0)),
        "recall": _recalls(answers, present),
        "confusion": confusion_matrix(answers.truth, answers.guess, labels=range(len(answers.labels))).tolist(),
        "predicted_share": {
            label: _rounded(np.mean(answers.guess == number)) for number, label in enumerate(answers.labels)
        },
        "ece": _rounded(expected_calibration_error(answers.scores, answers.truth)),
        "nll": _rounded(negative_log_likelihood(answers.scores, answers.truth)),
    }
    if threshold is not None:
        figures |= _sets(answers, threshold)
    return figures


def unweighted_accuracy(truth: Ints, guess: Ints) -> float:
    """Mean recall over the classes in `truth`."""
    return float(recall_score(truth, guess, labels=np.unique(truth), average="macro", zero_division=0))


def weighted_accuracy(truth: Ints, guess: Ints) -> float:
    """Share of right answers."""
    return float(np.mean(truth == guess))


def expected_calibration_error(scores: Floats, truth: Ints, bins: int = ECE_BINS) -> float:
    """Mean distance between confidence and accuracy, by bins of confidence (Guo et al. 2017, arXiv:1706.04599)."""
    confidence, right = scores.max(axis=1), scores.argmax(axis=1) == truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[which == number].mean() - right[which == number].mean()) * np.mean(which == number)
        for number in np.unique(which)
    ]
    return float(sum(gaps))


def negative_log_likelihood(scores: Floats, truth: Ints) -> float:
    """Mean surprise at the right answer, in nats."""
    return float(-np.log(np.clip(scores[np.arange(len(truth)), truth], 1e-12, 1.0)).mean())


def multi_label_f1(scores: Floats, truth: npt.NDArray[np.bool_], thresholds: Floats) -> float:
    """Macro-F1 where an example may have several labels: each label is said when its score reaches its threshold."""
    return float(f1_score(truth, scores >= thresholds, average="macro", zero_division=0))


def best_thresholds(scores: Floats, truth: npt.NDArray[np.bool_]) -> Floats:
    """For each label the threshold with the best F1: (labels,). To be fitted on development data, never on test."""
    grid = np.linspace(0.05, 0.9, 86)
    best = [
        grid[int(np.argmax([f1_score(truth[:, label], scores[:, label] >= at, zero_division=0) for at in grid]))]
        for label in range(scores.shape[1])
    ]
    return np.array(best)


def _sets(answers: Answers, threshold: float) -> dict[str, object]:
    members = answers.scores >= threshold
    members[np.arange(len(members)), answers.guess] = True
    covered = members[np.arange(len(members)), answers.truth]
    return {"set_coverage": _rounded(covered.mean()), "set_size": _rounded(members.sum(axis=1).mean())}


def _recalls(answers: Answers, present: Ints) -> dict[str, float]:
    recalls = recall_score(answers.truth, answers.guess, labels=present, average=None, zero_division=0)
    return {answers.labels[number]: _rounded(value) for number, value in zip(present, recalls, strict=True)}


def _interval(answers: Answers, figure: Callable[[Ints, Ints], float], seed: int) -> list[float]:
    names = [speaker or f"example {row}" for row, speaker in enumerate(answers.speakers)]
    rows_of = [np.flatnonzero(np.array(names) == speaker) for speaker in sorted(set(names))]
    chance = np.random.default_rng(seed)
    values = []
    for _ in range(BOOTSTRAPS):
        drawn = np.concatenate([rows_of[which] for which in chance.integers(0, len(rows_of), len(rows_of))])
        values.append(figure(answers.truth[drawn], answers.guess[drawn]))
    return [_rounded(value) for value in np.percentile(values, INTERVAL)]


def _rounded(value: float | np.floating[npt.NBitBase]) -> float:
    return round(float(value), 4)
