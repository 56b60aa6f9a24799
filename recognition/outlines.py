"""What is known of a recording's waveform, as JSON: the whole in 2,000 peaks, or a range of it, more finely."""

from typing import Any

from recognition.engine.media.outline import Stretch, read_fine
from recognition.exceptions import ApplicationError
from recognition.models import Recording

MAX_POINTS = 4096
DEFAULT_POINTS = 2000


def peaks_json(recording: Recording, asked: dict[str, Any]) -> dict[str, Any]:
    """The whole, unless a range is asked for and finer peaks were kept: older recordings have none."""
    if recording.peaks is None:
        raise ApplicationError("The waveform is not ready yet.", code="not_ready")
    duration_s = recording.duration_s or 0.0
    plain = {"duration_s": recording.duration_s, "peaks": recording.peaks}
    if not asked:
        return plain
    start_s, end_s = asked.get("start_s", 0.0), asked.get("end_s", duration_s)
    _range_check(start_s, end_s, duration_s)
    fine = _fine(recording, start_s, min(end_s, duration_s), asked.get("points", DEFAULT_POINTS))
    return plain if fine is None else {**plain, "start_s": fine.start_s, "end_s": fine.end_s, "peaks": fine.peaks}


def _range_check(start_s: float, end_s: float, duration_s: float) -> None:
    if not 0 <= start_s < min(end_s, duration_s):
        raise ApplicationError(
            f"There is nothing from {start_s:g} s to {end_s:g} s: the recording goes from 0 s to {duration_s:g} s.",
            code="invalid_range",
        )


def _fine(recording: Recording, start_s: float, end_s: float, points: int) -> Stretch | None:
    if not recording.fine_peaks:
        return None
    try:
        with recording.fine_peaks.open("rb") as file:
            return read_fine(file.file, start_s=start_s, end_s=end_s, points=points)
    except FileNotFoundError:
        return None  # deleted between the two looks, or lost: the whole is still known
