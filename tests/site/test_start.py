"""Starting the site: one clear line when it cannot, and a secret key that is made once."""

import errno
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from emotion_site.settings.data_dir import data_dir_prepare, secret_key_load_or_create
from emotion_site.settings.env import BadEnvironmentError

ROOT = Path(__file__).resolve().parents[2]


def start(*command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "emotion_site.settings", **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=240
    )


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "check"),
        ("-m", "uvicorn", "emotion_site.asgi:application", "--port", "0"),
        ("-m", "celery", "-A", "emotion_site.celery:app", "worker"),
    ],
    ids=["manage", "web", "worker"],
)
def test_a_bad_value_stops_every_program_with_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    ended = start(*command, UNDERTONE_DATA_DIR=str(tmp_path), UNDERTONE_ASR="siri")
    assert ended.returncode == 1
    assert "undertone: UNDERTONE_ASR is “siri”. Allowed: auto," in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    ended = start("manage.py", "check", UNDERTONE_DATA_DIR=str(tmp_path / "file" / "var"))
    assert ended.returncode == 1
    assert "UNDERTONE_DATA_DIR" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key_load_or_create(tmp_path), range(8)))
    assert len(keys) == 1
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_full_disk_is_named_and_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_paths: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(BadEnvironmentError, match="No space left on device"):
        secret_key_load_or_create(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_a_file_in_the_way_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(BadEnvironmentError, match="cannot be written"):
        data_dir_prepare(tmp_path / "var")
