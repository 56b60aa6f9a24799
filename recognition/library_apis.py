"""The HTTP API of the library: searching, and what is done with many recordings at once."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition import selectors
from recognition.archive import archive
from recognition.exceptions import ApplicationError
from recognition.filters import RecordingFilter
from recognition.library_serializers import (
    ArchiveSerializer,
    CountSerializer,
    DeletedRecordingSerializer,
    DeletionSerializer,
    RestoreSerializer,
    SelectionSerializer,
)
from recognition.media_response import FileStream
from recognition.models import Recording
from recognition.parsers import ShallowJSONParser
from recognition.services import library


class RecordingsDelete(APIView):
    @extend_schema(
        operation_id="recordings_delete_create",
        summary="Delete many, so that it can be undone",
        description="They are gone for good when the time to restore them is over; DELETE of a single one leaves no such time.",
        tags=["library"],
        request=SelectionSerializer,
        responses=DeletionSerializer,
    )
    def post(self, request: Request) -> Response:
        asked = SelectionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(DeletionSerializer(library.recordings_delete(_selected(request, asked.validated_data))).data)


class RecordingsRestore(APIView):
    @extend_schema(
        operation_id="recordings_restore_create",
        summary="Bring deleted recordings back",
        tags=["library"],
        request=RestoreSerializer,
        responses=CountSerializer,
    )
    def post(self, request: Request) -> Response:
        asked = RestoreSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        deleted, ids = selectors.recordings_deleted(request.user), asked.validated_data.get("ids")
        chosen = deleted.filter(pk__in=ids) if ids else deleted.filter(deletion=asked.validated_data["deletion"])
        return Response({"count": library.recordings_restore(chosen)})


class RecordingsDeleted(generics.ListAPIView[Recording]):
    serializer_class = DeletedRecordingSerializer
    queryset = Recording.objects.none()

    def get_queryset(self) -> Any:
        return selectors.recordings_deleted(self.request.user).order_by("-deleted_at", "id")

    @extend_schema(operation_id="recordings_deleted_list", summary="What can still be restored", tags=["library"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="recordings_deleted_destroy",
        summary="Let all of them go for good, now",
        tags=["library"],
        responses={200: CountSerializer},
    )
    def delete(self, request: Request) -> Response:
        return Response({"count": library.deleted_let_go(request.user)})


class RecordingsArchive(APIView):
    """Takes a form as well, because a browser writes the answer to a form straight to its disk."""

    parser_classes = [ShallowJSONParser, FormParser]

    @extend_schema(
        operation_id="recordings_archive_create",
        summary="Recordings and their results as a zip, written while it is sent",
        tags=["library"],
        request=ArchiveSerializer,
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request) -> HttpResponseBase:
        asked = ArchiveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        chosen = _selected(request, asked.validated_data)
        if not chosen.exists():
            raise ApplicationError("None of these recordings exists any more.", code="not_found")
        every = asked.validated_data["analyses"] == "every"
        blocks = archive(chosen, formats=sorted(asked.validated_data["formats"]), every=every)
        name = f"undertone-{timezone.now():%Y-%m-%d}.zip"
        return FileStream(
            blocks,
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
        )


def _selected(request: Request, asked: dict[str, Any]) -> Any:
    """The recordings of a selection that this user may see."""
    visible = selectors.recordings_visible(request.user)
    if not asked["all"]:
        return visible.filter(pk__in=asked["ids"]).order_by("-created_at", "id")
    found = RecordingFilter(data=asked, queryset=visible)
    if not found.is_valid():
        raise ValidationError(found.errors)
    return found.qs
