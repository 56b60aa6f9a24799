"""The load test's own client: what it tells of the site must not be its own doing."""

import asyncio
from contextlib import suppress

from benchmarks.load_client import LightClient

END = b"\r\n\r\n"


def answer(status: int, connection: str) -> bytes:
    return f"HTTP/1.1 {status} Told\r\nContent-Length: 2\r\nConnection: {connection}\r\n\r\nok".encode()


async def test_a_connection_that_the_site_closes_is_not_asked_again() -> None:
    """The site has said so, and reads no further word; that the connection has ended may come later than the answer."""
    connections: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        closes = len(connections) == 1
        with suppress(asyncio.IncompleteReadError):
            await reader.readuntil(END)
            writer.write(answer(503, "close") if closes else answer(200, "keep-alive"))
            while await reader.readuntil(END) and not closes:
                writer.write(answer(200, "keep-alive"))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        client = LightClient(server.sockets[0].getsockname()[1])
        asked = client.head("GET", "/", token="any")
        assert [(await client.ask(asked)).status for _ in range(3)] == [503, 200, 200]
        assert len(connections) == 2
        for kept in client._idle:
            kept.writer.close()
            await kept.writer.wait_closed()
