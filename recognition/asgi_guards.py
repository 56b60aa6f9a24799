"""Guards before Django: a socket only for our own page, and no body read that is too large anyway."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Self

import structlog
from django.conf import settings
from django.db import Error

from recognition import refusals
from recognition.database_errors import refusal_of
from recognition.disk import STORAGE_FULL, STORAGE_FULL_MESSAGE, is_disk_full
from recognition.origin import is_known_host, is_same_origin

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

UPLOADS = "/api/v1/recordings/"
FORM_BYTES = 64 * 1024  # what a form adds around its file
POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013
DRAINED_AT_MOST_S = 300.0
SILENT_AT_MOST_S = 10.0

logger = structlog.get_logger(__name__)


def takes_a_file(path: str) -> bool:
    """Whether recordings, or the faces that go with them, are uploaded to this address."""
    return path == UPLOADS or (path.startswith(UPLOADS) and path.endswith("/action-units/"))


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


class SocketsOfADatabase:
    """Who opens a socket is asked for in the database: where that is not to be had, the page tries again by itself."""

    def __init__(self, application: Any) -> None:
        self.application: Application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.application(scope, receive, send)
        except Error as error:
            if refusal_of(error) is None:
                raise
            logger.warning("socket_not_opened", error=str(error))
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})


class UploadLimit:
    """Answers 413 by the announced length, or as soon as a body without one has grown too large."""

    def __init__(self, application: Any) -> None:
        self.application: Application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        too_large = TooLarge.of(scope["path"])
        announced = header(scope, "content-length")
        if announced.isdigit() and int(announced) > too_large.limit_bytes:
            await too_large.refuse(send, receive)
            return
        body = _LimitedBody(receive, send, too_large)
        try:
            await self.application(scope, body.receive, body.send)
        except OSError as error:
            # Django keeps a body on disk before any view is asked, where nobody but us can answer.
            if body.answered or not is_disk_full(error):
                raise
            await refuse(send, receive, 507, STORAGE_FULL, STORAGE_FULL_MESSAGE)


class _LimitedBody:
    """Counts what comes in; past the limit it answers itself and tells the application that the client has gone."""

    def __init__(self, receive: Receive, send: Send, too_large: "TooLarge") -> None:
        self._receive, self._send, self._too_large = receive, send, too_large
        self._left = too_large.limit_bytes
        self._refused = False
        self.answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left >= 0 or (self.answered and not self._refused):
            return message  # what the application has answered already is read to be dropped
        if not self._refused:
            self._refused = self.answered = True
            await self._too_large.refuse(self._send, self._receive)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._refused:
            self.answered = True
            await self._send(message)


@dataclass(frozen=True, slots=True)
class TooLarge:
    """What a body may have at an address, and the words for one that has more: nowhere but to uploads is a file sent."""

    limit_bytes: int
    detail: str

    @classmethod
    def of(cls, path: str) -> Self:
        if path.startswith("/api/") and not takes_a_file(path):
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return cls(limit, f"The request is larger than {limit / 2**20:g} MB, the limit here.")
        limit = settings.UNDERTONE_MAX_UPLOAD_BYTES
        return cls(limit + FORM_BYTES, f"The file is larger than {limit / 2**20:g} MB, the limit here.")

    async def refuse(self, send: Send, receive: Receive) -> None:
        await refuse(send, receive, 413, "too_large", self.detail)


async def refuse(
    send: Send, receive: Receive, status: int, code: str, detail: str, *, wait_s: float | None = None
) -> None:
    """Answer at once in the API's own shape; whatever of the request is still to come is dropped as it comes.

    Many clients, and the proxy, read no answer before they have sent everything: a connection closed on them, while they
    send, would lose them this one.
    """
    kind = "client_error" if status < 500 else "server_error"
    error = {"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}
    body = json.dumps(error).encode()
    length = str(len(body)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length), (b"connection", b"close")]
    if wait_s is not None:
        headers.append((b"retry-after", str(round(wait_s)).encode()))
    refusals.count(code)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_AT_MOST_S):
            await _drain(receive)
    await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    while True:
        message = await asyncio.wait_for(receive(), SILENT_AT_MOST_S)
        if not message.get("more_body"):
            return
