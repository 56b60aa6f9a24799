"""Guards on every request: no other web page may drive this site, and what it serves may do little."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from recognition.origin import is_known_host, is_same_origin

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the player and the charts write style elements
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeadersMiddleware:
    """Stands outside WhiteNoise, so that the page's files carry the headers too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class SameOriginMiddleware:
    """Refuses what a page of another origin sends. Programs send no Origin and no Sec-Fetch-Site, and pass.

    A name that is not ours is refused too: a page could make its own name point to this machine (DNS rebinding).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_known_host(request.META.get("HTTP_HOST", "")):
            return refusal("unknown_host", "This site is not known by that name.", status=400)
        if is_foreign(request):
            return refusal(
                "foreign_origin", "This request came from a page of another site, and was refused.", status=403
            )
        return self.get_response(request)


def is_foreign(request: HttpRequest) -> bool:
    """Whether a browser says that another origin's page made this request."""
    host = request.META.get("HTTP_HOST", "")
    origin = request.headers.get("Origin")
    if origin is not None:
        return not is_same_origin(origin, host)
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return not _is_link_followed(request)
    referer = request.headers.get("Referer")
    return referer is not None and request.method not in ("GET", "HEAD") and not is_same_origin(referer, host)


def _is_link_followed(request: HttpRequest) -> bool:
    """A link on another site may open the page; it may not embed it, nor reach the API."""
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
        and not request.path.startswith("/api/")
    )


def refusal(code: str, detail: str, *, status: int) -> HttpResponse:
    error = {"code": code, "detail": detail, "attr": None}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=status)
