"""Faces by YuNet (Wu et al. 2023, doi:10.1007/s11633-023-1423-y), a small network whose weights are downloaded."""

import cv2

from recognition.engine import weights
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.faces.base import YUNET_WEIGHTS, Face
from recognition.engine.media.film import Picture

LONGEST_SIDE = 640  # it was trained on faces of 10 to 300 pixels in pictures of about that size
LEAST_SCORE = 0.7
SAME_FACE = 0.3  # share of the union from which two boxes are one face
MOST = 50  # before those that overlap are put together


class YuNetDetector:
    """Faces of every direction, with five landmarks, of which two are the eyes."""

    id = "yunet"

    def __init__(self, network: cv2.FaceDetectorYN) -> None:
        self.network = network

    def faces(self, picture: Picture) -> list[Face]:
        """Those in an upright picture."""
        scale = min(1.0, LONGEST_SIDE / max(picture.shape[:2]))
        blue_first = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        small = cv2.resize(blue_first, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        self.network.setInputSize((small.shape[1], small.shape[0]))
        _, rows = self.network.detect(small)
        return [] if rows is None else [_face([float(value) / scale for value in row[:8]]) for row in rows]


def open_yunet(config: EngineConfig | None) -> YuNetDetector:
    """With the weights in the models directory, fetched first where that is needed and allowed.

    Raises:
        ModelUnavailableError: when they cannot be had, or are not the published ones.
    """
    if config is None:
        raise ModelUnavailableError("YuNet needs a folder with its weights.", code="model_unavailable")
    cv2.setNumThreads(1)  # workers share the processor out among themselves
    path = weights.ensure(YUNET_WEIGHTS, config)
    return YuNetDetector(
        cv2.FaceDetectorYN.create(str(path), "", (LONGEST_SIDE, LONGEST_SIDE), LEAST_SCORE, SAME_FACE, MOST)
    )


def _face(row: list[float]) -> Face:
    """Of the box, which is higher than wide, the square of its area; and of the landmarks the eyes."""
    x, y, width, height, left_x, left_y, right_x, right_y = row
    side = (width * height) ** 0.5
    eyes = sorted(((left_x, left_y), (right_x, right_y)))
    return Face(x + (width - side) / 2, y + (height - side) / 2, side, (eyes[0], eyes[1]))
