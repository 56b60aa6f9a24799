"""The Azure CLI that the tests of azure-deploy/ drive comes from its own pins, and only once."""

import shutil
import sys
import venv
from pathlib import Path

import pytest

from scripts import azure_cli
from scripts.preflight import ROOT
from scripts.stamps import fingerprint, put_stamp


def test_one_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLI", "/opt/az/bin/az")
    monkeypatch.setattr(azure_cli, "install", lambda: pytest.fail("nothing is to be installed"))
    assert azure_cli.main() == 0


def test_one_that_cannot_be_had_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_CLI", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(azure_cli, "install", lambda: False)
    assert azure_cli.main() == 1


def test_what_is_installed_is_not_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(azure_cli, "VENV", tmp_path)
    monkeypatch.setattr(venv, "create", lambda *_a, **_k: pytest.fail("made again"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    put_stamp(tmp_path / ".installed", fingerprint([azure_cli.PINS], str(ROOT), version))
    assert azure_cli.install()
