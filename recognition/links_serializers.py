"""JSON of share links: for who makes them, and for who opens one."""

from typing import Any

from rest_framework import serializers

from recognition.models import Recording, ShareLink
from recognition.serializers import AnalysisSerializer

MAX_DAYS = 365
DEFAULT_DAYS = 7


class LinkRequestSerializer(serializers.Serializer[Any]):
    """What a link shows, and for how long."""

    analysis = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The one to be shown; null: the recording's newest, whichever that is when somebody looks.",
    )
    expires_days = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_DAYS, default=DEFAULT_DAYS, help_text="The link ends by itself."
    )
    sound = serializers.BooleanField(
        required=False, default=True, help_text="Whether the recording may be played and fetched, too."
    )
    note = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        default="",
        help_text="For whom it is, say; shown to its maker alone.",
    )


class LinkSerializer(serializers.ModelSerializer[ShareLink]):
    analysis = serializers.UUIDField(source="analysis_id", read_only=True, allow_null=True)

    class Meta:
        model = ShareLink
        fields = [
            "id",
            "analysis",
            "sound",
            "note",
            "created_at",
            "expires_at",
            "last_opened_at",
            "times_opened",
        ]
        read_only_fields = fields


class LinkMadeSerializer(LinkSerializer):
    url = serializers.CharField(read_only=True, help_text="With the secret, which is told this once.")

    class Meta(LinkSerializer.Meta):
        fields = [*LinkSerializer.Meta.fields, "url"]
        read_only_fields = fields


class SecretSerializer(serializers.Serializer[Any]):
    secret = serializers.CharField(max_length=200, help_text="What stands behind the # of the link.")


class SharedRecordingSerializer(serializers.ModelSerializer[Recording]):
    class Meta:
        model = Recording
        fields = [
            "id",
            "title",
            "name",
            "duration_s",
            "size_bytes",
            "sha256",
            "media_type",
            "has_video",
            "created_at",
        ]
        read_only_fields = fields


class SharedSerializer(serializers.Serializer[Any]):
    """What a link shows."""

    id = serializers.UUIDField(help_text="Of the link: by it the parts are asked for.")
    expires_at = serializers.DateTimeField()
    sound = serializers.BooleanField(help_text="Whether it may be played.")
    recording = SharedRecordingSerializer()
    analysis = AnalysisSerializer()
