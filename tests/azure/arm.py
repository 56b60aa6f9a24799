"""A management endpoint that keeps whatever is put, by its address: enough of Azure for the real CLI's code to do all of deploy.sh.

No rules are kept here (cloud.py has those): it shows that the CLI itself goes through with every call, and what it sends.
Standard library alone: it is imported by the Azure CLI's Python.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "22222222-2222-3333-4444-555555555555"
HOST = "https://management.azure.com"
DONE = f"{HOST}/operations/done"
REGION = {"name": "westeurope", "displayName": "West Europe"}
ROLES = ("Key Vault Secrets Officer", "Key Vault Secrets User", "Storage Blob Data Contributor", "AcrPull")
Thing = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes back over the wire."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def refusal(status: int, code: str, message: str) -> Reply:
    return Reply(status, {"error": {"code": code, "message": message}})


class Arm:
    """One subscription with a vault and a directory."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}  # by address, in small letters
        self.secrets: dict[str, str] = {}
        self.registered: set[str] = set()
        self.sent: list[tuple[str, str, Any]] = []  # method, path and body of what changes something

    def answer(self, method: str, url: str, body: Any, *, signed: bool) -> Reply:
        parts = urlsplit(url)
        path, query = unquote(parts.path).rstrip("/"), parse_qs(parts.query)
        if parts.netloc == "graph.microsoft.com":
            return Reply(200, {"id": "99999999-0000-0000-0000-000000000001"})
        if parts.netloc.endswith(".vault.azure.net"):
            return self._vault(method, path, body, parts.netloc) if signed else challenge()
        if method != "GET":
            self.sent.append((method, path, body))
        for pattern, handler in QUESTIONS if method in ("GET", "POST") else []:
            if found := re.search(pattern, path, re.IGNORECASE):
                return handler(self, found, query)
        kept = {"PUT": self._put, "PATCH": self._patch, "DELETE": self._delete, "GET": self._get, "HEAD": self._head}
        return kept[method](path, body)

    def _vault(self, method: str, path: str, body: Any, host: str) -> Reply:
        name = path.removeprefix("/secrets").strip("/").split("/")[0]
        if method == "PUT":
            self.secrets[name] = body["value"]
        if not name:
            kept = [{"id": f"https://{host}/secrets/{each}", "attributes": {"enabled": True}} for each in self.secrets]
            return Reply(200, {"value": kept})
        value = self.secrets.get(name)
        if value is None:
            return refusal(404, "SecretNotFound", name)
        return Reply(200, {"id": f"https://{host}/secrets/{name}/1", "value": value})

    def _patch(self, path: str, body: Any) -> Reply:
        tagged = re.split("(?i)/providers/Microsoft.Resources/tags/default", path)[0]
        if tagged != path:
            return self._patch(tagged, {"tags": body["properties"]["tags"]})
        reply = self._put(path, merged(self.things[path.lower()], without_nothing(body)))
        return Reply(200, reply.body, reply.headers) if reply.status == 201 else reply

    def _put(self, path: str, body: Any) -> Reply:
        thing = without_nothing(body)
        words = path.split("/")
        last = len(words) - 1 - words[::-1].index("providers") if "providers" in words else 0
        thing |= {"id": path, "name": words[-1], "type": "/".join([words[last + 1], *words[last + 2 :: 2]])}
        thing.setdefault("properties", {}).setdefault("provisioningState", "Succeeded")
        self.things[path.lower()] = thing
        finish(self, thing)
        kind = thing["type"].lower()
        if "dbforpostgresql" in kind:
            return Reply(202, None, {"Azure-AsyncOperation": DONE, "Location": DONE})
        if kind == "microsoft.storage/storageaccounts":
            return Reply(202, None, {"Location": HOST + path})
        answered_at_once = ("blobservices", "managementpolicies", "actiongroups", "metricalerts", "diagnosticsettings")
        headers = {"Azure-AsyncOperation": DONE} if kind.startswith("microsoft.app/") else {}
        return Reply(200 if kind.endswith(answered_at_once) else 201, thing, headers)

    def _delete(self, path: str, _body: Any) -> Reply:
        for name in [each for each in self.things if f"{each}/".startswith(f"{path.lower()}/")]:
            del self.things[name]
        return Reply(200, {})

    def _head(self, path: str, _body: Any) -> Reply:
        return Reply(204 if path.lower() in self.things else 404)

    def _get(self, path: str, _body: Any) -> Reply:
        """One, or all below an address that names a kind."""
        if path.lower() in self.things:
            return Reply(200, self.things[path.lower()])
        below = [each for name, each in self.things.items() if name.rsplit("/", 1)[0] == path.lower()]
        if below or names_a_kind(path):
            return Reply(200, {"value": below})
        return refusal(404, "ResourceNotFound", f"The Resource '{path}' was not found.")


