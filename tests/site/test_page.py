"""The built page, as Django serves it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.http.response import ResponseHeaders
from django.test import AsyncClient, Client
from pytest_django import Settings

ASSET = "assets/index-B3d0aF9x.js"


@pytest.fixture
def dist(settings: Settings, tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Undertone</title>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / ASSET).write_text("export {};")
    settings.FRONTEND_DIST = settings.WHITENOISE_ROOT = tmp_path
    return tmp_path


def headers_of(path: str) -> ResponseHeaders:
    """Headers of an answer that was read to its end: an answer left half read keeps its file open."""
    answer: Any = Client().get(path)
    b"".join(answer)
    headers: ResponseHeaders = answer.headers
    return headers


@pytest.mark.parametrize("path", ["/", "/analyses/7a1f", "/library", "/compare?ids=1,2"])
@pytest.mark.usefixtures("dist")
def test_every_address_of_the_page_is_the_page(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert b"<title>Undertone" in answer.content
    assert answer["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("dist")
def test_built_files_are_kept_for_ever_and_others_not() -> None:
    assert "immutable" in headers_of(f"/{ASSET}")["Cache-Control"]
    assert "immutable" not in headers_of("/favicon.svg")["Cache-Control"]


@pytest.mark.parametrize("name", ["service-worker.js", "manifest.webmanifest", "index.html", "theme.js"])
def test_what_tells_of_a_newer_version_is_always_asked_for(dist: Path, name: str) -> None:
    (dist / name).write_text("{}")
    assert headers_of(f"/{name}")["Cache-Control"] == "no-cache"


def test_the_manifest_has_the_type_that_browsers_install_by(dist: Path) -> None:
    (dist / "manifest.webmanifest").write_text("{}")
    assert headers_of("/manifest.webmanifest")["Content-Type"] == "application/manifest+json"


def test_a_shared_file_that_missed_the_service_worker_leads_to_the_page_which_says_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/share", {"files": BytesIO(b"sound")})
    assert (answer.status_code, answer["Location"]) == (303, "/?share-failed")
    assert Client().get("/share").status_code == 405


@pytest.mark.usefixtures("dist")
@pytest.mark.parametrize("path", ["/assets/gone-12345678.js", "/static/gone.css"])
def test_a_missing_file_is_not_the_page(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.usefixtures("dist")
@pytest.mark.parametrize("path", ["/", f"/{ASSET}", "/healthz", "/api/v1/engines/"])
def test_every_answer_is_guarded(path: str) -> None:
    headers = headers_of(path)
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_unbuilt_page_says_how_to_build_it(settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    answer = Client().get("/library")
    assert answer.status_code == 503
    assert b"make run" in answer.content


@pytest.mark.usefixtures("dist")
def test_a_file_can_be_asked_for_in_part_or_by_head() -> None:
    part = Client().get(f"/{ASSET}", headers={"Range": "bytes=0-5"})
    assert (part.status_code, b"".join(part)) == (206, b"export")
    assert b"".join(Client().get(f"/{ASSET}")) == b"export {};"
    assert b"".join(Client().head(f"/{ASSET}")) == b""


@pytest.mark.parametrize(("accepts", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_file_is_sent_packed_to_whoever_takes_it(dist: Path, accepts: str, sent: str | None) -> None:
    (dist / f"{ASSET}.br").write_bytes(b"small")
    (dist / f"{ASSET}.gz").write_bytes(b"smaller")
    answer: Any = Client().get(f"/{ASSET}", headers={"Accept-Encoding": accepts})
    assert answer.headers.get("Content-Encoding") == sent
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["Content-Type"].startswith("text/javascript")
    bodies = {"br": b"small", "gzip": b"smaller", None: b"export {};"}
    assert answer.getvalue() == bodies[sent]


@pytest.mark.filterwarnings("error:StreamingHttpResponse must consume")
@pytest.mark.usefixtures("dist")
async def test_under_asgi_a_file_is_streamed() -> None:
    answer: Any = await AsyncClient().get(f"/{ASSET}")
    assert b"".join([block async for block in answer]) == b"export {};"


@pytest.mark.usefixtures("dist")
def test_the_page_is_only_read() -> None:
    assert Client().post("/library").status_code == 405
