"""A face cut out of a picture: upright by its eyes, with a margin, and always of one size."""

import math
from collections.abc import Iterable
from statistics import median

import cv2
import numpy as np

from recognition.engine.faces.base import Face
from recognition.engine.media.film import Picture

SIDE = 224
# Of FER+'s pictures, from which faces are learnt, the cascades' squares take .974 (median of 127 of 150, their middles within
# .01 of the pictures').
MARGIN = 1.03
MOST_LEAN = 40.0  # in degrees; what seems to lean further has other things taken for eyes


def lean(face: Face) -> float | None:
    """By how many degrees the face leans, clockwise in the picture; None where its eyes were not found."""
    if face.eyes is None:
        return None
    (left_x, left_y), (right_x, right_y) = face.eyes
    degrees = math.degrees(math.atan2(right_y - left_y, right_x - left_x))
    return degrees if abs(degrees) <= MOST_LEAN else None


def usual_lean(faces: Iterable[Face]) -> float:
    """Of the faces whose eyes were found; 0 where there is none. For those whose eyes were not."""
    found = [degrees for face in faces if (degrees := lean(face)) is not None]
    return median(found) if found else 0.0


def cut_out(picture: Picture, face: Face, *, otherwise: float) -> Picture:
    """The face, (224, 224, 3); `otherwise` is how it leans where its eyes do not tell."""
    own = lean(face)
    scale = SIDE / (face.side * MARGIN)
    turn = cv2.getRotationMatrix2D(face.centre, otherwise if own is None else own, scale)
    turn[0, 2] += SIDE / 2 - face.centre[0]
    turn[1, 2] += SIDE / 2 - face.centre[1]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    cut: Picture = cv2.warpAffine(picture, turn, (SIDE, SIDE), flags=method, borderMode=cv2.BORDER_REPLICATE).astype(
        np.uint8, copy=False
    )
    return cut
