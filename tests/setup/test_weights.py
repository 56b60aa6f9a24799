"""Whisper's weights are tried beside the running product, and how it went is said."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from recognition.engine import weights as engine_weights
from scripts.preflight import ROOT
from scripts.weights import main


def test_weights_that_cannot_be_had_are_one_line_that_says_what_serves_instead(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"  # the discard port: nothing answers
    environment = {
        **os.environ,
        "UNDERTONE_MODELS_DIR": str(tmp_path),
        "UNDERTONE_ASR": "auto",
        "UNDERTONE_WHISPER_MODEL": "tiny",
    }
    environment |= dict.fromkeys(("https_proxy", "HTTPS_PROXY"), nowhere) | {"no_proxy": "", "NO_PROXY": ""}
    command = [sys.executable, "-m", "scripts.weights"]
    tried = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True)
    (line,) = tried.stdout.splitlines()
    assert "“whisper-tiny” could not be downloaded" in line
    assert "PocketSphinx transcribes" in line
    assert "emotion models pull whisper-tiny" in line
    assert tried.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_tried_where_whisper_is_not_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UNDERTONE_ASR", "pocketsphinx")
    main()
    assert capsys.readouterr().out == ""


def test_weights_that_are_here_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UNDERTONE_MODELS_DIR", str(tmp_path))
    monkeypatch.setenv("UNDERTONE_ASR", "auto")
    (tmp_path / engine_weights.KNOWN["whisper-base"].file).write_bytes(b"here")
    main()
    assert capsys.readouterr().out == ""
    assert hashlib.sha256((tmp_path / "base.pt").read_bytes()).hexdigest() == hashlib.sha256(b"here").hexdigest()
