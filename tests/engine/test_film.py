"""The pictures of a film at the moments asked for, whatever its container, rate and damage. Each frame says its own time."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from recognition.engine.errors import MediaError
from recognition.engine.media import film, probe
from recognition.engine.media.film import Film
from recognition.engine.testing import tone, write_media, write_wav
from tests import films
from tests.films import Face, song_with_cover, talking_film

TIMES = [0.05, 0.45, 1.05, 1.95]
BITS = 11
LATE = {".avi": 0.101}  # MPEG-4 without times of its own: its decoder gives a frame out with the next one


@pytest.fixture(autouse=True)
def telling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each frame's columns, black and white, are the bits of its time in hundredths."""

    def told(_faces: object, at_s: float, size: tuple[int, int]) -> films.Picture:
        columns = np.arange(size[0]) * BITS // size[0]
        row = np.where(round(at_s * 100) >> columns & 1, 235, 20).astype(np.uint8)
        return np.broadcast_to(row[np.newaxis, :, np.newaxis], (size[1], size[0], 3)).copy()

    monkeypatch.setattr(films, "scene", told)


def shown(path: Path, *stretches: list[float]) -> list[float | None]:
    """The times of the frames that are shown at these."""
    with Film(path) as opened:
        return [
            None if picture is None else _told(picture) for times in stretches for picture in opened.pictures(times)
        ]


