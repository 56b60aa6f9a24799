"""What people are told to run is read by the CLI's grammar too: in the guide, in what the script says, in its advice."""

import re
import shlex
from pathlib import Path

from tests.azure.deployment import Deployment
from tests.azure.recorded_grammar import RecordedGrammar

FOLDER = Path(__file__).parents[2] / "azure-deploy"
OF_AN_EXTENSION = "containerapp job logs show"  # which is told beside it
GRAMMAR = RecordedGrammar()


def refused(calls: list[str]) -> list[str]:
    found = []
    for call in calls:
        arguments = tuple(shlex.split(call, comments=True)[1:])
        if OF_AN_EXTENSION not in call and any(word.startswith("-") for word in arguments):
            found += [
                f"{call}: {error}" for error in (GRAMMAR.parse(arguments, same_as=arguments).get("error"),) if error
            ]
    return found


def test_the_guide_tells_calls_that_az_takes() -> None:
    for name in ("README.md", "SCALING.md"):
        text = (FOLDER / name).read_text()
        calls = [each.replace("\n", " ") for each in re.findall(r"`(az [^`]+)`", text)]
        calls += re.findall(r"^az .+", text, re.MULTILINE)
        assert calls
        assert refused(calls) == []


def test_the_script_tells_calls_that_az_takes(installed: Deployment) -> None:
    calls = re.findall(r"^  .*?(az [a-z].+)", installed.run().output, re.MULTILINE)
    assert len(calls) >= 3
    installed.new_version("2")
    installed.cloud.failing_migration = True
    calls += re.findall(r"(az [a-z][a-z -]+ -.+)", installed.run("update").output)
    advice = "".join((FOLDER / "lib" / name).read_text() for name in ("preflight.sh", "release.sh", "az.sh"))
    calls += re.findall(r': (az [a-z][^"]*)"', advice)
    assert len(calls) >= 9
    assert refused(calls) == []
