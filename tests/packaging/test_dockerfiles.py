"""The Dockerfiles: linted, pinned, and made of files that are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.preflight import ROOT

DOCKERFILES = sorted((ROOT / "docker").glob("*.Dockerfile"))


@pytest.fixture(params=DOCKERFILES, ids=lambda file: file.stem)
def dockerfile(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    return file


def test_there_are_three() -> None:
    assert [file.stem for file in DOCKERFILES] == ["frontend", "web", "worker"]


def test_the_linter_has_nothing_to_say(dockerfile: Path) -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([str(linter), "--no-color", str(dockerfile)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_base_is_pinned_to_a_full_version(dockerfile: Path) -> None:
    bases = re.findall(r"^FROM (\S+)", dockerfile.read_text(), re.MULTILINE)
    assert len(bases) == 2, "one stage builds, the other runs"
    assert all(re.search(r":\d+\.\d+\.\d+-", base) for base in bases), bases


def test_what_is_copied_is_there_and_let_through(dockerfile: Path) -> None:
    let_through = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile.read_text(), re.MULTILINE):
        for source in line.split()[:-1]:
            assert list(ROOT.glob(source)), source
            assert any(source == each or source.startswith(f"{each}/") for each in let_through), source


def test_the_web_image_installs_no_more_than_the_web_needs() -> None:
    installed = re.findall(r"-r (\S+)", (ROOT / "docker" / "web.Dockerfile").read_text())
    assert installed == ["requirements/web.txt"]
    assert "torch" not in (ROOT / "requirements" / "web.txt").read_text()
