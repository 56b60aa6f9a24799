"""What is refused before Django reads a byte."""

import asyncio
import json
from typing import Any

import pytest
from pytest_django import Settings

from recognition import asgi_guards
from recognition.asgi_guards import FORM_BYTES, UPLOADS, UploadLimit


class Exchange:
    """One request through the guard, in front of an application that reads the whole body."""

    def __init__(self, *chunks: int, length: int | None = None, path: str = UPLOADS) -> None:
        headers = [] if length is None else [(b"content-length", str(length).encode())]
        self.scope = {"type": "http", "path": path, "headers": headers}
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
    assert len([each for each in exchange.sent if each["type"] == "http.response.start"]) == 1, "one answer, not two"


async def test_what_comes_after_the_answer_is_dropped_before_the_connection_is_closed(limit: int) -> None:
    """All of the answer is out by then: its length says so."""
    exchange = Exchange(limit, 10, 10, length=limit + 20)
    read_when_sent: list[int] = []

    async def send(message: Any) -> None:
        exchange.sent.append(message)
        read_when_sent.append(3 - len(exchange.chunks))

    await UploadLimit(exchange.application)(exchange.scope, exchange.receive, send)
    start, body, end = exchange.sent
    assert dict(start["headers"])[b"content-length"] == str(len(body["body"])).encode()
    assert (body["more_body"], end) == (True, {"type": "http.response.body", "body": b""})
    assert read_when_sent == [0, 0, 3]


async def test_one_who_says_nothing_more_is_not_waited_for(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi_guards, "SILENT_AT_MOST_S", 0.01)
    exchange = Exchange(length=limit + 1)

    async def receive() -> dict[str, Any]:
        return await asyncio.Future()

    await UploadLimit(exchange.application)(exchange.scope, receive, exchange.send)
    assert exchange.sent[-1] == {"type": "http.response.body", "body": b""}


async def test_where_no_file_is_sent_less_is_enough(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    exchange = Exchange(1, length=101, path="/api/v1/analyses/compare/")
    assert await exchange.run() == 413
    assert await Exchange(100, length=100, path="/api/v1/analyses/compare/").run() == 200
