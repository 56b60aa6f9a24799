"""A server that answers what a test tells it to, in order, and remembers what it was asked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import serving

NO_ANSWER = 0


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


LOST = Reply(NO_ANSWER)


def refusal(status: int, code: str, detail: str = "No.", **headers: str) -> Reply:
    body = {"type": "client_error", "errors": [{"code": code, "detail": detail, "attr": None}]}
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class UnsteadyServer:
    """`replies` by method and path without its query; the last of each goes on being given."""

    url: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def reply(self, request: str) -> Reply:
        queue = self.replies.get(request, [refusal(404, "not_found", "Not found.")])
        return queue.pop(0) if len(queue) > 1 else queue[0]


@contextmanager
def unsteady_server() -> Iterator[UnsteadyServer]:
    told = UnsteadyServer()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            request = f"{self.command} {self.path.partition('?')[0]}"
            told.asked.append(f"{self.command} {self.path}")
            told.authorizations.append(self.headers.get("Authorization"))
            told.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            reply = told.reply(request)
            if reply.status == NO_ANSWER:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode())

        do_GET = do_POST = handle_any  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the test remembers."""

    with serving(Handler) as told.url:
        yield told
