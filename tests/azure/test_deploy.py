"""One script from an empty subscription to a running Undertone, and back to nothing."""

import pytest

from tests.azure.calls import Call
from tests.azure.cloud_base import group_delete
from tests.azure.cloud_network import new_redis_key
from tests.azure.deployment import Deployment
from tests.azure.endpoint import Fault


def test_the_first_run_makes_everything_and_tells_what_comes_next(deployment: Deployment) -> None:
    run = deployment.run()
    assert run.status == 0, run.output
    assert "https://undertone-web.calmsea-1234.westeurope.azurecontainerapps.io" in run.output
    assert deployment.cloud.admin_link in run.output
    for each in ("logs ", "scale ", "upgrade ", "destroy "):
        assert f"\n  {each}" in run.output
    made = deployment.cloud.kinds
    assert set(made["app"]) == {"undertone-web", "undertone-worker", "undertone-beat"}
    assert next(iter(made["storage"].values()))["publicNetworkAccess"] == "Disabled"
    assert {each["public"] for each in made["container"].values()} == {"off"}
    assert set(made["metric alert"]) == {"undertone-errors", "undertone-restarts", "undertone-database-full"}
    assert set(made["log alert"]) == {"undertone-failures", "undertone-queue-age"}


def test_a_second_run_changes_nothing(installed: Deployment) -> None:
    second = installed.run()
    assert (second.status, second.changes) == (0, []), second.output
    assert installed.cloud.admin_link not in second.output


def test_an_administrator_who_has_a_password_needs_no_link(deployment: Deployment) -> None:
    deployment.cloud.admin_has_password = True
    run = deployment.run()
    assert (run.status, run.changes[-1]) == (0, "tag update"), run.output
    assert deployment.run().changes == []


def test_a_dry_run_shows_every_change_and_makes_none(deployment: Deployment) -> None:
    dry = deployment.run("--dry-run", "--gpu", "--domain", "undertone.example.org")
    assert (dry.status, dry.changes) == (0, []), dry.output
    assert deployment.cloud.snapshot() == "{}"
    wet = deployment.run("--gpu", "--domain", "undertone.example.org")
    assert wet.status == 0, wet.output
    again = {"containerapp ingress traffic set", "containerapp revision deactivate"}
    for command in set(wet.changes) - again - {"containerapp exec"}:
        assert f"would run: az {command} " in dry.output


def test_destroying_leaves_nothing(installed: Deployment) -> None:
    shown = installed.run("--destroy", "--dry-run")
    assert (shown.status, shown.changes) == (0, [])
    run = installed.run("--destroy", "--yes")
    assert run.status == 0, run.output
    assert installed.cloud.snapshot() == "{}"
    assert not installed.cloud.kinds["deleted vault"]
    assert installed.run("--destroy", "--yes").changes == []


def test_destroying_asks_first(installed: Deployment) -> None:
    run = installed.run("--destroy", terminal=False)
    assert run.status == 1
    assert run.changes == []
    assert "--destroy --yes" in run.output


def test_a_vault_that_may_not_be_purged_is_told_and_holds_nothing_up(installed: Deployment) -> None:
    installed.cloud.purge_protection = True
    for _each in range(2):
        run = installed.run("--destroy", "--yes")
        assert run.status == 0, run.output
        assert "has purge protection: Azure keeps it, for nothing, until 2026-11-28" in run.output


def test_who_has_no_address_can_destroy_again(installed: Deployment) -> None:
    installed.cloud.signed_in_as = "pipeline"
    for _each in range(2):
        run = installed.run("--destroy", "--yes")
        assert run.status == 0, run.output


def test_where_there_can_be_no_budget_none_is_made_and_all_can_be_destroyed(deployment: Deployment) -> None:
    deployment.cloud.has_budgets = False
    for arguments in (("--budget", "none"), (), ("--destroy", "--yes")):
        run = deployment.run(*arguments)
        assert run.status == 0, run.output


def test_a_budget_goes_even_if_the_run_that_was_to_remove_it_stopped_before(installed: Deployment) -> None:
    installed.endpoint.fault = lambda call: Fault() if call.command == "monitor action-group list" else None
    assert installed.run("--budget", "none").status == 1
    installed.endpoint.fault = None
    assert installed.run().changes == ["consumption budget delete-with-rg"]


def test_what_was_destroyed_can_be_made_again(installed: Deployment) -> None:
    assert installed.run("--destroy", "--yes").status == 0
    assert installed.run().status == 0


def test_what_was_deleted_in_the_portal_is_made_again_with_secrets_that_fit(installed: Deployment) -> None:
    group_delete(installed.cloud, Call.of(("group", "delete", "--name", "undertone")))
    assert installed.cloud.kinds["deleted vault"]
    run = installed.run()  # the migration of the stand-in fails where an address in the vault does not fit
    assert run.status == 0, run.output
    assert "keyvault recover" in run.changes
    assert installed.run().changes == []


