"""An HTTP/1.1 client that costs next to nothing: it shares its cores with what it measures.

A request is bytes that were prepared beforehand; an answer is read by its length. Connections are kept and used again.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

REUSED_WITHIN_S = 3.0  # uvicorn closes what was idle for five seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long after the question."""

    status: int
    body: bytes
    took_s: float


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used: float


class LightClient:
    """As many connections as there are questions at one time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[_Connection] = []

    def head(self, method: str, path: str, *, token: str, length: int = 0, content_type: str = "") -> bytes:
        """A request up to its body."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", f"Authorization: Bearer {token}"]
        lines += [f"Content-Length: {length}", f"Content-Type: {content_type}"] if length else []
        return "\r\n".join([*lines, "", ""]).encode()

    async def ask(self, *request: bytes) -> Answer:
        """Raises OSError or EOFError where the connection breaks."""
        start = time.monotonic()
        connection = await self._connection()
        connection.writer.writelines(request)
        head = await connection.reader.readuntil(b"\r\n\r\n")
        said = dict(_fields(head))
        body = await connection.reader.readexactly(int(said.get(b"content-length", 0)))
        connection.used = time.monotonic()
        if said.get(b"connection") == b"close":  # what is asked on it now would be asked of nobody
            connection.writer.close()
        else:
            self._idle.append(connection)
        return Answer(int(head[9:12]), body, connection.used - start)

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if time.monotonic() - connection.used < REUSED_WITHIN_S and not connection.reader.at_eof():
                return connection
            connection.writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        return _Connection(reader, writer, 0.0)


def _fields(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        yield name.lower(), value.strip()


def form(name: str) -> tuple[bytes, bytes]:
    """What stands before and after a file in a form of one field."""
    boundary = "undertone-load"
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    before = f"--{boundary}\r\n{disposition}\r\nContent-Type: audio/wav\r\n\r\n".encode()
    return before, f"\r\n--{boundary}--\r\n".encode()


FORM_TYPE = "multipart/form-data; boundary=undertone-load"