def names_a_kind(path: str) -> bool:
    """Whether addresses below the provider alternate kind and name, and end with a kind."""
    words = re.split("(?i)/providers/", path)[-1].split("/") if "/providers/" in path else path.strip("/").split("/")
    return len(words) % 2 == (0 if "/providers/" in path else 1)


def challenge() -> Reply:
    where = f'Bearer authorization="https://login.microsoftonline.com/{TENANT}", resource="https://vault.azure.net"'
    return Reply(401, {}, {"WWW-Authenticate": where})


def merged(old: Thing, new: Thing) -> Thing:
    both = {**old, **new}
    shared = [name for name in new if isinstance(new[name], dict) and isinstance(old.get(name), dict)]
    return both | {name: merged(old[name], new[name]) for name in shared}


def without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_nothing(each) for name, each in value.items() if each is not None}
    return [without_nothing(each) for each in value] if isinstance(value, list) else value


def finish(arm: Arm, thing: Thing) -> None:
    """What Azure adds to what it was given."""
    kind, name, properties = thing["type"].lower().split("/")[-1], thing["name"], thing["properties"]
    added: dict[str, Thing] = {
        "userassignedidentities": {"principalId": "99999999-0000-0000-0000-000000000002", "clientId": "99999999"},
        "vaults": {"vaultUri": f"https://{name}.vault.azure.net/"},
        "redisenterprise": {"hostName": f"{name}.westeurope.redis.azure.net"},
        "flexibleservers": {"state": "Ready"},
        "roleassignments": {"scope": re.split("(?i)/providers/Microsoft.Authorization", thing["id"])[0]},
        "managedenvironments": {
            "defaultDomain": "calm.westeurope.azurecontainerapps.io",
            "customDomainConfiguration": {"customDomainVerificationId": "PROOF"},
        },
    }
    properties.update(added.get(kind, {}))
    for profile in properties.get("workloadProfiles", []):
        if "Name" in profile:
            profile["name"] = profile.pop("Name")
    if kind == "containerapps":
        add_revision(arm, thing)


def add_revision(arm: Arm, app: Thing) -> None:
    suffix = app["properties"]["template"].get("revisionSuffix", "only")
    name = f"{app['name']}--{suffix}"
    state = {"active": True, "healthState": "Healthy", "runningState": "Running", "provisioningState": "Provisioned"}
    arm.things.setdefault(
        f"{app['id']}/revisions/{name}".lower(), {"name": name, "properties": {**state, "template": {}}}
    )


Asked = re.Match[str]
Query = dict[str, list[str]]


def locations(_arm: Arm, _path: Asked, _query: Query) -> Reply:
    return Reply(200, {"value": [{**REGION, "id": f"/subscriptions/{SUBSCRIPTION}/locations/westeurope"}]})


def provider(arm: Arm, name: str) -> Thing:
    offered = ["managedEnvironments", "containerApps", "jobs", "redisEnterprise", "flexibleServers", "virtualNetworks"]
    types = [
        {"resourceType": each, "locations": [REGION["displayName"]], "apiVersions": ["2024-01-01"]} for each in offered
    ]
    state = "Registered" if name.lower() in arm.registered else "NotRegistered"
    return {"namespace": name, "registrationState": state, "resourceTypes": types}


def providers(arm: Arm, _path: Asked, _query: Query) -> Reply:
    return Reply(200, {"value": [provider(arm, each) for each in sorted(arm.registered)]})


def one_provider(arm: Arm, path: Asked, _query: Query) -> Reply:
    if path["register"]:
        arm.registered.add(path["name"].lower())
    return Reply(200, provider(arm, path["name"]))


