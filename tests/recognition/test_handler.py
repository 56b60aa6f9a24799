"""Requests beyond what one process can work on: refused early, in words, while the rest goes on."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from pytest_django import Settings
from structlog.testing import capture_logs

from recognition import health
from recognition.handler import LanesHandler

LONG_S = 60.0
GET = {"type": "http.request", "body": b"", "more_body": False}
begun_work = threading.Event()
may_end = threading.Event()
closed = threading.Event()


def slow(_request: HttpRequest) -> HttpResponse:
    begun_work.set()
    may_end.wait(LONG_S)
    return HttpResponse("at last")


def defective(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a defect")


def streamed_late(request: HttpRequest) -> StreamingHttpResponse:
    begun_work.set()
    may_end.wait(LONG_S)
    return streamed(request)


def streamed(_request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_endless())
    response._resource_closers.append(closed.set)  # type: ignore[attr-defined]
    return response


async def _endless() -> Any:
    while True:
        yield b"sound"
        await asyncio.sleep(0.01)


urlpatterns = [
    path("slow", slow),
    path("defective", defective),
    path("streamed", streamed),
    path("streamed/late", streamed_late),
    path("healthz", health.alive),
]


@pytest.fixture(autouse=True)
def tight(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    settings.UNDERTONE_LANES = {"reading": (1, 1, LONG_S), "writing": (1, 1, LONG_S), "instruments": (1, 1, LONG_S)}
    for event in (begun_work, may_end, closed):
        event.clear()
    yield
    may_end.set()


class Request:
    """One, on its way through the handler."""

    def __init__(self, handler: LanesHandler, address: str, method: str = "GET") -> None:
        headers = [(b"host", b"localhost")]
        scope = {"type": "http", "path": address, "method": method, "query_string": b"", "headers": headers}
        self._talk: Any = ApplicationCommunicator(handler, scope)

    async def begin(self, message: Any = GET) -> None:
        await self._talk.send_input(message)
        await asyncio.sleep(0.02)

    async def answer(self) -> tuple[int, dict[bytes, bytes], bytes]:
        start = await self._talk.receive_output(timeout=LONG_S)
        body = b""
        while (message := await self._talk.receive_output(timeout=LONG_S)).get("more_body"):
            body += message["body"]
        return start["status"], dict(start["headers"]), body + message.get("body", b"")

    async def piece(self) -> Any:
        return await self._talk.receive_output(timeout=LONG_S)

    async def leave(self) -> None:
        await self._talk.send_input({"type": "http.disconnect"})
        await self._talk.wait(timeout=LONG_S)


async def begun(handler: LanesHandler, *addresses: str) -> list[Request]:
    requests = [Request(handler, address) for address in addresses]
    for request in requests:
        await request.begin()
    return requests


async def crowded(handler: LanesHandler) -> tuple[Request, Request]:
    """One that is worked on, and one that waits: there is no more room."""
    (working,) = await begun(handler, "/slow")
    assert await asyncio.to_thread(begun_work.wait, LONG_S)
    (waiting,) = await begun(handler, "/slow")
    async with asyncio.timeout(LONG_S):
        while not handler.ways["reading"].lane.full:
            await asyncio.sleep(0.005)
    return working, waiting


def code(body: bytes) -> str:
    return str(json.loads(body)["errors"][0]["code"])


async def test_who_comes_when_all_places_are_taken_is_told_so_at_once() -> None:
    handler = LanesHandler()
    working, _waiting = await crowded(handler)
    (refused,) = await begun(handler, "/slow")
    status, headers, body = await refused.answer()
    assert (status, code(body), headers[b"retry-after"]) == (503, "busy", b"2")
    may_end.set()
    assert (await working.answer())[::2] == (200, b"at last")


async def test_who_has_waited_for_too_long_is_told_so(settings: Settings) -> None:
    settings.UNDERTONE_LANES = {**settings.UNDERTONE_LANES, "reading": (1, 1, 0.3)}
    handler = LanesHandler()
    (working,) = await begun(handler, "/slow")
    assert await asyncio.to_thread(begun_work.wait, LONG_S)
    (waiting,) = await begun(handler, "/slow")
    status, _headers, body = await waiting.answer()
    assert (status, code(body)) == (503, "busy")
    may_end.set()
    assert (await working.answer())[0] == 200


async def test_health_is_told_whatever_else_is_going_on() -> None:
    handler = LanesHandler()
    _here = await crowded(handler)  # they leave with who holds them
    (health,) = await begun(handler, "/healthz")
    assert (await health.answer())[0] == 200


async def test_writing_does_not_wait_for_reading() -> None:
    handler = LanesHandler()
    _here = await crowded(handler)  # they leave with who holds them
    posted = Request(handler, "/slow", "POST")
    await posted.begin()
    assert (await posted.answer())[0] == 403  # without a token; that is told by Django, so it was its turn


async def test_a_crowd_turned_away_is_one_line_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.handler.SAID_EVERY_S", LONG_S)
    handler = LanesHandler()
    _here = await crowded(handler)  # they leave with who holds them
    with capture_logs() as lines:
        for refused in await begun(handler, *["/slow"] * 5):
            assert (await refused.answer())[0] == 503
    said = [line for line in lines if line["event"] == "requests_turned_away"]
    assert [(line["log_level"], line["lane"]) for line in said] == [("warning", "reading")]


async def test_who_leaves_the_line_takes_no_place() -> None:
    handler = LanesHandler()
    working, leaving = await crowded(handler)
    await leaving.leave()
    assert not handler.ways["reading"].lane.full
    may_end.set()
    assert (await working.answer())[0] == 200


async def test_a_defect_is_still_a_500() -> None:
    (defect,) = await begun(LanesHandler(), "/defective")
    assert (await defect.answer())[0] == 500


async def test_what_is_sent_in_pieces_holds_no_place_and_is_closed_when_the_listener_leaves() -> None:
    handler = LanesHandler()
    (sound,) = await begun(handler, "/streamed")
    assert (await sound.piece())["status"] == 200
    assert (await sound.piece())["body"] == b"sound"
    assert not handler.ways["reading"].lane.full
    (health,) = await begun(handler, "/healthz")
    assert (await health.answer())[0] == 200
    await sound.leave()
    assert await asyncio.to_thread(closed.wait, LONG_S)


async def test_an_answer_that_nobody_waits_for_any_more_is_closed() -> None:
    handler = LanesHandler()
    (sound,) = await begun(handler, "/streamed/late")
    assert await asyncio.to_thread(begun_work.wait, LONG_S)
    await sound.leave()
    assert not closed.is_set()
    may_end.set()
    assert await asyncio.to_thread(closed.wait, LONG_S)


async def test_what_was_sent_is_dropped_with_who_leaves_the_line() -> None:
    handler = Keeping()
    _working, leaving = await crowded(handler)
    await leaving.leave()
    assert [body.closed for body in handler.bodies] == [False, True]


class Keeping(LanesHandler):
    """Remembers what it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[Any] = []

    async def read_body(self, receive: Any) -> Any:
        self.bodies.append(await super().read_body(receive))
        return self.bodies[-1]
