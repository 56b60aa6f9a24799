"""The stand-in's network, doors into it, and what lies behind them: PostgreSQL, Redis, storage."""

import json
from typing import Any

from tests.azure.calls import AzureError, Call
from tests.azure.cloud import Cloud, changes, reads


@reads("network vnet list")
def vnet_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("vnet")


@changes("network vnet create")
def vnet_create(cloud: Cloud, call: Call) -> None:
    cloud.add("vnet", call["name"])


@reads("network vnet subnet list")
def subnet_list(cloud: Cloud, call: Call) -> Any:
    cloud.need("vnet", call["vnet-name"])
    return cloud.list("subnet")


@changes("network vnet subnet create")
def subnet_create(cloud: Cloud, call: Call) -> None:
    cloud.need("vnet", call["vnet-name"])
    if call["name"] in cloud.kinds["subnet"]:
        raise AzureError("InUseSubnetCannotBeUpdated", "The subnet is in use.")
    cloud.add("subnet", call["name"], delegation=call.get("delegations"))


@reads("network private-dns zone list")
def zone_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("zone")


@changes("network private-dns zone create")
def zone_create(cloud: Cloud, call: Call) -> None:
    cloud.add("zone", call["name"])


@reads("network private-dns link vnet list")
def link_list(cloud: Cloud, call: Call) -> Any:
    cloud.need("zone", call["zone-name"])
    return cloud.list("zone link", call["zone-name"] + "/")


@changes("network private-dns link vnet create")
def link_create(cloud: Cloud, call: Call) -> None:
    cloud.need("zone", call["zone-name"])
    cloud.need("vnet", call["virtual-network"].split("/")[-1])
    cloud.add("zone link", f"{call['zone-name']}/{call['name']}")


@reads("network private-endpoint list")
def endpoint_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("endpoint")


@changes("network private-endpoint create")
def endpoint_create(cloud: Cloud, call: Call) -> None:
    cloud.need("subnet", call["subnet"].split("/")[-1])
    kind = {"redisEnterprise": "redis", "blob": "storage"}[call["group-id"]]
    cloud.need(kind, call["private-connection-resource-id"].split("/")[-1])
    cloud.add("endpoint", call["name"])


@reads("network private-endpoint dns-zone-group list")
def zone_group_list(cloud: Cloud, call: Call) -> Any:
    cloud.need("endpoint", call["endpoint-name"])
    return cloud.list("zone group", call["endpoint-name"] + "/")


@changes("network private-endpoint dns-zone-group create")
def zone_group_create(cloud: Cloud, call: Call) -> None:
    cloud.need("endpoint", call["endpoint-name"])
    cloud.need("zone", call["private-dns-zone"].split("/")[-1])
    cloud.add("zone group", f"{call['endpoint-name']}/{call['name']}")


@reads("postgres flexible-server list-skus")
def postgres_skus(cloud: Cloud, _call: Call) -> Any:
    return [
        {
            "supportedFeatures": [
                {"name": "OfferRestricted", "status": "Enabled" if cloud.postgres_is_restricted else "Disabled"}
            ],
            "supportedServerEditions": [{"supportedServerSkus": [{"name": "Standard_B1ms"}, {"name": "Standard_B2s"}]}],
        }
    ]


@reads("postgres flexible-server list")
def postgres_list(cloud: Cloud, _call: Call) -> Any:
    servers = cloud.list("postgres")
    return [{**each, "state": "Ready" if each["provisioningState"] == "Succeeded" else "Updating"} for each in servers]


@changes("postgres flexible-server create")
def postgres_create(cloud: Cloud, call: Call) -> None:
    cloud.need("subnet", call["subnet"].split("/")[-1])
    cloud.need("zone link", call["private-dns-zone"].split("/")[-1] + "/undertone-net")
    password = call.secret("admin-password")
    check_password(password)
    cloud.add(
        "postgres", call["name"], r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
        password=password, sku={"name": call["sku-name"]}, storage={"storageSizeGb": int(call["storage-size"])},
        backup={"backupRetentionDays": int(call["backup-retention"])},
    )  # fmt: skip


def check_password(password: str) -> None:
    """As `az postgres flexible-server create --help` has it: three kinds of characters of four."""
    kinds = [any(map(of_kind, password)) for of_kind in (str.isupper, str.islower, str.isdigit)]
    if len(password) < 8 or sum([*kinds, not password.isalnum()]) < 3:
        raise AzureError("InvalidParameterValue", "The password does not meet the requirements.")


@changes("postgres flexible-server update")
def postgres_update(cloud: Cloud, call: Call) -> None:
    server = cloud.need("postgres", call["name"])
    server["sku"] = {"name": call.get("sku-name", server["sku"]["name"])}
    if call.get("admin-password"):
        check_password(call.secret("admin-password"))
        server["password"] = call.secret("admin-password")


@reads("postgres flexible-server db list")
def database_list(cloud: Cloud, call: Call) -> Any:
    cloud.need("postgres", call["server-name"])
    return cloud.list("postgres database")