def roles(_arm: Arm, _path: Asked, query: Query) -> Reply:
    wished = re.search("roleName eq '(.*)'", query.get("$filter", [""])[0])
    named = [each for each in ROLES if not wished or wished[1] == each]
    where = "/providers/Microsoft.Authorization/roleDefinitions/"
    return Reply(200, {"value": [{"id": where + each, "properties": {"roleName": each}} for each in named]})


def tags(arm: Arm, path: Asked, _query: Query) -> Reply:
    return Reply(200, {"properties": {"tags": arm.things[path["of"].lower()].get("tags", {})}})


def capabilities(_arm: Arm, _path: Asked, _query: Query) -> Reply:
    sku = {"name": "Standard_B2s", "supportedZones": ["1"], "supportedHaMode": []}
    storage = {"storageSizeMb": 32768, "supportedIops": 120, "supportedIopsTiers": [{"name": "P4", "iops": 120}]}
    edition = {
        "name": "Burstable", "defaultSkuName": "Standard_B2s", "supportedServerSkus": [sku],
        "supportedStorageEditions": [{"name": "ManagedDisk", "supportedStorageMb": [storage]}],
    }  # fmt: skip
    features = [{"name": "OfferRestricted", "status": "Disabled"}]
    versions = [{"name": "16", "supportedVersionsToUpgrade": []}]
    offered = {
        "supportedFeatures": features,
        "supportedServerEditions": [edition],
        "supportedServerVersions": versions,
    }
    return Reply(200, {"value": [offered]})


def blob_service(arm: Arm, path: Asked, _query: Query) -> Reply:
    """There with its account, before anything is put."""
    return Reply(200, arm.things.get(path[0].lower(), {"name": "default", "properties": {}}))


def everything(arm: Arm, _path: Asked, _query: Query) -> Reply:
    return Reply(200, {"value": [thing for thing in arm.things.values() if "type" in thing]})


def start(arm: Arm, path: Asked, _query: Query) -> Reply:
    name = f"{path['job'].split('/')[-1]}-abc"
    execution = {"name": name, "properties": {"status": "Succeeded"}}
    arm.things[f"{path['job']}/executions/{name}".lower()] = execution
    return Reply(200, {"name": name})


def switched(arm: Arm, path: Asked, _query: Query) -> Reply:
    arm.things[path["revision"].lower()]["properties"]["active"] = path["to"].lower() == "activate"
    return Reply(200, {})


def fixed(body: Any) -> Callable[[Arm, Asked, Query], Reply]:
    return lambda _arm, _path, _query: Reply(200, body)


# What is not simply kept: the address, and who answers.
QUESTIONS: list[tuple[str, Callable[[Arm, Asked, Query], Reply]]] = [
    (r"^/operations/done$", fixed({"status": "Succeeded", "name": "done"})),
    (r"^/subscriptions/[^/]+/locations$", locations),
    (r"^/subscriptions/[^/]+/providers$", providers),
    (r"^/subscriptions/[^/]+/providers/(?P<name>[^/]+)(?P<register>/register)?$", one_provider),
    (r"/roleDefinitions$", roles),
    (r"^(?P<of>.+)/providers/Microsoft.Resources/tags/default$", tags),
    (r"DBforPostgreSQL/.+/capabilities$", capabilities),
    (r"/usages$", fixed({"value": [{"name": {"value": "ManagedEnvironmentCount"}, "currentValue": 0, "limit": 20}]})),
    (r"/getPrivateDnsZoneSuffix$", fixed("private.postgres.database.azure.com")),
    (r"/check(ResourceUsage|NameAvailability)$", fixed({"nameAvailable": True})),
    (r"/deletedVaults$", fixed({"value": []})),
    (r"^(?P<account>.+)/blobServices/default$", blob_service),
    (r"^/subscriptions/[^/]+(/resourceGroups/[^/]+)?/resources$", everything),
    (r"/databases/default/(listKeys|regenerateKey)$", fixed({"primaryKey": "planted+redis/key="})),
    (r"/availableManagedEnvironmentsWorkloadProfileTypes$", fixed({"value": [{"name": "Consumption-GPU-NC8as-T4"}]})),
    (r"/listCustomHostNameAnalysis$", fixed({"customDomainVerificationTest": "Passed"})),
    (r"^(?P<job>.+)/start$", start),
    (r"^(?P<revision>.+/revisions/[^/]+)/(?P<to>activate|deactivate)$", switched),
]


def as_bytes(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body).encode()
