"""CI's report of known weaknesses: it tells, and fails nothing."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scripts import audit
from scripts.audit import Audit, outcome, page_weaknesses, python_weaknesses

PIP = {
    "dependencies": [
        {"name": "left", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},
        {"name": "right", "version": "2.0", "vulns": []},
        {"name": "local", "skip_reason": "not on the index"},
    ]
}
NPM = {"vulnerabilities": {"pad": {"range": "<2.0.0", "severity": "high", "fixAvailable": True}}}


def saying(text: str, read: Callable[[dict[str, Any]], Iterator[str]], *, status: int = 0) -> Audit:
    code = f"import sys; sys.stdout.write({text!r}); sys.exit({status})"
    return Audit("test", (sys.executable, "-c", code), read)


def test_a_weakness_is_a_line_with_what_fixes_it() -> None:
    assert outcome(saying(json.dumps(PIP), python_weaknesses, status=1)) == ["left 1.0: PYSEC-1, fixed in 1.1"]
    assert outcome(saying(json.dumps(NPM), page_weaknesses, status=1)) == ["pad <2.0.0: high, a fix is there"]


def test_none_is_said_too() -> None:
    assert outcome(saying(json.dumps({"dependencies": []}), python_weaknesses)) == ["nothing known"]


@pytest.mark.parametrize("answer", ["", "no network", json.dumps({"error": {"code": "ENOTFOUND"}})])
def test_without_a_network_it_says_so(answer: str) -> None:
    for read in (python_weaknesses, page_weaknesses):
        said = outcome(saying(answer, read, status=1))
        assert len(said) == 1
        assert said[0].startswith("not looked up")


def test_a_program_that_is_missing_or_hangs_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hanging = Audit("slow", (sys.executable, "-c", "import time; time.sleep(60)"), python_weaknesses)
    monkeypatch.setattr(audit, "AUDITS", (Audit("none", ("no-such-program",), python_weaknesses), hanging))
    monkeypatch.setattr(audit, "WITHIN_S", 0.5)
    assert audit.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        "audit of none: not looked up (FileNotFoundError)",
        "audit of slow: not looked up (TimeoutExpired)",
    ]
