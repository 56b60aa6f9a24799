"""What tests listen with on this machine."""

import os
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

# Below those that systems hand out by themselves: between looking and listening nobody is given one by chance.
PORTS = range(20_000, 32_000)
_drawn: set[int] = set()


def free_port() -> int:
    """One that nobody listens on, and that nobody who is yet to listen was given.

    It is drawn by lot, for other programs' sake, from those that no other process of this run of the tests draws from.
    """
    while True:
        port = random.SystemRandom().choice(_ours())
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _drawn:
            _drawn.add(port)
            return port


def _ours() -> range:
    """Every n-th, where n processes run the tests (pytest-xdist numbers them: gw0, gw1)."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return PORTS[number :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server that answers with it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
