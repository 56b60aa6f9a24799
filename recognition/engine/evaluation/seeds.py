"""Figures over several seeds: their mean, how far the seeds lie apart, and what speakers make uncertain about the mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from statistics import fmean, stdev
from typing import Any

import numpy as np

from recognition.engine.evaluation.metrics import (
    Answers,
    Counts,
    Floats,
    confusion_by_speaker,
    interval,
    reliability,
    unweighted_accuracy,
    weighted_accuracy,
)

FIGURES: Mapping[str, Callable[[Counts], Floats]] = {"ua": unweighted_accuracy, "wa": weighted_accuracy}
COUNTS = ("examples", "speakers")


def over_seeds(reports: Sequence[dict[str, Any]], answers: Sequence[Answers], *, seed: int = 0) -> dict[str, Any]:
    """One report for the same examples answered by several seeds; a single one is as it was.

    Every figure is the mean over seeds; `seed_deviation` is the sample standard deviation of those that are one number.
    Intervals are of the mean, 95 % by bootstrap over speakers, the same ones drawn for every seed: training luck is told
    by the deviation, whom one happened to record by the interval.

    Args:
        reports: as `metrics.summary` makes them.
        answers: that they are about, in the same order.
        seed: of the bootstrap.
    """
    if len(reports) == 1:
        return reports[0]
    pooled = np.concatenate([own.scores for own in answers]), np.concatenate([own.truth for own in answers])
    spread = [name for name, value in reports[0].items() if isinstance(value, float)]
    return {
        **{name: _mean([report[name] for report in reports]) for name in reports[0]},
        **{name: reports[0][name] for name in COUNTS},
        **{f"{name}_interval": _interval(answers, figure, seed) for name, figure in FIGURES.items()},
        "reliability": asdict(reliability(*pooled)),
        "seeds": len(reports),
        "seed_deviation": {name: round(stdev(report[name] for report in reports), 4) for name in spread},
    }


def _interval(answers: Sequence[Answers], figure: Callable[[Counts], Floats], seed: int) -> list[float]:
    every = np.concatenate([confusion_by_speaker(own) for own in answers], axis=1)  # seeds, one under the other

    def mean(counts: Counts) -> Floats:
        labels = counts.shape[-1]
        by_seed = counts.reshape(*counts.shape[:-2], -1, labels, labels)
        return np.asarray(figure(by_seed).mean(axis=-1))

    return interval(every, mean, seed)


def _mean(values: Sequence[Any]) -> Any:
    """Number by number, whatever holds them; what is not there in all of them is left out."""
    first = values[0]
    if all(value == first for value in values):
        return first
    if isinstance(first, Mapping):
        common = [key for key in first if all(key in value for value in values)]
        return {key: _mean([value[key] for value in values]) for key in common}
    if isinstance(first, list):
        return [_mean(each) for each in zip(*values, strict=False)]
    return round(fmean(values), 4)
