"""Stamps: nothing is installed or built twice, and everything is when its source changes."""

import json
import re
from pathlib import Path

import pytest

from scripts import install
from scripts.preflight import ProblemError
from scripts.stamps import fingerprint, is_stamped, put_stamp

PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((install.REQUIREMENTS / name).read_text()))


def test_a_fingerprint_follows_content_names_and_facts(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    first = fingerprint([file], "3.11")
    assert fingerprint([file], "3.11") == first
    assert fingerprint([file], "3.12") != first
    file.write_text("two")
    assert fingerprint([file], "3.11") != first


def test_a_stamp_holds_for_its_own_mark_alone(tmp_path: Path) -> None:
    stamp = tmp_path / ".built"
    assert not is_stamped(stamp, "a")
    put_stamp(stamp, "a")
    assert is_stamped(stamp, "a")
    assert not is_stamped(stamp, "b")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page whose build counts how often it ran."""
    for folder in ("src", "node_modules", "dist"):
        (tmp_path / folder).mkdir()
    (tmp_path / "src" / "main.ts").write_text("one")
    build = "echo built >> node_modules/.builds && cp node_modules/.builds dist/index.html"
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"build": build}}))
    monkeypatch.setattr(install, "FRONTEND", tmp_path)
    monkeypatch.setattr(install, "NODE_MODULES", tmp_path / "node_modules")
    return tmp_path


def builds(page: Path) -> int:
    return len((page / "node_modules" / ".builds").read_text().splitlines())


def test_the_page_is_built_once_and_again_when_a_source_changes(page: Path) -> None:
    install.build_page()
    install.build_page()
    assert builds(page) == 1
    (page / "src" / "main.ts").write_text("two")
    install.build_page()
    assert builds(page) == 2


def test_a_page_whose_build_was_removed_is_built_again(page: Path) -> None:
    install.build_page()
    (page / "dist" / "index.html").unlink()
    install.build_page()
    assert builds(page) == 2


def test_a_build_that_fails_is_said_and_not_stamped(page: Path) -> None:
    (page / "package.json").write_text('{"scripts": {"build": "exit 3"}}')
    with pytest.raises(ProblemError, match="npm run"):
        install.build_page()
    assert not (page / "node_modules" / ".built").exists()


@pytest.mark.parametrize(("smaller", "larger"), [("web.txt", "worker.txt"), ("worker.txt", "dev.txt")])
def test_the_larger_set_holds_every_pin_of_the_smaller(smaller: str, larger: str) -> None:
    assert pins(smaller)
    assert pins(smaller).items() <= pins(larger).items()


@pytest.mark.parametrize("name", ["web", "worker", "dev"])
def test_every_package_asked_for_is_pinned(name: str) -> None:
    asked = (install.REQUIREMENTS / f"{name}.in").read_text().splitlines()
    names = {
        re.split(r"[\[=<>~]", line)[0].strip().lower() for line in asked if line and not line.startswith(("#", "-r"))
    }
    assert {re.sub(r"[._]", "-", one) for one in names} <= {re.sub(r"[._]", "-", one) for one in pins(f"{name}.txt")}


def test_the_web_needs_no_torch() -> None:
    assert {"torch", "transformers", "faster-whisper", "matplotlib"}.isdisjoint(pins("web.txt"))
