"""Figures of a classifier's answers: accuracy, calibration and prediction sets, with intervals over speakers."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import SupportsFloat

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score

from recognition.engine.labels import project

ECE_BINS = 15
TOP = 5
BOOTSTRAPS = 1000
INTERVAL = (2.5, 97.5)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Counts = Ints | Floats  # a shared answer counts in parts


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


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability diagram: for each bin the mean confidence, the accuracy, and the share of examples in it."""

    confidence: list[float]
    accuracy: list[float]
    share: list[float]


def summary(answers: Answers, *, thresholds: Floats | None = None, seed: int = 0) -> dict[str, object]:
    """Every figure of the honest report.

    UA is the mean recall over the classes present, WA the accuracy; ECE has 15 bins of equal width. Intervals are 95 %,
    by bootstrap over speakers, who are what generalisation is over.

    Args:
        thresholds: of the prediction sets, (examples,); without them coverage is left out, and `sure`, the share of answers
            whose set holds nothing else, and `surely_wrong`, the share of all that are wrong and yet so.
        seed: of the bootstrap.
    """
    by_speaker = confusion_by_speaker(answers)
    confusion = by_speaker.sum(axis=0)
    diagram = reliability(answers.scores, answers.truth)
    figures: dict[str, object] = {
        "examples": len(answers.truth),
        "speakers": len({speaker for speaker in answers.speakers if speaker}),
        "ua": _rounded(unweighted_accuracy(confusion)),
        "ua_interval": interval(by_speaker, unweighted_accuracy, seed),
        "wa": _rounded(weighted_accuracy(confusion)),
        "wa_interval": interval(by_speaker, weighted_accuracy, seed),
        "macro_f1": _rounded(_macro_f1(answers, confusion)),
        "recall": _recalls(answers, confusion),
        "confusion": confusion.tolist(),
        "predicted_share": {
            label: _rounded(np.mean(answers.guess == number)) for number, label in enumerate(answers.labels)
        },
        "ece": _rounded(expected_calibration_error(diagram)),
        "reliability": asdict(diagram),
        "nll": _rounded(negative_log_likelihood(answers.scores, answers.truth)),
    }
    if thresholds is not None:
        figures |= _sets(answers, thresholds)
    if len(answers.labels) > TOP:
        figures["top_5"] = top_share(answers, TOP)
    return figures


def top_share(answers: Answers, count: int) -> float:
    """The share of examples whose right label is among the `count` likeliest."""
    likeliest = np.argsort(-answers.scores, axis=1)[:, :count]
    return _rounded((likeliest == answers.truth[:, None]).any(axis=1).mean())


def among(scores: Floats, own: Sequence[str], labels: Sequence[str]) -> Floats:
    """Scores (examples, own) as scores of `labels`, rows sum to 1: (examples, labels).

    What `labels` folds into another name counts for that; what it has no name for is left out.
    """
    names = np.array([project(label, labels) for label in own])
    columns = np.stack([scores[:, names == label].sum(axis=1) for label in labels], axis=1)
    return np.asarray(columns / columns.sum(axis=1, keepdims=True))


def unweighted_accuracy(confusion: Counts) -> Floats:
    """Mean recall over the classes that occur: confusion (…, labels, labels), truth by row -> (…,)."""
    occurring = confusion.sum(axis=-1)
    recall = np.diagonal(confusion, axis1=-2, axis2=-1) / np.maximum(occurring, 1)
    return np.asarray(recall.sum(axis=-1) / (occurring > 0).sum(axis=-1))


def weighted_accuracy(confusion: Counts) -> Floats:
    """Share of right answers: confusion (…, labels, labels) -> (…,)."""
    return np.asarray(np.trace(confusion, axis1=-2, axis2=-1) / confusion.sum(axis=(-2, -1)))


