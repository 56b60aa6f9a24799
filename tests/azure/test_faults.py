"""Whatever call fails, and whenever the script is stopped: it says so, and the next run goes on to the same end."""

import os
import re
import signal
from collections.abc import Callable

import pytest

from tests.azure.calls import Call
from tests.azure.cloud import Cloud, is_change
from tests.azure.deployment import Deployment, Run
from tests.azure.endpoint import Fault

EVERY_CALL = os.environ.get("EVERY_CALL") == "1"  # 216 runs; else every command fails once, in fewer than half
NOT_SIGNED_IN = "You are not signed in to Azure."


def says_what_to_do(run: Run, call: Call) -> bool:
    """The step, the call, what to do, and that nothing is lost; `account show` alone has words of its own."""
    if call.command == "account show":
        return NOT_SIGNED_IN in run.output and "az login" in run.output
    wanted = ("the step “", f"az {call.command} ", "What to do: ", "Run the same command again")
    return all(each in run.output for each in wanted)


# In every run another: files in the temporary folder, and what a new turn of the migration is called.
CHANGING = re.compile(r"undertone-azure\.|^undertone-migrate-\w+$")


def key(call: Call) -> tuple[str, ...]:
    """What makes it another call than one that failed: its command, or all of it."""
    if not EVERY_CALL:
        return (call.command,)
    return (call.command, *(each for each in call.arguments if not CHANGING.search(each)))


def fail_each_in_turn(deployment: Deployment, *arguments: str, fault: Fault, where: Callable[[Call], bool]) -> int:
    """Run again and again, each time with the first call failing that has not failed yet; how many there were."""
    failed: set[tuple[str, ...]] = set()
    endpoint = deployment.endpoint
    endpoint.fault = lambda call: None if endpoint.faulted or key(call) in failed or not where(call) else fault
    while True:
        endpoint.faulted.clear()
        run = deployment.run(*arguments)
        if not endpoint.faulted:
            assert run.status == 0, run.output
            return len(failed)
        assert run.status == 1, run.output
        assert says_what_to_do(run, endpoint.faulted[0]), run.output
        failed.add(key(endpoint.faulted[0]))


@pytest.mark.timeout(1800)
def test_any_call_may_fail_and_the_next_run_goes_on_until_all_is_there(deployment: Deployment, made: Cloud) -> None:
    assert fail_each_in_turn(deployment, fault=Fault(), where=lambda _call: True) >= 60
    assert deployment.cloud.snapshot() == made.snapshot()


@pytest.mark.timeout(1800)
def test_any_answer_may_be_lost_while_azure_goes_on_with_what_was_asked(deployment: Deployment, made: Cloud) -> None:
    changes = fail_each_in_turn(deployment, fault=Fault(after=True), where=is_change)
    assert changes >= 25
    assert deployment.cloud.snapshot() == made.snapshot()


@pytest.mark.timeout(600)
def test_any_call_of_destroying_may_fail_and_the_next_run_removes_the_rest(installed: Deployment) -> None:
    assert fail_each_in_turn(installed, "--destroy", "--yes", fault=Fault(), where=lambda _call: True) > 10
    assert installed.cloud.snapshot() == "{}"


STOPS = ["keyvault create", "postgres flexible-server create", "acr build", "containerapp create"]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("killed_by", "stops"),
    [(signal.SIGINT, STOPS[1:2]), (signal.SIGTERM, STOPS[2:3]), (signal.SIGKILL, STOPS)],
    ids=["SIGINT", "SIGTERM", "SIGKILL"],
)
def test_an_interrupted_run_leaves_no_secret_behind_and_is_taken_up(
    deployment: Deployment, killed_by: signal.Signals, stops: list[str]
) -> None:
    for stop in stops:
        deployment.endpoint.fault = lambda call, stop=stop: (
            Fault(after=True, killed_by=killed_by) if call.command == stop else None
        )
        run = deployment.run()
        assert run.status != 0
        if killed_by != signal.SIGKILL:
            assert "interrupted at the step" in run.output
            assert "Run the same command again" in run.output
            assert deployment.left_behind() == []
    deployment.endpoint.fault = None
    last = deployment.run()
    assert last.status == 0, last.output
    assert deployment.left_behind() == []  # what a killed run could not remove, the next one has
    assert deployment.run().changes == []


def test_a_secret_that_azure_repeats_in_an_error_is_masked(deployment: Deployment) -> None:
    def repeat_it(call: Call) -> Fault | None:
        if call.command != "postgres flexible-server create":
            return None
        return Fault(message=f"The password {call.secret('admin-password')} is not allowed.")

    deployment.endpoint.fault = repeat_it
    run = deployment.run()
    assert run.status == 1
    assert "The password *** is not allowed." in run.output


def test_what_azure_is_too_busy_for_is_asked_again(deployment: Deployment) -> None:
    """The CLI's own code does not try again where it speaks to Container Apps."""
    busy = {
        "containerapp create": "(ContainerAppOperationInProgress) Cannot modify it: another operation is in progress.",
        "containerapp revision show": "Service Unavailable",
        "acr create": "(TooManyRequests) Too many requests.",
        "monitor action-group create": "Too Many Requests({})",
    }
    left = dict.fromkeys(busy, 2)

    def fail_twice(call: Call) -> Fault | None:
        if not left.get(call.command):
            return None
        left[call.command] -= 1
        return Fault(message=busy[call.command])

    deployment.endpoint.fault = fail_twice
    run = deployment.run()
    assert (run.status, sum(left.values())) == (0, 0), run.output
    assert "Azure is busy, or the way to it is: trying again" in run.output


def test_a_change_is_not_made_twice_where_nobody_knows_whether_it_was_made(installed: Deployment) -> None:
    installed.new_version("2")
    installed.endpoint.fault = lambda call: (
        Fault(message="Service Unavailable") if call.command == "containerapp job start" else None
    )
    run = installed.run("update")
    assert run.status == 1
    assert [call.command for call in installed.endpoint.calls].count("containerapp job start") == 1
