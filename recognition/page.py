"""The built page: its files are WhiteNoise's matter; every other address is the page's own, and gets index.html."""

from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from recognition.media_response import CHUNK_BYTES, FileStream

NOT_BUILT = "The page has not been built. “make run” builds it; the API is at /api/v1/docs/.\n"


@require_safe
def index(_request: HttpRequest) -> HttpResponse:
    file = settings.FRONTEND_DIST / "index.html"
    if not file.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(file.read_bytes(), headers={"Cache-Control": "no-cache"})


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    with closing(file):
        while block := file.read(CHUNK_BYTES):
            yield block


class PageFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no types
    """WhiteNoise, whose answer Django under ASGI would read to its end, with a warning, before sending it."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> FileStream:
        answer = static_file.get_response(request.method, request.META)
        response = FileStream(_blocks(answer.file) if answer.file else (), status=int(answer.status))
        del response["content-type"]
        for name, value in answer.headers:
            response[name] = value
        return response
