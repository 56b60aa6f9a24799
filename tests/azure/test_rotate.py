"""New passwords: where they are used, where they are kept, and nowhere else."""

from urllib.parse import unquote

from tests.azure.deployment import Deployment
from tests.azure.endpoint import Fault
from tests.azure.test_update import serving


def test_new_passwords_are_in_the_vault_and_every_app_is_started_anew(installed: Deployment) -> None:
    vault = next(iter(installed.cloud.kinds["vault"].values()))["secrets"]
    before, old = dict(vault), serving(installed)
    run = installed.run("rotate")
    assert run.status == 0, run.output
    server = next(iter(installed.cloud.kinds["postgres"].values()))
    assert f":{server['password']}@" in vault["database-url"]
    assert f":{installed.cloud.redis_key}@" in unquote(vault["redis-url"])
    changed = {name for name in vault if vault[name] != before[name]}
    assert changed == {"postgres-password", "database-url", "redis-password", "redis-url"}
    assert serving(installed) != old
    assert run.changes.count("containerapp create") == 3
    for secret in (server["password"], installed.cloud.redis_key):
        assert secret not in run.output
        assert not [call for call in installed.endpoint.calls if secret in " ".join(call.arguments)]
    assert installed.run().changes == []


def test_what_was_interrupted_is_rotated_again(installed: Deployment) -> None:
    endpoint = installed.endpoint
    for stop in ("postgres flexible-server update", "resource invoke-action"):
        endpoint.fault = lambda call, stop=stop: Fault() if call.command == stop else None
        assert installed.run("rotate").status == 1
    endpoint.fault = None
    assert installed.run("rotate").status == 0
    server = next(iter(installed.cloud.kinds["postgres"].values()))
    assert f":{server['password']}@" in next(iter(installed.cloud.kinds["vault"].values()))["secrets"]["database-url"]


def test_a_dry_run_rotates_nothing(installed: Deployment) -> None:
    before = installed.cloud.snapshot()
    run = installed.run("rotate", "--dry-run")
    assert (run.status, run.changes) == (0, [])
    assert "would run: az postgres flexible-server update" in run.output
    assert installed.cloud.snapshot() == before


def test_a_colleague_who_has_never_written_a_secret_can_rotate(installed: Deployment) -> None:
    roles = installed.cloud.kinds["role"]
    for name in [each for each in roles if "secrets officer" in each]:
        del roles[name]
    assert installed.run("rotate").status == 0
