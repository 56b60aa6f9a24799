"""Recordings with transcripts, made without any sound: for tests of the library."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from recognition.full_text import folded, title_words
from recognition.models import Analysis, Recording, Segment
from tests.fake_pipeline import segment


def make_recording(title: str, *said: str, days_old: float = 0, **analysis: Any) -> Recording:
    """A recording with one finished analysis, whose segments say what is given."""
    recording = Recording.objects.create(
        title=title, title_words=title_words(title), name=f"{title}.wav", file="none", media_type="audio/wav",
        size_bytes=100, sha256="0" * 64, duration_s=float(len(said)),
    )  # fmt: skip
    Recording.objects.filter(pk=recording.pk).update(created_at=timezone.now() - timedelta(days=days_old))
    add_analysis(recording, *said, **analysis)
    return recording


def add_analysis(recording: Recording, *said: str, **fields: Any) -> Analysis:
    analysis = Analysis.objects.create(
        recording=recording, **{"model": "voice-words", "status": "done", "top": "sad", **fields}
    )
    Segment.objects.bulk_create(
        Segment(
            analysis=analysis,
            index=index,
            text=text,
            search_words=folded(text),
            body=segment(index, text).to_json(),
        )
        for index, text in enumerate(said)
    )
    return analysis
