"""A tab's socket, spoken to the application directly."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

from emotion_site.asgi import application

PATIENCE_S = 60.0  # machines that run tests are busy


class Tab:
    def __init__(
        self, *, origin: str = "http://localhost", host: str = "localhost", cookie: str = "", path: str = "/ws/"
    ) -> None:
        headers = [(b"origin", origin.encode()), (b"host", host.encode()), (b"cookie", cookie.encode())]
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        self._socket: Any = ApplicationCommunicator(application, scope)

    async def connect(self) -> dict[str, Any]:
        """The application's answer: accept or close."""
        await self._socket.send_input({"type": "websocket.connect"})
        return dict(await self._socket.receive_output(timeout=PATIENCE_S))

    async def say(self, text: str) -> None:
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    async def send(self, sound: bytes) -> None:
        await self._socket.send_input({"type": "websocket.receive", "bytes": sound})

    async def hear(self) -> dict[str, Any]:
        return dict(await self._socket.receive_output(timeout=PATIENCE_S))

    async def hear_json(self) -> Any:
        return json.loads((await self.hear())["text"])

    async def hears_nothing(self) -> bool:
        return bool(await self._socket.receive_nothing(timeout=0.4, interval=0.02))

    async def close(self) -> None:
        await self._socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._socket.wait(timeout=PATIENCE_S)
