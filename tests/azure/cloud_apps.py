"""The stand-in's registry, environment, apps with their revisions, and jobs."""

from typing import Any
from urllib.parse import quote

from tests.azure.calls import AzureError, Call
from tests.azure.cloud import Cloud, Thing, changes, reads
from tests.azure.cloud_base import APPS


@reads("acr list")
def registry_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("registry")


@changes("acr create")
def registry_create(cloud: Cloud, call: Call) -> None:
    cloud.add("registry", call["name"], r"[a-zA-Z0-9]{5,50}", sku={"name": call["sku"]})


@reads("acr repository list")
def repository_list(cloud: Cloud, call: Call) -> Any:
    cloud.need("registry", call["name"])
    return sorted({name.split("/")[0] for name in cloud.kinds["image"]})


@reads("acr repository show-tags")
def tag_list(cloud: Cloud, call: Call) -> Any:
    tags = [name.split("/")[1] for name in cloud.kinds["image"] if name.startswith(call["repository"] + "/")]
    if not tags:
        raise AzureError("NAME_UNKNOWN", "repository name not known to registry")
    return tags


@changes("acr build")
def image_build(cloud: Cloud, call: Call) -> None:
    cloud.need("registry", call["registry"])
    if cloud.failing_build:
        raise AzureError("RunFailed", "Run failed", said=cloud.failing_build)
    cloud.add("image", call["image"].replace(":", "/"))


@reads("containerapp list-usages")
def usages(cloud: Cloud, _call: Call) -> Any:
    return [
        {"name": {"value": "ManagedEnvironmentCount"}, "currentValue": cloud.environments, "limit": 20.0},
        {"name": {"value": "ManagedEnvironmentConsumptionT4Gpus"}, "currentValue": 0.0, "limit": cloud.gpu_quota},
    ]


@reads("containerapp env workload-profile list-supported")
def profiles_offered(_cloud: Cloud, _call: Call) -> Any:
    return [{"name": "Consumption"}, {"name": "Consumption-GPU-NC8as-T4"}]


@reads("containerapp env list")
def environment_list(cloud: Cloud, _call: Call) -> Any:
    return [
        {
            "name": each["name"],
            "properties": {
                "provisioningState": each["provisioningState"],
                "workloadProfiles": [{"name": "Consumption"}, *cloud.list("profile")],
                "defaultDomain": "calmsea-1234.westeurope.azurecontainerapps.io",
                "customDomainConfiguration": {"customDomainVerificationId": "PROOF123"},
            },
        }
        for each in cloud.list("environment")
    ]


@changes("containerapp env create")
def environment_create(cloud: Cloud, call: Call) -> None:
    cloud.need("subnet", call["infrastructure-subnet-resource-id"].split("/")[-1])
    cloud.add("environment", call["name"])


@reads("containerapp env list-usages")
def environment_usages(cloud: Cloud, call: Call) -> Any:
    cloud.need("environment", call["name"])
    return [{"name": {"value": "ManagedEnvironmentConsumptionCores"}, "currentValue": 1.0, "limit": 100.0}]


@changes("containerapp env workload-profile add")
def profile_add(cloud: Cloud, call: Call) -> None:
    cloud.need("environment", call["name"])
    cloud.add("profile", call["workload-profile-name"], type=call["workload-profile-type"])


@reads("monitor diagnostic-settings list")
def diagnostics_list(cloud: Cloud, call: Call) -> Any:
    cloud.need("environment", call["resource"].split("/")[-1])
    return cloud.list("diagnostics")


@changes("monitor diagnostic-settings create")
def diagnostics_create(cloud: Cloud, call: Call) -> None:
    cloud.need("logs", call["workspace"].split("/")[-1])
    cloud.add("diagnostics", call["name"])


