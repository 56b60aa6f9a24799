"""The stand-in's accounts, groups, logs, identities, roles and vaults."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from tests.azure.calls import AzureError, Call
from tests.azure.cloud import SUBSCRIPTION, Cloud, Thing, changes, reads

ME = "99999999-0000-0000-0000-000000000001"
REGIONS = {
    "westeurope": "West Europe",
    "eastus": "East US",
    "swedencentral": "Sweden Central",
    "smallisland": "Small Island",
}
OFFERED = ["managedEnvironments", "flexibleServers", "redisEnterprise"]
APPS = "99999999-0000-0000-0000-000000000002"


@reads("version")
def version(cloud: Cloud, _call: Call) -> Any:
    return {"azure-cli": cloud.cli}


@reads("account show")
def account(cloud: Cloud, _call: Call) -> Any:
    return {
        "id": SUBSCRIPTION,
        "name": "Trial",
        "user": {"type": cloud.account_type, "name": cloud.signed_in_as},
        "environmentName": cloud.environment,
    }


@reads("account list-locations")
def locations(_cloud: Cloud, _call: Call) -> Any:
    return [{"name": name, "displayName": long_name} for name, long_name in REGIONS.items()]


@reads("ad signed-in-user show")
def signed_in_user(_cloud: Cloud, _call: Call) -> Any:
    return {"id": ME}


CLAIMS = json.dumps({"aud": "https://management.azure.com/", "oid": ME, "sub": "ü?>"}, ensure_ascii=False)
TOKEN = f"e30.{urlsafe_b64encode(CLAIMS.encode()).decode().rstrip(chr(61))}.planted"


@reads("account get-access-token")
def access_token(_cloud: Cloud, _call: Call) -> Any:
    """What a pipeline is called stands in it."""
    return {"accessToken": TOKEN}


@reads("provider list")
def provider_list(cloud: Cloud, _call: Call) -> Any:
    return [{"namespace": name, "registrationState": each["state"]} for name, each in cloud.kinds["provider"].items()]


@changes("provider register")
def provider_register(cloud: Cloud, call: Call) -> None:
    cloud.kinds["provider"][call["namespace"]] = {"state": "Registering"}


@reads("provider show")
def provider_show(cloud: Cloud, call: Call) -> Any:
    """Registered from the second look on, where that was asked for."""
    provider = cloud.kinds["provider"].get(call["namespace"], {"state": "NotRegistered"})
    answer = {"registrationState": provider["state"]}
    if provider["state"] == "Registering":
        provider["state"] = "Registered"
    everywhere = [name for name in REGIONS.values() if name != "Small Island"]
    return {**answer, "resourceTypes": [{"resourceType": name, "locations": everywhere} for name in OFFERED]}


@reads("group list")
def group_list(cloud: Cloud, _call: Call) -> Any:
    return list(cloud.kinds["group"].values())


@changes("group create")
def group_create(cloud: Cloud, call: Call) -> None:
    cloud.add("group", call["name"], location=call["location"], tags=call.pairs("tags"))


@changes("group delete")
def group_delete(cloud: Cloud, call: Call) -> None:
    """All in it goes; a vault is kept, deleted, until it is purged."""
    cloud.need("group", call["name"])
    for name, vault in cloud.kinds["vault"].items():
        properties = {
            "location": vault["location"],
            "purgeProtectionEnabled": cloud.purge_protection or None,
            "scheduledPurgeDate": "2026-11-28T12:00:00+00:00",
        }
        cloud.add("deleted vault", name, properties=properties, secrets=vault["secrets"])
    for kind in [each for each in cloud.kinds if each not in ("deleted vault", "provider", "deleted logs")]:
        del cloud.kinds[kind]


@changes("tag update")
def tag_update(cloud: Cloud, call: Call) -> None:
    _tagged(cloud, call["resource-id"]).setdefault("tags", {}).update(call.pairs("tags"))


def _tagged(cloud: Cloud, resource_id: str) -> Thing:
    kinds = {"resourceGroups": "group", "storageAccounts": "storage", "jobs": "job"}
    kind, name = resource_id.split("/")[-2:]
    return cloud.need(kinds[kind], name)


@reads("monitor log-analytics workspace list")
def workspace_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("logs")


@changes("monitor log-analytics workspace create")
def workspace_create(cloud: Cloud, call: Call) -> None:
    cloud.add("logs", call["name"], retentionInDays=int(call["retention-time"]))


@changes("monitor log-analytics workspace delete")
def workspace_delete(cloud: Cloud, call: Call) -> None:
    del cloud.kinds["logs"][call["workspace-name"]]


@reads("identity list")
def identity_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("identity")


@changes("identity create")
def identity_create(cloud: Cloud, call: Call) -> None:
    cloud.add("identity", call["name"], principalId=APPS, clientId="99999999-0000-0000-0000-000000000003")


@reads("role assignment list")
def role_list(cloud: Cloud, call: Call) -> Any:
    who, scope = call["assignee-object-id"].lower(), call["scope"].lower()
    return [each for each in cloud.kinds["role"].values() if each["who"] == who and each["scope"] == scope]


@changes("role assignment create")
def role_create(cloud: Cloud, call: Call) -> None:
    who, role, scope = call["assignee-object-id"], call["role"], call["scope"]
    key = f"{who} {role} {scope}".lower()
    if who == APPS and not cloud.identity_is_known:
        cloud.identity_is_known = True
        raise AzureError("PrincipalNotFound", f"Principal {who} does not exist in the directory.")
    kinds = {"vaults": "vault", "storageAccounts": "storage", "registries": "registry"}
    cloud.need(kinds[scope.split("/")[-2]], scope.split("/")[-1])
    cloud.kinds["role"][key] = {"id": key, "roleDefinitionName": role, "who": who.lower(), "scope": scope.lower()}


@reads("keyvault list")
def vault_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("vault")


@reads("keyvault show")
def vault_show(cloud: Cloud, call: Call) -> Any:
    cloud.list("vault")
    return {"properties": {"provisioningState": cloud.need("vault", call["name"])["provisioningState"]}}


@reads("keyvault list-deleted")
def vault_list_deleted(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("deleted vault")


@changes("keyvault create")
def vault_create(cloud: Cloud, call: Call) -> None:
    if call["name"] in cloud.kinds["deleted vault"]:
        raise AzureError("ConflictError", "A vault with the same name already exists in deleted state.")
    cloud.add("vault", call["name"], r"[a-z][a-z0-9-]{1,22}[a-z0-9]", location=call["location"], secrets={})


@changes("keyvault recover")
def vault_recover(cloud: Cloud, call: Call) -> None:
    deleted = cloud.kinds["deleted vault"].pop(call["name"])
    assert deleted["properties"]["location"] == call["location"]
    cloud.add("vault", call["name"], location=call["location"], secrets=deleted["secrets"])


@changes("keyvault purge")
def vault_purge(cloud: Cloud, call: Call) -> None:
    if cloud.need("deleted vault", call["name"])["properties"]["purgeProtectionEnabled"]:
        raise AzureError("MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.")
    del cloud.kinds["deleted vault"][call["name"]]


def vault_of(cloud: Cloud, call: Call) -> Thing:
    """Its secrets, for whom the role allows them."""
    vault = cloud.need("vault", call["vault-name"])
    cloud.need_role(ME, "Key Vault Secrets Officer", cloud.group_id("Microsoft.KeyVault/vaults", vault["name"]))
    return vault


@reads("keyvault secret list")
def secret_list(cloud: Cloud, call: Call) -> Any:
    return [{"name": name, "attributes": {"enabled": True}} for name in vault_of(cloud, call)["secrets"]]


@changes("keyvault secret set")
def secret_set(cloud: Cloud, call: Call) -> None:
    with open(call["file"], encoding="utf-8") as file:  # noqa: PTH123
        vault_of(cloud, call)["secrets"][call["name"]] = file.read()


@reads("keyvault secret show")
def secret_show(cloud: Cloud, call: Call) -> Any:
    return {"value": vault_of(cloud, call)["secrets"][call["name"]]}
