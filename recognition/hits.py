"""Where a search found what it looked for, of each recording of a page."""

from collections.abc import Sequence
from typing import Any

from recognition.full_text import Term, parts, snippet
from recognition.models import Recording, Segment
from recognition.selectors import segments_saying


def hits_attach(recordings: Sequence[Recording], wanted: Sequence[Term]) -> Sequence[Recording]:
    """Give each its `hit`, with one query for all of them."""
    said = segments_saying(recordings, wanted)
    for recording in recordings:
        recording.hit = _hit(recording, said.get(recording.pk), wanted)  # type: ignore[attr-defined]
    return recordings


def _hit(recording: Recording, segment: Segment | None, wanted: Sequence[Term]) -> dict[str, Any]:
    return {
        "title": parts(recording.title, wanted),
        "analysis": segment and segment.analysis_id,
        "segment": segment and segment.index,
        "start_s": segment and segment.body["start_s"],
        "text": snippet(segment.text, wanted) if segment else [],
    }
