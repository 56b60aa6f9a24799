"""The built page: its files are WhiteNoise's matter; every other address is the page's own, and gets index.html."""

from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from recognition.media_response import FileBlocks, FileStream

# By these a browser learns of a newer version of the page; kept, they would hold it on the old one.
ALWAYS_ASKED_FOR = {"/service-worker.js", "/manifest.webmanifest", "/index.html", "/theme.js"}

NOT_BUILT = "The page has not been built. “make run” builds it; the API is at /api/v1/docs/.\n"


@require_safe
def index(_request: HttpRequest) -> HttpResponse:
    file = settings.FRONTEND_DIST / "index.html"
    if not file.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(file.read_bytes(), headers={"Cache-Control": "no-cache"})


@csrf_exempt
@require_POST
def share_missed(_request: HttpRequest) -> HttpResponse:
    """What another app shares is taken by the page's service worker, and comes here only where the browser has lost it.

    The page says that the file must be shared again; once it is open, the worker is back.
    """
    return HttpResponse(status=303, headers={"Location": "/?share-failed"})


class PageFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no types
    """WhiteNoise, whose answer Django under ASGI would read to its end, with a warning, before sending it."""

    def add_cache_headers(self, headers: Headers, path: str, url: str) -> None:
        super().add_cache_headers(headers, path, url)
        if url in ALWAYS_ASKED_FOR:
            headers["Cache-Control"] = "no-cache"

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> FileStream:
        answer = static_file.get_response(request.method, request.META)
        response = FileStream(FileBlocks(answer.file) if answer.file else (), status=int(answer.status))
        del response["content-type"]
        for name, value in answer.headers:
            response[name] = value
        return response
