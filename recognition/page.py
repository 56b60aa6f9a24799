"""The built page: its files are WhiteNoise's matter; every other address is the page's own, and gets index.html."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

NOT_BUILT = "The page has not been built. “make run” builds it; the API is at /api/v1/docs/.\n"


@require_safe
def index(_request: HttpRequest) -> HttpResponse:
    file = settings.FRONTEND_DIST / "index.html"
    if not file.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(file.read_bytes(), headers={"Cache-Control": "no-cache"})
