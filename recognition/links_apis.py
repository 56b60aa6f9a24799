"""The HTTP API of share links: their owner's side, and the one of whoever opens them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition import answers, selectors
from recognition.engine.exporters.base import TEXT_FORMATS
from recognition.exceptions import ApplicationError
from recognition.links import cookie_set, link_by_cookie, link_by_secret, links_of, shared_address, shared_analysis
from recognition.links_serializers import (
    LinkMadeSerializer,
    LinkRequestSerializer,
    LinkSerializer,
    SecretSerializer,
    SharedSerializer,
)
from recognition.models import ShareLink
from recognition.result_serializers import ResultSerializer
from recognition.serializers import PeaksQuerySerializer, PeaksSerializer
from recognition.services import links
from recognition.throttling import OpenThrottle


class RecordingLinks(APIView):
    @extend_schema(
        operation_id="recordings_links_list",
        summary="Share links of a recording that still work",
        tags=["sharing"],
        responses=LinkSerializer(many=True),
    )
    def get(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_get(user=request.user, recording_id=recording_id)
        return Response(LinkSerializer(links_of(recording), many=True).data)

    @extend_schema(
        operation_id="recordings_links_create",
        summary="Make a link by which others can read an analysis",
        description="The address is told this once: only a hash of its secret is kept.",
        tags=["sharing"],
        request=LinkRequestSerializer,
        responses={201: LinkMadeSerializer},
    )
    def post(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_get(user=request.user, recording_id=recording_id)
        asked = LinkRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        link, secret = links.link_create(recording=recording, **asked.validated_data)
        made = {**LinkSerializer(link).data, "url": shared_address(request, secret)}
        return Response(made, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


class RecordingLink(APIView):
    @extend_schema(
        operation_id="recordings_links_destroy",
        summary="Take a link back: from now on it opens nothing",
        tags=["sharing"],
        responses={204: None},
    )
    def delete(self, request: Request, recording_id: UUID, link_id: UUID) -> Response:
        recording = selectors.recording_get(user=request.user, recording_id=recording_id)
        links.link_revoke(recording=recording, link_id=link_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SharedView(APIView):
    """For whoever holds a link: who they are does not matter, and nothing can be written."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Kept nowhere on its way: a link that was taken back shows nothing any more."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SharedOpen(SharedView):
    throttle_classes = (OpenThrottle,)

    @extend_schema(
        operation_id="shared_open_create",
        summary="Open a link",
        description="The secret comes in the body, once; a cookie that the page cannot read stands for it afterwards.",
        tags=["sharing"],
        request=SecretSerializer,
        responses=SharedSerializer,
    )
    def post(self, request: Request) -> Response:
        asked = SecretSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        link = link_by_secret(asked.validated_data["secret"])
        response = Response(_shared_json(link))
        links.link_opened(link)
        cookie_set(request._request, response, link)
        return response


class SharedDetail(SharedView):
    @extend_schema(
        operation_id="shared_retrieve", summary="What a link shows", tags=["sharing"], responses=SharedSerializer
    )
    def get(self, request: Request, link_id: UUID) -> Response:
        return Response(_shared_json(_link(request, link_id)))


class SharedResult(SharedView):
    @extend_schema(
        operation_id="shared_result_retrieve",
        summary="The result that a link shows; while running, what exists so far",
        tags=["sharing"],
        responses=ResultSerializer,
    )
    def get(self, request: Request, link_id: UUID) -> HttpResponseBase:
        return answers.result_answer(request, shared_analysis(_link(request, link_id)))


class SharedMedia(SharedView):
    @extend_schema(
        operation_id="shared_media_retrieve",
        summary="The sound, where the link's maker allowed it; byte ranges are answered",
        tags=["sharing"],
        responses={(200, "audio/*"): OpenApiTypes.BINARY, (206, "audio/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, link_id: UUID) -> HttpResponseBase:
        return answers.media_answer(request, _played(request, link_id).recording)


class SharedVideo(SharedView):
    @extend_schema(
        operation_id="shared_video_retrieve",
        summary="The film, where the link's maker allowed it to be played; byte ranges are answered",
        description="404 `no_video` where the recording's `has_video` is false.",
        tags=["sharing"],
        responses={(200, "video/*"): OpenApiTypes.BINARY, (206, "video/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, link_id: UUID) -> HttpResponseBase:
        return answers.video_answer(request, _played(request, link_id).recording)


class SharedPeaks(SharedView):
    @extend_schema(
        operation_id="shared_peaks_retrieve",
        summary="The waveform's outline",
        description="Of the whole in 2,000 peaks, or, where a range is named and the recording is known more finely, of that "
        "range. Wider ranges are answered more coarsely, so that an answer has no more than `points` peaks.",
        tags=["sharing"],
        parameters=[PeaksQuerySerializer],
        responses=PeaksSerializer,
    )
    def get(self, request: Request, link_id: UUID) -> Response:
        return answers.peaks_answer(request, _link(request, link_id).recording)


class SharedExport(SharedView):
    @extend_schema(
        operation_id="shared_export_retrieve",
        summary="The result as a file",
        tags=["sharing"],
        parameters=[OpenApiParameter("format", str, OpenApiParameter.PATH, enum=list(TEXT_FORMATS))],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, link_id: UUID, format: str) -> HttpResponse:
        return answers.export_answer(shared_analysis(_link(request, link_id)), format)


def _link(request: Request, link_id: UUID) -> ShareLink:
    return link_by_cookie(request._request, link_id)


def _played(request: Request, link_id: UUID) -> ShareLink:
    """A link by which the recording may be played."""
    link = _link(request, link_id)
    if not link.sound:
        raise ApplicationError("This link was made without the sound.", code="sound_not_shared")
    return link


def _shared_json(link: ShareLink) -> dict[str, Any]:
    shown = {
        "id": link.id,
        "expires_at": link.expires_at,
        "sound": link.sound,
        "recording": link.recording,
        "analysis": shared_analysis(link),
    }
    return dict(SharedSerializer(shown).data)
