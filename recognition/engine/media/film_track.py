"""Which track of a media file is a film that can be looked at, told from its header."""

from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream

# What cameras, phones, browsers and meeting programs write, and what older collections hold; by the decoder's name.
CODECS = {
    *("h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "mjpeg", "mpeg1video", "mpeg2video", "h263", "flv"),
    *("theora", "wmv1", "wmv2", "wmv3", "vc1"),
}
MAX_SIDE = 4096
_LEAST_SIDE = 16
_MAX_TRACKS = 16  # of pictures; each costs an index


def film_track(container: InputContainer) -> VideoStream | None:
    """The track to look at, the one with the largest picture; None where there is none that moves and can be decoded."""
    tracks = container.streams.video
    if len(tracks) > _MAX_TRACKS:
        return None
    return max((track for track in tracks if _is_film(track)), key=_pixels, default=None)


def sound_start_s(container: InputContainer) -> float:
    """The container's time at which the recording's time is 0: where its sound begins."""
    sound = container.streams.best("audio")
    if sound is None or sound.start_time is None or sound.time_base is None:
        return 0.0
    return float(sound.start_time * sound.time_base)


def _is_film(track: VideoStream) -> bool:
    """A cover picture in a music file is stored as a video track too."""
    if track.disposition & av.stream.Disposition.attached_pic:
        return False
    codec: Any = track.codec_context
    if codec is None or codec.name not in CODECS:
        return False
    sides = (codec.width, codec.height)
    # Some containers do not tell; the decoder then does, and is held to the same limit.
    return sides == (0, 0) or (min(sides) >= _LEAST_SIDE and max(sides) <= MAX_SIDE)


def _pixels(track: VideoStream) -> int:
    return int(track.codec_context.width * track.codec_context.height)
