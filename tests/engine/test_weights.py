"""Downloads, against a real server on this machine that behaves and misbehaves."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from recognition.engine import weights
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.weights import KNOWN, Weights, download, ensure, pull, status
from tests.loopback import serving

BODY = b"weights " * 100_000
WHILE_PATIENT_S = 60.0


class Server(BaseHTTPRequestHandler):
    requests = 0
    over: threading.Event

    def do_GET(self) -> None:
        type(self).requests += 1
        if self.path == "/missing":
            self.send_error(404)
            return
        if self.path == "/mute":
            self.over.wait()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        if self.path == "/good":
            self.wfile.write(BODY)
        else:
            self.wfile.write(BODY[:50_000])
            self.wfile.flush()
            if self.path == "/stalls":
                self.over.wait()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    Server.requests, Server.over = 0, threading.Event()
    with serving(Server) as url:
        yield url
        Server.over.set()


@pytest.fixture(autouse=True)
def _no_remembered_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_failures", {})


def published(url: str) -> Weights:
    return Weights(
        name="some",
        about="Some weights",
        licence="MIT",
        url=url,
        sha256=hashlib.sha256(BODY).hexdigest(),
        bytes=len(BODY),
        file="some.pt",
    )


@pytest.fixture
def config(tmp_path: Path) -> EngineConfig:
    return EngineConfig(models_dir=tmp_path / "models", download_timeout_s=WHILE_PATIENT_S)


def test_a_download_arrives_whole_and_reports_progress(server: str, tmp_path: Path) -> None:
    told: list[float] = []
    target = tmp_path / "new" / "some.pt"
    download(published(f"{server}/good"), target, timeout_s=WHILE_PATIENT_S, on_progress=told.append)
    assert target.read_bytes() == BODY
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("path", ["missing", "stalls", "mute", "cut-off"])
def test_a_failed_download_says_so_before_the_server_gives_up_and_leaves_nothing(
    server: str, path: str, tmp_path: Path
) -> None:
    with pytest.raises(ModelUnavailableError, match="could not be downloaded") as failed:
        download(published(f"{server}/{path}"), tmp_path / "some.pt", timeout_s=0.5)
    assert failed.value.code == "model_unavailable"
    assert failed.value.retryable
    assert list(tmp_path.iterdir()) == []


def test_a_refused_connection_is_the_same_error(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="refused"):
        download(published("http://127.0.0.1:9/x"), tmp_path / "some.pt", timeout_s=0.5)


def test_a_wrong_checksum_is_never_kept(server: str, tmp_path: Path) -> None:
    other = replace(published(f"{server}/good"), sha256="0" * 64)
    with pytest.raises(ModelUnavailableError, match="checksum") as failed:
        download(other, tmp_path / "some.pt", timeout_s=WHILE_PATIENT_S)
    assert failed.value.code == "checksum_mismatch"
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_not_repeated_for_each_analysis(
    server: str, config: EngineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, "some", published(f"{server}/missing"))
    for _ in range(3):
        with pytest.raises(ModelUnavailableError):
            ensure("some", config)
    assert Server.requests == 1


def test_pulling_tries_again_and_clears_the_failure(
    server: str, config: EngineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, "some", published(f"{server}/missing"))
    with pytest.raises(ModelUnavailableError):
        ensure("some", config)
    monkeypatch.setitem(KNOWN, "some", published(f"{server}/good"))
    assert pull("some", config).read_bytes() == BODY
    assert pull("some", config) == ensure("some", config)
    assert Server.requests == 2


def test_where_downloads_are_switched_off_the_command_is_named(config: EngineConfig) -> None:
    with pytest.raises(ModelUnavailableError, match="emotion models pull whisper-base"):
        ensure("whisper-base", replace(config, allow_downloads=False))


def test_a_file_that_is_not_the_published_one_is_refused(config: EngineConfig) -> None:
    config.models_dir.mkdir()
    (config.models_dir / "base.pt").write_bytes(b"something else")
    with pytest.raises(ModelUnavailableError) as refused:
        ensure("whisper-base", config)
    assert refused.value.code == "checksum_mismatch"


def test_an_unknown_name_is_refused_with_the_known_ones(config: EngineConfig) -> None:
    with pytest.raises(ModelUnavailableError, match="whisper-base"):
        pull("whisper-gigantic", config)


def test_the_status_lists_every_entry_and_what_is_here(config: EngineConfig) -> None:
    config.models_dir.mkdir()
    (config.models_dir / "tiny.pt").touch()
    listed = {entry.weights.name: entry.present for entry in status(config)}
    assert listed.keys() == KNOWN.keys()
    assert [name for name, present in listed.items() if present] == ["whisper-tiny"]


WHISPERS = {name: entry for name, entry in KNOWN.items() if name.startswith("whisper-")}


@pytest.mark.parametrize("entry", WHISPERS.values(), ids=WHISPERS)
def test_the_table_agrees_with_openais_own(entry: Weights) -> None:
    import whisper

    assert whisper._MODELS[entry.name.removeprefix("whisper-")] == entry.url
