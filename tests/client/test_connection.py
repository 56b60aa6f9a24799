"""What is asked again, and what is not, with a server that loses, refuses and redirects."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recognition.client import Choices, Client, RemoteError
from recognition.engine.testing import tone, write_wav
from tests.client.unsteady_server import LOST, Reply, UnsteadyServer, refusal, unsteady_server

LIMITS = Reply(body={"max_bytes": 10**6})
NOTHING = Reply(body={"results": [], "next": None})
FOUND = Reply(body={"results": [{"id": "r1"}], "next": None})
ANALYSIS = {"id": "a1", "status": "queued", "model": "m", "asr": "auto", "language": None}


@pytest.fixture
def server() -> Iterator[UnsteadyServer]:
    with unsteady_server() as server:
        yield server


@pytest.fixture
def client(server: UnsteadyServer, said: list[str]) -> Client:
    client = Client(server.url, token="secret", on_wait=said.append)
    client.connection._sleep = lambda _seconds: None
    return client


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "clip.wav", tone(1.0))


def test_a_lost_answer_is_asked_for_again(server: UnsteadyServer, client: Client, said: list[str]) -> None:
    server.replies["GET /api/v1/analyses/a1/"] = [LOST, Reply(502, b"<html>bad gateway"), Reply(body=ANALYSIS)]
    assert client.analysis("a1") == ANALYSIS
    assert len(said) == 2
    assert server.authorizations == ["Bearer secret"] * 3


def test_patience_ends(server: UnsteadyServer) -> None:
    server.replies["GET /api/v1/analyses/a1/"] = [LOST]
    with pytest.raises(RemoteError, match="No answer from http://127") as refused:
        Client(server.url, patience_s=0).analysis("a1")
    assert refused.value.code == "unreachable"
    assert len(server.asked) == 1


def test_a_server_that_asks_for_time_gets_it(server: UnsteadyServer, client: Client, said: list[str]) -> None:
    server.replies["GET /api/v1/analyses/a1/"] = [refusal(429, "throttled", Retry_After="7"), Reply(body=ANALYSIS)]
    assert client.analysis("a1") == ANALYSIS
    assert "Trying again in 7 s." in said[0]


def test_a_quota_that_no_waiting_helps_is_told_at_once(server: UnsteadyServer, client: Client) -> None:
    server.replies["GET /api/v1/analyses/a1/"] = [refusal(429, "quota", "The month is used up.", Retry_After="86400")]
    with pytest.raises(RemoteError, match="The month is used up") as refused:
        client.analysis("a1")
    assert refused.value.code == "quota"
    assert len(server.asked) == 1


def test_a_token_follows_no_redirection(server: UnsteadyServer, client: Client) -> None:
    with unsteady_server() as elsewhere:
        elsewhere.replies["GET /api/v1/analyses/a1/"] = [Reply(body=ANALYSIS)]
        location = f"{elsewhere.url}/api/v1/analyses/a1/"
        server.replies["GET /api/v1/analyses/a1/"] = [Reply(302, b"", {"Location": location})]
        with pytest.raises(RemoteError, match="use that one"):
            client.analysis("a1")
        assert elsewhere.asked == []


def test_another_site_is_recognised(server: UnsteadyServer, client: Client) -> None:
    server.replies["GET /api/v1/analyses/a1/"] = [Reply(body=b"<html>Welcome")]
    with pytest.raises(RemoteError, match="not Undertone's"):
        client.analysis("a1")


def test_an_upload_whose_answer_was_lost_is_not_sent_twice(server: UnsteadyServer, client: Client, clip: Path) -> None:
    server.replies |= {
        "GET /api/v1/limits/": [LIMITS],
        "GET /api/v1/recordings/": [NOTHING, FOUND],
        "POST /api/v1/recordings/": [LOST],
        "GET /api/v1/recordings/r1/": [Reply(body={"id": "r1", "analyses": [ANALYSIS]})],
    }
    uploaded = client.upload(clip)
    assert (uploaded.analysis, uploaded.was_there) == (ANALYSIS, True)
    assert server.asked.count("POST /api/v1/recordings/") == 1


def test_an_upload_that_did_not_arrive_is_sent_again_whole(server: UnsteadyServer, client: Client, clip: Path) -> None:
    server.replies |= {
        "GET /api/v1/limits/": [LIMITS],
        "GET /api/v1/recordings/": [NOTHING],
        "POST /api/v1/recordings/": [LOST, refusal(429, "throttled", Retry_After="1"), Reply(201, {"analysis": ANALYSIS})],
    }  # fmt: skip
    assert client.upload(clip).was_there is False
    sent = [body for body in server.bodies if body]
    assert len(sent) == 3
    assert all(clip.read_bytes() in body for body in sent)


def test_a_file_that_is_there_is_analysed_as_asked(server: UnsteadyServer, client: Client, clip: Path) -> None:
    other = ANALYSIS | {"id": "a2", "model": "other"}
    server.replies |= {
        "GET /api/v1/limits/": [LIMITS],
        "GET /api/v1/recordings/": [FOUND],
        "GET /api/v1/recordings/r1/": [Reply(body={"id": "r1", "analyses": [ANALYSIS]})],
        "POST /api/v1/recordings/r1/analyses/": [Reply(201, other)],
    }
    uploaded = client.upload(clip, Choices(model="other"))
    assert (uploaded.analysis, uploaded.was_there) == (other, True)


def test_a_file_that_is_too_large_is_not_sent(server: UnsteadyServer, client: Client, clip: Path) -> None:
    server.replies["GET /api/v1/limits/"] = [Reply(body={"max_bytes": 2**10})]
    with pytest.raises(RemoteError, match="the limit there") as refused:
        client.upload(clip)
    assert refused.value.code == "too_large"
    assert server.asked == ["GET /api/v1/limits/"]


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\boot.ini"', "boot.ini"),
        ('attachment; filename=".bashrc"', "bashrc"),
        ("attachment; filename*=utf-8''%F0%9F%8E%A4%20talk.srt", "🎤 talk.srt"),
        ("attachment", "a1.srt"),
    ],
)
def test_a_server_names_a_file_and_no_folder(header: str, kept: str, server: UnsteadyServer, client: Client) -> None:
    server.replies["GET /api/v1/analyses/a1/"] = [Reply(body=ANALYSIS)]
    server.replies["GET /api/v1/analyses/a1/export/srt/"] = [Reply(200, b"1", {"Content-Disposition": header})]
    assert client.export("a1", "srt").name == kept
