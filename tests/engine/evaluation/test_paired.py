"""Differences between two models on the same examples."""

import numpy as np
import pytest

from recognition.engine.evaluation.metrics import (
    Answers,
    bins_by_speaker,
    calibration_error,
    expected_calibration_error,
    reliability,
)
from recognition.engine.evaluation.paired import differences, same_answer

LABELS = ("neutral", "happy", "sad")
SPEAKERS = [f"s{number % 6}" for number in range(240)]


def _answers(seed: int, *, right: float) -> Answers:
    chance = np.random.default_rng(seed)
    truth = chance.integers(0, 3, 240)
    guess = np.where(chance.random(240) < right, truth, (truth + 1) % 3)
    scores = np.full((240, 3), 0.2)
    scores[np.arange(240), guess] = 0.6
    return Answers(scores, truth, SPEAKERS, LABELS)


def test_a_model_differs_from_itself_by_nothing() -> None:
    answers = _answers(1, right=0.7)
    figures = differences(answers, answers)
    for name in ("ua", "wa", "ece"):
        assert figures[f"{name}_difference"] == 0.0
        assert figures[f"{name}_difference_interval"] == [0.0, 0.0]
    assert same_answer(answers, answers) == 1.0


def test_differences_are_those_of_the_figures_and_their_interval_holds_them() -> None:
    better = _answers(1, right=0.7)
    worse = Answers(better.scores[:, [1, 2, 0]], better.truth, SPEAKERS, LABELS)
    figures = differences(worse, better)
    wa = [np.mean(answers.guess == answers.truth) for answers in (worse, better)]
    assert figures["wa"] == pytest.approx(wa[0], abs=1e-4)
    assert figures["wa_difference"] == pytest.approx(wa[0] - wa[1], abs=1e-4)
    low, high = figures["wa_difference_interval"]
    assert low <= figures["wa_difference"] <= high < 0
    assert same_answer(worse, better) == 0.0


def test_what_both_share_cancels_out() -> None:
    """The interval of a difference is far narrower than that of the figures when both make nearly the same mistakes."""
    first = _answers(1, right=0.7)
    scores = first.scores.copy()
    scores[0] = np.roll(scores[0], 1)
    low, high = differences(Answers(scores, first.truth, SPEAKERS, LABELS), first)["wa_difference_interval"]
    assert high - low < 0.03


def test_calibration_error_by_speaker_is_that_of_the_diagram() -> None:
    answers = _answers(2, right=0.5)
    from_bins = calibration_error(bins_by_speaker(answers).sum(axis=0))
    assert from_bins == pytest.approx(expected_calibration_error(reliability(answers.scores, answers.truth)), abs=1e-3)
