"""A large upload that is refused, through nginx and without it: the API's answer arrives, whoever sends to the end first.

The client here is the worst there is: it sends all of its body before it reads a byte of the answer, so a connection that is
reset while it sends loses it the answer.
"""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from recognition.asgi_guards import UPLOADS
from recognition.engine.testing import tone, write_wav
from tests.integration.running_site import RunningSite, running_site
from tests.packaging.nginx import nginx_in_front_of

pytestmark = pytest.mark.services

MB = 2**20
LIMIT_MB = 100
PART_BYTES = 256 * 1024
ADDRESSES = ("nginx", "web itself")


@dataclass(frozen=True)
class Answer:
    status: int
    code: str
    sent_bytes: int


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """One analysis at a time, and no worker: after the first upload there is no place for a second."""
    folder = tmp_path_factory.mktemp("site")
    with running_site(folder, UNDERTONE_MAX_UPLOAD_MB=str(LIMIT_MB), UNDERTONE_MAX_CONCURRENT_ANALYSES="1") as site:
        site.upload(write_wav(folder / "clip.wav", tone(2.0)))
        yield site


@pytest.fixture(scope="module")
def ports(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    with nginx_in_front_of(site.port, tmp_path_factory.mktemp("nginx"), max_upload_mb=str(LIMIT_MB)) as port:
        yield dict(zip(ADDRESSES, (port, site.port), strict=True))


def send(
    port: int,
    size: int,
    *,
    chunked: bool = False,
    path: str = UPLOADS,
    between: Callable[[], None] = lambda: None,
) -> Answer:
    """All of a form with a file of that size, and then what was answered."""
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    length = len(head) + size + len(b"\r\n--edge--\r\n")
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {length}"
    request = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=edge\r\n{framing}\r\n\r\n"
    )
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request.encode())
        for part in (head, *[bytes(PART_BYTES)] * (size // PART_BYTES), b"\r\n--edge--\r\n"):
            connection.sendall(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
            sent += len(part)
            between()
        if chunked:
            connection.sendall(b"0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    headers, _, body = answer.partition(b"\r\n\r\n")
    told: dict[str, Any] = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])  # nginx may send it in chunks
    return Answer(int(headers.split()[1]), told["errors"][0]["code"], sent)


def received(site: RunningSite) -> int:
    """What of uploads lies on the disk of web now."""
    return sum(file.stat().st_size for file in (Path(site.folder) / "data" / "uploads").rglob("*") if file.is_file())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_body_over_the_limit_is_refused_in_our_words(ports: dict[str, int], address: str) -> None:
    answer = send(ports[address], 200 * MB)
    assert (answer.status, answer.code) == (413, "too_large")
    assert answer.sent_bytes > 200 * MB


@pytest.mark.parametrize("address", ADDRESSES)
def test_one_that_does_not_say_its_length_is_too(ports: dict[str, int], address: str) -> None:
    """Sent to an address that no quota guards, so that it is the limit that it meets."""
    answer = send(ports[address], 120 * MB, chunked=True, path="/api/v1/recordings/delete/")
    assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_body_that_a_quota_refuses_is_refused_with_its_code(ports: dict[str, int], address: str) -> None:
    answer = send(ports[address], 90 * MB)
    assert (answer.status, answer.code) == (429, "too_many_analyses")


@pytest.mark.parametrize("address", ADDRESSES)
def test_one_of_unknown_length_is_too(ports: dict[str, int], address: str) -> None:
    answer = send(ports[address], 120 * MB, chunked=True)
    assert (answer.status, answer.code) == (429, "too_many_analyses")


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_it_is_kept_while_it_comes(ports: dict[str, int], site: RunningSite, address: str) -> None:
    spooled = [0]

    def look() -> None:
        spooled[0] = max(spooled[0], received(site))

    assert send(ports[address], 90 * MB, between=look).status == 429
    assert spooled[0] == 0
    files = [file for file in site.folder.rglob("*") if file.is_file() and file.stat().st_size > MB]
    assert [file.name for file in files if file.suffix not in {".sqlite3", ".sqlite3-wal"}] == []
