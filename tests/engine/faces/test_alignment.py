"""A face cut out: turned by its eyes, and filled where it reaches out of the picture."""

import cv2
import numpy as np
import pytest

from recognition.engine.faces.alignment import cut_out, lean, usual_lean
from recognition.engine.faces.base import Face

LEFT, RIGHT = (80.0, 90.0), (120.0, 90.0)
SQUARE = 100.0


def with_eyes(left: tuple[float, float], right: tuple[float, float]) -> Face:
    return Face(50.0, 50.0, SQUARE, (left, right))


def leaning(degrees: float) -> tuple[np.ndarray, Face]:
    """White eyes in the dark, on a line that falls to the right by so many degrees."""
    turn = np.vstack([cv2.getRotationMatrix2D((100, 100), -degrees, 1.0), (0, 0, 1)])
    eyes = [tuple(float(value) for value in (turn @ (*eye, 1.0))[:2]) for eye in (LEFT, RIGHT)]
    picture = np.zeros((200, 200, 3), np.uint8)
    for x, y in eyes:
        cv2.circle(picture, (round(x), round(y)), 4, (255, 255, 255), -1)
    return picture, with_eyes(*eyes)  # type: ignore[arg-type]


@pytest.mark.parametrize("degrees", [-35.0, 0.0, 20.0])
def test_the_eyes_come_to_lie_level(degrees: float) -> None:
    picture, face = leaning(degrees)
    assert lean(face) == pytest.approx(degrees, abs=0.1)
    cut = cut_out(picture, face, otherwise=0.0)
    assert cut.shape == (224, 224, 3)
    rows = np.flatnonzero(cut.max(axis=(1, 2)) > 128)
    assert rows.max() - rows.min() < 26, "two dots of about 18 pixels beside each other"


def test_a_face_without_eyes_is_turned_as_the_others_are() -> None:
    picture, face = leaning(20.0)
    blind = Face(face.x, face.y, face.side)
    assert lean(blind) is None
    assert np.array_equal(
        cut_out(picture, blind, otherwise=20.0), cut_out(picture, blind, otherwise=usual_lean([face, face]))
    )
    assert usual_lean([blind]) == 0.0


def test_what_leans_too_far_to_be_eyes_is_not_believed() -> None:
    assert lean(with_eyes((80, 60), (100, 120))) is None


def test_at_the_edge_of_the_picture_the_rest_is_filled() -> None:
    picture = np.full((200, 200, 3), 200, np.uint8)
    assert cut_out(picture, Face(-40.0, 150.0, SQUARE), otherwise=0.0).min() == 200
