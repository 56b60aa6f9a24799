import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import cheby2, sosfilt

from recognition.engine import media
from recognition.engine.features.quality import measure
from recognition.engine.testing import noise, silence, tone, write_media
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


def _bandwidth(samples: np.ndarray) -> float | None:
    span = Span(0.0, len(samples) / media.SAMPLE_RATE_HZ)
    return measure(samples, speech=[span], span=span).bandwidth_hz


def _low_passed(samples: np.ndarray, edge_hz: float) -> np.ndarray:
    """Without anything above the edge, 80 dB down."""
    return np.asarray(sosfilt(cheby2(12, 80, edge_hz, fs=media.SAMPLE_RATE_HZ, output="sos"), samples), np.float32)


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """A sentence full of sibilants, in a synthetic voice with all tones up to 8 kHz."""
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    spoken = tmp_path_factory.mktemp("speech") / "spoken.wav"
    text = "She sells sea shells by the sea shore, and the fish is fresh."
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(spoken)], check=True)
    return _decoded(spoken)


def _decoded(path: Path) -> np.ndarray:
    with media.decode(path) as pcm:
        return pcm.read()


def test_full_speech_reaches_up_to_the_top(speech: np.ndarray) -> None:
    assert (_bandwidth(speech) or 0) >= 7000


@pytest.mark.parametrize("edge_hz", [3400, 5000, 6000])
@pytest.mark.parametrize("noise_db", [None, 30, 20])
def test_the_edge_of_low_passed_speech_is_found_in_noise_too(
    edge_hz: int, noise_db: int | None, speech: np.ndarray
) -> None:
    samples = _low_passed(speech, edge_hz)
    if noise_db is not None:
        samples = samples + noise(len(samples) / media.SAMPLE_RATE_HZ, level=_level(samples) * 10 ** (-noise_db / 20))
    assert edge_hz - 1000 <= (_bandwidth(samples) or 0) <= edge_hz


def _level(samples: np.ndarray) -> float:
    return float(np.sqrt(np.square(samples).mean()))


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz"),
    [("call.wav", "pcm_mulaw", 8000), ("call.mp3", "libmp3lame", 8000), ("call.wav", "pcm_s16le", 8000)],
)
def test_sound_sampled_at_8_khz_ends_at_4(
    name: str, codec: str, rate_hz: int, speech: np.ndarray, tmp_path: Path
) -> None:
    call = write_media(tmp_path / name, _low_passed(speech, 3900)[::2], codec=codec, rate_hz=rate_hz)
    assert 3500 <= (_bandwidth(_decoded(call)) or 0) <= 4250


def test_opus_keeps_the_high_tones(speech: np.ndarray, tmp_path: Path) -> None:
    kept = write_media(tmp_path / "clip.ogg", speech, codec="libopus")
    assert (_bandwidth(_decoded(kept)) or 0) >= 7000


def test_loudness_changes_nothing(speech: np.ndarray) -> None:
    assert _bandwidth(speech * np.float32(0.01)) == _bandwidth(speech)


def test_without_speech_or_with_too_little_of_it_there_is_no_bandwidth(speech: np.ndarray) -> None:
    assert _bandwidth(silence(2.0)) is None
    assert _bandwidth(noise(2.0)) is None
    assert _bandwidth(speech[:4000]) is None
    assert _bandwidth(speech[:100]) is None
