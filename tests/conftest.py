"""For all tests: the closing table of the real services that were used."""

import pytest

from tests import services


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if services.used:
        terminalreporter.section("real services")
        for service, version in sorted(services.used.items()):
            terminalreporter.write_line(f"{service:<12} {version}")
