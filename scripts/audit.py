"""Known weaknesses of the pinned packages, for CI's report. It tells, and fails nothing: a new entry in a database is no
fault of the change at hand, and without a network nothing can be looked up.

python -m scripts.audit
"""

import contextlib
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.install import FRONTEND, PYTHON, REQUIREMENTS, say
from scripts.preflight import ROOT

WITHIN_S = 120.0


@dataclass(frozen=True)
class Audit:
    """A program that looks pinned packages up, and how its answer is read."""

    name: str
    command: tuple[str, ...]
    read: Callable[[dict[str, Any]], Iterator[str]]
    folder: Path = ROOT


def main() -> int:
    """Say one line for each weakness, or that there is none, or why it is not known."""
    for audit in AUDITS:
        for line in outcome(audit):
            say(f"audit of {audit.name}: {line}")
    return 0


def outcome(audit: Audit) -> list[str]:
    """What to say of it."""
    try:
        done = subprocess.run(
            audit.command,
            cwd=audit.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=WITHIN_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [f"not looked up ({type(error).__name__})"]
    try:
        return list(audit.read(json.loads(done.stdout))) or ["nothing known"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"not looked up ({_reason(done)})"]


def _reason(done: "subprocess.CompletedProcess[str]") -> str:
    """npm's own sentence, else the last line that was said."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return str(json.loads(done.stdout)["message"])
    said = (done.stderr or done.stdout).strip().splitlines()
    return said[-1][:200] if said else f"exit status {done.returncode}"


def python_weaknesses(answer: dict[str, Any]) -> Iterator[str]:
    """pip-audit's answer."""
    for package in answer["dependencies"]:
        for known in package.get("vulns", ()):
            fixed = ", ".join(known["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {known['id']}, fixed in {fixed}"


def page_weaknesses(answer: dict[str, Any]) -> Iterator[str]:
    """npm's answer; an error has no such key."""
    for name, known in sorted(answer["vulnerabilities"].items()):
        fixed = "a fix is there" if known["fixAvailable"] else "no fix yet"
        yield f"{name} {known['range']}: {known['severity']}, {fixed}"


AUDITS = (
    Audit(
        "Python",
        (str(PYTHON), "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10",
         "--disable-pip", "--no-deps", "--requirement", str(REQUIREMENTS / "worker.txt")),
        python_weaknesses,
    ),
    Audit("the page", ("npm", "audit", "--json", "--fetch-timeout=10000", "--fetch-retries=0"), page_weaknesses, FRONTEND),
)  # fmt: skip

if __name__ == "__main__":
    raise SystemExit(main())
