"""Answers that are the same for the owner of a recording and for who was sent a link to it."""

from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from recognition import files, outlines, results
from recognition.engine.exporters.base import TEXT_FORMATS, export
from recognition.exceptions import ApplicationError
from recognition.kept_results import etag_of, kept_results
from recognition.media_response import ranged_file_response
from recognition.models import Analysis, Recording
from recognition.serializers import PeaksQuerySerializer


def media_answer(request: Request | HttpRequest, recording: Recording) -> HttpResponseBase:
    """What a browser plays, whole or in part."""
    if recording.rendition:
        return _stored_answer(
            request, recording, name=str(recording.rendition), media_type="audio/mpeg", of="rendition"
        )
    return _stored_answer(request, recording, name=str(recording.file), media_type=recording.media_type, of="original")


def video_answer(request: Request | HttpRequest, recording: Recording) -> HttpResponseBase:
    """The film as it was uploaded, whole or in part."""
    if not recording.has_video:
        raise NotFound("The recording has no video.", code="no_video")
    return _stored_answer(request, recording, name=str(recording.file), media_type=recording.media_type, of="original")


def peaks_answer(request: Request, recording: Recording) -> Response:
    """The waveform's outline, of the whole or of the range that is asked for."""
    asked = PeaksQuerySerializer(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return Response(outlines.peaks_json(recording, asked.validated_data))


def result_answer(request: Request, analysis: Analysis) -> HttpResponseBase:
    """A finished result is told once to each who keeps it: 304 afterwards, by the analysis' row alone."""
    etag = etag_of(analysis)
    if etag and (known := get_conditional_response(request._request, etag=etag)):
        known.headers["ETag"] = etag
        return known
    written = kept_results.of(analysis)
    as_it_is = written.packed and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(written.content if as_it_is else written.unpacked(), content_type="application/json")
    if as_it_is:
        response.headers["Content-Encoding"] = "gzip"
    if etag:
        response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def export_answer(analysis: Analysis, format: str) -> HttpResponse:
    """The result as an attachment."""
    if format not in TEXT_FORMATS:
        known = ", ".join(TEXT_FORMATS)
        raise ApplicationError(f"Unknown format “{format}”. Known: {known}.", code="unknown_format")
    written = export(results.result(analysis), format)
    name = f"{analysis.recording.title}{written.suffix}"
    response = HttpResponse(written.content, content_type=written.media_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, _one_line(name)))
    return response


def _stored_answer(
    request: Request | HttpRequest, recording: Recording, *, name: str, media_type: str, of: str
) -> HttpResponseBase:
    try:
        file = files.stored_open(name)
    except FileNotFoundError as error:
        raise NotFound from error  # deleted between the two looks
    close_old_connections()  # an hour of sound may be played for an hour: others need the connection meanwhile
    return ranged_file_response(request, file, media_type=media_type, etag=f"{recording.sha256}-{of}")


def _one_line(name: str) -> str:
    return "".join(character if character.isprintable() and character not in "/\\" else "_" for character in name)
