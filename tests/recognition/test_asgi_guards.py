"""What is refused before Django reads a byte."""

import json
from typing import Any

import pytest
from pytest_django import Settings

from recognition.asgi_guards import FORM_BYTES, UploadLimit


class Exchange:
    """One request through the guard, in front of an application that reads the whole body."""

    def __init__(self, *chunks: int, length: int | None = None) -> None:
        headers = [] if length is None else [(b"content-length", str(length).encode())]
        self.scope = {"type": "http", "headers": headers}
        self.chunks = list(chunks)
        self.sent: list[Any] = []
        self.read_bytes = 0
        self.disconnected = False

    async def receive(self) -> dict[str, Any]:
        size = self.chunks.pop(0)
        return {"type": "http.request", "body": bytes(size), "more_body": bool(self.chunks)}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def application(self, _scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.disconnected = True
                return
            self.read_bytes += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def run(self) -> int:
        await UploadLimit(self.application)(self.scope, self.receive, self.send)
        return int(self.sent[0]["status"])


@pytest.fixture(autouse=True)
def limit(settings: Settings) -> int:
    settings.UNDERTONE_MAX_UPLOAD_BYTES = 1000
    return 1000 + FORM_BYTES


async def test_a_body_within_the_limit_passes(limit: int) -> None:
    exchange = Exchange(500, limit - 500, length=limit)
    assert await exchange.run() == 200
    assert exchange.read_bytes == limit


async def test_an_announced_giant_is_refused_unread(limit: int) -> None:
    exchange = Exchange(10, length=limit + 1)
    assert await exchange.run() == 413
    assert exchange.read_bytes == 0
    assert json.loads(exchange.sent[1]["body"])["errors"][0]["code"] == "too_large"


async def test_an_unannounced_giant_is_cut_off(limit: int) -> None:
    exchange = Exchange(limit, 1, 1)
    assert await exchange.run() == 413
    assert exchange.disconnected
    assert len(exchange.sent) == 2, "one answer, not two"
