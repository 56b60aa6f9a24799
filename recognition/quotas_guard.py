"""A guard before Django, which would take in the whole body first: nothing is kept of what is refused anyway, be it that
nobody has signed in, or that a quota is used up."""

from io import BytesIO
from typing import Any

import structlog
from channels.db import database_sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, NotAuthenticated
from rest_framework.views import APIView

from recognition.asgi_guards import FORM_BYTES, Application, Receive, Scope, Send, header, refuse, takes_a_file
from recognition.database_errors import ASK_AGAIN_S, refusal_of
from recognition.exceptions import ApplicationError
from recognition.permissions import accounts_required
from recognition.quotas import owner_id_of
from recognition.selectors import User
from recognition.services.quotas import upload_check

logger = structlog.get_logger(__name__)


class QuotaGuard:
    """Looks at what an upload announces of itself. What it does not know, the upload's own service finds out."""

    def __init__(self, application: Any) -> None:
        self.application: Application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = await _refusal(scope) if _is_upload(scope) else None
        if refusal is None:
            await self.application(scope, receive, send)
        else:
            code, detail = str(refusal.get_codes()), str(refusal.detail)
            await refuse(send, receive, refusal.status_code, code, detail, wait_s=getattr(refusal, "wait", None))


def _is_upload(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and takes_a_file(scope["path"]))


@database_sync_to_async
def _refusal(scope: Scope) -> APIException | None:
    announced = header(scope, "content-length")
    size_bytes = max(0, int(announced) - FORM_BYTES) if announced.isdigit() else 0
    try:
        upload_check(owner_id_of(_user(scope)), size_bytes=size_bytes, duration_s=None)
    except APIException as error:
        return error
    except Error as error:
        if (refusal := refusal_of(error)) is None:
            raise
        logger.warning("database_not_to_be_had", error=str(error))
        return ApplicationError(refusal[1], code=refusal[0], wait_s=ASK_AGAIN_S)
    return None


def _user(scope: Scope) -> User:
    """Who asks, as the API would find out; but nothing is changed yet, so a session needs no token against forgery.

    Raises:
        APIException: when nobody does whom the API would let upload.
    """
    request = ASGIRequest({**scope, "method": "GET"}, BytesIO())
    SessionMiddleware(_nothing).process_request(request)
    AuthenticationMiddleware(_nothing).process_request(request)
    user: User = APIView().initialize_request(request).user
    if accounts_required() and not user.is_authenticated:
        raise NotAuthenticated
    return user


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
