"""YuNet, where its weights are: a network in its place that gives the rows that OpenCV documents."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import cv2
import numpy as np
import pytest

from recognition.engine import weights
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.faces.alignment import lean
from recognition.engine.faces.base import YUNET_WEIGHTS, best_detector, open_detector
from recognition.engine.faces.yunet import YuNetDetector
from recognition.engine.weights import KNOWN
from tests.loopback import serving

BODY = b"a network"
# Box, the person's right eye (to the left in the picture), left eye, nose, corners of the mouth, and the score.
ROW = [100, 50, 80, 125, 120, 95, 160, 105, 140, 120, 125, 145, 155, 148, 0.93]


class Network:
    """In place of the downloaded one."""

    def __init__(self, rows: list[list[float]]) -> None:
        self.rows, self.size, self.pixel = rows, (0, 0), [0, 0, 0]

    def setInputSize(self, size: tuple[int, int]) -> None:  # noqa: N802 - OpenCV's name
        self.size = size

    def detect(self, picture: np.ndarray) -> tuple[int, np.ndarray | None]:
        assert picture.shape[1::-1] == self.size
        self.pixel = [int(value) for value in picture[0, 0]]
        return 1, np.array(self.rows, dtype=np.float32) if self.rows else None


class Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that has the weights that the table names."""
    with serving(Server) as url:
        entry = replace(KNOWN[YUNET_WEIGHTS], url=f"{url}/yunet.onnx", sha256=hashlib.sha256(BODY).hexdigest())
        monkeypatch.setitem(KNOWN, YUNET_WEIGHTS, entry)
        yield url


def test_its_boxes_become_squares_and_its_landmarks_eyes() -> None:
    network = Network([ROW])  # of a picture twice as large as is searched
    picture = np.zeros((720, 1280, 3), np.uint8)
    picture[0:2, 0:2] = (255, 0, 0)
    (face,) = YuNetDetector(network).faces(picture)  # type: ignore[arg-type]
    assert network.size == (640, 360)
    assert network.pixel == [0, 0, 255], "blue comes first there"
    assert face.side == pytest.approx(200.0)
    assert face.centre == pytest.approx((280.0, 225.0))
    assert face.eyes == ((240.0, 190.0), (320.0, 210.0))
    assert lean(face) == pytest.approx(14.0, abs=0.1)


def test_no_face_is_an_empty_list() -> None:
    assert YuNetDetector(Network([])).faces(np.zeros((48, 64, 3), np.uint8)) == []  # type: ignore[arg-type]


def test_it_is_taken_once_somebody_has_fetched_it(
    published: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = EngineConfig(models_dir=tmp_path, allow_downloads=False)
    assert best_detector(config) == "haar"
    weights.pull(YUNET_WEIGHTS, config)
    assert best_detector(config) == "yunet"
    opened: list[str] = []

    def create(path: str, *_: object) -> Network:
        opened.append(path)
        return Network([])

    monkeypatch.setattr(cv2.FaceDetectorYN, "create", create)
    assert open_detector("yunet", config).id == "yunet"
    assert [Path(path).read_bytes() for path in opened] == [BODY]


def test_other_weights_than_the_published_ones_are_refused(published: str, tmp_path: Path) -> None:
    (tmp_path / KNOWN[YUNET_WEIGHTS].file).write_bytes(b"another network")
    with pytest.raises(ModelUnavailableError) as refused:
        open_detector("yunet", EngineConfig(models_dir=tmp_path, allow_downloads=False))
    assert refused.value.code == "checksum_mismatch"


@pytest.mark.parametrize("config", [None, "without"])
def test_without_weights_it_says_how_to_get_them(config: str | None, tmp_path: Path) -> None:
    chosen = None if config is None else EngineConfig(models_dir=tmp_path, allow_downloads=False)
    with pytest.raises(ModelUnavailableError) as refused:
        open_detector("yunet", chosen)
    assert refused.value.code == "model_unavailable"
