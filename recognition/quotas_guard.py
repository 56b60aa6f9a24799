"""A guard before Django, which would take in the whole body first: nothing is received that a quota refuses anyway."""

from io import BytesIO
from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.views import APIView

from recognition.asgi_guards import FORM_BYTES, Application, Receive, Scope, Send, header, refuse
from recognition.exceptions import ApplicationError
from recognition.permissions import accounts_required
from recognition.quotas import owner_id_of
from recognition.selectors import User
from recognition.services.quotas import upload_check

UPLOADS = "/api/v1/recordings/"


class QuotaGuard:
    """Looks at what an upload announces of itself. What it does not know, the upload's own service finds out."""

    def __init__(self, application: Any) -> None:
        self.application: Application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = await _refusal(scope) if _is_upload(scope) else None
        if refusal is None:
            await self.application(scope, receive, send)
        else:
            await refuse(send, refusal.status_code, str(refusal.get_codes()), str(refusal.detail), wait_s=refusal.wait)


def _is_upload(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and scope["path"] == UPLOADS)


@database_sync_to_async
def _refusal(scope: Scope) -> ApplicationError | None:
    user = _user(scope)
    if accounts_required() and not user.is_authenticated:
        return None  # who may not upload at all is told so by the API
    announced = header(scope, "content-length")
    size_bytes = max(0, int(announced) - FORM_BYTES) if announced.isdigit() else 0
    try:
        upload_check(owner_id_of(user), size_bytes=size_bytes, duration_s=None)
    except ApplicationError as error:
        return error
    return None


def _user(scope: Scope) -> User:
    """Who asks, as the API would find out; but nothing is changed yet, so a session needs no token against forgery."""
    request = ASGIRequest({**scope, "method": "GET"}, BytesIO())
    SessionMiddleware(_nothing).process_request(request)
    AuthenticationMiddleware(_nothing).process_request(request)
    try:
        user: User = APIView().initialize_request(request).user
    except APIException:
        return AnonymousUser()
    return user


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
