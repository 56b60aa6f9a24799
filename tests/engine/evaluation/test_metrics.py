import numpy as np
import pytest

from recognition.engine.evaluation.metrics import (
    Answers,
    best_thresholds,
    expected_calibration_error,
    multi_label_f1,
    negative_log_likelihood,
    reliability,
    summary,
    unweighted_accuracy,
    weighted_accuracy,
)

LABELS = ("neutral", "happy", "sad")


def _answers(guesses: list[int], truth: list[int], sure: float = 0.8) -> Answers:
    scores = np.full((len(guesses), 3), (1 - sure) / 2)
    scores[np.arange(len(guesses)), guesses] = sure
    return Answers(scores, np.array(truth), [f"speaker {row % 4}" for row in range(len(truth))], LABELS)


def test_unweighted_accuracy_is_the_mean_recall_of_the_classes_present() -> None:
    confusion = np.array([[2, 0, 1], [0, 1, 0], [0, 0, 0]])
    assert unweighted_accuracy(confusion) == pytest.approx((2 / 3 + 1) / 2)
    assert weighted_accuracy(confusion) == 0.75


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    answers = _answers([0, 0, 0, 0, 0], [0, 0, 0, 1, 1], sure=0.8)
    diagram = reliability(answers.scores, answers.truth)
    assert (diagram.confidence, diagram.accuracy, diagram.share) == ([0.8], [0.6], [1.0])
    assert expected_calibration_error(diagram) == pytest.approx(0.2)


def test_likelihood_is_of_the_right_answer() -> None:
    answers = _answers([0], [0], sure=0.5)
    assert negative_log_likelihood(answers.scores, answers.truth) == pytest.approx(np.log(2))


def test_a_summary_has_every_figure_with_its_interval() -> None:
    figures = summary(_answers([0, 1, 2, 0] * 5, [0, 1, 2, 1] * 5), thresholds=np.full(20, 0.15))
    assert figures["wa"] == 0.75
    interval = figures["wa_interval"]
    assert isinstance(interval, list)
    assert interval[0] <= 0.75 <= interval[1]
    assert figures["recall"] == {"neutral": 1.0, "happy": 0.5, "sad": 1.0}
    assert figures["confusion"] == [[5, 0, 0], [5, 5, 0], [0, 0, 5]]
    assert (figures["set_coverage"], figures["set_size"]) == (0.75, 1.0)
    assert (figures["sure"], figures["surely_wrong"]) == (1.0, 0.25)
    unsure = summary(_answers([0, 1, 2, 0] * 5, [0, 1, 2, 1] * 5), thresholds=np.full(20, 0.0))
    assert (unsure["sure"], unsure["surely_wrong"]) == (0.0, 0.0)


def test_the_interval_is_over_speakers_not_clips() -> None:
    """All of one speaker's clips right, all of the other's wrong: with two speakers anything is possible."""
    answers = Answers(_answers([0] * 8, [0] * 8).scores, np.array([0, 1] * 4), ["a", "b"] * 4, LABELS)
    assert summary(answers)["wa_interval"] == [0.0, 1.0]


def test_thresholds_for_several_labels_at_once() -> None:
    scores = np.array([[0.6, 0.4, 0.0], [0.3, 0.7, 0.0], [0.9, 0.05, 0.05], [0.1, 0.2, 0.7]])
    truth = np.array([[True, True, False], [True, True, False], [True, False, False], [False, False, True]])
    assert multi_label_f1(scores, truth, best_thresholds(scores, truth)) == 1.0
