import numpy as np
import pytest

from recognition.engine.features.quality import measure
from recognition.engine.testing import noise, silence, tone
from recognition.engine.types import Span

SPAN = Span(0.0, 2.0)


def _measured(samples: np.ndarray, speech: list[Span] | None = None) -> tuple[float | None, float, float]:
    quality = measure(samples, speech=[SPAN] if speech is None else speech, span=SPAN)
    return quality.snr_db, quality.clipping, quality.speech_ratio


@pytest.mark.parametrize("noise_db", [10, 20, 30])
def test_it_estimates_the_noise_under_speech_with_pauses(noise_db: int) -> None:
    speech = np.concatenate([tone(1.0, level=0.3), silence(1.0)])
    hiss = noise(2.0, level=0.3 / np.sqrt(2) * 10 ** (-noise_db / 20))
    snr_db, _, _ = _measured(speech + hiss)
    assert snr_db == pytest.approx(noise_db, abs=2.5)


def test_clipped_samples_are_counted() -> None:
    _, clipping, _ = _measured(np.clip(tone(2.0, level=3.0), -1.0, 1.0))
    assert clipping > 0.5
    assert _measured(tone(2.0, level=0.5))[1] == 0.0


def test_speech_ratio_is_the_covered_share() -> None:
    assert _measured(tone(2.0), [Span(0.0, 0.5), Span(1.5, 9.0)])[2] == 0.5


def test_too_short_or_silent_sound_has_no_ratio_of_signal_to_noise() -> None:
    assert _measured(tone(0.05))[0] is None
    assert _measured(silence(2.0))[0] is None
