"""An opened media file: its best sound track as mono float blocks, in one pass, with damage tolerated and counted."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
import numpy.typing as npt
import soxr
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.error import DecoderNotFoundError, FFmpegError

from recognition.engine.media import refusals

Samples = npt.NDArray[np.float32]

# Only containers that hold everything themselves. Playlists (hls, concat, dash, sdp) would have FFmpeg open
# further files and addresses that the uploader names.
_CONTAINERS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dts,eac3,flac,flv,loas,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "mp2,mp3,mpc,mpc8,mpeg,mpegts,mxf,nistsphere,ogg,rm,tta,voc,w64,wav,wv,xwma"
)
# Films of many languages have some dozens of tracks; thousands only cost memory.
_MAX_TRACKS = 128
CONTAINER_OPTIONS = {
    "format_whitelist": _CONTAINERS,
    "protocol_whitelist": "file",
    "max_streams": str(_MAX_TRACKS),
}
"""What FFmpeg may open, whatever it is to decode."""

# Speech is sampled at thousands of hertz. One sample a second would become sixteen thousand, and a second of a
# rate without end would not fit into memory.
_RATES_HZ = (2_000, 768_000)
_BLOCK_VALUES = 2**21  # of all channels together, however many a file has
_MAX_SKIPPED_BEFORE_SOUND = 10_000

# Telephone sound without any header: FFmpeg's name of the format and its options, by the suffix that exchanges give it.
_HEADERLESS: dict[str, tuple[str, dict[str, str]]] = {
    ".g722": ("g722", {}),
    ".gsm": ("gsm", {}),
    ".ulaw": ("mulaw", {"sample_rate": "8000"}),
    ".alaw": ("alaw", {"sample_rate": "8000"}),
    ".sln": ("s16le", {"sample_rate": "8000"}),
    ".sln16": ("s16le", {"sample_rate": "16000"}),
}


class AudioSource:
    """Context manager over a media file's best sound track.

    Args:
        path: the file.
        headerless: whether to believe the suffix of a file that cannot prove what it is.

    Attributes:
        skipped_packets: stretches that could not be decoded and were left out.
        repaired_samples: samples that were not a number or infinite and were set to 0.

    Raises:
        MediaError: `empty_audio`, `unsupported_media`, `corrupt_media`, `no_audio_stream`.
    """

    def __init__(self, path: Path, *, headerless: bool = False) -> None:
        self._size = path.stat().st_size
        if self._size == 0:
            raise refusals.empty()
        format, options = _HEADERLESS.get(path.suffix.lower() if headerless else "", (None, {}))
        whitelist = {"format_whitelist": format} if format else {}
        try:
            # An absolute path: FFmpeg would take "name:rest" for a protocol.
            self.container = av.open(
                str(path.resolve()),
                "r",
                format=format,
                options=_options() | whitelist | options,
                metadata_errors="ignore",
            )
        except FFmpegError as error:
            raise refusals.unreadable(path) from error
        self.stream = self._best_stream()
        self.skipped_packets = 0
        self.repaired_samples = 0
        self._position = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.container.close()

    @property
    def fraction_read(self) -> float:
        """Share of the file's bytes read so far, 0 to 1."""
        return min(1.0, self._position / self._size)

    def _best_stream(self) -> AudioStream:
        stream = self.container.streams.best("audio")
        if isinstance(stream, AudioStream):
            return stream
        undecodable = [track for track in self.container.streams if track.type == "audio"]
        self.container.close()
        raise refusals.no_decoder(_codec_name(undecodable[0])) if undecodable else refusals.no_audio_stream()

    def packets(self) -> Iterator[Any]:
        """Packets of the sound track up to the end, or to where the file breaks off."""
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                self.skipped_packets += 1
                return
            if packet is None:
                return
            self._position = max(self._position, packet.pos or 0)
            yield packet

    def frames(self) -> Iterator[AudioFrame]:
        """Decoded frames; packets that do not decode are skipped and counted."""
        heard = False
        for packet in self.packets():
            try:
                frames = packet.decode()
            except DecoderNotFoundError as error:
                raise refusals.no_decoder(_codec_name(self.stream)) from error
            except FFmpegError:
                self.skipped_packets += 1
                if not heard and self.skipped_packets > _MAX_SKIPPED_BEFORE_SOUND:
                    return
            else:
                for frame in frames:
                    heard = True
                    yield _checked(frame)

    def mono(self) -> Iterator[tuple[int, Samples]]:
        """Blocks of about a second as (sample rate in Hz, mono samples): the mean of the channels, within ±1."""
        pending: list[npt.NDArray[Any]] = []
        values = 0
        key: tuple[int, np.dtype[Any], int] | None = None
        for frame in self.frames():
            samples = _by_channel(frame)
            its_key = (frame.sample_rate, samples.dtype, samples.shape[0])
            full = values >= min(_BLOCK_VALUES, frame.sample_rate * samples.shape[0])
            if key is not None and pending and (full or its_key != key):
                yield key[0], self._mixed(pending)
                pending, values = [], 0
            key = its_key
            pending.append(samples)
            values += samples.size
        if key is not None and pending:
            yield key[0], self._mixed(pending)

    def resampled(self, rate_hz: int) -> Iterator[Samples]:
        """Mono blocks at `rate_hz`, whatever the track's rate is and even where it changes in the middle."""
        resampler: soxr.ResampleStream | None = None
        current_hz = 0
        for source_hz, samples in self.mono():
            if source_hz != current_hz:
                if resampler is not None:
                    yield _resample(resampler, np.zeros(0, np.float32), last=True)
                current_hz = source_hz
                resampler = soxr.ResampleStream(source_hz, rate_hz, 1) if source_hz != rate_hz else None
            yield samples if resampler is None else _resample(resampler, samples)
        if resampler is not None:
            yield _resample(resampler, np.zeros(0, np.float32), last=True)

    def _mixed(self, blocks: list[npt.NDArray[Any]]) -> Samples:
        """Channel blocks (channels, samples) of one kind as one mono block."""
        samples = _as_float(np.concatenate(blocks, axis=1))
        finite = np.isfinite(samples)
        if not finite.all():
            self.repaired_samples += int(samples.size - np.count_nonzero(finite))
            samples[~finite] = 0.0
        # Before the mean and the resampler: one absurd float would swamp its whole neighbourhood.
        np.clip(samples, -1.0, 1.0, out=samples)
        mono: Samples = samples.mean(axis=0, dtype=np.float32)
        return mono


