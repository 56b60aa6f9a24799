"""What a media file is, told from its header and first frame, before anything is decoded."""

from dataclasses import dataclass
from pathlib import Path

import av

from recognition.engine.media import refusals
from recognition.engine.media.film_track import film_track
from recognition.engine.media.source import AudioSource

_MAX_COUNTED_PACKETS = 2_000_000  # four hours of the shortest common packets are under a million


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A playable file. `duration_s` is the header's word, or counted from the packets where the header has none; None where
    only decoding will tell; `has_video` tells whether there is a film that can be looked at."""

    container: str
    codec: str
    duration_s: float | None
    sample_rate_hz: int
    channels: int
    has_video: bool


def probe(path: Path, *, max_duration_s: float | None = None) -> MediaInfo:
    """Look at a file without decoding it.

    Args:
        path: the file.
        max_duration_s: longest duration accepted.

    Raises:
        MediaError: `unsupported_media`, `no_audio_stream`, `corrupt_media`, `too_long`, `empty_audio`.
    """
    with AudioSource(path) as source:
        duration_s = _header_duration_s(source)
        frame = next(source.frames(), None)
        if frame is None:
            raise refusals.corrupt() if source.skipped_packets else refusals.empty()
        info = MediaInfo(
            container=source.container.format.name,
            codec=source.stream.codec_context.name,
            duration_s=duration_s if duration_s is not None else _counted_duration_s(path),
            sample_rate_hz=frame.sample_rate,
            channels=frame.layout.nb_channels,
            has_video=film_track(source.container) is not None,
        )
    if info.duration_s is not None and info.duration_s < refusals.MIN_DURATION_S:
        raise refusals.empty()
    if max_duration_s is not None and info.duration_s is not None and info.duration_s > max_duration_s:
        raise refusals.too_long(max_duration_s)
    return info


def _header_duration_s(source: AudioSource) -> float | None:
    stream, container = source.stream, source.container
    if stream.duration is not None and stream.time_base is not None and stream.duration > 0:
        return float(stream.duration * stream.time_base)
    if container.duration is not None and container.duration > 0:
        return container.duration / av.time_base
    return None


def _counted_duration_s(path: Path) -> float | None:
    """From the packets' timestamps: a browser's MediaRecorder writes its header before it knows the duration.

    None where there are so many that decoding had better tell.
    """
    first: float | None = None
    end = 0.0
    with AudioSource(path) as source:
        for counted, packet in enumerate(source.packets()):
            if counted >= _MAX_COUNTED_PACKETS:
                return None
            if packet.pts is None or packet.time_base is None:
                continue
            start = float(packet.pts * packet.time_base)
            first = start if first is None else first
            end = max(end, start + float((packet.duration or 0) * packet.time_base))
    return None if first is None else end - first
