"""The HTTP API of the Settings page: what somebody prefers, and how much room is taken."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition.models import Preferences
from recognition.permissions import accounts_required
from recognition.services import preferences
from recognition.services.retention import days_in_force
from recognition.storage_use import StorageUse, storage_use

MAX_RETENTION_DAYS = 36_500


class PreferencesSerializer(serializers.Serializer[Any]):
    retention_days = serializers.IntegerField(
        min_value=1,
        max_value=MAX_RETENTION_DAYS,
        allow_null=True,
        help_text="Recordings older than this are deleted with everything derived; null keeps them.",
    )
    model = serializers.CharField(max_length=64, allow_blank=True, help_text="Empty: the server's own.")
    asr = serializers.CharField(max_length=64, allow_blank=True, help_text="Empty: the server's own.")
    speaker_baseline = serializers.BooleanField()
    retention_server_days = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="The server keeps nothing longer, whatever is chosen."
    )
    retention_in_force_days = serializers.IntegerField(read_only=True, allow_null=True)
    deleted_kept_days = serializers.FloatField(
        read_only=True, help_text="For as long can be restored what was deleted in the library."
    )
    accounts = serializers.ChoiceField(
        read_only=True,
        choices=["local", "required"],
        help_text="Whether people sign in; a local server knows one user.",
    )


class LargeRecordingSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    size_bytes = serializers.IntegerField(help_text="Of the upload.")
    rendition_bytes = serializers.IntegerField(help_text="Of what every browser plays, where that was made.")
    created_at = serializers.DateTimeField()
    analysis = serializers.UUIDField(source="latest_analysis.id", allow_null=True, default=None)


class ExpirySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="recording.id")
    title = serializers.CharField(source="recording.title")
    at = serializers.DateTimeField()


class BytesSerializer(serializers.Serializer[Any]):
    originals = serializers.IntegerField()
    renditions = serializers.IntegerField()
    waveforms = serializers.IntegerField(
        help_text="Of what is drawn of long recordings when they are looked at closely."
    )
    deleted = serializers.IntegerField(help_text="Of recordings that can still be restored.")
    database = serializers.IntegerField(allow_null=True, help_text="Null where the server has many users.")
    weights = serializers.IntegerField(allow_null=True, help_text="Of downloaded weights.")
    free = serializers.IntegerField(allow_null=True, help_text="On the data folder's disk.")


class StorageUseSerializer(serializers.Serializer[Any]):
    recordings = serializers.IntegerField()
    deleted = serializers.IntegerField()
    bytes = BytesSerializer()
    largest = LargeRecordingSerializer(many=True)
    retention_days = serializers.IntegerField(allow_null=True)
    expiring_within_week = serializers.IntegerField()
    next_to_expire = ExpirySerializer(many=True)


class PreferencesDetail(APIView):
    @extend_schema(
        operation_id="settings_retrieve",
        summary="What holds for all of one's recordings",
        tags=["settings"],
        responses=PreferencesSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(_preferences_json(preferences.preferences_get(request.user)))

    @extend_schema(
        operation_id="settings_partial_update",
        summary="Change some of it",
        tags=["settings"],
        request=PreferencesSerializer(partial=True),
        responses=PreferencesSerializer,
    )
    def patch(self, request: Request) -> Response:
        asked = PreferencesSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        return Response(_preferences_json(preferences.preferences_change(request.user, asked.validated_data)))


class StorageDetail(APIView):
    @extend_schema(
        operation_id="storage_retrieve",
        summary="How much room is taken, and what goes next",
        tags=["settings"],
        responses=StorageUseSerializer,
    )
    def get(self, request: Request) -> Response:
        used: StorageUse = storage_use(request.user, timezone.now())
        return Response(StorageUseSerializer(used).data)


def _preferences_json(chosen: Preferences) -> dict[str, Any]:
    return {
        "retention_days": chosen.retention_days,
        "model": chosen.model,
        "asr": chosen.asr,
        "speaker_baseline": chosen.speaker_baseline,
        "retention_server_days": settings.UNDERTONE_RETENTION_DAYS,
        "retention_in_force_days": days_in_force(chosen.retention_days),
        "deleted_kept_days": settings.UNDERTONE_DELETED_KEPT_DAYS,
        "accounts": "required" if accounts_required() else "local",
    }
