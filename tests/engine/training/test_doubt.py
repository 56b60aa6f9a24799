import numpy as np
import pytest
import torch

from recognition.engine.fusion.doubt import CAUSES, Doubt, Familiarity
from recognition.engine.training.doubt import familiar_until, fit_familiarity, fit_weights
from recognition.engine.types import Quality

CLEAN = Quality(snr_db=30.0, clipping=0.0, speech_ratio=0.9, bandwidth_hz=8000.0)


def _doubt() -> Doubt:
    return Doubt(2.0, dict.fromkeys(CAUSES, 1.0))


def test_clean_speech_of_a_familiar_voice_gives_no_cause_for_doubt() -> None:
    causes = _doubt().causes(1.0, CLEAN, 3.0)
    assert set(causes.values()) == {0.0}
    assert _doubt().factor(causes) == 1.0


@pytest.mark.parametrize(
    ("cause", "distance", "quality", "duration_s"),
    [
        ("unfamiliar", 6.0, CLEAN, 3.0),
        ("noisy", 1.0, Quality(5.0, 0.0, 0.9, 8000.0), 3.0),
        ("clipped", 1.0, Quality(30.0, 0.02, 0.9, 8000.0), 3.0),
        ("short", 1.0, CLEAN, 0.6),
        ("narrow", 1.0, Quality(30.0, 0.0, 0.9, 3400.0), 3.0),
    ],
)
def test_each_cause_alone_flattens_the_scores(cause: str, distance: float, quality: Quality, duration_s: float) -> None:
    causes = _doubt().causes(distance, quality, duration_s)
    assert [name for name, amount in causes.items() if amount > 0] == [cause]
    assert _doubt().factor(causes) > 1.0


def test_what_could_not_be_measured_is_no_cause() -> None:
    unmeasured = Quality(snr_db=None, clipping=0.0, speech_ratio=0.9, bandwidth_hz=None)
    assert _doubt().factor(_doubt().causes(1.0, unmeasured, 3.0)) == 1.0


def test_distance_is_about_one_for_what_was_heard_and_grows_outside() -> None:
    torch.manual_seed(1)
    heard = torch.randn(2000, 8) @ torch.randn(8, 8) + 3.0
    familiarity = fit_familiarity(heard)
    inside = familiarity(heard)
    assert inside.mean() == pytest.approx(1.0, abs=0.1)
    assert familiarity(heard.mean(dim=0, keepdim=True) + 5 * heard.std(dim=0)).item() > inside.quantile(0.99)


def test_a_twentieth_of_the_calibration_speakers_clips_is_unfamiliar() -> None:
    distances = torch.linspace(0.0, 1.0, 101)
    assert familiar_until(distances, np.ones(101)) == pytest.approx(0.95, abs=0.02)


def test_a_familiarity_survives_being_stored() -> None:
    torch.manual_seed(1)
    familiarity = fit_familiarity(torch.randn(200, 4))
    again = Familiarity(4)
    again.load_state_dict(familiarity.state_dict())
    point = torch.randn(3, 4)
    assert torch.equal(again(point), familiarity(point))


def test_only_causes_that_make_answers_worse_get_weight() -> None:
    chance = np.random.default_rng(1)
    truth = chance.integers(0, 3, 600)
    noisy = np.arange(600) % 2 == 0
    logits = 4.0 * np.eye(3)[np.where(noisy, chance.integers(0, 3, 600), truth)]
    nothing = dict.fromkeys(CAUSES, 0.0)
    causes = [nothing | ({"noisy": 1.0} if is_noisy else {"narrow": 1.0}) for is_noisy in noisy]
    weights = fit_weights(logits, truth, causes, np.ones(600))
    assert weights["noisy"] > 1.0
    assert weights["narrow"] == weights["clipped"] == 0.0
