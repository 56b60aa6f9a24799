"""Run by the Azure CLI's own Python: does calls of `az` by the CLI's own code; what it would send over the wire, arm.py answers.

One JSON object a line. {"run": ["group", "list", …]} → {"status": 0, "out": "…", "error": "…", "sent": [["PUT", "/…"], …]}.
"""

import contextlib
import io
import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
ARM = import_module("arm")
REQUESTS = import_module("requests")
URLLIB3 = import_module("urllib3")
PROFILE = import_module("azure.cli.core._profile").Profile
CREDENTIALS = import_module("azure.core.credentials")
AZURE = ARM.Arm()
LONG_S = 9999


class Credential:
    """Good for everything."""

    def get_token(self, *_scopes: str, **_more: Any) -> Any:
        return CREDENTIALS.AccessToken("token", int(time.time()) + LONG_S)

    def get_token_info(self, *_scopes: str, **_more: Any) -> Any:
        return CREDENTIALS.AccessTokenInfo("token", int(time.time()) + LONG_S)


def send(_adapter: Any, request: Any, **_more: Any) -> Any:
    """Instead of the network, for everything that the CLI is made of."""
    body = request.body.read() if hasattr(request.body, "read") else request.body
    signed = "Authorization" in request.headers
    reply = AZURE.answer(request.method, request.url, json.loads(body) if body else None, signed=signed)
    response, data = REQUESTS.Response(), ARM.as_bytes(reply.body)
    response.status_code, response.request, response.url = reply.status, request, request.url
    response.headers.update({"Content-Type": "application/json", "Content-Length": str(len(data)), **reply.headers})
    response.raw = URLLIB3.HTTPResponse(body=io.BytesIO(data), status=reply.status, preload_content=False)
    response.encoding, response.reason = "utf-8", "Answered"
    return response


def sign_in() -> None:
    """As somebody whom no directory knows."""
    user = {"name": "someone@example.org", "type": "user"}
    subscription = {
        "id": ARM.SUBSCRIPTION, "name": "Trial", "state": "Enabled", "user": user, "isDefault": True,
        "tenantId": ARM.TENANT, "homeTenantId": ARM.TENANT, "environmentName": "AzureCloud", "managedByTenants": [],
    }  # fmt: skip
    known = {"installationId": "none", "subscriptions": [subscription]}
    (Path(os.environ["AZURE_CONFIG_DIR"]) / "azureProfile.json").write_text(json.dumps(known))
    token = ("Bearer", "token", {"expires_on": int(time.time()) + LONG_S})
    PROFILE.get_login_credentials = lambda *_a, **_k: (Credential(), ARM.SUBSCRIPTION, ARM.TENANT)
    PROFILE.get_raw_token = lambda *_a, **_k: (token, ARM.SUBSCRIPTION, ARM.TENANT)


def run(cli: Any, arguments: list[str]) -> dict[str, Any]:
    """One call, from its arguments to what it writes."""
    out, error = io.StringIO(), io.StringIO()
    for handler in logging.getLogger("cli").handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.stream = error
    already = len(AZURE.sent)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        try:
            status = cli.invoke(arguments, out_file=out)
        except SystemExit as ended:
            status = ended.code
    sent = [(method, path) for method, path, _body in AZURE.sent[already:]]
    return {"status": status or 0, "out": out.getvalue(), "error": error.getvalue(), "sent": sent}


def answers(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    cli = import_module("azure.cli.core").get_default_cli()
    for line in lines:
        try:
            yield run(cli, json.loads(line)["run"])
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who asked shall hear of it
            yield {"status": 1, "out": "", "error": f"{type(error).__name__}: {error}", "sent": []}


if __name__ == "__main__":
    really_sleep = time.sleep
    time.sleep = lambda seconds: really_sleep(min(float(seconds), 0.005))  # between looks at what is done at once
    REQUESTS.adapters.HTTPAdapter.send = send
    sign_in()
    wire, sys.stdout = sys.stdout, sys.stderr
    for answer in answers(iter(sys.stdin)):
        wire.write(json.dumps(answer) + "\n")
        wire.flush()
