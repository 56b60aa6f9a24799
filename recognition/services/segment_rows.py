"""Segments as the engine delivered them, to and from their rows."""

from collections.abc import Mapping, Sequence

from recognition.engine.types import Segment
from recognition.full_text import folded
from recognition.models import Analysis
from recognition.models import Segment as SegmentRow

UNEXPLAINED: Mapping[str, None] = {"explanation": None, "explanation_asked_at": None, "explanation_error": None}
"""What is stored beside a reading that nobody has asked about yet."""


def segment_rows_read(analysis: Analysis) -> list[Segment]:
    """What is stored, in order."""
    return [Segment.from_json(row.body) for row in analysis.segments.order_by("index")]


def segment_rows_write(analysis: Analysis, segments: Sequence[Segment]) -> None:
    """Store segments, new ones and ones that read otherwise by now, in a few statements however many they are.

    An explanation goes with the reading that it explained.
    """
    SegmentRow.objects.bulk_create(
        [
            SegmentRow(
                analysis=analysis,
                index=segment.index,
                text=segment.text,
                search_words=folded(segment.text),
                body=segment.to_json(),
            )
            for segment in segments
        ],
        update_conflicts=True,
        unique_fields=["analysis", "index"],
        update_fields=["text", "search_words", "body", *UNEXPLAINED],
    )
