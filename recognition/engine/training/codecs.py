"""Real codecs at low bit rates: what telephones, calls and messages leave of a voice."""

import io
from collections.abc import Mapping
from typing import NamedTuple, cast

import av
import numpy as np
from av.audio.stream import AudioStream

from recognition.engine.media import SAMPLE_RATE_HZ


class Codec(NamedTuple):
    """An encoder of FFmpeg's, the container it is kept in, its sampling rate, and the bit rates to draw from."""

    encoder: str
    container: str
    rate_hz: int
    bit_rates: tuple[int, ...]


CODECS: Mapping[str, Codec] = {
    "opus": Codec("libopus", "ogg", 16_000, (8_000, 12_000, 16_000, 24_000)),  # calls and voice messages
    "mp3": Codec("libmp3lame", "mp3", 16_000, (16_000, 24_000, 32_000)),
    "g711": Codec("pcm_mulaw", "wav", 8_000, (64_000,)),  # the fixed telephone network
    "amr": Codec("libopencore_amrnb", "amr", 8_000, (4_750, 5_900, 7_950, 12_200)),  # mobile telephones
}


def through_codec(samples: np.ndarray, codec: Codec, bit_rate: int) -> np.ndarray:
    """Encoded and decoded again, as long and as loud as before: float32, (samples,), 16 kHz."""
    peak = max(float(np.abs(samples).max(initial=0.0)), 1e-9)
    heard = _decoded(_encoded(samples * (0.9 / peak), codec, bit_rate), codec.container) * (peak / 0.9)
    return np.pad(heard, (0, max(0, len(samples) - len(heard))))[: len(samples)].astype(np.float32)


def _encoded(samples: np.ndarray, codec: Codec, bit_rate: int) -> io.BytesIO:
    file = io.BytesIO()
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis].astype(np.float32), format="flt", layout="mono")
    frame.sample_rate = SAMPLE_RATE_HZ
    with av.open(file, "w", format=codec.container) as output:
        stream = cast(AudioStream, output.add_stream(codec.encoder, rate=codec.rate_hz, layout="mono"))
        stream.bit_rate = bit_rate
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    file.seek(0)
    return file


def _decoded(file: io.BytesIO, container: str) -> np.ndarray:
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE_HZ)
    with av.open(file, "r", format=container) as source:
        frames = [*source.decode(audio=0), None]  # None: what the resampler still holds
        return np.concatenate([piece.to_ndarray()[0] for frame in frames for piece in resampler.resample(frame)])
