from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import correlate

from recognition.engine import media
from recognition.engine.training.codecs import CODECS, Codec, through_codec

SAMPLES = Path(__file__).parents[3] / "frontend" / "public" / "samples"
EVERY = [pytest.param(codec, rate, id=f"{name} {rate}") for name, codec in CODECS.items() for rate in codec.bit_rates]


@cache
def speech() -> np.ndarray:
    """Three seconds of a bundled clip."""
    clip = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")[0]
    with media.decode(clip, start_s=0.5, end_s=3.5) as pcm:
        samples: np.ndarray = pcm.read()
    return samples


def _share_above(samples: np.ndarray, hertz: float) -> float:
    power = np.square(np.abs(np.fft.rfft(samples)))
    return float(power[np.fft.rfftfreq(len(samples), 1 / 16_000) > hertz].sum() / power.sum())


@pytest.mark.parametrize(("codec", "bit_rate"), EVERY)
def test_it_is_the_same_speech_as_long_as_loud_and_in_its_place(codec: Codec, bit_rate: int) -> None:
    heard = through_codec(speech(), codec, bit_rate)
    assert (heard.dtype.name, heard.shape) == ("float32", speech().shape)
    assert 0.8 < float(heard.std() / speech().std()) < 1.1
    late = int(np.argmax(correlate(heard, speech()))) - len(heard) + 1
    assert abs(late) < 0.01 * 16_000
    assert not np.allclose(heard, speech(), atol=1e-4)


@pytest.mark.parametrize(("codec", "bit_rate"), EVERY)
def test_a_telephone_has_nothing_above_four_kilohertz(codec: Codec, bit_rate: int) -> None:
    if codec.rate_hz == 8_000:
        assert _share_above(through_codec(speech(), codec, bit_rate), 4_200) < 0.01 * _share_above(speech(), 4_200)


@pytest.mark.parametrize("name", CODECS)
def test_the_same_sound_comes_out_each_time(name: str) -> None:
    codec = CODECS[name]
    once, again = (through_codec(speech(), codec, codec.bit_rates[0]) for _ in range(2))
    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("name", CODECS)
@pytest.mark.parametrize("length", [800, 4_801])
def test_short_and_silent_clips_pass(name: str, length: int) -> None:
    codec = CODECS[name]
    assert through_codec(speech()[:length], codec, codec.bit_rates[-1]).shape == (length,)
    assert np.abs(through_codec(np.zeros(length, np.float32), codec, codec.bit_rates[-1])).max() < 1e-3


@pytest.mark.parametrize("name", CODECS)
def test_a_loud_clip_is_not_clipped_and_a_quiet_one_not_lost(name: str) -> None:
    codec = CODECS[name]
    loud, quiet = (through_codec(speech() * scale, codec, codec.bit_rates[-1]) / scale for scale in (8.0, 0.01))
    assert float(np.corrcoef(loud, quiet)[0, 1]) > 0.95