def reliability(scores: Floats, truth: Ints, bins: int = ECE_BINS) -> Reliability:
    """Confidence beside accuracy, by bins of confidence of equal width; empty bins are left out."""
    confidence, right = scores.max(axis=1), scores.argmax(axis=1) == truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    rows = [which == number for number in np.unique(which)]
    return Reliability(
        confidence=[_rounded(confidence[row].mean()) for row in rows],
        accuracy=[_rounded(right[row].mean()) for row in rows],
        share=[_rounded(np.mean(row)) for row in rows],
    )


def expected_calibration_error(diagram: Reliability) -> float:
    """Mean distance between confidence and accuracy over the bins (Guo et al. 2017, arXiv:1706.04599)."""
    gaps = np.abs(np.array(diagram.confidence) - np.array(diagram.accuracy))
    return float(gaps @ np.array(diagram.share))


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


def calibration_error(bins: Counts) -> Floats:
    """Expected calibration error: sums of confidence, of right answers and of examples by bin (…, bins, 3) -> (…,)."""
    return np.asarray(np.abs(bins[..., 0] - bins[..., 1]).sum(axis=-1) / bins[..., 2].sum(axis=-1))


def confusion_by_speaker(answers: Answers) -> Ints:
    """Confusion matrices, truth by row: (speakers, labels, labels)."""
    who = _speaker_numbers(answers)
    counts = np.zeros((int(who.max()) + 1, len(answers.labels), len(answers.labels)), dtype=np.int64)
    np.add.at(counts, (who, answers.truth, answers.guess), 1)
    return counts


def bins_by_speaker(answers: Answers) -> Floats:
    """For `calibration_error`: (speakers, bins, 3)."""
    who, confidence = _speaker_numbers(answers), answers.scores.max(axis=1)
    which = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    sums = np.zeros((int(who.max()) + 1, ECE_BINS, 3))
    right = (answers.guess == answers.truth).astype(np.float64)
    np.add.at(sums, (who, which), np.stack([confidence, right, np.ones_like(right)], axis=1))
    return sums


def _sets(answers: Answers, thresholds: Floats) -> dict[str, object]:
    members = answers.scores >= thresholds[:, None]
    members[np.arange(len(members)), answers.guess] = True
    covered = members[np.arange(len(members)), answers.truth]
    sizes = members.sum(axis=1)
    return {
        "set_coverage": _rounded(covered.mean()),
        "set_size": _rounded(sizes.mean()),
        "sure": _rounded(np.mean(sizes == 1)),
        "surely_wrong": _rounded(np.mean((sizes == 1) & ~covered)),
    }


def _macro_f1(answers: Answers, confusion: Ints) -> float:
    """Over the classes that occur."""
    present = np.flatnonzero(confusion.sum(axis=1))
    return float(f1_score(answers.truth, answers.guess, labels=present, average="macro", zero_division=0))


def _recalls(answers: Answers, confusion: Ints) -> dict[str, float]:
    return {
        label: _rounded(row[number] / row.sum())
        for number, (label, row) in enumerate(zip(answers.labels, confusion, strict=True))
        if row.sum()
    }


def _speaker_numbers(answers: Answers) -> Ints:
    """From 0, (examples,); a nameless example is a speaker of its own."""
    names = [speaker or f"example {row}" for row, speaker in enumerate(answers.speakers)]
    return np.asarray(np.unique(names, return_inverse=True)[1])


def interval(by_speaker: Counts, figure: Callable[[Counts], Floats], seed: int) -> list[float]:
    """Of a figure when speakers are drawn anew, with replacement: sums (speakers, rows, columns) -> its 95 %."""
    speakers = len(by_speaker)
    drawn = np.random.default_rng(seed).multinomial(speakers, np.full(speakers, 1 / speakers), size=BOOTSTRAPS)
    values = figure(np.einsum("bs,stg->btg", drawn, by_speaker))
    return [_rounded(value) for value in np.percentile(values, INTERVAL)]


def _rounded(value: SupportsFloat) -> float:
    return round(float(value), 4)
