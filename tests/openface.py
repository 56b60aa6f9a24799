"""A table of action units, as OpenFace 2 writes it of a film."""

import csv
import io

from recognition.engine.features.action_units import COLUMNS

HEADING = ("frame", "face_id", "timestamp", "confidence", "success", *COLUMNS)
FRAMES_PER_S = 30


def openface(frames: int = 60, **changes: str | float) -> bytes:
    """A face that stays as it is: every action unit at 0.5, but for `changes`; a space after each comma of the heading."""
    sheet = io.StringIO()
    sheet.write(", ".join(HEADING) + "\n")
    writer = csv.writer(sheet)
    for frame in range(frames):
        told = {"frame": frame + 1, "face_id": 0, "timestamp": frame / FRAMES_PER_S, "confidence": 0.98, "success": 1}
        writer.writerow([changes.get(column, told.get(column, 0.5)) for column in HEADING])
    return sheet.getvalue().encode()
