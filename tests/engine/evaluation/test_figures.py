"""Figures in tables."""

import pytest

from recognition.engine.evaluation.figures import three


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0225, "0.023"), (0.0224, "0.022"), (0.1, "0.100"), (1.0, "1.000"), (-0.0005, "-0.001"), (1e-7, "0.000")],
)
def test_a_figure_has_three_decimals_and_halves_go_away_from_zero(value: float, said: str) -> None:
    assert three(value) == said


def test_a_difference_says_its_sign() -> None:
    assert [three(value, "+") for value in (0.0125, -0.0125, 0.0)] == ["+0.013", "-0.013", "+0.000"]
