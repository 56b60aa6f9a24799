"""A media file decoded once, in a stream, to 16 kHz mono."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognition.engine.media import refusals
from recognition.engine.media.pcm import SAMPLE_RATE_HZ, Pcm
from recognition.engine.media.source import AudioSource


def decode(
    path: Path,
    *,
    start_s: float = 0.0,
    end_s: float | None = None,
    max_duration_s: float | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Pcm:
    """Decode the sound of any file FFmpeg reads. A damaged file yields what could be decoded.

    Headerless telephone sound (`.g722`, `.gsm`, `.ulaw`, `.alaw`, `.sln`, `.sln16`) is taken at its suffix's word;
    `probe`, which every upload passes, refuses it.

    Args:
        path: the file.
        start_s: where to begin; times in the returned `Pcm` count from here.
        end_s: where to stop; the end of the file when None.
        max_duration_s: refuse a longer recording, as soon as it proves to be longer.
        on_progress: told the share done, 0 to 1, about once per second of sound.

    Returns:
        The samples; close it, or use it as a context manager.

    Raises:
        MediaError: `unsupported_media`, `no_audio_stream`, `corrupt_media`, `too_long`, `empty_audio`.
    """
    pcm = Pcm()
    try:
        with AudioSource(path, headerless=True) as source:
            blocks = _limited(source.resampled(SAMPLE_RATE_HZ), max_duration_s)
            for block in _windowed(blocks, start_s, end_s):
                pcm.append(block)
                if on_progress is not None:
                    on_progress(source.fraction_read)
            pcm.repaired_samples = source.repaired_samples
            pcm.damaged = source.skipped_packets > 0
        if pcm.duration_s < refusals.MIN_DURATION_S:
            raise refusals.corrupt() if pcm.damaged else refusals.empty()
    except BaseException:
        pcm.close()
        raise
    return pcm


def _limited(
    blocks: Iterator[npt.NDArray[np.float32]], max_duration_s: float | None
) -> Iterator[npt.NDArray[np.float32]]:
    count = 0
    for block in blocks:
        count += block.size
        if max_duration_s is not None and count > max_duration_s * SAMPLE_RATE_HZ:
            raise refusals.too_long(max_duration_s)
        yield block


def _windowed(
    blocks: Iterator[npt.NDArray[np.float32]], start_s: float, end_s: float | None
) -> Iterator[npt.NDArray[np.float32]]:
    """The part of the blocks between two times; decoded and dropped up to the first, since few formats seek exactly."""
    first = round(start_s * SAMPLE_RATE_HZ)
    last = None if end_s is None else round(end_s * SAMPLE_RATE_HZ)
    position = 0
    for block in blocks:
        if last is not None and position >= last:
            return
        yield block[max(0, first - position) : None if last is None else last - position]
        position += block.size
