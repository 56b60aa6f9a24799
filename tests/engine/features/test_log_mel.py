import numpy as np
import pytest

from recognition.engine.features.log_mel import LOG_OFFSET, MEL_BANDS, level, log_mel, mel_matrix, speech_gain
from recognition.engine.testing import silence, tone


def test_a_frame_each_10_ms_and_64_bands() -> None:
    assert log_mel(tone(0.975)).shape == (96, MEL_BANDS)  # one VGGish patch: 0.96 s of hops and the last window


def test_less_than_a_window_has_no_frame() -> None:
    assert log_mel(tone(0.02)).shape == (0, MEL_BANDS)


def test_silence_is_the_logarithm_of_the_offset() -> None:
    assert np.allclose(log_mel(silence(0.5)).numpy(), np.log(LOG_OFFSET))


def test_it_follows_the_published_definition() -> None:
    """Written out by loops, from the published description: hann windows of 400, |FFT 512|, HTK triangles in mel."""
    samples = np.random.default_rng(0).standard_normal(16_000).astype(np.float32) * 0.1
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    spectrum = np.abs(np.fft.rfft(samples[160 * 7 : 160 * 7 + 400] * window, 512))
    edges = np.linspace(1127 * np.log(1 + 125 / 700), 1127 * np.log(1 + 7500 / 700), 66)
    for band in (0, 20, 63):
        lower, centre, upper = edges[band : band + 3]
        energy = 0.0
        for number in range(1, 257):
            mel = 1127 * np.log(1 + number * 16_000 / 512 / 700)
            energy += spectrum[number] * max(
                0.0, min((mel - lower) / (centre - lower), (upper - mel) / (upper - centre))
            )
        assert log_mel(samples)[7, band].item() == pytest.approx(np.log(energy + 0.01), abs=1e-4)


def test_a_tone_lights_the_band_of_its_pitch() -> None:
    assert mel_matrix()[32].argmax() == log_mel(tone(0.5, frequency_hz=1000.0)).mean(dim=0).argmax()  # bin 32 is 1 kHz


def test_levelling_makes_near_and_far_alike() -> None:
    assert np.allclose(level(tone(1.0, level=0.5)), level(tone(1.0, level=0.01)), atol=1e-4)


def test_levelling_is_not_misled_by_pauses() -> None:
    speech = tone(1.0, level=0.1)
    assert speech_gain(np.concatenate([speech, silence(4.0)])) == pytest.approx(speech_gain(speech), rel=0.02)


def test_levelling_leaves_silence_alone() -> None:
    assert speech_gain(silence(1.0)) == 1.0
    assert speech_gain(silence(0.0)) == 1.0
