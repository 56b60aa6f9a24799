"""What is seen of a face while something is said: pictures of it, where it was, and why it may be seen badly."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from types import TracebackType
from typing import Self

import numpy as np

from recognition.engine.faces.alignment import cut_out, usual_lean
from recognition.engine.faces.base import Detector, Face, open_detector
from recognition.engine.faces.tracking import follow
from recognition.engine.fusion.base import Pictures
from recognition.engine.media.film import Film, Picture
from recognition.engine.types import FaceBox, Span

MOMENTS = 15
SMALL_SIDE = 48  # in pixels: the faces that models learn from are that large
NO_FACE, SEVERAL_FACES, SMALL_FACE = "no_face", "several_faces", "small_face"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one stretch of speech.

    Args:
        pictures: of the face, uint8, (15, 224, 224, 3), RGB, upright, evenly spaced; at a moment without it the nearest one
            with it. None where no face was seen.
        boxes: where it was, of the moments at which it was seen.
        reasons: of `labels.REASONS`: `no_face`, `several_faces`, `small_face`.
    """

    pictures: Pictures | None
    boxes: tuple[FaceBox, ...]
    reasons: tuple[str, ...]


NOTHING = Seen(None, (), (NO_FACE,))


class Looker:
    """Context manager: an opened film, and who looks for faces in it.

    Args:
        path: the film.
        detector: that finds them.

    Raises:
        MediaError: `no_video`, or as opening the sound.
    """

    def __init__(self, path: Path, detector: Detector) -> None:
        self._film, self._detector = Film(path), detector

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._film.close()

    def look(self, span: Span, *, on_decoded: Callable[[], None] = lambda: None) -> Seen:
        """What is seen in a stretch; whatever was looked at before, it is the same.

        Args:
            span: of the recording's time.
            on_decoded: told of each picture that is decoded on the way; may raise `Cancelled`.
        """
        self._film.on_decoded = on_decoded
        times_s = moments(span)
        shown: list[Picture] = []
        found: list[list[Face]] = []
        at: list[int] = []  # the moment of each picture
        for number, picture in enumerate(self._film.pictures(times_s)):
            if picture is None:
                continue
            # A film of few pictures a second shows the same one at several moments.
            known = bool(shown) and picture is shown[-1]
            found.append(found[-1] if known else self._detector.faces(picture))
            shown.append(picture)
            at.append(number)
        return _seen([times_s[number] for number in at], at, shown, found)


def look(path: Path, spans: Sequence[Span], *, detector: str | Detector = "haar") -> Iterator[Seen]:
    """Look at stretches of a film, one after another; only what lies within them is decoded.

    Args:
        path: the film.
        spans: of the recording's time, which begins where its sound does.
        detector: or the name of one that needs no downloaded weights.

    Raises:
        MediaError: `no_video`, `unsupported_media`, `corrupt_media`.
        UnknownComponentError: `unknown_detector`.
    """
    with Looker(path, open_detector(detector) if isinstance(detector, str) else detector) as looker:
        for span in spans:
            yield looker.look(span)


def moments(span: Span) -> list[float]:
    """Fifteen, evenly spaced, the first and the last half a step from the edges."""
    step_s = span.duration_s / MOMENTS
    return [span.start_s + (number + 0.5) * step_s for number in range(MOMENTS)]


def _seen(times_s: Sequence[float], at: Sequence[int], shown: Sequence[Picture], found: Sequence[list[Face]]) -> Seen:
    followed = follow(found)
    if not followed.faces:
        return NOTHING
    main = followed.faces
    reasons = [SEVERAL_FACES] if followed.several else []
    reasons += [SMALL_FACE] if fmean(face.side for face in main.values()) < SMALL_SIDE else []
    otherwise = usual_lean(main.values())
    cut = {at[place]: cut_out(shown[place], face, otherwise=otherwise) for place, face in main.items()}
    boxes = tuple(_box(times_s[place], face, shown[place]) for place, face in main.items())
    return Seen(_filled(cut), boxes, tuple(reasons))


def _filled(cut: Mapping[int, Picture]) -> Pictures:
    """One for each moment: the nearest there is, of two as near the earlier one."""
    return np.stack([cut[min(cut, key=lambda there: abs(there - number))] for number in range(MOMENTS)])


def _box(at_s: float, face: Face, picture: Picture) -> FaceBox:
    """As shares of the picture, cut at its edges."""
    height, width = picture.shape[:2]
    left, top = max(0.0, face.x), max(0.0, face.y)
    right, bottom = min(width, face.x + face.side), min(height, face.y + face.side)
    return FaceBox(
        round(at_s, 3),
        round(left / width, 4),
        round(top / height, 4),
        round((right - left) / width, 4),
        round((bottom - top) / height, 4),
    )
