"""For all tests: how processes share them, and the closing tables of services and of time."""

import os
import shutil
import signal
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import services, side_by_side
from tests.quick_flush import quick_flush


def pytest_configure(config: pytest.Config) -> None:
    # A shell that starts the tests in the background has them ignore Ctrl-C, and with them whatever they start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        config.add_cleanup(_temporary_files_of_programs())


def _temporary_files_of_programs() -> Callable[[], None]:
    """Programs that tests kill leave theirs behind: they lie in one folder, which this removes."""
    folder = Path(tempfile.mkdtemp(prefix="undertone-tests-"))
    folder.chmod(0o711)  # PostgreSQL runs as another user
    os.environ["TMPDIR"] = str(folder)
    return lambda: shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    with quick_flush():
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> side_by_side.ByWhatTheyShare:
    return side_by_side.ByWhatTheyShare(config, log)


@pytest.hookimpl(trylast=True)  # pytest-django sorts as well
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        side_by_side.begin_with_what_lasts(items)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """What stood for all tests ends; one of several processes tells the first what it has used."""
    services.end_standing()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["services"] = services.used


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    services.used.update(getattr(node, "workeroutput", {}).get("services", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _tell_services(terminalreporter)
    _tell_time(terminalreporter)


def _tell_services(reporter: pytest.TerminalReporter) -> None:
    if services.used:
        reporter.section("real services")
        for service, version in sorted(services.used.items()):
            reporter.write_line(f"{service:<12} {version}")


def _tell_time(reporter: pytest.TerminalReporter) -> None:
    """Of which folder the tests took how long, with what they share."""
    seconds: defaultdict[str, float] = defaultdict(float)
    tests: Counter[str] = Counter()
    for report in (each for reports in reporter.stats.values() for each in reports):
        if isinstance(report, pytest.TestReport):
            folder = _folder(report.nodeid)
            seconds[folder] += report.duration
            tests[folder] += report.when == "call"
    if len(seconds) > 1:
        reporter.section("time by folder")
        for folder, took in sorted(seconds.items(), key=lambda each: -each[1]):
            reporter.write_line(f"{took:7.1f} s  {tests[folder]:5} tests  {folder}")


def _folder(nodeid: str) -> str:
    """`tests/engine/training`; what is deeper counts there too."""
    return "/".join(nodeid.partition("::")[0].split("/")[:-1][:3])
