"""Guards before Django: a socket only for our own page, and no body read that is too large anyway."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

from recognition import refusals
from recognition.disk import STORAGE_FULL, STORAGE_FULL_MESSAGE, is_disk_full
from recognition.origin import is_known_host, is_same_origin

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

FORM_BYTES = 64 * 1024  # what a form adds around its file
POLICY_VIOLATION = 1008


def header(scope: Scope, name: str) -> str:
    """The header's value, or the empty text."""
    return next((value.decode("latin1") for key, value in scope["headers"] if key == name.encode()), "")


class SameOriginSocket:
    """Browsers let any page open a socket anywhere; this one is for pages of this very host and port."""

    def __init__(self, application: Any) -> None:
        self.application: Application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = header(scope, "host")
        if host and is_known_host(host) and is_same_origin(header(scope, "origin"), host):
            await self.application(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})


class UploadLimit:
    """Answers 413 by the announced length, or as soon as a body without one has grown too large."""

    def __init__(self, application: Any) -> None:
        self.application: Application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = settings.UNDERTONE_MAX_UPLOAD_BYTES + FORM_BYTES
        announced = header(scope, "content-length")
        if announced.isdigit() and int(announced) > limit:
            await _refuse_too_large(send)
            return
        body = _LimitedBody(receive, send, limit)
        try:
            await self.application(scope, body.receive, body.send)
        except OSError as error:
            # Django keeps a body on disk before any view is asked, where nobody but us can answer.
            if body.answered or not is_disk_full(error):
                raise
            await refuse(send, 507, STORAGE_FULL, STORAGE_FULL_MESSAGE)


class _LimitedBody:
    """Counts what comes in; past the limit it answers itself and tells the application that the client has gone."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._left = receive, send, limit
        self._refused = False
        self.answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        if not self._refused:
            self._refused = self.answered = True
            await _refuse_too_large(self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._refused:
            self.answered = True
            await self._send(message)


async def _refuse_too_large(send: Send) -> None:
    limit_mb = settings.UNDERTONE_MAX_UPLOAD_BYTES / 2**20
    await refuse(send, 413, "too_large", f"The file is larger than {limit_mb:g} MB, the limit here.")


async def refuse(send: Send, status: int, code: str, detail: str, *, wait_s: float | None = None) -> None:
    """Answer in the API's own shape, whatever of the request has not come in yet."""
    kind = "client_error" if status < 500 else "server_error"
    error = {"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    if wait_s is not None:
        headers.append((b"retry-after", str(round(wait_s)).encode()))
    refusals.count(code)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(error).encode()})