def _told(picture: films.Picture) -> float:
    parts = np.array_split(picture.mean(axis=(0, 2)), BITS)
    return (
        float(sum((part[len(part) // 4 : -len(part) // 4].mean() > 128) << bit for bit, part in enumerate(parts))) / 100
    )


@pytest.mark.parametrize("suffix", films.CODECS)
def test_every_container_shows_what_its_players_show(tmp_path: Path, suffix: str) -> None:
    path = talking_film(tmp_path / f"film{suffix}", seconds=4.0)
    assert shown(path, TIMES) == pytest.approx([0.0, 0.4, 1.0, 1.9], abs=LATE.get(suffix, 0.0))


@pytest.mark.parametrize("suffix", films.CODECS)
def test_the_same_moment_has_the_same_picture_whatever_was_asked_before(tmp_path: Path, suffix: str) -> None:
    """Workers who share a film begin anywhere in it."""
    path = talking_film(tmp_path / f"film{suffix}", seconds=4.0, keyframe_every=7)
    stretches = [[0.35, 0.95], [0.97, 1.35], [2.75, 3.15], [3.55, 3.85]]
    alone = [time for stretch in stretches for time in shown(path, stretch)]
    assert shown(path, *stretches) == alone
    assert shown(path, *stretches[::-1]) == [*alone[6:], *alone[4:6], *alone[2:4], *alone[:2]]
    assert alone == pytest.approx([0.3, 0.9, 0.9, 1.3, 2.7, 3.1, 3.5, 3.8], abs=LATE.get(suffix, 0.0))


def test_what_lies_between_is_not_decoded(tmp_path: Path) -> None:
    path = talking_film(tmp_path / "film.mp4", seconds=12.0, size=(64, 48))
    with Film(path) as opened:
        decoded = []
        whole = opened._whole
        opened._whole = lambda: (decoded.append(frame) or frame for frame in whole())  # type: ignore[func-returns-value,method-assign]
        assert sum(1 for _ in opened.pictures([9.0, 9.5])) == 2
    assert len(decoded) < 25, "of 120 frames"


def test_frames_at_an_uneven_rate_are_shown_until_the_next_one_comes(tmp_path: Path) -> None:
    path = talking_film(tmp_path / "film.mp4", seconds=4.0, times=[0.0, 0.3, 2.0, 2.04, 3.5])
    assert shown(path, [0.1, 1.9, 2.02, 2.1, 3.4, 3.6]) == pytest.approx([0.0, 0.3, 2.0, 2.04, 2.04, 3.5])


def test_a_film_that_ends_before_its_sound_shows_nothing_then(tmp_path: Path) -> None:
    path = talking_film(tmp_path / "film.mp4", seconds=6.0, picture_seconds=2.0)
    assert shown(path, [1.05, 2.5, 4.0], [5.0]) == [
        pytest.approx(1.0),
        pytest.approx(1.9),
        None,
        None,
    ]


@pytest.mark.parametrize("suffix", [".mkv", ".ts"])
def test_of_a_film_that_is_cut_off_the_rest_is_shown(tmp_path: Path, suffix: str) -> None:
    path = talking_film(tmp_path / f"film{suffix}", seconds=6.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert shown(path, [1.05], [5.5]) == [pytest.approx(1.0), None]


def test_damage_is_left_out_and_counted(tmp_path: Path) -> None:
    path = talking_film(tmp_path / "film.mp4", seconds=4.0)
    with av.open(str(path)) as source:
        packet = [packet for packet in source.demux(source.streams.video[0]) if packet.size][20]
        place, size = packet.pos, packet.size
    assert place is not None
    content = bytearray(path.read_bytes())
    content[place + 6 : place + size] = b"\xff" * (size - 6)
    path.write_bytes(content)
    with Film(path) as opened:
        assert all(picture is not None for picture in opened.pictures([0.5, 1.5, 2.05, 3.5]))
        assert opened.skipped_pictures > 0


@pytest.mark.parametrize(("rotation", "size"), [(0, (64, 48)), (90, (48, 64)), (180, (64, 48)), (270, (48, 64))])
def test_a_phones_film_stands_upright(tmp_path: Path, rotation: int, size: tuple[int, int]) -> None:
    with Film(talking_film(tmp_path / "film.mp4", seconds=1.0, size=size, rotation=rotation)) as opened:
        picture = next(opened.pictures([0.5]))
    assert picture is not None
    assert picture.shape == (size[1], size[0], 3)


def test_pictures_are_scaled_down(tmp_path: Path) -> None:
    with Film(talking_film(tmp_path / "film.mp4", seconds=0.4, size=(1920, 1080))) as opened:
        picture = next(opened.pictures([0.1]))
    assert picture is not None
    assert picture.shape == (540, 960, 3)


def test_the_recordings_time_begins_with_its_sound(tmp_path: Path) -> None:
    """A film whose sound comes a second late."""
    path = talking_film(tmp_path / "film.mkv", seconds=3.0)
    late = tmp_path / "late.mkv"
    with av.open(str(path)) as source, av.open(str(late), "w") as target:
        tracks = {track.index: target.add_stream_from_template(track) for track in source.streams}
        for packet in source.demux():
            if packet.dts is None:
                continue
            if packet.stream.type == "audio":
                packet.pts, packet.dts = packet.pts + 1000, packet.dts + 1000  # type: ignore[operator]
            packet.stream = tracks[packet.stream.index]
            target.mux(packet)
    assert shown(late, [0.05, 1.05]) == pytest.approx([1.0, 2.0], abs=0.1)


@pytest.mark.parametrize("name", ["song.mp3", "song.m4a"])
def test_a_cover_is_no_film(tmp_path: Path, name: str) -> None:
    path = song_with_cover(tmp_path / name)
    assert not probe(path).has_video
    with pytest.raises(MediaError) as refused:
        Film(path)
    assert refused.value.code == "no_video"


def test_a_sound_and_what_is_no_media_are_refused(tmp_path: Path) -> None:
    (tmp_path / "words.mp4").write_text("words")
    write_wav(tmp_path / "sound.wav", tone(0.5))
    for name, code in (("words.mp4", "unsupported_media"), ("sound.wav", "no_video")):
        with pytest.raises(MediaError) as refused:
            Film(tmp_path / name)
        assert refused.value.code == code


def test_a_film_without_sound_shows_its_pictures_all_the_same(tmp_path: Path) -> None:
    silent = talking_film(tmp_path / "film.mp4", seconds=2.0, speech=np.zeros(0, np.float32))
    assert shown(silent, [1.05]) == pytest.approx([1.0])


def test_a_picture_too_large_to_decode_is_no_film(tmp_path: Path) -> None:
    path = write_media(tmp_path / "sound.mka", tone(0.5), codec="pcm_s16le")
    assert not probe(path).has_video
    wide = talking_film(tmp_path / "wide.mp4", seconds=0.3, size=(4112, 16))
    assert not probe(wide).has_video
    with pytest.raises(MediaError) as refused:
        Film(wide)
    assert refused.value.code == "no_video"


def test_a_header_that_lies_about_the_size_unfolds_nothing(tmp_path: Path) -> None:
    """Its track says 64 by 48; each frame is a JPEG of more pixels than are decoded."""
    with Film(_lying_film(tmp_path / "bomb.mkv", side=4112)) as opened:
        assert [*opened.pictures([0.1, 0.5])] == [None, None]
        assert opened.skipped_pictures >= 10


def test_a_film_of_more_frames_than_a_camera_takes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "MAX_RATE", 2)
    monkeypatch.setattr(film, "SOME_PICTURES", 5)
    path = talking_film(tmp_path / "film.mp4", seconds=4.0, keyframe_every=100, size=(64, 48))
    assert shown(path, [0.35, 3.5]) == [pytest.approx(0.3), None]


def test_many_tracks_of_pictures_are_no_film(tmp_path: Path) -> None:
    path = tmp_path / "tracks.mkv"
    with av.open(str(path), "w") as output:
        encoded = []
        for _ in range(20):
            track = output.add_stream("mpeg4", rate=5)
            assert isinstance(track, av.VideoStream)
            track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts, frame.time_base = 0, Fraction(1, 5)
            encoded += [*track.encode(frame), *track.encode(None)]
        output.mux(encoded)
    with pytest.raises(MediaError) as refused:
        Film(path)
    assert refused.value.code == "no_video"


def test_a_talking_film_is_a_film_to_the_probe(tmp_path: Path) -> None:
    assert probe(talking_film(tmp_path / "film.webm", faces=[Face()], seconds=0.5)).has_video


def _lying_film(path: Path, *, side: int) -> Path:
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width = encoder.height = side
    encoder.pix_fmt, encoder.time_base = "yuvj420p", Fraction(1, 10)
    frame = av.VideoFrame(side, side, "yuvj420p")
    for plane in frame.planes:
        plane.update(bytes([128]) * plane.buffer_size)
    frame.pts = 0
    (large,) = [bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)]]
    with av.open(str(path), "w") as output:
        track = output.add_stream("mjpeg", rate=10)
        assert isinstance(track, av.VideoStream)
        track.width, track.height, track.pix_fmt = 64, 48, "yuvj420p"
        for number in range(10):
            packet = av.Packet(large)
            packet.stream, packet.time_base = track, Fraction(1, 10)
            packet.pts = packet.dts = number
            packet.is_keyframe = True
            output.mux(packet)
    return path
