"""A file that every browser plays and seeks in, made from whatever was uploaded."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import av
import numpy as np
import numpy.typing as npt

from recognition.engine.media import refusals
from recognition.engine.media.source import AudioSource

# MP3 at a constant bit rate: Safari, Firefox and Chromium all play it, and a byte range is a time range.
# Sample rate in Hz to bits per second.
_BIT_RATES = {16000: 48_000, 24000: 64_000, 48000: 96_000}


def write_rendition(source: Path, target: Path, *, on_progress: Callable[[float], None] | None = None) -> None:
    """Write the sound of `source` as a mono MP3 to `target`, on the same time axis as `decode`.

    The file appears complete or not at all.

    Args:
        source: any file that `decode` reads.
        target: where the rendition goes; its folder exists.
        on_progress: told the share done, 0 to 1.

    Raises:
        MediaError: as `decode`.
    """
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".mp3", delete=False) as file:
        partial = Path(file.name)
    try:
        with AudioSource(source) as sound:
            rate_hz = next((rate for rate in _BIT_RATES if rate >= sound.stream.rate), max(_BIT_RATES))
            _encode(_reported(sound, rate_hz, on_progress), partial, rate_hz)
        partial.chmod(0o644)  # temporary files are private; the web server reads this one
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _reported(
    sound: AudioSource, rate_hz: int, on_progress: Callable[[float], None] | None
) -> Iterator[npt.NDArray[np.float32]]:
    for block in sound.resampled(rate_hz):
        yield block
        if on_progress is not None:
            on_progress(sound.fraction_read)


def _encode(blocks: Iterator[npt.NDArray[np.float32]], target: Path, rate_hz: int) -> None:
    count = 0
    with av.open(str(target), "w", format="mp3") as output:
        stream = output.add_stream("libmp3lame", rate=rate_hz, layout="mono", format="fltp")
        stream.bit_rate = _BIT_RATES[rate_hz]
        for block in blocks:
            if block.size == 0:
                continue
            frame = av.AudioFrame.from_ndarray(block[np.newaxis, :], format="fltp", layout="mono")
            frame.sample_rate = rate_hz
            frame.pts = count
            count += block.size
            output.mux(stream.encode(frame))
        if count < refusals.MIN_DURATION_S * rate_hz:
            raise refusals.empty()
        output.mux(stream.encode(None))
