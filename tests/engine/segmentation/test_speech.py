"""Where speech is found, and where it is not."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.media import Pcm, decode
from recognition.engine.segmentation import find_speech
from recognition.engine.testing import Samples, melody, noise, silence, tone

SPEECHLESS = {
    "silence": silence(20),
    "a pure tone": tone(20),
    "a hum": tone(20, frequency_hz=120),
    "a buzzer": np.sign(tone(20, frequency_hz=150)) * np.float32(0.2),
    "white noise": noise(20),
    "loud white noise": noise(20, level=0.5),
    "music": melody(20),
    "less than a frame": noise(0.01),
}


@pytest.mark.parametrize("samples", SPEECHLESS.values(), ids=SPEECHLESS)
def test_sounds_that_are_not_speech_give_no_spans(samples: Samples) -> None:
    with Pcm.of(samples) as pcm:
        assert find_speech(pcm) == []


@pytest.fixture
def address() -> Samples:
    """Eleven seconds of a president with three pauses."""
    if "EMOTION_DATA" not in os.environ:
        pytest.skip("EMOTION_DATA is not set")
    with decode(Path(os.environ["EMOTION_DATA"]) / "asr/jfk.flac") as pcm:
        return pcm.read()


@pytest.mark.data
def test_speech_is_found_between_its_pauses(address: Samples) -> None:
    with Pcm.of(address) as pcm:
        spans = find_speech(pcm)
        assert [span.start_s for span in spans] == pytest.approx([0.23, 3.2, 5.3, 8.1], abs=0.15)
        assert all(before.end_s < after.start_s for before, after in pairwise(spans))
        assert spans[-1].end_s <= pcm.duration_s


@pytest.mark.data
def test_the_state_is_carried_across_blocks(address: Samples) -> None:
    """Speech in a later block is found as it is in the first."""
    with Pcm.of(address) as first, Pcm.of(np.concatenate([silence(16.0), address])) as second:
        for early, late in zip(find_speech(first), find_speech(second), strict=True):
            assert late.start_s - 16.0 == pytest.approx(early.start_s, abs=0.07)
            assert late.end_s - 16.0 == pytest.approx(early.end_s, abs=0.07)


@pytest.mark.data
def test_speech_without_a_pause_is_cut_into_spans_a_speech_engine_can_take(address: Samples) -> None:
    breathless = np.tile(address[5 * 16000 + 8000 : 7 * 16000], 30)  # 45 s
    with Pcm.of(breathless) as pcm:
        spans = find_speech(pcm)
    assert len(spans) >= 2
    assert all(span.duration_s <= 28.0 for span in spans)


@pytest.mark.data
def test_progress_reaches_the_end(address: Samples) -> None:
    told: list[float] = []
    with Pcm.of(np.tile(address, 4)) as pcm:
        find_speech(pcm, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
