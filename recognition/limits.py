"""What an upload may be, told before anything is sent."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

# By these a page knows recordings among other files, where a browser cannot name the type. Any other file may be sent too:
# what it holds is looked at, not its name.
EXTENSIONS = (
    *("aac", "aif", "aiff", "amr", "caf", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav", "weba", "wma"),
    *("3gp", "avi", "flv", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "mts", "ogv", "webm", "wmv"),
)


class UploadLimitsSerializer(serializers.Serializer[Any]):
    max_bytes = serializers.IntegerField(help_text="A larger file is refused with “too_large”.")
    max_duration_s = serializers.IntegerField(help_text="A longer recording is refused with “too_long”.")
    extensions = serializers.ListField(
        child=serializers.CharField(), help_text="Endings by which recordings are usually known; no ending is refused."
    )


class UploadLimits(APIView):
    @extend_schema(
        operation_id="limits_retrieve",
        summary="What an upload may be",
        tags=["recordings"],
        responses=UploadLimitsSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(
            {
                "max_bytes": settings.UNDERTONE_MAX_UPLOAD_BYTES,
                "max_duration_s": settings.UNDERTONE_MAX_DURATION_S,
                "extensions": EXTENSIONS,
            }
        )