@cache
def _options() -> dict[str, str]:
    """What FFmpeg may open. No picture is decoded: a cover of a megabyte can unfold to gigabytes."""
    sound = [name for name in av.codecs_available if _is_sound_decoder(name)]
    return CONTAINER_OPTIONS | {"codec_whitelist": ",".join(sorted(sound))}


def _is_sound_decoder(name: str) -> bool:
    try:
        return bool(av.Codec(name, "r").type == "audio")
    except ValueError:  # an encoder alone
        return False


def _checked(frame: AudioFrame) -> AudioFrame:
    lowest, highest = _RATES_HZ
    if not lowest <= frame.sample_rate <= highest:
        raise refusals.no_speech_rate(frame.sample_rate)
    return frame


def _codec_name(track: Any) -> str:
    """PyAV asks the decoder for it, and there may be none."""
    return getattr(track, "name", None) or "unknown"


def _by_channel(frame: AudioFrame) -> npt.NDArray[Any]:
    """A frame's samples as (channels, samples)."""
    samples: npt.NDArray[Any] = frame.to_ndarray()
    if frame.format.is_packed:
        return samples.reshape(-1, frame.layout.nb_channels).T
    return samples


def _as_float(samples: npt.NDArray[Any]) -> Samples:
    """Integer samples of any width to ±1; float ones as they are."""
    if samples.dtype == np.uint8:
        return (samples.astype(np.float32) - 128.0) / 128.0
    scale = -float(np.iinfo(samples.dtype).min) if np.issubdtype(samples.dtype, np.integer) else 1.0
    with np.errstate(over="ignore"):  # a double beyond float32 becomes infinite, and is repaired as such
        return samples.astype(np.float32) / np.float32(scale)


def _resample(resampler: soxr.ResampleStream, samples: Samples, *, last: bool = False) -> Samples:
    resampled: Samples = resampler.resample_chunk(samples, last=last)
    return resampled
