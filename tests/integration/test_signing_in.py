"""The real site with accounts: made by command, signed in, a recording sent, its socket heard, signed out."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from recognition.engine.testing import tone, write_wav
from tests.integration.running_site import ROOT, WITHIN_S, RunningSite, running_site

PASSWORD = "correct horse battery"
AUTH = "/api/v1/auth/browser/v1/auth"
NOT_SIGNED_IN = 4401
# One process for both: it takes seconds to start.
MAKE_USERS = """
import django
django.setup()
from django.core.management import call_command
for email in ("ada@example.org", "bob@example.org"):
    call_command("user_create", email)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    variables = {"UNDERTONE_ACCOUNTS": "required", "UNDERTONE_SECRET_KEY": "of this test alone, and long enough for it"}
    with running_site(tmp_path_factory.mktemp("site"), **variables) as site:
        subprocess.run(
            [sys.executable, "-c", MAKE_USERS],
            cwd=ROOT, env=site.environment, input=f"{PASSWORD}\n" * 2, check=True, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        yield site


def signed_in(site: RunningSite, email: str) -> httpx.Client:
    browser = site.http
    browser.headers["Origin"] = f"http://127.0.0.1:{site.port}"
    browser.get("/api/v1/session/")
    answer = send(browser, "POST", f"{AUTH}/login", {"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return browser


def send(browser: httpx.Client, method: str, address: str, body: object = None) -> httpx.Response:
    return browser.request(method, address, json=body, headers={"X-CSRFToken": browser.cookies["csrftoken"]})


def upload(browser: httpx.Client, clip: Path) -> httpx.Response:
    with clip.open("rb") as file:
        return browser.post(
            "/api/v1/recordings/",
            files={"file": (clip.name, file)},
            headers={"X-CSRFToken": browser.cookies["csrftoken"]} if "csrftoken" in browser.cookies else {},
        )


def socket_of(site: RunningSite, browser: httpx.Client) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{site.port}/ws/",
        origin=Origin(f"http://127.0.0.1:{site.port}"),
        open_timeout=WITHIN_S,
        ping_interval=None,  # a machine that stalls is waited for
        additional_headers={"Cookie": f"sessionid={browser.cookies['sessionid']}"},
    )


def closing_code(socket: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=WITHIN_S)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def test_a_whole_visit(site: RunningSite, tmp_path: Path) -> None:
    clip = write_wav(tmp_path / "clip.wav", tone(2.0))
    ada, bob = signed_in(site, "ada@example.org"), signed_in(site, "bob@example.org")
    with socket_of(site, ada) as hers, socket_of(site, bob) as his:
        made = upload(ada, clip)
        assert made.status_code == 201, made.text
        assert json.loads(hers.recv(timeout=WITHIN_S))["analysis"]["id"] == made.json()["analysis"]["id"]
        with pytest.raises(TimeoutError):
            his.recv(timeout=2)
        media = f"/api/v1/recordings/{made.json()['id']}/media/"
        assert (ada.get(media).content, bob.get(media).status_code) == (clip.read_bytes(), 404)
        assert send(ada, "DELETE", f"{AUTH}/session").status_code == 401
        assert closing_code(hers) == NOT_SIGNED_IN
    assert ada.get(media).status_code == 401
    assert bob.get("/api/v1/recordings/").json()["count"] == 0


def test_a_program_with_a_token(site: RunningSite, tmp_path: Path) -> None:
    browser = signed_in(site, "bob@example.org")
    token = send(browser, "POST", "/api/v1/tokens/", {"name": "laptop", "expires_days": 1}).json()["token"]
    program = site.http
    program.headers["Authorization"] = f"Bearer {token}"
    made = upload(program, write_wav(tmp_path / "clip.wav", tone(1.0)))
    assert made.status_code == 201, made.text
    assert browser.get("/api/v1/recordings/").json()["count"] == 1
    assert send(browser, "DELETE", "/api/v1/tokens/").status_code == 204
    assert program.get("/api/v1/recordings/").status_code == 401


def test_without_a_session_the_socket_says_so(site: RunningSite) -> None:
    nobody = httpx.Client(cookies={"sessionid": "made-up"})
    with socket_of(site, nobody) as socket:
        assert closing_code(socket) == NOT_SIGNED_IN


def test_the_page_is_there_before_anybody_has_signed_in(site: RunningSite) -> None:
    session = site.http.get("/api/v1/session/")
    assert session.json() == {"accounts": "required", "user": None, "sign_up": "closed", "mail": False, "providers": []}
    assert "HttpOnly" not in session.headers["Set-Cookie"], "the page's script repeats the token"
    assert site.http.get("/sign-in").status_code in (200, 503)  # 503 where the page has not been built
