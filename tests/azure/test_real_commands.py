"""Where the Azure CLI is installed its own code does every call, not its parser alone: against an endpoint that only keeps.

What the CLI refuses or leaves out after parsing is seen here: a resource without a location, an answer that it does not hand on.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.azure.calls import Call
from tests.azure.cloud import Cloud
from tests.azure.deployment import Deployment
from tests.azure.endpoint import Answer, Endpoint
from tests.azure.real_grammar import python_of_azure_cli
from tests.azure.recorded_grammar import RecordedGrammar

SERVER = Path(__file__).parent / "real_commands_server.py"
HARMLESS = ("/listKeys", "/checkNameAvailability", "/getPrivateDnsZoneSuffix", "/listCustomHostNameAnalysis")


class RealCommands(Endpoint):
    """The CLI's code behind the shim; only what speaks to the registry itself is stood in."""

    def __init__(self, python: Path, configuration: Path) -> None:
        super().__init__(Cloud(), RecordedGrammar())
        environment = {**os.environ, "AZURE_CONFIG_DIR": str(configuration), "AZURE_CORE_COLLECT_TELEMETRY": "false"}
        self._process = subprocess.Popen(
            [str(python), str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=environment,
        )  # fmt: skip
        self._images: dict[str, list[str]] = {}
        self.sent: list[str] = []

    def answer(self, caller: int, arguments: tuple[str, ...]) -> Answer:
        call = Call.of(arguments)
        self.calls.append(call)
        if call.command.startswith("acr ") and call.command not in ("acr list", "acr create"):
            return self._registry(call)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"run": arguments}) + "\n")
        self._process.stdin.flush()
        done: dict[str, Any] = json.loads(self._process.stdout.readline())
        self.sent += [f"{method} {path}" for method, path in done["sent"] if not path.endswith(HARMLESS)]
        return Answer(done["status"], done["out"], done["error"])

    def _registry(self, call: Call) -> Answer:
        if call.command == "acr build":
            name, tag = call["image"].split(":")
            self._images.setdefault(name, []).append(tag)
            return Answer(0)
        if call.command == "acr repository list":
            return Answer(0, "".join(f"{name}\n" for name in self._images))
        return Answer(0, "".join(f"{tag}\n" for tag in self._images[call["repository"]] if tag in call["query"]))

    def close(self) -> None:
        super().close()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=120)  # Python gives back what the whole CLI took


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    python = python_of_azure_cli()
    if python is None:
        pytest.skip("the Azure CLI is not installed: python -m scripts.azure_cli")
    (tmp_path / "cli").mkdir()
    endpoint = RealCommands(python, tmp_path / "cli")
    yield Deployment(endpoint, tmp_path)
    endpoint.close()


def changes_of(deployment: Deployment, *arguments: str) -> list[str]:
    assert isinstance(deployment.endpoint, RealCommands)
    deployment.endpoint.sent.clear()
    run = deployment.run(*arguments, terminal=False)
    assert run.status == 0, run.output
    return list(deployment.endpoint.sent)


@pytest.mark.timeout(1800)
def test_the_clis_own_code_goes_through_with_every_call(deployment: Deployment) -> None:
    first = changes_of(deployment, "--gpu", "--retention-days", "30")
    for kind in ("redisEnterprise", "flexibleServers", "containerApps", "jobs", "budgets", "scheduledQueryRules"):
        assert [each for each in first if each.startswith("PUT ") and f"/{kind}/" in each]
    assert changes_of(deployment) == []
    deployment.new_version("2")
    assert changes_of(deployment, "update")
    assert changes_of(deployment, "rotate")
    assert changes_of(deployment, "--domain", "undertone.example.org", "--budget", "50", "--admin", "b@example.org")
    assert changes_of(deployment, "--domain", "none", "--budget", "none")
    assert [each for each in changes_of(deployment, "--destroy", "--yes") if each.startswith("DELETE ")]
    assert changes_of(deployment, "--destroy", "--yes") == []
