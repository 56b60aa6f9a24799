from functools import cache
from pathlib import Path

import numpy as np
import pytest

from recognition.engine import media
from recognition.engine.features.quality import measure
from recognition.engine.training.damage import DAMAGES, damaged
from recognition.engine.types import Quality, Span

SAMPLES = Path(__file__).parents[3] / "frontend" / "public" / "samples"


@cache
def speech() -> np.ndarray:
    """Three seconds of a bundled clip."""
    clip = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")[0]
    with media.decode(clip, start_s=0.5, end_s=3.5) as pcm:
        samples: np.ndarray = pcm.read()
    return samples


def _quality(samples: np.ndarray) -> Quality:
    span = Span(0.0, len(samples) / 16_000)
    return measure(samples, speech=[span], span=span)


def test_every_damage_leaves_sound_of_the_same_kind_behind() -> None:
    for kind in DAMAGES:
        spoilt = damaged(speech(), kind, np.random.default_rng(1))
        assert spoilt.dtype == np.float32
        assert np.isfinite(spoilt).all()
        assert len(spoilt) > 0


def test_noise_lowers_the_signal_to_noise_ratio() -> None:
    spoilt = _quality(damaged(speech(), "noise", np.random.default_rng(1)))
    assert (spoilt.snr_db or 0.0) < (_quality(speech()).snr_db or 0.0)


def test_clipping_clips() -> None:
    assert _quality(damaged(speech(), "clipping", np.random.default_rng(1))).clipping > 0.01


def test_a_narrow_band_ends_below_five_and_a_half_kilohertz() -> None:
    assert (_quality(damaged(speech(), "narrow band", np.random.default_rng(1))).bandwidth_hz or 0.0) <= 5500


@pytest.mark.parametrize("seed", range(5))
def test_a_shortened_clip_is_a_part_of_the_whole(seed: int) -> None:
    short = damaged(speech(), "short", np.random.default_rng(seed))
    assert 0.5 <= len(short) / 16_000 <= 1.2
    assert short.tobytes() in speech().tobytes()


def test_the_same_chance_does_the_same_damage() -> None:
    one, other = (damaged(speech(), "noise", np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, other)
