"""Films of talking faces, made on the spot: the one face of the fixtures, moved about, beside the sound of the bundled clips."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

from recognition.engine import media
from recognition.engine.media import SAMPLE_RATE_HZ

ROOT = Path(__file__).parents[1]
PORTRAIT = ROOT / "tests" / "fixtures" / "face.jpg"
SPEECH = ROOT / "frontend" / "public" / "samples" / "angry.mp3"
FACE_IN_PORTRAIT = 97 / 190  # its width, of the portrait's
TICKS = 1000  # per second
RATE = 10

Picture = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]
Timed = tuple[float, "list[av.Packet[Any]]"]
"""What came of a track up to a time, in seconds."""

# FFmpeg's names of the encoders of picture and sound, and the rate that the latter takes, by suffix.
CODECS = {
    ".mp4": ("libx264", "aac", 48000),
    ".mov": ("libx264", "aac", 48000),
    ".ts": ("libx264", "aac", 48000),
    ".mkv": ("libx264", "libopus", 48000),
    ".webm": ("libvpx", "libopus", 48000),
    ".avi": ("mpeg4", "libmp3lame", 48000),
}
SONGS = {".mp3": ("libmp3lame", 48000), ".m4a": ("aac", 48000)}
QUICK = {
    "libx264": {"preset": "ultrafast", "crf": "23", "threads": "1"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "threads": "1"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "threads": "1"},
}


@dataclass(frozen=True)
class Face:
    """Somebody in the picture.

    Args:
        x, y: where the middle of the portrait is, as shares of the picture's width and height.
        size: how wide the face (not the portrait) is, as a share of the picture's width.
        from_s, until_s: when it is there.
        drift: by which share of the picture's width it moves to the right in a second.
        tilt: by how many degrees the head leans, counterclockwise.
    """

    x: float = 0.5
    y: float = 0.5
    size: float = 0.3
    from_s: float = 0.0
    until_s: float = math.inf
    drift: float = 0.0
    tilt: float = 0.0


def talking_film(
    path: Path,
    *,
    faces: Sequence[Face] = (Face(),),
    seconds: float | None = None,
    speech: Samples | None = None,
    size: tuple[int, int] = (320, 240),
    picture_seconds: float | None = None,
    times: Sequence[float] | None = None,
    rotation: int = 0,
    keyframe_every: int = 12,
    codec: str | None = None,
) -> Path:
    """Write a film; its suffix names the container and the codecs.

    Args:
        path: the target: `.mp4`, `.mov`, `.mkv`, `.webm`, `.avi` or `.ts`.
        faces: who is in the picture, the later ones before the earlier ones.
        seconds: its length; the speech's own when None. Speech is repeated or cut to it.
        speech: mono, 16 kHz; a bundled clip when None, and with no samples a film without a sound track.
        size: width and height as shown.
        picture_seconds: the length of the picture track where it is another.
        times: of the frames, where they do not come at an even rate.
        rotation: by how many degrees a player has to turn what is stored, counterclockwise, as phones' films say: 90, 180, 270.
        keyframe_every: so many frames.
        codec: FFmpeg's name of the picture's encoder, where it is another than usual.
    """
    said = spoken(seconds) if speech is None else _filled(speech, seconds)
    length_s = picture_seconds or seconds or said.size / SAMPLE_RATE_HZ
    usual, sound_codec, rate_hz = CODECS[path.suffix]
    codec = codec or usual
    with av.open(str(path), "w") as output:
        picture = output.add_stream(codec, rate=RATE, options=QUICK.get(codec, {}))
        sound = output.add_stream(sound_codec, rate=rate_hz, layout="mono") if said.size else None
        assert isinstance(picture, av.VideoStream)
        assert sound is None or isinstance(sound, av.AudioStream)
        picture.width, picture.height = size if rotation % 180 == 0 else size[::-1]
        picture.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        picture.codec_context.gop_size = keyframe_every
        if times is not None:
            picture.codec_context.time_base = Fraction(1, TICKS)
        if rotation:
            picture.set_display_rotation(rotation)
        frames = times if times is not None else [at / RATE for at in range(round(length_s * RATE))]
        shown = partial(_stored, faces, size, rotation)
        for packet in _interleaved(_pictures(picture, shown, frames), _sounds(sound, said)):
            output.mux(packet)
    return path


def song_with_cover(path: Path, seconds: float = 2.0) -> Path:
    """Sound with a picture of a face for its cover, as players show it: `.mp3` or `.m4a`."""
    said, (codec, rate_hz) = spoken(seconds), SONGS[path.suffix]
    with av.open(str(path), "w", format="mp4" if path.suffix == ".m4a" else None) as output:
        sound = output.add_stream(codec, rate=rate_hz, layout="mono")
        cover = output.add_stream("mjpeg", rate=1)
        assert isinstance(cover, av.VideoStream)
        assert isinstance(sound, av.AudioStream)
        cover.width, cover.height, cover.pix_fmt = 240, 240, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        picture = partial(_stored, (Face(),), (240, 240), 0)
        for packet in _interleaved(_pictures(cover, picture, [0.0]), _sounds(sound, said)):
            output.mux(packet)
    return path


def scene(faces: Sequence[Face], at_s: float, size: tuple[int, int]) -> Picture:
    """The picture at a moment: (height, width, 3), RGB."""
    width, height = size
    shades = np.add.outer(np.linspace(90, 130, height), np.linspace(0, 40, width)).astype(np.uint8)
    picture = np.stack([shades, shades, 255 - shades], axis=2)
    for face in faces:
        if face.from_s <= at_s < face.until_s:
            _put(picture, face, at_s)
    return picture


@cache
def portrait() -> Picture:
    """(230, 190, 3), RGB."""
    with av.open(str(PORTRAIT)) as file:
        return next(file.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)


def spoken(seconds: float | None = None) -> Samples:
    """Speech of that length: the bundled clip, repeated or cut."""
    return _filled(_clip(), seconds)


@cache
def _clip() -> Samples:
    with media.decode(SPEECH) as pcm:
        return pcm.read()


def _filled(speech: Samples, seconds: float | None) -> Samples:
    return speech if seconds is None or not speech.size else np.resize(speech, round(seconds * SAMPLE_RATE_HZ))


def _put(picture: Picture, face: Face, at_s: float) -> None:
    """Paste the portrait, leaning and cut at the edges."""
    height, width = picture.shape[:2]
    own_height, own_width = portrait().shape[:2]
    scale = face.size * width / (own_width * FACE_IN_PORTRAIT)
    turn = cv2.getRotationMatrix2D((own_width / 2, own_height / 2), face.tilt, scale)
    turn[0, 2] += (face.x + face.drift * (at_s - face.from_s)) * width - own_width / 2
    turn[1, 2] += face.y * height - own_height / 2
    pasted = cv2.warpAffine(portrait(), turn, (width, height), flags=cv2.INTER_AREA)
    mask = cv2.warpAffine(np.full((own_height, own_width), 255, np.uint8), turn, (width, height)) > 127
    picture[mask] = pasted[mask]


def _stored(faces: Sequence[Face], size: tuple[int, int], rotation: int, at_s: float) -> Picture:
    return np.ascontiguousarray(np.rot90(scene(faces, at_s, size), -rotation // 90))


def _pictures(
    stream: av.VideoStream, picture_at: Callable[[float], Picture], times: Sequence[float]
) -> Iterator[Timed]:
    for at_s in times:
        frame = av.VideoFrame.from_ndarray(picture_at(at_s), format="rgb24")
        frame.pts, frame.time_base = round(at_s * TICKS), Fraction(1, TICKS)
        yield at_s, list(stream.encode(frame))
    yield math.inf, list(stream.encode(None))


def _sounds(stream: av.AudioStream | None, samples: Samples) -> Iterator[Timed]:
    if stream is None:
        return
    resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=stream.rate)
    for start in range(0, samples.size, SAMPLE_RATE_HZ // 4):
        piece = np.ascontiguousarray(samples[np.newaxis, start : start + SAMPLE_RATE_HZ // 4])
        frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, start
        yield (
            start / SAMPLE_RATE_HZ,
            [packet for resampled in resampler.resample(frame) for packet in stream.encode(resampled)],
        )
    yield math.inf, list(stream.encode(None))


def _interleaved(*tracks: Iterator[Timed]) -> "Iterator[av.Packet[Any]]":
    """Packets of several tracks, those of the earlier time first: a file that is cut off has some of each."""
    heads = [next(track, None) for track in tracks]
    while any(heads):
        first = min((at for at, head in enumerate(heads) if head), key=lambda at: heads[at][0])  # type: ignore[index]
        yield from heads[first][1]  # type: ignore[index]
        heads[first] = next(tracks[first], None)