def check_spec(cloud: Cloud, spec: Thing) -> None:
    """What Azure needs to start it: environment, identity with its roles, images, every secret it names."""
    properties = spec["properties"]
    cloud.need("environment", properties["environmentId"].split("/")[-1])
    for identity in spec["identity"]["userAssignedIdentities"]:
        cloud.need("identity", identity.split("/")[-1])
    registry = properties["configuration"]["registries"][0]["server"].split(".")[0]
    cloud.need_role(APPS, "AcrPull", cloud.group_id("Microsoft.ContainerRegistry/registries", registry))
    vault = next(iter(cloud.kinds["vault"].values()))
    cloud.need_role(APPS, "Key Vault Secrets User", cloud.group_id("Microsoft.KeyVault/vaults", vault["name"]))
    named = {each["name"] for each in properties["configuration"]["secrets"]}
    for secret in properties["configuration"]["secrets"]:
        if secret["keyVaultUrl"].split("/")[-1] not in vault["secrets"]:
            raise AzureError("SecretNotFound", f"{secret['name']} is not in the vault.")
    for volume in properties["template"]["volumes"]:
        assert {each["secretRef"] for each in volume["secrets"]} <= named
    for container in properties["template"]["containers"]:
        cloud.need("image", container["image"].split("/", 1)[1].replace(":", "/"))
        assert all("value" in each and "secretRef" not in each for each in container["env"])
    if properties["workloadProfileName"] not in ("Consumption", *cloud.kinds["profile"]):
        raise AzureError("InvalidWorkloadProfile", "There is no such workload profile.")


@reads("containerapp list")
def app_list(cloud: Cloud, _call: Call) -> Any:
    return [
        {**each, "properties": {**each["properties"], "provisioningState": each["provisioningState"]}}
        for each in cloud.list("app")
    ]


@changes("containerapp create")
def app_put(cloud: Cloud, call: Call) -> None:
    """The whole description, whether the app is there or not."""
    spec = call.document("yaml")
    check_spec(cloud, spec)
    is_new = call["name"] not in cloud.kinds["app"]
    if is_new:
        cloud.add(
            "app", call["name"], r"[a-z][a-z0-9-]{0,30}[a-z0-9]", properties=spec["properties"], tags=spec["tags"]
        )
    _new_revision(cloud, call["name"], spec["properties"])
    cloud.kinds["app"][call["name"]].update(properties=spec["properties"], tags=spec["tags"])


def _new_revision(cloud: Cloud, app: str, properties: Thing) -> None:
    suffix = properties["template"].get("revisionSuffix")
    if suffix is None:
        return
    name = f"{app}--{suffix}"
    if f"{app}/{name}" in cloud.kinds["revision"]:
        raise AzureError("ContainerAppInvalidRevisionSuffix", f"The revision suffix {suffix} is in use.")
    images = [each["image"].split("/", 1)[1] for each in properties["template"]["containers"]]
    cloud.add("revision", f"{app}/{name}", r".{1,63}", images=images, active=True)
    for weight in properties["configuration"]["ingress"]["traffic"]:
        cloud.need("revision", f"{app}/{weight['revisionName']}")


@reads("containerapp revision list")
def revision_list(cloud: Cloud, call: Call) -> Any:
    every = cloud.list("revision", call["name"] + "/")
    return [_revision(cloud, each) for each in every if each["active"] or "--all" in call.options]


@reads("containerapp revision show")
def revision_show(cloud: Cloud, call: Call) -> Any:
    return _revision(cloud, cloud.need("revision", f"{call['name']}/{call['revision']}"))


def _revision(cloud: Cloud, revision: Thing) -> Thing:
    """Healthy from the second look on, unless its image is sick."""
    sick = bool(cloud.sick_images & {each.split(":")[1] for each in revision["images"]})
    revision["seen"] = revision.get("seen", 0) + 1
    healthy = revision["active"] and not sick and revision["seen"] > 1
    state = {
        "healthState": "Healthy" if healthy else "Unhealthy",
        "runningState": "Running" if not sick else "Processing",
    }
    return {
        "name": revision["name"],
        "properties": {"active": revision["active"], "provisioningState": "Provisioned", **state},
    }


@changes("containerapp revision activate")
def revision_activate(cloud: Cloud, call: Call) -> None:
    cloud.need("revision", f"{call['name']}/{call['revision']}")["active"] = True


