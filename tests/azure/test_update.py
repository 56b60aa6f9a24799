"""A newer version: the old one serves until the new one is healthy, and goes on serving where it never is."""

from tests.azure.deployment import Deployment


def serving(deployment: Deployment) -> str:
    traffic = deployment.cloud.kinds["app"]["undertone-web"]["properties"]["configuration"]["ingress"]["traffic"]
    assert [each["weight"] for each in traffic] == [100]
    return str(traffic[0]["revisionName"])


def awake(deployment: Deployment) -> list[str]:
    return [each["name"] for each in deployment.cloud.kinds["revision"].values() if each["active"]]


def test_migrations_run_before_the_new_revision_and_traffic_moves_once_it_is_healthy(installed: Deployment) -> None:
    old = serving(installed)
    installed.new_version("2")
    run = installed.run("update")
    assert run.status == 0, run.output
    assert serving(installed) != old
    assert awake(installed) == [serving(installed)]
    order = [
        "acr build", "containerapp job start", "containerapp create", "containerapp ingress traffic set",
        "containerapp revision deactivate", "containerapp create",
    ]  # fmt: skip
    remaining = iter(run.changes)
    assert all(each in remaining for each in order), run.changes
    assert installed.run("update").changes == []
    assert installed.run().changes == []


def test_a_version_that_never_gets_healthy_leaves_the_old_one_serving(installed: Deployment) -> None:
    old = serving(installed)
    installed.new_version("broken")
    assert installed.run("update", "--dry-run").status == 0
    installed.cloud.sick_images = {tag_of(installed, "update")}
    run = installed.run("update")
    assert run.status == 1
    assert "did not become healthy" in run.output
    assert "The one before goes on serving." in run.output
    assert serving(installed) == old
    assert awake(installed) == [old]
    assert "containerapp ingress traffic set" not in run.changes
    # What was wrong outside is mended: the same revision is woken, and takes over.
    installed.cloud.sick_images = set()
    again = installed.run("update")
    assert again.status == 0, again.output
    assert serving(installed) != old


def tag_of(deployment: Deployment, *arguments: str) -> str:
    """The tag that the images of these sources get."""
    shown = deployment.run(*arguments, "--dry-run").output
    return shown.split("--image web:")[1].split()[0]


def test_a_failed_migration_stops_before_the_new_revision(installed: Deployment) -> None:
    old = serving(installed)
    installed.new_version("2")
    installed.cloud.failing_migration = True
    run = installed.run("update")
    assert run.status == 1
    assert "could not be brought to this version" in run.output
    assert "az containerapp job logs show" in run.output
    assert (serving(installed), awake(installed)) == (old, [old])
    installed.cloud.failing_migration = False
    assert installed.run("update").status == 0


def test_the_version_before_can_be_brought_back_without_building_it_again(installed: Deployment) -> None:
    first = serving(installed)
    installed.new_version("2")
    assert installed.run("update").status == 0
    installed.new_version("1")
    back = installed.run("update")
    assert back.status == 0, back.output
    assert serving(installed) == first
    assert "acr build" not in back.changes


def test_a_file_that_is_only_called_otherwise_makes_another_image(installed: Deployment) -> None:
    (installed.tree / "worker").mkdir()
    (installed.tree / "worker" / "a.py").write_text("")
    first = tag_of(installed)
    (installed.tree / "worker" / "a.py").rename(installed.tree / "worker" / "b.py")
    assert tag_of(installed) != first


def test_a_build_that_fails_shows_why(installed: Deployment) -> None:
    installed.new_version("2")
    installed.cloud.failing_build = "Step 5/9 : RUN pip install\nERROR: no space left on device\n"
    run = installed.run("update")
    assert run.status == 1
    assert "| ERROR: no space left on device" in run.output


def test_there_is_nothing_to_update_where_nothing_was_made(deployment: Deployment) -> None:
    run = deployment.run("update")
    assert run.status == 1
    assert "There is no Undertone “undertone” in this subscription." in run.output
    assert run.changes == []


def test_an_update_with_an_option_goes_through_all_steps_and_remembers_it(installed: Deployment) -> None:
    run = installed.run("update", "--max-workers", "9", "--retention-days", "30")
    assert run.status == 0, run.output
    assert {"tag update", "containerapp create", "storage account management-policy create"} <= set(run.changes)
    assert installed.run().changes == []
