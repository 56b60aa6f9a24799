"""Requests made up from the OpenAPI schema, by schemathesis, to the real site: no 5xx, answers as described, one error shape."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from recognition.engine.testing import noise, write_wav
from tests.integration.running_site import ROOT, RunningSite, running_site

pytestmark = pytest.mark.services

EXAMPLES = 12
SCHEMA = json.loads((ROOT / "frontend" / "openapi.json").read_text())
OPERATIONS = [
    (path, method) for path, methods in SCHEMA["paths"].items() for method in methods if method != "parameters"
]
# They end what later requests ask for; made-up ids reach them all the same.
ENDING = (("/api/v1/recordings/{recording_id}/", "delete"), ("/api/v1/recordings/delete/", "post"))

Case = schemathesis.Case[Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("site")) as site:
        site.start_worker()
        yield site


@pytest.fixture(scope="module")
def known(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Path parameters of something that is there."""
    clip = write_wav(tmp_path_factory.mktemp("clip") / "clip.wav", noise(1.0))
    analysis = site.upload(clip)
    recording = site.until(analysis, lambda body: body["status"] == "done")["recording"]
    there = {"recording_id": recording, "index": 1, "model_id": "voice-words", "format": "srt"}
    return {"analysis_id": analysis, **there}


@pytest.fixture(scope="module")
def api(site: RunningSite) -> Any:
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{site.port}/api/v1/schema/?format=json")


def no_server_error(_context: CheckContext, response: Response, _case: Case) -> None:
    """503 is an answer: a model that is not there."""
    assert response.status_code < 500 or response.status_code == 503, response.content[:500]


def error_shape(_context: CheckContext, response: Response, _case: Case) -> None:
    """Whatever is refused says so in one shape."""
    if response.status_code < 400:
        return
    body = json.loads(response.content)
    assert body["type"] in ("validation_error", "client_error", "server_error")
    assert body["errors"]
    assert all(error["code"] and error["detail"] and "attr" in error for error in body["errors"])


CHECKS = [no_server_error, error_shape, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_as_the_schema_has_it(path: str, method: str, api: Any, known: dict[str, Any]) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
    )
    @given(case=api[path][method].as_strategy())
    def ask(case: Case) -> None:
        # Half of the requests go to what is there.
        if (path, method) not in ENDING and len(repr(case.query)) % 2 == 0:
            case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        case.call_and_validate(checks=CHECKS, timeout=60)

    ask()


@pytest.mark.parametrize("folder", [Path("recordings"), Path("analyses")])
def test_addresses_that_are_none_answer_in_the_same_shape(site: RunningSite, folder: Path) -> None:
    for tail in ("", "/%00/", "/../", "/" + "9" * 300 + "/", "/%ff%fe/"):
        answer = site.http.get(f"/api/v1/{folder}{tail}")
        assert answer.status_code in (200, 400, 404), tail
        assert answer.headers["Content-Type"].startswith("application/json")
