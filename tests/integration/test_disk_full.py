"""A disk that is full: real processes on a file system of a few megabytes."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recognition.engine.testing import noise, tone, write_wav
from tests.integration.running_site import WITHIN_S, RunningSite, running_site

pytestmark = pytest.mark.services

SIZE_MB = 12


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("disk")
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small disk")
    command = [mount, "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "undertone-test", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine allows no mounts")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def site(small_disk: Path) -> Iterator[RunningSite]:
    (small_disk / "tmp").mkdir()
    with running_site(small_disk, TMPDIR=str(small_disk / "tmp")) as site:
        yield site


def until_kept(site: RunningSite, files: list[Path], room: int) -> None:
    """Django lets go of what it has spooled when the answer has gone out; what it spooled without a name is seen by its room."""
    give_up = time.monotonic() + WITHIN_S
    while (found := kept(site)) != files or free(site) < room - 2**20:
        assert time.monotonic() < give_up, (found, free(site), room)
        time.sleep(0.05)


def free(site: RunningSite) -> int:
    return shutil.disk_usage(site.folder).free


def kept(site: RunningSite) -> list[Path]:
    roots = (site.folder / "data" / "media", site.folder / "data" / "uploads", site.folder / "tmp")
    return sorted(file for root in roots for file in root.rglob("*") if file.is_file())


def test_an_upload_without_room_is_refused_and_leaves_nothing(site: RunningSite, tmp_path: Path) -> None:
    small = write_wav(tmp_path / "small.wav", tone(2.0))
    large = write_wav(tmp_path / "large.wav", noise(SIZE_MB * 2**20 / 32000))
    site.upload(small)
    before, room, listed = kept(site), free(site), len(site.get("recordings/")["results"])
    for _attempt in range(2):
        with large.open("rb") as file:
            answer = site.http.post("/api/v1/recordings/", files={"file": ("large.wav", file)})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (507, "storage_full")
        until_kept(site, before, room)
    assert len(site.get("recordings/")["results"]) == listed
    site.upload(small)
    assert len(site.get("recordings/")["results"]) == listed + 1


def test_one_that_fits_once_but_not_twice_is_refused_too(site: RunningSite, tmp_path: Path) -> None:
    """It passes Django's own spool and fails where it is kept."""
    twice = write_wav(tmp_path / "twice.wav", noise(SIZE_MB * 2**20 / 32000 * 0.6))
    before, room, listed = kept(site), free(site), site.get("recordings/")["results"]
    with twice.open("rb") as file:
        answer = site.http.post("/api/v1/recordings/", files={"file": ("twice.wav", file)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (507, "storage_full")
    until_kept(site, before, room)
    assert site.get("recordings/")["results"] == listed
