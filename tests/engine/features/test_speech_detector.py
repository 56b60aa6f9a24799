from pathlib import Path

import numpy as np
import pytest
import torch

from recognition.engine import media
from recognition.engine.features.log_mel import MEL_BANDS, log_mel
from recognition.engine.features.speech_detector import (
    FRAME_SAMPLES,
    POOLED_DIM,
    STATES_DIM,
    detector_states,
    log_mel_and_detector,
    pooled_states,
)
from recognition.engine.segmentation.silero import Ear
from recognition.engine.testing import noise, silence, tone

SAMPLES = Path(__file__).resolve().parents[3] / "frontend" / "public" / "samples"


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    with media.decode(SAMPLES / "happy.mp3") as pcm:
        return pcm.read()


def test_it_finds_the_speech_that_the_published_detector_finds(speech: np.ndarray) -> None:
    """Another training of the same network: they agree but for a few frames where speech begins or ends."""
    ours, theirs = detector_states(speech)[:, -1].numpy(), Ear().hear(speech)
    assert ours.shape == theirs.shape
    assert (theirs > 0.5).mean() > 0.2
    assert ((ours > 0.5) == (theirs > 0.5)).mean() > 0.95
    assert np.corrcoef(ours, theirs)[0, 1] > 0.95


def test_no_noise_and_no_tone_is_speech() -> None:
    for sound in (noise(2.0, level=0.05), tone(2.0, frequency_hz=220.0), silence(1.0)):
        assert detector_states(sound)[:, -1].max() < 0.5


def test_each_log_mel_frame_has_the_states_of_its_centre(speech: np.ndarray) -> None:
    frames, states = log_mel_and_detector(speech), detector_states(speech)
    assert frames.shape == (len(log_mel(speech)), MEL_BANDS + STATES_DIM)
    assert torch.equal(frames[:, :MEL_BANDS], log_mel(speech))
    for frame in (0, 57, len(frames) - 1):
        assert torch.equal(frames[frame, MEL_BANDS:], states[(frame * 160 + 200) // FRAME_SAMPLES])


def test_too_little_sound_has_no_frame() -> None:
    assert log_mel_and_detector(tone(0.02)).shape == (0, MEL_BANDS + STATES_DIM)


def test_pooled_are_mean_and_deviation_over_the_frames_of_speech() -> None:
    states = torch.randn(1, 6, STATES_DIM)
    states[0, :, -1] = torch.tensor([0.1, 0.9, 0.8, 0.2, 0.7, 0.5])
    told = states[0, [1, 2, 4], :-1]
    expected = torch.cat([told.mean(dim=0), told.std(dim=0, correction=0)])
    assert pooled_states(states).shape == (1, POOLED_DIM)
    torch.testing.assert_close(pooled_states(states)[0], expected)


def test_without_speech_all_frames_are_pooled() -> None:
    states = torch.randn(2, 5, STATES_DIM)
    states[0, :, -1] = 0.1
    states[1, :, -1] = 0.9
    told = states[..., :-1]
    torch.testing.assert_close(pooled_states(states)[:, : STATES_DIM - 1], told.mean(dim=1))
