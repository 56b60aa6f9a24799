import numpy as np
import pytest
from scipy.special import softmax

from recognition.engine.training.calibration import COVERAGE, balanced, conformal_threshold, fit_temperature

CHANCE = np.random.default_rng(3)


def _drawn(logits: np.ndarray) -> np.ndarray:
    """Labels drawn from what the logits say, so that temperature 1 is right."""
    return np.array([CHANCE.choice(len(row), p=row) for row in softmax(logits, axis=1)])


def test_the_temperature_undoes_overconfidence() -> None:
    logits = CHANCE.normal(size=(4000, 5)) * 2
    truth = np.eye(5)[_drawn(logits)]
    assert fit_temperature(logits * 3.0, truth, np.ones(4000)) == pytest.approx(3.0, rel=0.1)


def test_sets_cover_nine_in_ten_of_new_examples() -> None:
    logits = CHANCE.normal(size=(4000, 5)) * 2
    truth = _drawn(logits)
    threshold = conformal_threshold(logits[:2000], truth[:2000], np.ones(2000), 1.0)
    said = softmax(logits[2000:], axis=1)[np.arange(2000), truth[2000:]] >= threshold
    assert said.mean() == pytest.approx(COVERAGE, abs=0.03)


def test_too_few_examples_give_sets_that_leave_nothing_out() -> None:
    assert conformal_threshold(np.zeros((5, 3)), np.zeros(5, dtype=int), np.ones(5), 1.0) == 0.0


def test_every_group_counts_alike() -> None:
    weights = balanced(["small"] + ["large"] * 3)
    assert weights.tolist() == pytest.approx([2.0, 2 / 3, 2 / 3, 2 / 3])
