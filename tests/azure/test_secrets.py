"""No secret in what is shown, kept or listed: the run's output, its files, command lines, the apps' environment."""

import json

from tests.azure.cloud import Cloud
from tests.azure.cloud_base import ME, TOKEN
from tests.azure.deployment import Deployment

PLANTED_MAIL = "smtp+tls://mail:planted-mail-password@smtp.example.org:587"


def secrets_of(cloud: Cloud) -> set[str]:
    """Every value that there is to be kept, and what the values are made of."""
    vault = next(iter(cloud.kinds["vault"].values()))["secrets"]
    values = {each.strip() for each in vault.values()} - {""}
    return values | {cloud.redis_key, "planted-mail-password", "planted-one-time-token"}


def test_no_secret_is_in_the_output_on_a_command_line_or_in_an_apps_environment(deployment: Deployment) -> None:
    (deployment.tree / "mail").write_text(PLANTED_MAIL + "\n")
    settings = deployment.tree / "azure-deploy" / "settings.env"
    settings.write_text("UNDERTONE_EMAIL_URL_FILE=../mail\nUNDERTONE_EMAIL_FROM=Undertone <post@example.org>\n")
    deployment.endpoint.watch_processes = True
    run = deployment.run()
    assert run.status == 0, run.output
    vault = next(iter(deployment.cloud.kinds["vault"].values()))["secrets"]
    assert vault["email-url"] == PLANTED_MAIL
    secrets = secrets_of(deployment.cloud)
    assert len(secrets) >= 8
    for secret in secrets:
        # The one-time link is what the run is asked to show, to the person at the terminal alone.
        assert secret not in run.output.replace(deployment.cloud.admin_link, ""), "shown"
        assert not [line for line in deployment.endpoint.command_lines if secret in line], "on a command line"
        assert not [call for call in deployment.endpoint.calls if secret in " ".join(call.arguments)], "in a call"
        assert secret not in json.dumps([deployment.cloud.kinds[kind] for kind in ("app", "job", "revision", "group")])
    assert deployment.left_behind() == []


def test_a_link_for_the_administrator_is_only_shown_at_a_terminal(deployment: Deployment) -> None:
    run = deployment.run(terminal=False)
    assert run.status == 0, run.output
    assert deployment.cloud.admin_link not in run.output
    assert (
        'az containerapp exec --resource-group undertone --name undertone-web --container web --command "python'
        in run.output
    )


def test_a_changed_secret_is_put_into_the_vault_and_the_same_one_is_not(deployment: Deployment) -> None:
    mail = deployment.tree / "mail"
    mail.write_text(PLANTED_MAIL)
    (deployment.tree / "settings").write_text("UNDERTONE_EMAIL_URL_FILE=mail\nUNDERTONE_EMAIL_FROM=post@example.org\n")
    arguments = ("--settings", str(deployment.tree / "settings"))
    assert deployment.run(*arguments).status == 0
    assert deployment.run(*arguments).changes == []
    mail.write_text(PLANTED_MAIL.replace("planted", "another"))
    assert deployment.run(*arguments).changes == ["keyvault secret set"]


def test_a_secret_does_not_stand_in_the_settings_themselves(deployment: Deployment) -> None:
    (deployment.tree / "settings").write_text(f"UNDERTONE_EMAIL_URL={PLANTED_MAIL}\n")
    run = deployment.run("--settings", str(deployment.tree / "settings"))
    assert run.status == 1
    assert "UNDERTONE_EMAIL_URL_FILE=" in run.output
    assert "planted" not in run.output


def test_a_pipeline_gets_its_role_by_what_its_token_says_which_nobody_sees(deployment: Deployment) -> None:
    deployment.cloud.account_type = "servicePrincipal"
    deployment.cloud.signed_in_as = "systemAssignedIdentity"
    deployment.endpoint.watch_processes = True
    run = deployment.run("--admin", "someone@example.org", terminal=False)
    assert run.status == 0, run.output
    given = [call for call in deployment.endpoint.calls if call.command == "role assignment create"]
    assert (given[0]["assignee-object-id"], given[0]["assignee-principal-type"]) == (ME, "ServicePrincipal")
    assert TOKEN not in run.output
    assert not [line for line in deployment.endpoint.command_lines if TOKEN in line]
    assert not [call for call in deployment.endpoint.calls if call.command.startswith("ad ")]
