"""What an upload may be, and what its owner may still use, told before anything is sent."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition.live_engine import is_offered
from recognition.quotas import next_month, owner_id_of, quotas_of, used_by

# By these a page knows recordings among other files, where a browser cannot name the type. Any other file may be sent too:
# what it holds is looked at, not its name.
EXTENSIONS = (
    *("aac", "aif", "aiff", "amr", "caf", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav", "weba", "wma"),
    *("3gp", "avi", "flv", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "mts", "ogv", "webm", "wmv"),
)


class CountQuotaSerializer(serializers.Serializer[Any]):
    limit = serializers.IntegerField(allow_null=True, help_text="Null: none.")
    used = serializers.IntegerField()


class SecondsQuotaSerializer(serializers.Serializer[Any]):
    limit = serializers.FloatField(allow_null=True, help_text="Null: none.")
    used = serializers.FloatField()
    resets_at = serializers.DateTimeField(help_text="When they are counted from nothing again.")


class QuotasSerializer(serializers.Serializer[Any]):
    """What the caller may use, and what of it is used."""

    concurrent_analyses = CountQuotaSerializer(help_text="Queued and running; “too_many_analyses”.")
    audio_seconds_per_month = SecondsQuotaSerializer(help_text="Of audio that is analysed; “monthly_hours_used”.")
    storage_bytes = CountQuotaSerializer(
        help_text="Deleted recordings count until they are gone; “storage_quota_used”."
    )


class UploadLimitsSerializer(serializers.Serializer[Any]):
    max_bytes = serializers.IntegerField(help_text="A larger file is refused with “too_large”.")
    max_duration_s = serializers.IntegerField(help_text="A longer recording is refused with “too_long”.")
    extensions = serializers.ListField(
        child=serializers.CharField(), help_text="Endings by which recordings are usually known; no ending is refused."
    )
    live = serializers.BooleanField(help_text="Whether live mode is to be had, at /ws/live/.")
    quotas = QuotasSerializer()


class UploadLimits(APIView):
    @extend_schema(
        operation_id="limits_retrieve",
        summary="What an upload may be, and what the caller may still use",
        tags=["recordings"],
        responses=UploadLimitsSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(
            {
                "max_bytes": settings.UNDERTONE_MAX_UPLOAD_BYTES,
                "max_duration_s": settings.UNDERTONE_MAX_DURATION_S,
                "extensions": EXTENSIONS,
                "live": is_offered(),
                "quotas": _quotas_json(owner_id_of(request.user)),
            }
        )


def _quotas_json(owner_id: int | None) -> dict[str, Any]:
    quotas, used = quotas_of(owner_id), used_by(owner_id)
    return {
        "concurrent_analyses": {"limit": quotas.concurrent_analyses, "used": used.concurrent_analyses},
        "audio_seconds_per_month": {
            "limit": quotas.seconds_per_month,
            "used": used.seconds_this_month,
            "resets_at": next_month(timezone.now()).isoformat(),
        },
        "storage_bytes": {"limit": quotas.storage_bytes, "used": used.storage_bytes},
    }
