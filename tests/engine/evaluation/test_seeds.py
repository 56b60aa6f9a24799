"""Several seeds of one set-up: figures are means, with the deviation over seeds beside the interval over speakers."""

from typing import Any

import numpy as np
import pytest

from recognition.engine.evaluation.figures import told
from recognition.engine.evaluation.metrics import Answers, summary
from recognition.engine.evaluation.seeds import over_seeds

LABELS = ("neutral", "happy")
TRUTH = [0, 1] * 8


def _answers(wrong: set[int]) -> Answers:
    """Sixteen examples by four speakers, some of them wrong."""
    guesses = [1 - truth if row in wrong else truth for row, truth in enumerate(TRUTH)]
    scores = np.full((16, 2), 0.1)
    scores[np.arange(16), guesses] = 0.9
    return Answers(scores, np.array(TRUTH), [f"speaker {row // 4}" for row in range(16)], LABELS)


def _together(*wrong: set[int]) -> dict[str, Any]:
    answers = [_answers(each) for each in wrong]
    return over_seeds([{**summary(each, thresholds=np.full(16, 0.5)), "slices": {}} for each in answers], answers)


def test_a_figure_is_the_mean_over_seeds_with_their_deviation() -> None:
    figures = _together({0}, {0, 2}, {0, 2, 4})
    assert figures["wa"] == pytest.approx((15 + 14 + 13) / 48, abs=1e-4)
    assert (figures["seeds"], figures["seed_deviation"]["wa"]) == (3, pytest.approx(1 / 16, abs=1e-4))
    assert figures["recall"] == {"neutral": pytest.approx(0.75, abs=1e-4), "happy": 1.0}
    assert (figures["examples"], figures["speakers"]) == (16, 4)
    assert np.sum(figures["confusion"]) == pytest.approx(16, abs=0.01)
    assert figures["set_coverage"] == figures["wa"]
    assert sum(figures["reliability"]["share"]) == pytest.approx(1.0)


def test_the_interval_is_of_the_mean_and_over_speakers() -> None:
    """Each seed fails on another speaker: for the mean over seeds, all speakers are alike."""
    apart = _together({0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}, {12, 13, 14, 15})
    assert apart["wa_interval"] == [0.75, 0.75]
    alike = _together({0, 1, 2, 3}, {0, 1, 2, 3})
    assert alike["wa_interval"] == summary(_answers({0, 1, 2, 3}))["wa_interval"]
    assert alike["seed_deviation"]["ua"] == 0.0


def test_a_single_seed_is_reported_as_ever() -> None:
    figures = _together({0})
    assert "seeds" not in figures
    assert figures["wa"] == 0.9375


def test_a_figure_is_told_with_deviation_and_interval_where_it_has_them() -> None:
    figures = {"ua": 0.5, "ua_interval": [0.4, 0.6], "ece": 0.1, "recall": {"sad": 0.25}}
    assert [told(figures, name) for name in ("ua", "ece", "recall.sad")] == ["0.500 [0.400, 0.600]", "0.100", "0.250"]
    assert told({**figures, "seed_deviation": {"ua": 0.012}}, "ua") == "0.500 ± 0.012 [0.400, 0.600]"
