"""Guards on every request: no other web page may drive this site, and what it serves may do little."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.http import ConditionalGetMiddleware
from django.views import defaults
from django_structlog.middlewares import RequestMiddleware

from recognition import refusals
from recognition.database_errors import ASK_AGAIN_S, refusal_of
from recognition.origin import is_known_host, is_same_origin

logger = structlog.get_logger(__name__)

SIGNED_OUT = "signed_out"  # of a request: it ended its session

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
        self.headers = headers(settings.UNDERTONE_FORM_TARGETS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


def headers(form_targets: Sequence[str]) -> dict[str, str]:
    """With an identity provider, the form that sends somebody there is let through to it."""
    policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", " ".join(["form-action 'self'", *form_targets]))
    return HEADERS | {"Content-Security-Policy": policy}


class KnownAnswersMiddleware(ConditionalGetMiddleware):
    """Whoever has an answer of the API already is told that it still stands, and asks each time: what one session was shown,
    no other is."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return super().process_response(request, response)


class SessionCookieMiddleware(SessionMiddleware):
    """Takes the session's cookie away from whoever signs out, and from nobody else.

    A request may carry the id of a session that has ended meanwhile: a new password replaces its id. Django's own takes the
    cookie away then; where that answer came after the one that brought the new id, it took the new one away and signed the
    person out.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and not getattr(request, SIGNED_OUT, False):
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


class SecureCookiesMiddleware:
    """What is set in an answer over TLS travels over nothing else, whether or not the settings know of the TLS."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response


class RequestLogMiddleware(RequestMiddleware):
    """Whose request it is stands in the log's lines; where the database cannot tell, the view finds that out, and answers."""

    def process_got_request_exception(self, sender: type[Any], request: HttpRequest, **kwargs: Any) -> None:
        """A database that is not to be had is no defect: `server_error` says so."""
        error = sys.exception()
        if error is None or refusal_of(error) is None:
            super().process_got_request_exception(sender, request, **kwargs)

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        with suppress(Error):
            RequestMiddleware.bind_user_id(request)


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
    """A link on another site may open the page; it may not embed it, nor reach the API.

    An identity provider sends people back by such a link; what it says is held against what was asked of it.
    """
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
        and (not request.path.startswith("/api/") or request.path == settings.PROVIDER_RETURN)
    )


def refusal(code: str, detail: str, *, status: int, wait_s: float | None = None) -> HttpResponse:
    kind = "client_error" if status < 500 else "server_error"
    body = {"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}
    refusals.count(code)
    return JsonResponse(body, status=status, headers={} if wait_s is None else {"Retry-After": str(round(wait_s))})


def csrf_refused(_request: HttpRequest, **_reason: str) -> HttpResponse:
    return refusal("csrf_failed", "This request carried no valid CSRF token. Load the page again.", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's answer where nothing else caught the error: in a view that is not REST framework's, or in middleware."""
    error = sys.exception()
    if error is not None and (refused := refusal_of(error)):
        logger.warning("database_not_to_be_had", error=str(error))
        response = refusal(*refused, status=503, wait_s=ASK_AGAIN_S)
        response._has_been_logged = True  # type: ignore[attr-defined] # Django's own mark
        return response
    if request.path.startswith("/api/"):
        return refusal("error", "A server error occurred.", status=500)  # as REST framework has it
    return defaults.server_error(request)
