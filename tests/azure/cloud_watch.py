"""The stand-in's alerts and budget."""

import re
from typing import Any

from tests.azure.calls import AzureError, Call
from tests.azure.cloud import Cloud, Thing, changes, reads


@reads("monitor action-group list")
def group_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("action group")


@changes("monitor action-group create")
def group_create(cloud: Cloud, call: Call) -> None:
    _kind, name, address = call.options["--action"]
    cloud.add("action group", call["name"], emailReceivers=[{"name": name, "emailAddress": address}])


@reads("monitor metrics alert list")
def alert_list(cloud: Cloud, _call: Call) -> Any:
    return cloud.list("metric alert")


@changes("monitor metrics alert create")
def alert_create(cloud: Cloud, call: Call) -> None:
    kinds = {"containerApps": "app", "flexibleServers": "postgres"}
    kind, name = call["scopes"].split("/")[-2:]
    cloud.need(kinds[kind], name)
    cloud.need("action group", call["action"].split("/")[-1])
    cloud.add("metric alert", call["name"], tags=call.pairs("tags"), condition=call["condition"])


@reads("consumption budget list")
def budget_list(cloud: Cloud, _call: Call) -> Any:
    if not cloud.has_budgets:
        raise AzureError("InvalidSubscriptionType", "Cost management is not supported for this subscription.")
    return cloud.list("budget")


@changes("consumption budget create-with-rg")
def budget_create(cloud: Cloud, call: Call) -> None:
    cloud.add("budget", call["budget-name"], amount=float(call["amount"]), notifications=_mails(call))


@changes("consumption budget update-with-rg")
def budget_update(cloud: Cloud, call: Call) -> None:
    cloud.need("budget", call["budget-name"]).update(amount=float(call["amount"]), notifications=_mails(call))


def _mails(call: Call) -> Thing:
    """Of az's shorthand only the names and the addresses."""
    found = re.findall(r"(\w+):\{contact-emails:\['([^']+)'\]", call["notifications"])
    return {name: {"contactEmails": [address]} for name, address in found}


@changes("consumption budget delete-with-rg")
def budget_delete(cloud: Cloud, call: Call) -> None:
    del cloud.kinds["budget"][call["budget-name"]]
