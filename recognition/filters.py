"""The list's query parameters: `search`, `emotion`, `status`, `model`, `created_from`, `created_to`, `sha256`, `ordering`."""

from typing import Any

import django_filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from recognition.engine.labels import EMOTIONS
from recognition.full_text import terms
from recognition.models import AnalysisStatus, Recording
from recognition.selectors import recordings_by_latest, recordings_saying

BY_LATEST = ("emotion", "status", "model")


class RecordingFilter(django_filters.FilterSet):  # type: ignore[misc]
    search = django_filters.CharFilter(
        method="filter_search",
        help_text="Words of titles and transcripts; all have to be there, the last letters of each may be left out. "
        "“Quoted words” have to follow each other.",
    )
    emotion = django_filters.ChoiceFilter(
        field_name="latest_top",
        choices=[(emotion, emotion) for emotion in EMOTIONS],
        help_text="The dominant emotion of the latest analysis.",
    )
    status = django_filters.ChoiceFilter(
        field_name="latest_status", choices=AnalysisStatus.choices, help_text="The state of the latest analysis."
    )
    model = django_filters.CharFilter(field_name="latest_model", help_text="The model of the latest analysis.")
    created_from = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="gte", help_text="A date and time, with its zone."
    )
    created_to = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="lt", help_text="Up to this moment; itself not included."
    )
    sha256 = django_filters.CharFilter(
        validators=[RegexValidator("^[0-9a-f]{64}$", "A SHA-256 has 64 digits from 0 to 9 and a to f.")],
        help_text="Those of this very file, to find out before an upload whether it is there.",
    )
    ordering = django_filters.OrderingFilter(
        fields=[
            ("created_at", "created_at"),
            ("title_words", "title"),
            ("duration_s", "duration_s"),
            ("size_bytes", "size_bytes"),
        ],
        help_text="A leading “-” turns the order around.",
    )

    class Meta:
        model = Recording
        fields: list[str] = []

    def filter_search(self, queryset: QuerySet[Recording], _name: str, value: str) -> QuerySet[Recording]:
        return recordings_saying(queryset, terms(value))

    def filter_queryset(self, queryset: QuerySet[Recording]) -> Any:
        if any(self.form.cleaned_data[name] for name in BY_LATEST):
            queryset = recordings_by_latest(queryset)
        return in_order(super().filter_queryset(queryset))


def in_order(recordings: QuerySet[Recording]) -> QuerySet[Recording]:
    """As asked for, else the newest first; the primary key as a last resort keeps pages apart when rows tie."""
    return recordings.order_by(*(recordings.query.order_by or ("-created_at",)), "id")
