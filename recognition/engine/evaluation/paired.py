"""Two models on the same examples: how far their figures lie apart, with an interval over speakers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from recognition.engine.evaluation.metrics import (
    Answers,
    Counts,
    Floats,
    bins_by_speaker,
    calibration_error,
    confusion_by_speaker,
    interval,
    unweighted_accuracy,
    weighted_accuracy,
)

Figure = Callable[[Counts], Floats]

FIGURES: dict[str, tuple[Callable[[Answers], Counts], Figure]] = {
    "ua": (confusion_by_speaker, unweighted_accuracy),
    "wa": (confusion_by_speaker, weighted_accuracy),
    "ece": (bins_by_speaker, calibration_error),
}


def differences(answers: Answers, reference: Answers, *, seed: int = 0) -> dict[str, Any]:
    """UA, WA and ECE of `answers`, and by how much each is above that of `reference`.

    The interval is 95 %, by bootstrap over speakers, the same ones drawn for both: what they share cancels out.

    Args:
        answers, reference: of the same examples, in the same order.
        seed: of the bootstrap.
    """
    figures: dict[str, Any] = {}
    for name, (count, figure) in FIGURES.items():
        ours, theirs = count(answers), count(reference)
        both = np.concatenate([ours, theirs], axis=1)  # rows of both, one under the other
        figures[name] = _rounded(figure(ours.sum(axis=0)))
        figures[f"{name}_difference"] = _rounded(_apart(figure)(both.sum(axis=0)))
        figures[f"{name}_difference_interval"] = interval(both, _apart(figure), seed)
    return figures


def same_answer(answers: Answers, reference: Answers) -> float:
    """Share of the examples to which both say the same."""
    return _rounded(np.mean(answers.guess == reference.guess))


def _apart(figure: Figure) -> Figure:
    def difference(both: Counts) -> Floats:
        half = both.shape[-2] // 2
        return np.subtract(figure(both[..., :half, :]), figure(both[..., half:, :]))

    return difference


def _rounded(value: Floats | np.floating[Any]) -> float:
    return round(float(value), 4) + 0.0
