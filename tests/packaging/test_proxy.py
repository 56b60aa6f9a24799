"""nginx with its own configuration in front of the real web process."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
import pytest
from websockets.sync.client import connect
from websockets.sync.server import serve
from websockets.typing import Origin

from recognition.engine.testing import tone, write_wav
from recognition.middleware import HEADERS, headers
from recognition.page import ALWAYS_ASKED_FOR
from tests.integration.running_site import running_site
from tests.packaging.nginx import TEMPLATES, form_targets, nginx_in_front_of

pytestmark = pytest.mark.services

LIMIT_MB = "1"
BUILT = "/assets/index-Ab3dE_9x.js"


@dataclass(frozen=True)
class Door:
    """Where nginx listens, and the web process that it speaks to."""

    http: httpx.Client
    port: int
    web: "subprocess.Popen[bytes]"


def test_the_page_s_form_is_let_through_to_the_identity_provider_as_django_has_it() -> None:
    policy = (
        (TEMPLATES / "headers.conf.template").read_text().partition('Content-Security-Policy "')[2].partition('"')[0]
    )
    for provider, targets in (("", []), ("https://id.example.org/realms/school", ["https://id.example.org"])):
        filled = policy.replace("${UNDERTONE_FORM_TARGETS}", form_targets(provider))
        assert filled == headers(targets)["Content-Security-Policy"]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built page, in small."""
    page = tmp_path_factory.mktemp("page")
    (page / "assets").mkdir()
    (page / BUILT[1:]).write_text("export {};\n" * 200)
    (page / "favicon.svg").write_text("<svg/>")
    for name in ("index.html", *ALWAYS_ASKED_FOR):
        (page / name.lstrip("/")).write_text(f"this is {name.lstrip('/')}")
    return page


@pytest.fixture(scope="module")
def listener() -> Iterator[int]:
    """The port of one who stands where live mode's process does, and says so."""
    with serve(lambda line: line.send("live"), "127.0.0.1", 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.socket.getsockname()[1]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, page: Path, listener: int) -> Iterator[Door]:
    with (
        running_site(tmp_path_factory.mktemp("site"), UNDERTONE_MAX_UPLOAD_MB=LIMIT_MB) as site,
        nginx_in_front_of(
            site.port, tmp_path_factory.mktemp("nginx"), max_upload_mb=LIMIT_MB, page=page, live_port=listener
        ) as port,
    ):
        yield Door(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60), port, site.processes[0])


def test_every_address_of_the_page_is_the_page(door: Door) -> None:
    for address in ("/", "/library", "/recordings/1?at=3", "/index.html"):
        answer = door.http.get(address)
        assert (answer.status_code, answer.text) == (200, "this is index.html")
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_page_carries_the_headers_that_django_gives_it(door: Door) -> None:
    for address in ("/", BUILT, "/service-worker.js", "/api/v1/limits/", "/healthz"):
        given = door.http.get(address).headers
        assert {name: given.get(name) for name in HEADERS} == HEADERS, address
        assert len(given.get_list("Content-Security-Policy")) == 1


def test_over_tls_browsers_are_told_to_stay_with_it(door: Door) -> None:
    over_tls = door.http.get("/", headers={"X-Forwarded-Proto": "https"})
    assert over_tls.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in door.http.get("/").headers


def test_a_built_file_is_kept_for_ever_and_a_missing_one_is_missing(door: Door) -> None:
    answer = door.http.get(BUILT)
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    missing = door.http.get("/assets/index-00000000.js")
    assert (missing.status_code, missing.headers.get("Cache-Control")) == (404, None)


@pytest.mark.parametrize("file", sorted(ALWAYS_ASKED_FOR))
def test_what_tells_of_a_newer_version_is_always_asked_for(door: Door, file: str) -> None:
    assert door.http.get(file).headers["Cache-Control"] == "no-cache"


def test_other_files_are_kept_for_an_hour(door: Door) -> None:
    assert door.http.get("/favicon.svg").headers["Cache-Control"] == "max-age=3600, public"


def test_the_metrics_are_not_for_everybody(door: Door) -> None:
    assert door.http.get("/metrics").status_code == 404
    assert door.http.get("/readyz").json()["database"] == "ok"


def test_an_upload_is_heard_of_on_the_socket_and_played_in_parts(door: Door, tmp_path: Path) -> None:
    clip = write_wav(tmp_path / "clip.wav", tone(2.0))
    origin = f"http://127.0.0.1:{door.port}"
    with connect(f"ws://127.0.0.1:{door.port}/ws/", origin=Origin(origin), open_timeout=60) as socket:
        with clip.open("rb") as file:
            made = door.http.post("/api/v1/recordings/", files={"file": ("clip.wav", file)}, headers={"Origin": origin})
        assert made.status_code == 201, made.text
        heard = json.loads(socket.recv(timeout=60))
        assert heard["analysis"]["id"] == made.json()["analysis"]["id"]
    media = f"/api/v1/recordings/{made.json()['id']}/media/"
    part = door.http.get(media, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, clip.read_bytes()[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{clip.stat().st_size}"


def test_who_speaks_live_is_led_to_a_process_of_its_own(door: Door) -> None:
    with connect(f"ws://127.0.0.1:{door.port}/ws/live/") as line:
        assert line.recv(timeout=60) == "live"


def test_another_site_s_page_is_still_refused(door: Door) -> None:
    assert door.http.get("/api/v1/limits/", headers={"Origin": "https://evil.example"}).status_code == 403


def test_too_large_a_file_is_refused_in_the_api_s_words_and_one_at_the_limit_is_not(door: Door) -> None:
    small, large = b"x" * 2**20, b"x" * (2**20 + 2**17)
    refused = door.http.post("/api/v1/recordings/", files={"file": ("a.wav", large)})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (413, "too_large")
    assert refused.json()["errors"][0]["detail"] == "The file is larger than 1 MB, the limit here."
    looked_at = door.http.post("/api/v1/recordings/", files={"file": ("a.wav", small)})
    assert looked_at.json()["errors"][0]["code"] != "too_large"


def test_while_web_is_away_the_page_is_there_and_the_api_says_so(door: Door) -> None:
    """The last of this file: it ends the web process."""
    door.web.kill()
    door.web.wait(timeout=60)
    answer = door.http.get("/api/v1/limits/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert door.http.get("/").status_code == 200
