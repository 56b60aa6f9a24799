"""Faces by boosted cascades (Viola & Jones 2001, doi:10.1109/CVPR.2001.990517), as OpenCV's package brings them."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from recognition.engine.config import EngineConfig
from recognition.engine.faces.base import Face, Point
from recognition.engine.media.film import Picture

LONGEST_SIDE = 480  # of the picture that is searched
LEAST_SIDE = 20  # of a face in it: the cascades' own window
NEIGHBOURS = 5
SCALE_STEP = 1.15
EYE_STEP = 1.1
LEANS = (-25.0, 25.0)  # in degrees; upright, the cascade finds faces that lean by up to 20
# Where eyes are in a face, as shares of its side: above the middle, so far apart, and about level.
EYES_ABOVE, EYES_APART, EYES_LEVEL = 0.6, (0.25, 0.65), 0.28

Grey = npt.NDArray[Any]


class HaarDetector:
    """Frontal faces; where there are none, those that lean; and where there are none of these, faces in profile."""

    id = "haar"

    def __init__(self, config: EngineConfig | None = None) -> None:
        cv2.setNumThreads(1)  # workers share the processor out among themselves

    def faces(self, picture: Picture) -> list[Face]:
        """Those in an upright picture."""
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        return _frontal(grey) or [face for lean in LEANS for face in _leaning(grey, lean)] or _in_profile(grey)


def _frontal(grey: Grey) -> list[Face]:
    return [replace(face, eyes=_eyes(grey, face)) for face in _found("haarcascade_frontalface_alt2.xml", grey)]


def _leaning(grey: Grey, lean: float) -> list[Face]:
    """Frontal faces in the picture turned about its middle, and where they are before it is turned."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0)
    back = cv2.invertAffineTransform(turn)

    def before(point: Point) -> Point:
        x, y = back @ (*point, 1.0)
        return float(x), float(y)

    faces = []
    for face in _frontal(cv2.warpAffine(grey, turn, (width, height))):
        (x, y), half = before(face.centre), face.side / 2
        eyes = None if face.eyes is None else (before(face.eyes[0]), before(face.eyes[1]))
        faces.append(Face(x - half, y - half, face.side, eyes))
    return faces


def _in_profile(grey: Grey) -> list[Face]:
    """The cascade knows faces that look to the left; those that look to the right are found in the mirror."""
    mirrored = _found("haarcascade_profileface.xml", np.ascontiguousarray(grey[:, ::-1]))
    to_the_right = [replace(face, x=grey.shape[1] - face.x - face.side) for face in mirrored]
    return _found("haarcascade_profileface.xml", grey) or to_the_right


def _found(cascade: str, grey: Grey) -> list[Face]:
    """In the picture scaled down."""
    scale = min(1.0, LONGEST_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    found = _cascade(cascade).detectMultiScale(small, SCALE_STEP, NEIGHBOURS, minSize=(LEAST_SIDE, LEAST_SIDE))
    return [Face(float(x / scale), float(y / scale), float(side / scale)) for x, y, side, _ in found]


def _eyes(grey: Grey, face: Face) -> tuple[Point, Point] | None:
    """The pair that is most level, of those that may be eyes."""
    x, y, side = face.x, face.y, face.side
    part = grey[round(y) : round(y + EYES_ABOVE * side), round(x) : round(x + side)]
    if min(part.shape) < LEAST_SIDE:
        return None
    least, most = round(side / 8), round(side / 2.5)
    found = _cascade("haarcascade_eye.xml").detectMultiScale(
        part, EYE_STEP, 4, minSize=(least, least), maxSize=(most, most)
    )
    points = sorted((float(left + width / 2), float(top + height / 2)) for left, top, width, height in found)
    pairs = [
        (left, right)
        for place, left in enumerate(points)
        for right in points[place + 1 :]
        if _are_eyes(left, right, side)
    ]
    if not pairs:
        return None
    left, right = min(pairs, key=lambda pair: abs(pair[1][1] - pair[0][1]))
    return (x + left[0], y + left[1]), (x + right[0], y + right[1])


def _are_eyes(left: Point, right: Point, side: float) -> bool:
    apart, slope = (right[0] - left[0]) / side, abs(right[1] - left[1]) / side
    return EYES_APART[0] <= apart <= EYES_APART[1] and slope <= EYES_LEVEL and left[0] < side / 2 < right[0]


@cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))