@changes("postgres flexible-server db create")
def database_create(cloud: Cloud, call: Call) -> None:
    cloud.need("postgres", call["server-name"])
    cloud.add("postgres database", call["name"])


@reads("storage account list")
def storage_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("storage")


@changes("storage account create")
def storage_create(cloud: Cloud, call: Call) -> None:
    cloud.add("storage", call["name"], r"[a-z0-9]{3,24}", **_storage_rules(call))


@changes("storage account update")
def storage_update(cloud: Cloud, call: Call) -> None:
    cloud.need("storage", call["name"]).update(_storage_rules(call))


def _storage_rules(call: Call) -> dict[str, Any]:
    return {
        "sku": {"name": call["sku"]},
        "allowSharedKeyAccess": call["allow-shared-key-access"] == "true",
        "allowBlobPublicAccess": call["allow-blob-public-access"] == "true",
        "publicNetworkAccess": call["public-network-access"],
    }


@reads("storage account blob-service-properties show")
def blob_service(cloud: Cloud, call: Call) -> Any:
    return {"containerDeleteRetentionPolicy": {"days": cloud.need("storage", call["account-name"]).get("kept days")}}


@changes("storage account blob-service-properties update")
def blob_service_update(cloud: Cloud, call: Call) -> None:
    cloud.need("storage", call["account-name"])["kept days"] = int(call["container-delete-retention-days"])


@reads("storage container-rm list")
def container_list(cloud: Cloud, call: Call) -> Any:
    cloud.need("storage", call["storage-account"])
    return cloud.list("container")


@changes("storage container-rm create")
def container_create(cloud: Cloud, call: Call) -> None:
    cloud.need("storage", call["storage-account"])
    cloud.add("container", call["name"], public=call["public-access"])


@changes("storage account management-policy create")
def lifecycle_create(cloud: Cloud, call: Call) -> None:
    cloud.need("storage", call["account-name"])["rules"] = call.document("policy")["rules"]


@reads("resource list")
def resource_list(cloud: Cloud, call: Call) -> Any:
    kinds = {"Microsoft.Insights/scheduledQueryRules": "log alert"}
    if "resource-type" in {name.strip("-") for name in call.options}:
        return cloud.list(kinds[call["resource-type"]])
    skipped = ("role", "group", "provider", "deleted vault")
    return [
        {"type": kind, **thing} for kind in cloud.kinds if kind not in skipped for thing in cloud.kinds[kind].values()
    ]


@changes("resource create")
def resource_create(cloud: Cloud, call: Call) -> None:
    kind, name = call["id"].split("/")[-2:]
    body = call.document("properties")
    if "location" not in body:  # az's own rule
        raise AzureError("IncorrectUsage", "location of the resource is required")
    if kind == "redisEnterprise":
        cloud.add("redis", name, **body)
    else:
        cloud.need("action group", body["properties"]["actions"]["actionGroups"][0].split("/")[-1])
        cloud.add("log alert", name, **body)


@reads("resource show")
def resource_show(cloud: Cloud, call: Call) -> Any:
    name = call["ids"].split("/")[-1]
    redis = cloud.need("redis", name)
    cloud.list("redis")
    return {
        "properties": {
            "provisioningState": redis["provisioningState"],
            "hostName": f"{name}.westeurope.redis.azure.net",
        }
    }


@reads("rest")
def rest(cloud: Cloud, call: Call) -> Any:
    return {"get": redis_list, "put": redis_database_put, "post": redis_keys}[call["method"]](cloud, call)


def redis_database_put(cloud: Cloud, call: Call) -> None:
    redis, _databases, name = call["url"].split("?")[0].split("/")[-3:]
    cloud.need("redis", redis)
    cloud.add("redis database", name, properties=call.document("body")["properties"])
    new_redis_key(cloud)


def new_redis_key(cloud: Cloud) -> None:
    cloud.redis_keys_made += 1
    cloud.redis_key = f"planted+redis/key{cloud.redis_keys_made}bcdefghijklmnop="


def redis_keys(cloud: Cloud, call: Call) -> Any:
    assert call["url"].split("?")[0].endswith("/databases/default/listKeys")
    cloud.need("redis database", "default")
    return {"primaryKey": cloud.redis_key}


def redis_list(cloud: Cloud, call: Call) -> Any:
    kind = "redis database" if "/databases?" in call["url"] else "redis"
    found = [
        {"name": each["name"], "sku": each.get("sku"), "state": each["provisioningState"]} for each in cloud.list(kind)
    ]
    return {"value": [{**each, "properties": {"provisioningState": each["state"]}} for each in found]}


@reads("resource invoke-action")
def redis_new_key(cloud: Cloud, call: Call) -> Any:
    """What Azure answers az keeps to itself."""
    assert call["action"] == "regenerateKey"
    assert json.loads(call["request-body"]) == {"keyType": "Primary"}
    cloud.need("redis database", "default")
    new_redis_key(cloud)
    return {}
