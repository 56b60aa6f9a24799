"""Action units of a film by py-feat 2 (Cheong et al. 2023, doi:10.1007/s42761-023-00191-4), in the form of OpenFace's table.

py-feat is an extra (requirements/pyfeat.txt), and fetches its weights itself, from its own hub, when it is first used.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from recognition.engine import media
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.action_units import (
    COLUMNS,
    CONFIDENCE,
    FACE,
    SUCCESS,
    TIME,
    ActionUnitsError,
)
from recognition.engine.media.film import Film, Picture

PER_S = 10.0  # pictures looked at in a second
AT_ONCE = 8  # pictures that py-feat is given together
MOST = 5.0  # OpenFace's strongest intensity; py-feat tells a probability
PRESENT = 0.5
OTHERWISE = {"AU45": "AU43"}  # py-feat knows no blink, but closed eyes, which a blink is for a moment
HEADING = ("frame", FACE, TIME, CONFIDENCE, SUCCESS, *COLUMNS)
SCORE, SIDES = "FaceScore", ("FaceRectWidth", "FaceRectHeight")

Row = Mapping[str, Any]


class Detector(Protocol):
    """What is used of `feat.detector.Detectorv1`."""

    def detect(self, inputs: Any, data_type: str, *, batch_size: int, progress_bar: bool) -> Any:
        """Pictures uint8 (n, 3, height, width), a tensor -> a pandas.DataFrame with a row for each face, or one of zeros and
        not-a-numbers where there is none: `frame`, counted from 0, `FaceScore`, `FaceRect…`, and `AU01` to `AU43` from 0 to 1.
        """


def open_py_feat() -> Detector:
    """py-feat's detector of faces, landmarks and action units; nothing else of it is loaded.

    Raises:
        ModelUnavailableError: `missing_extra` without py-feat; `model_unavailable` when its weights cannot be had.
    """
    try:
        # Imported here because it is an extra, and loads slowly.
        from feat.detector import Detectorv1
    except (ImportError, RuntimeError) as error:  # torchcodec says RuntimeError where FFmpeg's libraries are missing
        raise ModelUnavailableError(
            f"Measuring action units needs py-feat ({error}): pip install -r requirements/pyfeat.txt, and FFmpeg's libraries.",
            code="missing_extra",
        ) from error
    try:
        detector: Detector = Detectorv1(emotion_model=None, identity_model=None, gaze_model=None).eval()
    except OSError as error:
        raise ModelUnavailableError(
            f"py-feat's weights cannot be had: {error}.", code="model_unavailable", retryable=True
        ) from error
    return detector


def measure(film: Path, detector: Detector, *, per_s: float = PER_S) -> str:
    """The table of a film, CSV, as OpenFace would have written it: of the largest face in each picture.

    py-feat's numbers are probabilities, OpenFace's intensities from 0 to 5: those are five times the probability, and a unit
    is present from one half on.

    Raises:
        MediaError: `no_video`, or as opening its sound.
        ActionUnitsError: `no_action_units` when no face is found.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(HEADING)
    seen = 0
    for number, (time_s, row) in enumerate(_faces(film, detector, per_s), start=1):
        writer.writerow([number, 0, round(time_s, 3), round(float(row[SCORE]), 3), 1, *units(row)])
        seen += 1
    if not seen:
        raise ActionUnitsError("py-feat found no face in the film.", code="no_action_units")
    return sheet.getvalue()


def units(row: Row) -> list[float]:
    """py-feat's probabilities of a face -> the 35 numbers of `COLUMNS`."""
    told = []
    for column in COLUMNS:
        unit, kind = column.split("_")
        probability = float(row[OTHERWISE.get(unit, unit)])
        told.append(round(MOST * probability, 3) if kind == "r" else float(probability >= PRESENT))
    return told


def _faces(path: Path, detector: Detector, per_s: float) -> Iterator[tuple[float, Row]]:
    """When a face was found, and what py-feat says of the largest one."""
    # Imported here because torch takes seconds to load.
    import torch

    times_s = np.arange(0.5 / per_s, media.probe(path).duration_s or 0.0, 1 / per_s).tolist()
    with Film(path) as film:
        every = _shown(film, times_s)
        while shown := list(islice(every, AT_ONCE)):
            pictures = torch.from_numpy(np.stack([picture for _, picture in shown])).permute(0, 3, 1, 2)
            with redirect_stderr(io.StringIO()):  # it draws a bar for each batch, whatever it is told
                table = detector.detect(pictures, "tensor", batch_size=AT_ONCE, progress_bar=False)
            rows = table.to_dict("records")
            for number, (time_s, _) in enumerate(shown):
                if (row := _largest([row for row in rows if int(row["frame"]) == number])) is not None:
                    yield time_s, row


def _shown(film: Film, times_s: Sequence[float]) -> Iterator[tuple[float, Picture]]:
    for time_s, picture in zip(times_s, film.pictures(times_s), strict=True):
        if picture is not None:
            yield time_s, picture


def _largest(rows: Sequence[Row]) -> Row | None:
    found = [row for row in rows if all(math.isfinite(float(row[side])) for side in SIDES) and float(row[SCORE]) > 0]
    return max(found, key=lambda row: math.prod(float(row[side]) for side in SIDES), default=None)
