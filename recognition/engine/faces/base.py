"""Face detectors: the protocol that looking speaks, and the table of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from recognition.engine.config import EngineConfig
from recognition.engine.media.film import Picture
from recognition.engine.registry import resolve
from recognition.engine.weights import KNOWN

DETECTORS: Mapping[str, str] = {
    "haar": "recognition.engine.faces.haar:HaarDetector",
    "yunet": "recognition.engine.faces.yunet:open_yunet",
}
YUNET_WEIGHTS = "yunet"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """One in a picture, in its pixels: a square from the hairline to the chin, and the eyes where they were found.

    Args:
        x, y: the upper left corner.
        side: of the square.
        eyes: the one to the left in the picture first; None where they were not both found.
    """

    x: float
    y: float
    side: float
    eyes: tuple[Point, Point] | None = None

    @property
    def centre(self) -> Point:
        return self.x + self.side / 2, self.y + self.side / 2


class Detector(Protocol):
    """Finds faces."""

    id: str

    def faces(self, picture: Picture) -> list[Face]:
        """Those in an upright picture, in any order; none of them twice."""


def open_detector(name: str, config: EngineConfig | None = None) -> Detector:
    """The detector of that name; `config` is needed by those whose weights are downloaded.

    Raises:
        UnknownComponentError: `unknown_detector`.
        ModelUnavailableError: when its weights are not here, or not the published ones.
    """
    opened: Callable[[EngineConfig | None], Detector] = resolve(DETECTORS, name, kind="detector")
    return opened(config)


def best_detector(config: EngineConfig) -> str:
    """YuNet, which also finds faces that lean or look aside, where somebody has fetched its weights; else the cascades."""
    return "yunet" if (config.models_dir / KNOWN[YUNET_WEIGHTS].file).is_file() else "haar"