def test_a_vault_that_was_deleted_elsewhere_gives_its_name_back(installed: Deployment) -> None:
    group_delete(installed.cloud, Call.of(("group", "delete", "--name", "undertone")))
    run = installed.run("--location", "swedencentral")
    assert run.status == 0, run.output
    assert run.changes.index("keyvault purge") < run.changes.index("keyvault create")


def test_a_key_of_redis_that_was_changed_in_the_portal_reaches_the_vault(installed: Deployment) -> None:
    new_redis_key(installed.cloud)
    run = installed.run()
    assert (run.status, run.changes) == (0, ["keyvault secret set"] * 2), run.output
    vault = next(iter(installed.cloud.kinds["vault"].values()))["secrets"]
    assert vault["redis-password"] == installed.cloud.redis_key


def test_a_group_that_somebody_else_made_is_left_alone(deployment: Deployment) -> None:
    deployment.cloud.add("group", "undertone", location="westeurope", tags={"team": "finance"})
    for arguments in ((), ("--destroy", "--yes"), ("update",)):
        run = deployment.run(*arguments)
        assert run.status == 1
        assert "that deploy.sh did not make" in run.output
        assert run.changes in ([], ["provider register"] * len(run.changes))


NEW_REVISION = {"containerapp create", "containerapp ingress traffic set", "containerapp revision deactivate"}
NEW_JOB = {"containerapp job create", "containerapp job start"}


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        (("--max-workers", "9"), {"containerapp create"}),
        (("--retention-days", "30"), {"storage account management-policy create", *NEW_JOB, *NEW_REVISION}),
        (("--budget", "50"), {"consumption budget update-with-rg"}),
        (("--budget", "none"), {"consumption budget delete-with-rg"}),
        (("--admin", "b@example.org"), {"monitor action-group create", "consumption budget update-with-rg"}),
        (("--gpu",), {"acr build", "containerapp env workload-profile add", *NEW_JOB, *NEW_REVISION}),
    ],
)
def test_an_option_changes_what_it_is_about_and_is_remembered(
    installed: Deployment, arguments: tuple[str, ...], changed: set[str]
) -> None:
    run = installed.run(*arguments)
    assert run.status == 0, run.output
    assert set(run.changes) == {"tag update", *changed}
    assert installed.run().changes == []


def test_a_worker_without_a_gpu_gets_pytorch_for_cpus(installed: Deployment) -> None:
    """Container Apps runs no image of more than 8 GB there."""
    for arguments, expected in (((), True), (("--gpu",), False)):
        installed.new_version(str(arguments))
        assert installed.run(*arguments).status == 0
        built = [call for call in installed.endpoint.calls if call.command == "acr build"]
        for_cpus = [call for call in built if any(each.endswith("/whl/cpu") for each in call.arguments)]
        assert [call["image"].split(":")[0] for call in for_cpus] == ["worker"] * expected


def test_workers_are_scaled_by_the_queues_length(deployment: Deployment) -> None:
    assert deployment.run("--min-workers", "1", "--max-workers", "7").status == 0
    worker = deployment.cloud.kinds["app"]["undertone-worker"]["properties"]
    scale = worker["template"]["scale"]
    assert (scale["minReplicas"], scale["maxReplicas"]) == (1, 7)
    for rule in scale["rules"]:
        assert rule["custom"]["type"] == "redis"
        assert rule["custom"]["metadata"]["enableTLS"] == "true"
        assert rule["custom"]["metadata"]["address"].endswith(".redis.azure.net:10000")
        assert rule["custom"]["auth"] == [{"secretRef": "redis-password", "triggerParameter": "password"}]


def test_an_own_domain_gets_a_certificate_and_links_are_made_with_it(deployment: Deployment) -> None:
    deployment.cloud.dns_is_ready = False
    waiting = deployment.run("--domain", "undertone.example.org")
    assert waiting.status == 0, waiting.output
    assert "CNAME  undertone.example.org" in waiting.output
    assert "TXT    asuid.undertone.example.org" in waiting.output
    deployment.cloud.dns_is_ready = True
    run = deployment.run()
    assert run.status == 0, run.output
    assert "Undertone is running: https://undertone.example.org" in run.output
    assert deployment.run().changes == []
    away = deployment.run("--domain", "none")
    assert away.status == 0, away.output
    assert "https://undertone-web." in away.output


def test_the_apps_may_reach_nothing_without_their_identity(installed: Deployment) -> None:
    for app in installed.cloud.kinds["app"].values():
        for container in app["properties"]["template"]["containers"]:
            environment = {each["name"]: each["value"] for each in container["env"]}
            if container["name"] == "proxy":
                continue
            assert environment["UNDERTONE_STORAGE"] == "azure"
            assert environment["UNDERTONE_ACCOUNTS"] == "required"
            assert environment["UNDERTONE_SECRET_KEY_FILE"] == "/mnt/secrets/secret-key"
            assert not [
                name for name in environment if name.endswith(("_KEY", "_URL", "PASSWORD")) and "PUBLIC" not in name
            ]
