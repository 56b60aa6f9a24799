"""A small Azure: what was made, by kind and name, and the rules by which it is made. Handlers are in the files beside it."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.azure.calls import AzureError, Call

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
Thing = dict[str, Any]
Handler = Callable[["Cloud", Call], Any]
READS: dict[str, Handler] = {}
CHANGES: dict[str, Handler] = {}
UNFINISHED_LOOKS = 2
# The services that somebody has used before; two are new to the subscription.
REGISTERED = ("OperationalInsights", "ContainerRegistry", "KeyVault", "ManagedIdentity", "DBforPostgreSQL", "Storage", "Network",
    "Insights", "AlertsManagement", "Consumption")  # fmt: skip


def reads(command: str) -> Callable[[Handler], Handler]:
    """This answers `az COMMAND`, and changes nothing."""
    return lambda handler: READS.setdefault(command, handler)


def changes(command: str) -> Callable[[Handler], Handler]:
    """This does what `az COMMAND` does."""
    return lambda handler: CHANGES.setdefault(command, handler)


def is_change(call: Call) -> bool:
    """Whether a call changes something; of `az rest` its method says so."""
    return call.command in CHANGES or call.get("method") == "put"


class Cloud:
    """One subscription."""

    def __init__(self) -> None:
        self.kinds: defaultdict[str, dict[str, Thing]] = defaultdict(dict)
        self.kinds["provider"] = {f"Microsoft.{name}": {"state": "Registered"} for name in REGISTERED}
        self.redis_key = "none yet"
        self.redis_keys_made = 0
        self.admin_link = "https://undertone.example/sign-in/invitation/planted-one-time-token"
        self.sick_images: set[str] = set()  # images whose containers never become healthy
        self.failing_migration = False
        self.dns_is_ready = True
        self.role_heard_after = 1  # so many refusals until a new role is known everywhere
        self.leave_unfinished = False
        self.cli = "2.91.0"
        self.signed_in = True
        self.account_type = "user"
        self.signed_in_as, self.environment = "someone@example.org", "AzureCloud"
        self.identity_is_known = False  # a new one, to all of the directory
        self.gpu_quota, self.environments = 4.0, 0.0
        self.postgres_is_restricted = False
        self.purge_protection = False
        self.has_budgets = True
        self.admin_has_password = False
        self.failing_build = ""  # what the registry says of it
        self._heard: defaultdict[str, int] = defaultdict(int)

    def group_id(self, kind: str, name: str) -> str:
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/undertone/providers/{kind}/{name}"

    def need(self, kind: str, name: str) -> Thing:
        if name not in self.kinds[kind]:
            raise AzureError("ResourceNotFound", f"The {kind} '{name}' was not found.", status=3)
        return self.kinds[kind][name]

    def add(self, kind: str, name: str, pattern: str = r"[a-zA-Z0-9][a-zA-Z0-9.-]{1,62}", **thing: Any) -> Thing:
        """Make it; a name that Azure would not take is refused, as is one that is there where `add` means new."""
        if not re.fullmatch(pattern, name.rsplit("/", 1)[-1]):
            raise AzureError("InvalidResourceName", f"{kind}: '{name}' is no valid name.")
        made = {"name": name.rsplit("/", 1)[-1], "provisioningState": "Succeeded", **thing}
        if self.leave_unfinished:
            made |= {"provisioningState": "Creating", "looks": UNFINISHED_LOOKS}
            self.leave_unfinished = False
        self.kinds[kind][name] = made
        return made

    def list(self, kind: str, parent: str = "") -> list[Thing]:
        """All of a kind; each look brings what is unfinished nearer to its end."""
        found = [thing for name, thing in self.kinds[kind].items() if name.startswith(parent)]
        for thing in found:
            if "looks" in thing:
                thing["looks"] -= 1
                if thing["looks"] < 0:
                    del thing["looks"]
                    thing["provisioningState"] = "Succeeded"
        return found

    def need_group(self, call: Call) -> None:
        name = call.get("resource-group")
        if name and name not in self.kinds["group"]:
            raise AzureError("ResourceGroupNotFound", f"Resource group '{name}' could not be found.", status=3)

    def need_role(self, principal: str, role: str, scope: str) -> None:
        """A role that was given is not known everywhere at once."""
        key = f"{principal} {role} {scope}".lower()
        if key not in self.kinds["role"]:
            raise AzureError("Forbidden", f"Caller is not authorized: {role} on {scope} is missing. ForbiddenByRbac")
        self._heard[key] += 1
        if self._heard[key] <= self.role_heard_after:
            raise AzureError("Forbidden", "Caller is not authorized to perform action. ForbiddenByRbac")

    def run(self, call: Call) -> Any:
        handler = READS.get(call.command) or CHANGES.get(call.command)
        if handler is None:
            raise AzureError("NotStoodIn", f"The stand-in knows no “az {call.command}”.")
        if not self.signed_in and call.command != "version":
            raise AzureError("NotSignedIn", "Please run 'az login' to setup account.")
        self.need_group(call)
        return handler(self, call)

    def snapshot(self) -> str:
        """All that there is in the end, to be compared: without what is random or only counts."""
        counted = ("execution", "deleted vault", "provider")
        things = {kind: each for kind, each in self.kinds.items() if each and kind not in counted}
        return json.dumps(_settled(things), sort_keys=True, indent=1)


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        if "looks" in value:
            value = {**value, "provisioningState": "Succeeded"}  # Azure finishes it without being asked
        return {
            name: sorted(each) if name == "secrets" and isinstance(each, dict) else _settled(each)
            for name, each in value.items()
            if name not in ("password", "seen", "looks")
        }
    return [_settled(each) for each in value] if isinstance(value, list) else value
