"""The HTTP API: one class per address. Each reads the request, calls one service or selector, and writes JSON."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition import answers, catalogue, hits, results, selectors
from recognition.engine.exporters.base import TEXT_FORMATS
from recognition.engine.fusion.cards import model_ids
from recognition.filters import RecordingFilter, in_order
from recognition.full_text import terms
from recognition.models import Analysis, Recording
from recognition.result_serializers import (
    ResultQuerySerializer,
    ResultSerializer,
    SegmentExplanationSerializer,
    SegmentSerializer,
    SegmentTextSerializer,
)
from recognition.serializers import (
    ActionUnitsUploadSerializer,
    AnalysisChoicesSerializer,
    AnalysisSerializer,
    EngineSerializer,
    ModelCardSerializer,
    ModelSerializer,
    PeaksQuerySerializer,
    PeaksSerializer,
    RecordingDetailSerializer,
    RecordingSerializer,
    RecordingTitleSerializer,
    RecordingUploadSerializer,
)
from recognition.services import explanation_requests, preferences, recordings, segments
from recognition.throttling import RequestThrottle, UploadThrottle

# Used again for every row and request: to build one takes longer than what it does.
RECORDING, RECORDING_DETAIL, ANALYSIS = RecordingSerializer(), RecordingDetailSerializer(), AnalysisSerializer()


class RecordingList(generics.ListAPIView[Recording]):
    serializer_class = RecordingSerializer
    parser_classes = [MultiPartParser]
    throttle_classes = [RequestThrottle, UploadThrottle]
    filter_backends = [DjangoFilterBackend]
    filterset_class = RecordingFilter
    queryset = Recording.objects.none()

    def get_queryset(self) -> Any:
        return selectors.recordings_visible(self.request.user)

    def filter_queryset(self, queryset: Any) -> Any:
        """To build the filters takes longer than to read the rows: where nothing of them is asked for, there are none."""
        if RecordingFilter.base_filters.keys() & self.request.query_params.keys():
            return super().filter_queryset(queryset)
        return in_order(queryset)

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        wanted = terms(self.request.query_params.get("search", ""))
        return hits.hits_attach(page, wanted) if page and wanted else page

    @extend_schema(operation_id="recordings_list", summary="Recordings, newest first", tags=["recordings"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([RECORDING.to_representation(each) for each in page])

    @extend_schema(
        operation_id="recordings_create",
        summary="Upload a recording and have it analysed",
        tags=["recordings"],
        request={"multipart/form-data": RecordingUploadSerializer},
        responses={201: RecordingSerializer},
    )
    def post(self, request: Request) -> Response:
        asked = RecordingUploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        choices = preferences.choices_fill(request.user, asked.validated_data)
        created = recordings.recording_create(user=request.user, **choices)
        recording = selectors.recording_get(user=request.user, recording_id=created.id)
        return Response(RECORDING.to_representation(recording), status=status.HTTP_201_CREATED)


class RecordingDetail(APIView):
    @extend_schema(
        operation_id="recordings_retrieve",
        summary="One recording with all its analyses",
        tags=["recordings"],
        responses=RecordingDetailSerializer,
    )
    def get(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_get(user=request.user, recording_id=recording_id)
        return Response(RECORDING_DETAIL.to_representation(recording))

    @extend_schema(
        operation_id="recordings_partial_update",
        summary="Change the title",
        tags=["recordings"],
        request=RecordingTitleSerializer,
        responses=RecordingDetailSerializer,
    )
    def patch(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_get(user=request.user, recording_id=recording_id)
        asked = RecordingTitleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        recordings.recording_rename(recording=recording, title=asked.validated_data["title"])
        return self.get(request, recording_id)

    @extend_schema(
        operation_id="recordings_destroy",
        summary="Delete the file and everything derived from it",
        tags=["recordings"],
        responses={204: None},
    )
    def delete(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_even_deleted(user=request.user, recording_id=recording_id)
        recordings.recording_delete(recording=recording)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RecordingActionUnits(APIView):
    parser_classes = [MultiPartParser]
    throttle_classes = [RequestThrottle, UploadThrottle]

    @extend_schema(
        operation_id="recordings_action_units_create",
        summary="Add the face: OpenFace's action units of the same film",
        tags=["recordings"],
        request={"multipart/form-data": ActionUnitsUploadSerializer},
        responses={201: RecordingDetailSerializer},
    )
    def post(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_get(user=request.user, recording_id=recording_id)
        asked = ActionUnitsUploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        recordings.action_units_attach(recording=recording, table=asked.validated_data["action_units"])
        return Response(RecordingDetailSerializer(recording).data, status=status.HTTP_201_CREATED)


class RecordingMedia(APIView):
    @extend_schema(
        operation_id="recordings_media_retrieve",
        summary="The sound, to be played; byte ranges are answered",
        tags=["recordings"],
        responses={(200, "audio/*"): OpenApiTypes.BINARY, (206, "audio/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, recording_id: UUID) -> HttpResponseBase:
        recording = selectors.recording_alone(user=request.user, recording_id=recording_id)
        return answers.media_answer(request, recording)


class RecordingVideo(APIView):
    @extend_schema(
        operation_id="recordings_video_retrieve",
        summary="The film as it was uploaded, to be looked at; byte ranges are answered",
        description="404 `no_video` where the recording's `has_video` is false.",
        tags=["recordings"],
        responses={(200, "video/*"): OpenApiTypes.BINARY, (206, "video/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, recording_id: UUID) -> HttpResponseBase:
        recording = selectors.recording_alone(user=request.user, recording_id=recording_id)
        return answers.video_answer(request, recording)


class RecordingPeaks(APIView):
    @extend_schema(
        operation_id="recordings_peaks_retrieve",
        summary="The waveform's outline, once the worker has decoded it",
        description="Of the whole in 2,000 peaks, or, where a range is named and the recording is known more finely, of that "
        "range. Wider ranges are answered more coarsely, so that an answer has no more than `points` peaks.",
        tags=["recordings"],
        parameters=[PeaksQuerySerializer],
        responses=PeaksSerializer,
    )
    def get(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_alone(user=request.user, recording_id=recording_id)
        return answers.peaks_answer(request, recording)


class RecordingAnalyses(APIView):
    @extend_schema(
        operation_id="recordings_analyses_create",
        summary="Analyse the recording again, with other choices",
        tags=["analyses"],
        request=AnalysisChoicesSerializer,
        responses={201: AnalysisSerializer},
    )
    def post(self, request: Request, recording_id: UUID) -> Response:
        recording = selectors.recording_get(user=request.user, recording_id=recording_id)
        asked = AnalysisChoicesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        choices = preferences.choices_fill(request.user, asked.validated_data)
        created = recordings.analysis_create(recording=recording, **choices)
        return Response(_analysis_json(request, created.id), status=status.HTTP_201_CREATED)


class AnalysisDetail(APIView):
    @extend_schema(
        operation_id="analyses_retrieve",
        summary="State and overall reading",
        tags=["analyses"],
        responses=AnalysisSerializer,
    )
    def get(self, request: Request, analysis_id: UUID) -> Response:
        return Response(_analysis_json(request, analysis_id))


class AnalysisResult(APIView):
    @extend_schema(
        operation_id="analyses_result_retrieve",
        summary="The result; while running, what exists so far",
        description="With `explain` also what each segment's answer rests on. The first such request of an analysis that "
        "has ended has the explanations made; `explanations` tells whether they are there.",
        tags=["analyses"],
        parameters=[ResultQuerySerializer],
        responses=ResultSerializer,
    )
    def get(self, request: Request, analysis_id: UUID) -> HttpResponseBase:
        asked = ResultQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        analysis = _analysis(request, analysis_id)
        if not asked.validated_data["explain"]:
            return answers.result_answer(request, analysis)
        status = explanation_requests.explanations_request(analysis=analysis)
        return Response(results.explained_json(analysis, status))


class AnalysisCancel(APIView):
    @extend_schema(
        operation_id="analyses_cancel_create",
        summary="Stop it at the next segment",
        tags=["analyses"],
        request=None,
        responses={202: AnalysisSerializer},
    )
    def post(self, request: Request, analysis_id: UUID) -> Response:
        recordings.analysis_cancel(analysis=_analysis(request, analysis_id))
        return Response(_analysis_json(request, analysis_id), status=status.HTTP_202_ACCEPTED)


class AnalysisRetry(APIView):
    @extend_schema(
        operation_id="analyses_retry_create",
        summary="Try a failed or cancelled analysis again",
        tags=["analyses"],
        request=None,
        responses={202: AnalysisSerializer},
    )
    def post(self, request: Request, analysis_id: UUID) -> Response:
        recordings.analysis_retry(analysis=_analysis(request, analysis_id))
        return Response(_analysis_json(request, analysis_id), status=status.HTTP_202_ACCEPTED)


class SegmentDetail(APIView):
    @extend_schema(
        operation_id="analyses_segments_partial_update",
        summary="Correct the words of a segment; its scores follow",
        description="200 with the corrected segment; 202 with it as it was, when the worker is still busy.",
        tags=["analyses"],
        request=SegmentTextSerializer,
        responses={200: SegmentSerializer, 202: SegmentSerializer},
    )
    def patch(self, request: Request, analysis_id: UUID, index: int) -> Response:
        segment = selectors.segment_get(analysis=_analysis(request, analysis_id), index=index)
        asked = SegmentTextSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        segments.segment_correct(segment=segment, **asked.validated_data)
        made = segments.correction_wait(segment=segment)
        return Response(segment.body, status=status.HTTP_200_OK if made else status.HTTP_202_ACCEPTED)


class SegmentExplanation(APIView):
    @extend_schema(
        operation_id="analyses_segments_explanation_retrieve",
        summary="What one segment's answer rests on",
        description="The first such request of an analysis that has ended has this segment explained, before any other; "
        "`status` tells whether it is done. To be asked again while it is `pending`.",
        tags=["analyses"],
        responses=SegmentExplanationSerializer,
    )
    def get(self, request: Request, analysis_id: UUID, index: int) -> Response:
        segment = selectors.segment_get(analysis=_analysis(request, analysis_id), index=index)
        status = explanation_requests.segment_explanation_request(segment=segment)
        return Response(results.segment_explanation_json(segment, status))


class AnalysisExport(APIView):
    @extend_schema(
        operation_id="analyses_export_retrieve",
        summary="The result as a file",
        tags=["analyses"],
        parameters=[OpenApiParameter("format", str, OpenApiParameter.PATH, enum=list(TEXT_FORMATS))],
        responses={(200, "*/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, analysis_id: UUID, format: str) -> HttpResponse:
        return answers.export_answer(_analysis(request, analysis_id), format)


class ModelList(APIView):
    @extend_schema(
        operation_id="models_list", summary="Emotion models", tags=["models"], responses=ModelSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        return Response(ModelSerializer(catalogue.model_cards(), many=True).data)


class ModelDetail(APIView):
    @extend_schema(
        operation_id="models_retrieve", summary="A model's card", tags=["models"], responses=ModelCardSerializer
    )
    def get(self, request: Request, model_id: str) -> Response:
        if model_id not in model_ids():
            raise NotFound
        return Response(catalogue.model_card(model_id))


class EngineList(APIView):
    @extend_schema(
        operation_id="engines_list", summary="Speech engines", tags=["models"], responses=EngineSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        return Response(catalogue.engine_statuses())


@extend_schema(exclude=True)
class UnknownAddress(APIView):
    """Whatever under /api/ is no address of ours answers in the API's own shape."""

    permission_classes = [AllowAny]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.http_method_not_allowed = self.refuse  # type: ignore[method-assign]
        return super().dispatch(request, *args, **kwargs)

    def refuse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound


def _analysis(request: Request, analysis_id: UUID) -> Analysis:
    return selectors.analysis_get(user=request.user, analysis_id=analysis_id)


def _analysis_json(request: Request, analysis_id: UUID) -> dict[str, Any]:
    return ANALYSIS.to_representation(_analysis(request, analysis_id))
