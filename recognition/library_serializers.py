"""JSON of what the library asks for many recordings at once, and of what a search found."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from recognition.engine.exporters.base import TEXT_FORMATS
from recognition.models import Recording
from recognition.serializers import RecordingSerializer

MAX_IDS = 1000
MEDIA = "media"
ARCHIVE_FORMATS = (*TEXT_FORMATS, MEDIA)


class DeletedRecordingSerializer(RecordingSerializer):
    """A recording that can still be restored."""

    restorable_until = serializers.SerializerMethodField()

    class Meta(RecordingSerializer.Meta):
        fields = [*RecordingSerializer.Meta.fields, "deleted_at", "deletion", "restorable_until"]
        read_only_fields = fields

    def get_restorable_until(self, recording: Recording) -> datetime | None:
        return recording.restorable_until


class SelectionSerializer(serializers.Serializer[Any]):
    """Recordings by their ids, or all that the list would show with these parameters."""

    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MAX_IDS)
    all = serializers.BooleanField(required=False, default=False)
    search = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    emotion = serializers.CharField(required=False, allow_blank=True)
    status = serializers.CharField(required=False, allow_blank=True)
    model = serializers.CharField(required=False, allow_blank=True)
    created_from = serializers.CharField(required=False, allow_blank=True)
    created_to = serializers.CharField(required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("ids")) == attrs["all"]:
            raise serializers.ValidationError("Give either “ids” or “all”.", code="no_selection")
        return attrs


class ArchiveSerializer(SelectionSerializer):
    """What an archive should hold."""

    formats = serializers.MultipleChoiceField(choices=ARCHIVE_FORMATS, allow_empty=False)
    analyses = serializers.ChoiceField(
        choices=["latest", "every"], default="latest", help_text="The newest analysis of each recording, or every one."
    )


class RestoreSerializer(serializers.Serializer[Any]):
    """Recordings that were deleted together, or by their ids."""

    deletion = serializers.UUIDField(required=False)
    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MAX_IDS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("deletion" in attrs) == bool(attrs.get("ids")):
            raise serializers.ValidationError("Give either “ids” or “deletion”.", code="no_selection")
        return attrs


class DeletionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="To restore them by.")
    count = serializers.IntegerField()
    restorable_until = serializers.DateTimeField()


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
