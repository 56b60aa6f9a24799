"""Sounds and small media files for tests, made on the spot."""

import math
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from recognition.engine.media import SAMPLE_RATE_HZ

Samples = npt.NDArray[np.float32]


def tone(seconds: float, *, frequency_hz: float = 440.0, level: float = 0.3, rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """A sine tone."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * frequency_hz * time)).astype(np.float32)


def silence(seconds: float, *, rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    return np.zeros(round(seconds * rate_hz), dtype=np.float32)


def noise(seconds: float, *, level: float = 0.1, rate_hz: int = SAMPLE_RATE_HZ, seed: int = 0) -> Samples:
    """White noise, the same for the same seed."""
    generator = np.random.default_rng(seed)
    return (level * generator.standard_normal(round(seconds * rate_hz))).astype(np.float32)


def melody(seconds: float, *, rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """Something like music: chords that decay, two a second."""
    notes = (261.6, 329.6, 392.0, 349.2, 440.0, 523.3)
    beat = []
    for index in range(math.ceil(seconds * 2)):
        decay = np.exp(-6 * np.arange(rate_hz // 2) / rate_hz).astype(np.float32)
        chord = [tone(0.5, frequency_hz=notes[(index + step) % 6], level=0.2, rate_hz=rate_hz) for step in (0, 2, 4)]
        beat.append(decay * sum(chord))
    samples: Samples = np.concatenate(beat)[: round(seconds * rate_hz)].astype(np.float32)
    return samples


def write_wav(path: Path, samples: Samples, *, rate_hz: int = SAMPLE_RATE_HZ, codec: str = "pcm_s16le") -> Path:
    """Write samples, mono (samples,) or (channels, samples), as a WAV file."""
    return write_media(path, samples, rate_hz=rate_hz, codec=codec)


def write_media(
    path: Path,
    samples: Samples | None,
    *,
    codec: str,
    rate_hz: int = SAMPLE_RATE_HZ,
    container: str | None = None,
    picture: bool = False,
    live: bool = False,
) -> Path:
    """Write a media file.

    Args:
        path: the target; its suffix names the container, unless `container` does.
        samples: mono (samples,) or (channels, samples), within ±1; None for a file without sound.
        codec: FFmpeg's name of the sound's encoder, "libopus", say.
        rate_hz: sample rate.
        container: FFmpeg's name of the container.
        picture: whether to add a second of video.
        live: whether to write it as a stream, so that its header knows no duration (WebM).
    """
    with av.open(str(path), "w", format=container, options={"live": "1"} if live else {}) as output:
        video = output.add_stream(_PICTURE_CODECS.get(path.suffix, "mpeg4"), rate=5) if picture else None
        sound = None
        if samples is not None:
            channels = np.atleast_2d(samples)
            sound = output.add_stream(codec, rate=rate_hz, layout=_LAYOUTS[len(channels)])
        if isinstance(video, av.VideoStream):
            _encode_picture(output, video)
        if isinstance(sound, av.AudioStream):
            _encode_sound(output, sound, channels)
    return path


_PICTURE_CODECS = {".webm": "libvpx", ".flv": "flv"}
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


def _encode_picture(output: av.container.OutputContainer, stream: av.VideoStream) -> None:
    stream.width = stream.height = 64
    stream.pix_fmt = "yuv420p"
    for shade in range(0, 250, 50):
        frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), shade, dtype=np.uint8), format="rgb24")
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))


def _encode_sound(output: av.container.OutputContainer, stream: av.AudioStream, channels: Samples) -> None:
    stream.bit_rate = 128_000 if stream.rate > 8000 else 12_200  # what the lossy ones take; the others ignore it
    for start in range(0, channels.shape[1], stream.rate):
        piece = np.ascontiguousarray(channels[:, start : start + stream.rate], dtype=np.float32)
        frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout=stream.layout.name)
        frame.sample_rate = stream.rate
        frame.pts = start
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))
