"""Answers that are the same for the owner of a recording and for who was sent a link to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from recognition import results
from recognition.engine.exporters.base import TEXT_FORMATS, export
from recognition.exceptions import ApplicationError
from recognition.media_response import ranged_file_response
from recognition.models import Analysis, Recording


def media_answer(request: Request | HttpRequest, recording: Recording) -> HttpResponseBase:
    """What a browser plays, whole or in part."""
    rendition = bool(recording.rendition)
    try:
        file = (recording.rendition if rendition else recording.file).open("rb")
    except FileNotFoundError as error:
        raise NotFound from error  # deleted between the two looks
    return ranged_file_response(
        request,
        file,
        media_type="audio/mpeg" if rendition else recording.media_type,
        etag=f"{recording.sha256}-{'rendition' if rendition else 'original'}",
    )


def peaks_json(recording: Recording) -> dict[str, Any]:
    if recording.peaks is None:
        raise ApplicationError("The waveform is not ready yet.", code="not_ready")
    return {"duration_s": recording.duration_s, "peaks": recording.peaks}


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


def _one_line(name: str) -> str:
    return "".join(character if character.isprintable() and character not in "/\\" else "_" for character in name)
