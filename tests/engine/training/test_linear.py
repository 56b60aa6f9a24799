import numpy as np
import pytest

from recognition.engine.training.linear import fit_linear


@pytest.mark.parametrize("labels", [2, 3])
def test_a_linear_reading_tells_its_labels_apart_however_many(labels: int) -> None:
    chance = np.random.default_rng(1)
    truth = np.arange(60) % labels
    maps = chance.normal(size=(60, 8))
    maps[np.arange(60), truth] += 3.0
    coefficients, biases = fit_linear(maps, truth, np.ones(60), labels=labels, regularisation=1.0, seed=1)
    assert coefficients.shape == (labels, 8)
    assert ((maps @ coefficients.T + biases).argmax(axis=1) == truth).mean() > 0.9


def test_an_emotion_that_no_clip_shows_is_never_the_likeliest() -> None:
    maps, truth = np.random.default_rng(1).normal(size=(60, 8)), np.arange(60) % 2 * 2
    coefficients, biases = fit_linear(maps, truth, np.ones(60), labels=3, regularisation=1.0, seed=1)
    assert 1 not in (maps @ coefficients.T + biases).argmax(axis=1)


def test_where_all_clips_show_one_emotion_it_is_the_answer() -> None:
    coefficients, biases = fit_linear(np.eye(4), np.ones(4, int), np.ones(4), labels=3, regularisation=1.0, seed=1)
    assert not coefficients.any()
    assert biases.argmax() == 1
