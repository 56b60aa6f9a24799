"""Facial action units (Ekman & Friesen 1978) as OpenFace 2 tells them: their names, and the CSV that it writes of a film."""

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from recognition.engine.errors import EngineError

UNITS = (
    *("AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12"),
    *("AU14", "AU15", "AU17", "AU20", "AU23", "AU25", "AU26", "AU28", "AU45"),
)
INTENSITIES = tuple(f"{unit}_r" for unit in UNITS if unit != "AU28")  # 0 to 5; of lip suck there is only the presence
PRESENCES = tuple(f"{unit}_c" for unit in UNITS)  # 0 or 1
COLUMNS = (*INTENSITIES, *PRESENCES)
"""Of OpenFace's table, and the order of the 35 numbers that a face is here."""

TIME, CONFIDENCE, SUCCESS, FACE = "timestamp", "confidence", "success", "face_id"
LEAST_CONFIDENCE = 0.5
LEAST_FRAMES = 5  # a sixth of a second
LOOKED_AT = 500  # rows that `check` reads
MAX_FRAMES = 1_000_000  # four hours at 60 frames a second, and some
MAX_BYTES = 512 * 2**20  # half an hour with all that OpenFace can write, many hours of action units alone

Values = npt.NDArray[np.float32]


class ActionUnitsError(EngineError):
    """A table of action units cannot be used: `bad_action_units`, `no_action_units`, `action_units_too_large`."""


@dataclass(frozen=True, slots=True)
class ActionUnitTrack:
    """A face through a film.

    Args:
        times_s: of the frames in which the face was found, rising, (frames,).
        values: what it showed, (frames, 35), in the order of `COLUMNS`.
    """

    times_s: npt.NDArray[np.float64]
    values: Values

    def mean(self, start_s: float, end_s: float) -> Values | None:
        """What the face showed on average, (35,); None where it was found in too few frames."""
        first, last = np.searchsorted(self.times_s, (start_s, end_s))
        return self.values[first:last].mean(axis=0) if last - first >= LEAST_FRAMES else None


def read_openface(path: Path) -> ActionUnitTrack:
    """The face of a table that OpenFace's FeatureExtraction wrote (Baltrušaitis et al. 2018, doi:10.1109/FG.2018.00019).

    Frames in which it was not found, or only doubtfully, are left out. Of several faces it is the one that is there most.

    Raises:
        ActionUnitsError: naming the columns that are missing, or the line that is wrong.
    """
    _check_size(path)
    rows = list(islice(_rows(path), MAX_FRAMES + 1))
    if len(rows) > MAX_FRAMES:
        raise ActionUnitsError(f"The table has more than {MAX_FRAMES:,} rows.", code="action_units_too_large")
    counted = Counter(face for face, _, _ in rows)
    if not counted:
        raise ActionUnitsError("The table has no row in which a face was found.", code="no_action_units")
    whose = counted.most_common(1)[0][0]
    own = sorted((time_s, values) for face, time_s, values in rows if face == whose)
    return ActionUnitTrack(np.array([time for time, _ in own]), np.array([units for _, units in own], dtype=np.float32))


def check_openface(path: Path) -> None:
    """Look whether a file begins as such a table does; quick, however long it is.

    Raises:
        ActionUnitsError: as `read_openface`, but for what comes later in it.
    """
    _check_size(path)
    for _ in islice(_rows(path), LOOKED_AT):
        pass


def _check_size(path: Path) -> None:
    if path.stat().st_size > MAX_BYTES:
        raise ActionUnitsError(
            f"The table of action units is larger than {MAX_BYTES // 2**20} MB, the limit.",
            code="action_units_too_large",
        )


def _rows(path: Path) -> Iterator[tuple[str, float, tuple[float, ...]]]:
    """Whose face, when, and what it showed, of every frame in which one was found."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, skipinitialspace=True, strict=True)  # OpenFace writes “, ” between names
            reader.fieldnames = [column.strip() for column in reader.fieldnames or ()]
            _check_columns(reader.fieldnames, (TIME, CONFIDENCE, SUCCESS, *COLUMNS))
            for row in reader:
                line = reader.line_num
                values = tuple(_number(row, column, line) for column in COLUMNS)
                if _number(row, SUCCESS, line) >= 1 and _number(row, CONFIDENCE, line) >= LEAST_CONFIDENCE:
                    yield row.get(FACE) or "", _number(row, TIME, line), values
    except (UnicodeDecodeError, csv.Error) as error:
        raise ActionUnitsError(
            "The table of action units is not a CSV file in UTF-8.", code="bad_action_units"
        ) from error


def _check_columns(found: Sequence[str], wanted: Sequence[str]) -> None:
    if missing := [column for column in wanted if column not in found]:
        raise ActionUnitsError(
            f"The table of action units lacks {', '.join(missing[:4])}{' and more' if len(missing) > 4 else ''}: "
            "it has to be what OpenFace 2 writes with -aus.",
            code="bad_action_units",
        )


def _number(row: Mapping[str, Any], column: str, line: int) -> float:
    try:
        number = float(row[column])
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ActionUnitsError(
            f"Line {line} of the table of action units, {column}: “{row[column]}” is not a number.",
            code="bad_action_units",
        )
    return number