@changes("containerapp revision deactivate")
def revision_deactivate(cloud: Cloud, call: Call) -> None:
    serving = cloud.need("app", call["name"])["properties"]["configuration"]["ingress"]["traffic"]
    if call["revision"] in [each["revisionName"] for each in serving]:
        raise AssertionError("the revision that serves was switched off")
    cloud.need("revision", f"{call['name']}/{call['revision']}")["active"] = False


@changes("containerapp ingress traffic set")
def traffic_set(cloud: Cloud, call: Call) -> None:
    name, weight = call["revision-weight"].split("=")
    revision = cloud.need("revision", f"{call['name']}/{name}")
    if _revision(cloud, revision)["properties"]["healthState"] != "Healthy":
        raise AssertionError("traffic went to a revision that is not healthy")
    traffic = [{"revisionName": name, "weight": int(weight)}]
    cloud.need("app", call["name"])["properties"]["configuration"]["ingress"]["traffic"] = traffic


@changes("containerapp exec")
def app_exec(cloud: Cloud, call: Call) -> Any:
    cloud.need("revision", f"{call['name']}/{call['revision']}")
    assert call["command"].startswith("python manage.py user_invite ")
    if cloud.admin_has_password:
        return "CommandError: someone@example.org has a password and can sign in.\r\n"
    return f"Open this once:\r\n{cloud.admin_link}\r\n"


@reads("containerapp hostname list")
def hostname_list(cloud: Cloud, call: Call) -> Any:
    return cloud.need("app", call["name"])["properties"]["configuration"]["ingress"]["customDomains"]


@changes("containerapp hostname add")
def hostname_add(cloud: Cloud, call: Call) -> None:
    if not cloud.dns_is_ready:
        raise AzureError(
            "InvalidCustomHostNameValidation", "A TXT record pointing from asuid to PROOF123 was not found."
        )
    hostname_list(cloud, call).append({"name": call["hostname"], "bindingType": "Disabled"})


@changes("containerapp hostname bind")
def hostname_bind(cloud: Cloud, call: Call) -> None:
    host = next(each for each in hostname_list(cloud, call) if each["name"] == call["hostname"])
    host.update(bindingType="SniEnabled", certificateId="/certificate")


@changes("containerapp hostname delete")
def hostname_delete(cloud: Cloud, call: Call) -> None:
    domains = hostname_list(cloud, call)
    domains[:] = [each for each in domains if each["name"] != call["hostname"]]


@reads("containerapp job list")
def job_list(cloud: Cloud, _call: Call) -> Any:
    return [{**each, "properties": {"provisioningState": each["provisioningState"]}} for each in cloud.list("job")]


@changes("containerapp job create")
def job_put(cloud: Cloud, call: Call) -> None:
    spec = call.document("yaml")
    check_spec(cloud, spec)
    cloud.add("job", call["name"], spec=spec["properties"], tags=spec["tags"])


@changes("containerapp job start")
def job_start(cloud: Cloud, call: Call) -> Any:
    cloud.need("job", call["name"])
    name = f"{call['name']}-{len(cloud.kinds['execution'])}"
    status = "Succeeded" if _secrets_fit(cloud) and not cloud.failing_migration else "Failed"
    cloud.add("execution", name, outcome=status, properties={"status": "Running"})
    return {"name": name}


def _secrets_fit(cloud: Cloud) -> bool:
    """The addresses in the vault hold the passwords that the servers were made with."""
    secrets = next(iter(cloud.kinds["vault"].values()))["secrets"]
    server = next(iter(cloud.kinds["postgres"].values()))
    return (
        f":{server['password']}@{server['name']}." in secrets["database-url"]
        and quote(cloud.redis_key, safe="") in secrets["redis-url"]
    )


@reads("containerapp job execution list")
def execution_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("execution")


@reads("containerapp job execution show")
def execution_show(cloud: Cloud, call: Call) -> Any:
    """Running at the first look, ended from the second on."""
    execution = cloud.need("execution", call["job-execution-name"])
    answer = {"properties": dict(execution["properties"])}
    execution["properties"]["status"] = execution["outcome"]
    return answer
