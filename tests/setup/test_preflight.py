"""What `make run` refuses, each with one clear line and before any lengthy work."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from scripts.preflight import ROOT, ProblemError, check_data_dir, check_environment, check_port, check_tools
from tests.loopback import free_port

NOBODY = 65534


def make_run(tmp_path: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """`make run` as a person starts it; it must end by itself long before anything could be installed."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    environment = {**inherited, "UNDERTONE_DATA_DIR": str(tmp_path / "data"), **variables}
    command = ["make", "run", f"PYTHON={sys.executable}"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"PORT": "eighty"}, "PORT is “eighty”. Allowed: a whole number from 1 to 65535."),
        ({"PORT": "65536"}, "PORT is “65536”"),
        ({"UNDERTONE_ASR": "parrot"}, "UNDERTONE_ASR is “parrot”. Allowed: auto, faster-whisper"),
        ({"UNDERTONE_MAX_UPLOAD_MB": "-1"}, "UNDERTONE_MAX_UPLOAD_MB is “-1”"),
        ({"UNDERTONE_DATA_DIR": "/dev/null/data"}, "The data folder /dev/null/data cannot be written"),
    ],
)
def test_a_bad_value_is_one_line_that_names_it(variables: dict[str, str], line: str, tmp_path: Path) -> None:
    ended = make_run(tmp_path, variables)
    said = [text for text in ended.stderr.splitlines() if not text.startswith("make")]
    assert ended.returncode != 0
    assert len(said) == 1
    assert said[0].startswith(f"undertone: {line}")
    assert ended.stdout == ""


def test_a_taken_port_is_one_line_that_offers_the_next(taken_port: int, tmp_path: Path) -> None:
    ended = make_run(tmp_path, {"PORT": str(taken_port)})
    assert ended.returncode != 0
    assert f"Port {taken_port} on 127.0.0.1 cannot be used: Address already in use" in ended.stderr
    assert f"make run PORT={taken_port + 1}" in ended.stderr


def test_missing_node_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProblemError, match=r"^node is missing\. Undertone needs Node\.js 20\.19 or newer"):
        check_tools()


def test_an_old_node_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for tool in ("node", "npm"):
        (tmp_path / tool).write_text("#!/bin/sh\necho v18.19.0\n")
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProblemError, match=r"^Node\.js is v18\.19\.0\."):
        check_tools()


def test_the_tools_of_this_machine_pass() -> None:
    check_tools()


def test_a_free_port_passes(monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    with pytest.raises(ProblemError):
        check_port()
    monkeypatch.delenv("PORT")
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    assert check_port() == port


def test_a_new_data_folder_is_made_and_left_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTONE_DATA_DIR", str(tmp_path / "deep" / "data"))
    check_data_dir(check_environment())
    assert list((tmp_path / "deep" / "data").iterdir()) == []


def test_a_read_only_data_folder_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        Path(folder).chmod(0o555)
        with (
            _not_root(),
            pytest.raises(ProblemError, match=r"cannot be written: Permission denied\. Set UNDERTONE_DATA"),
        ):
            check_data_dir(Path(folder))


class _not_root:  # noqa: N801
    """Root may write anywhere, so permissions are tested as nobody."""

    def __enter__(self) -> None:
        self._user = os.geteuid()
        if self._user == 0:
            os.seteuid(NOBODY)

    def __exit__(self, *_: object) -> None:
        if self._user == 0:
            os.seteuid(0)
