"""What is missing is said before anything is made."""

import subprocess
from pathlib import Path

import pytest

from tests.azure.deployment import Deployment

ROOT = Path(__file__).parents[2]


def test_who_is_not_signed_in_is_told_how(deployment: Deployment) -> None:
    deployment.cloud.signed_in = False
    run = deployment.run()
    assert (run.status, run.changes) == (1, [])
    assert "az login" in run.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--prefix", "Undertone"), "--prefix is “Undertone”. Allowed:"),
        (("--prefix", "averylongprefix"), "Allowed: 3 to 11 small letters and digits"),
        (("--max-workers", "many"), "--max-workers is “many”. Allowed: a whole number from 1 to 999."),
        (("--min-workers", "5", "--max-workers", "2"), "--min-workers is 5, more than --max-workers, 2."),
        (("--domain", "https://x"), "--domain is “https://x”. Allowed: a host name"),
        (("--admin", "nobody"), "--admin is “nobody”. Allowed: an e-mail address."),
        (("--frobnicate", "1"), "There is no option --frobnicate."),
        (("--location",), "--location needs a value"),
        (("update", "--destroy"), "update and destroy do not go together."),
        (("upgrade",), "“upgrade” is neither a command nor an option."),
        (("--settings", "/nowhere"), "--settings names “/nowhere”, which cannot be read."),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_is_allowed(
    deployment: Deployment, arguments: tuple[str, ...], said: str
) -> None:
    run = deployment.run(*arguments)
    assert run.status == 2, run.output
    assert said in run.output
    assert run.changes == []


def test_an_unknown_region_is_refused(deployment: Deployment) -> None:
    run = deployment.run("--location", "atlantis")
    assert (run.status, run.changes) == (1, [])
    assert "There is no region “atlantis” for this subscription." in run.output


def test_a_region_that_lacks_a_service_is_refused_before_anything_is_made(deployment: Deployment) -> None:
    run = deployment.run("--location", "smallisland")
    assert (run.status, run.changes) == (1, [])
    assert "The region smallisland has no Microsoft.App/managedEnvironments." in run.output


def test_a_subscription_that_gets_no_postgresql_there_is_told_before_anything_ties_the_region_down(
    deployment: Deployment,
) -> None:
    deployment.cloud.postgres_is_restricted = True
    run = deployment.run()
    assert (run.status, set(run.changes)) == (1, {"provider register"})
    assert "Your subscription gets no PostgreSQL Standard_B2s in westeurope." in run.output
    assert "Choose another --location" in run.output


def test_a_full_quota_of_environments_is_told_before_anything_is_made(deployment: Deployment) -> None:
    deployment.cloud.environments = 20.0
    run = deployment.run()
    assert (run.status, set(run.changes)) == (1, {"provider register"})
    assert "Your quota for Container Apps environments in westeurope is used up (20 of 20)." in run.output


def test_a_quota_that_the_installation_itself_fills_is_no_reason_to_stop(installed: Deployment) -> None:
    installed.cloud.environments = 20.0
    assert installed.run().status == 0


def test_a_quota_without_gpus_is_told_before_half_an_hour_has_gone(deployment: Deployment) -> None:
    deployment.cloud.gpu_quota = 0.0
    run = deployment.run("--gpu")
    told = run.output.index("Your quota of GPUs in westeurope is 0 (ManagedEnvironmentConsumptionT4Gpus)")
    assert told < run.output.index("resource group undertone")


def test_a_cli_that_is_too_old_is_told_how_to_be_newer(deployment: Deployment) -> None:
    deployment.cloud.cli = "2.60.0"
    run = deployment.run()
    assert (run.status, run.changes) == (1, [])
    assert "The Azure CLI is 2.60.0; 2.90.0 or newer is needed." in run.output
    assert "az upgrade" in run.output


def test_another_cloud_than_the_public_one_is_refused(deployment: Deployment) -> None:
    deployment.cloud.environment = "AzureUSGovernment"
    run = deployment.run()
    assert (run.status, run.changes) == (1, [])
    assert "You are signed in to AzureUSGovernment" in run.output
    assert "az cloud set --name AzureCloud" in run.output


@pytest.mark.parametrize(
    ("signed_in_as", "admin"),
    [("live.com#someone@example.org", "someone@example.org"), ("systemAssignedIdentity", None)],
)
def test_the_administrator_is_who_is_signed_in_where_that_is_an_address(
    deployment: Deployment, signed_in_as: str, admin: str | None
) -> None:
    deployment.cloud.signed_in_as = signed_in_as
    run = deployment.run("--dry-run")
    assert run.status == (0 if admin else 1)
    assert (f"undertone-admin={admin}" if admin else "Say it: --admin you@example.org") in run.output


def test_an_installation_does_not_move(installed: Deployment) -> None:
    run = installed.run("--location", "eastus")
    assert (run.status, run.changes) == (1, [])
    assert "is in westeurope already, and cannot move to eastus" in run.output


@pytest.mark.parametrize(("version", "old"), [("2.84.9", True), ("2.85.0", False), ("3.0", False), ("2.9.1", True)])
def test_versions_are_compared_by_their_numbers(version: str, old: bool) -> None:
    script = f'source {ROOT}/azure-deploy/lib/preflight.sh; older "{version}" 2.85.0'
    assert (subprocess.run(["bash", "-c", script], check=False).returncode == 0) is old


def test_the_settings_of_an_installation_are_not_forgotten_by_accident(deployment: Deployment) -> None:
    settings = deployment.tree / "azure-deploy" / "settings.env"
    settings.write_text("# ours\nUNDERTONE_WHISPER_MODEL=small\nUNDERTONE_SIGN_UP=\n")
    assert deployment.run().status == 0
    settings.unlink()
    run = deployment.run("update")
    assert (run.status, run.changes) == (1, [])
    assert "was made with a settings file, and there is none now" in run.output
    settings.write_text("UNDERTONE_DATA_DIR=/elsewhere\n")
    assert "sets UNDERTONE_DATA_DIR, which deploy.sh decides itself" in deployment.run().output
