"""`make test`: every check there is, two at a time, then the Python tests on all cores with their closing tables at the end."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.install import FRONTEND, PYTHON, build_page, install_node, install_python, say
from scripts.preflight import ROOT, ProblemError, check_tools

AT_ONCE = 2


@dataclass(frozen=True)
class Check:
    """A command that passes or fails, and where it runs."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT


def python(*arguments: str) -> tuple[str, ...]:
    """A command of `.venv`."""
    return (str(PYTHON), "-m", *arguments)


def npm(script: str) -> tuple[str, ...]:
    """A script of the page's package.json."""
    return ("npm", "run", "--silent", script)


# The longest first, so that two at a time end soon after each other.
STATIC_CHECKS = (
    Check("types", python("mypy")),
    Check("page tests", npm("test"), FRONTEND),
    Check("page lint", npm("lint"), FRONTEND),
    Check("page types", npm("typecheck"), FRONTEND),
    Check("page size", npm("check:size"), FRONTEND),
    Check("imports", (str(PYTHON.parent / "lint-imports"), "--no-cache")),
    Check("lint", python("ruff", "check", ".")),
    Check("format", python("ruff", "format", "--check", ".")),
)


PROCESSES = 1 + max(AT_ONCE, min(os.cpu_count() or 1, 8))  # many tests wait for a worker, a lease or a page
TESTS = python("pytest", "-n", str(PROCESSES), "--durations", "40")  # tests/side_by_side.py shares them out
ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # every core has a process: more threads would only wait for each other


def main() -> int:
    """Install, check, test. Everything runs even after a failure, so that one run tells all."""
    check_tools()
    install()
    audits = begin(python("scripts.audit"))  # it waits for the network more than it works
    with ThreadPoolExecutor(AT_ONCE) as pool:
        failed = [
            check.name
            for check, passed in zip(STATIC_CHECKS, pool.map(passes, STATIC_CHECKS), strict=True)
            if not passed
        ]
    tests = subprocess.run(TESTS, cwd=ROOT, env={**ONE_THREAD, **os.environ}, stdin=subprocess.DEVNULL, check=False)
    if tests.returncode != 0:
        failed.append("pytest")
    say(audits.communicate()[0].decode(errors="replace").rstrip())  # they tell, and fail nothing
    if failed:
        say(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def install() -> None:
    """Python's packages beside those of the page: one mostly waits for the network while the other unpacks."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        python_packages = pool.submit(install_python, dev=True)
        install_node()
        build_page()
        python_packages.result()


def begin(command: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    """Start what tells its findings later."""
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def passes(check: Check) -> bool:
    """Run one check; its output is shown in one piece, and only when it fails."""
    start = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=check.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    passed = done.returncode == 0
    verdict = "passed" if passed else "FAILED"
    output = "" if passed else "\n" + done.stdout.decode(errors="replace").rstrip()
    say(f"{check.name:<12} {verdict}  {time.monotonic() - start:5.1f} s{output}")
    return passed


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ProblemError as problem:
        sys.exit(f"undertone: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
