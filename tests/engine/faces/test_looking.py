"""Looking at films with the packaged detector: which face is taken, how it is cut out, and what is told of it."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recognition.engine.errors import MediaError, UnknownComponentError
from recognition.engine.faces import Seen, look
from recognition.engine.faces.base import open_detector
from recognition.engine.faces.looking import MOMENTS, moments
from recognition.engine.types import FaceBox, Span
from tests.films import Face, scene, song_with_cover, talking_film

SPAN = Span(0.5, 2.0)


def seen(path: Path, *spans: Span) -> list[Seen]:
    return list(look(path, spans or [SPAN]))


def one(folder: Path, *faces: Face, **film: Any) -> Seen:
    return seen(talking_film(folder / "film.mp4", faces=faces, seconds=2.0, **film))[0]


def middle(box: FaceBox) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def test_a_face_is_fifteen_upright_pictures_and_where_it_was(tmp_path: Path) -> None:
    found = one(tmp_path, Face(x=0.4, size=0.3))
    assert found.pictures is not None
    assert found.pictures.shape == (15, 224, 224, 3)
    assert found.pictures.dtype == np.uint8
    red, _, blue = found.pictures[:, 80:140, 80:140].mean(axis=(0, 1, 2))
    assert red > blue + 30, "it is skin, and red comes first"
    assert found.reasons == ()
    assert [box.at_s for box in found.boxes] == pytest.approx(moments(SPAN), abs=0.001)
    for box in found.boxes:
        assert middle(box) == pytest.approx((0.4, 0.4), abs=0.06)
        assert box.width * 320 == pytest.approx(box.height * 240, abs=1), "a square of the picture"
        assert box.width == pytest.approx(0.3, abs=0.03)


def test_a_face_that_moves_is_followed_by_the_times_of_the_frames(tmp_path: Path) -> None:
    """They come at an uneven rate: between 0.6 and 1.6 s there is one."""
    times = [0.0, 0.1, 0.3, 0.6, 1.6, 1.65, 1.7, 1.9]
    boxes = one(tmp_path, Face(x=0.3, drift=0.2), times=times).boxes
    assert len(boxes) == MOMENTS
    for box in boxes:
        shown_s = max(time for time in times if time <= box.at_s)
        assert middle(box)[0] == pytest.approx(0.3 + 0.2 * shown_s, abs=0.05)


def test_no_face_is_said_and_shows_nothing(tmp_path: Path) -> None:
    assert one(tmp_path, times=[0.0, 1.0]) == Seen(None, (), ("no_face",))


def test_a_face_that_goes_is_seen_while_it_is_there_and_its_last_picture_stays(tmp_path: Path) -> None:
    found = one(tmp_path, Face(until_s=1.0), times=[0.0, 0.5, 1.0])
    assert found.pictures is not None
    assert 0 < len(found.boxes) < MOMENTS
    assert all(box.at_s < 1.0 for box in found.boxes)
    last = len(found.boxes) - 1
    assert all(np.array_equal(picture, found.pictures[last]) for picture in found.pictures[last:])


def test_of_two_faces_the_larger_one_is_read_and_that_is_said(tmp_path: Path) -> None:
    found = one(tmp_path, Face(x=0.25, size=0.2), Face(x=0.75, size=0.27), times=[0.0, 0.8, 1.4])
    assert found.reasons == ("several_faces",)
    assert all(middle(box)[0] > 0.5 for box in found.boxes)


@pytest.mark.parametrize(("size", "reasons"), [((320, 240), ("small_face",)), ((960, 540), ())])
def test_a_face_of_few_pixels_is_small(tmp_path: Path, size: tuple[int, int], reasons: tuple[str, ...]) -> None:
    found = one(tmp_path, Face(size=0.1), size=size, times=[0.0, 0.8, 1.4])
    assert found.pictures is not None
    assert found.reasons == reasons


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_phones_film_is_turned_as_players_turn_it(tmp_path: Path, rotation: int) -> None:
    face = Face(x=0.45, y=0.6, size=0.4)
    found = one(tmp_path, face, size=(240, 320), rotation=rotation, times=[0.0, 0.8, 1.4])
    assert len(found.boxes) == MOMENTS
    assert all(middle(box) == pytest.approx((0.45, 0.53), abs=0.07) for box in found.boxes)


@cache
def detector() -> Any:
    return open_detector("haar")


@pytest.mark.parametrize("tilt", [-28, 0, 12, 28])
def test_a_face_is_found_however_it_leans_and_its_eyes_say_how(tilt: float) -> None:
    (face,) = detector().faces(scene([Face(size=0.35, tilt=tilt)], 0.0, (320, 240)))
    assert face.eyes is not None
    (left_x, left_y), (right_x, right_y) = face.eyes
    assert np.degrees(np.arctan2(left_y - right_y, right_x - left_x)) == pytest.approx(tilt, abs=8)


def test_a_detector_names_no_face_twice() -> None:
    assert len(detector().faces(scene([Face(x=0.3), Face(x=0.75, size=0.2)], 0.0, (640, 360)))) == 2


@pytest.mark.parametrize("name", ["song.mp3", "song.m4a"])
def test_the_cover_of_a_song_is_no_film(tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaError) as refused:
        seen(song_with_cover(tmp_path / name))
    assert refused.value.code == "no_video"


def test_an_unknown_detector_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownComponentError, match=r"“eagle”. Known: haar, yunet"):
        list(look(tmp_path / "film.mp4", [SPAN], detector="eagle"))
