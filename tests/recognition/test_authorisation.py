"""The authorisation matrix: every route of the schema, and everybody who might ask for it.

A new route fails `test_every_route_has_a_rule` until it has one below.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from drf_spectacular.generators import SchemaGenerator
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition.models import Analysis, Recording
from recognition.services.library import recordings_delete
from tests.openface import openface
from tests.recognition.authorisation_world import API, CALLERS, World, world_make

pytestmark = pytest.mark.django_db

Expected = dict[str, int]

NOBODY = ("anonymous", "session that ended", "expired token", "revoked token", "locked-out user's token", "link holder")
BAD_TOKENS = ("expired token", "revoked token", "locked-out user's token")
OTHERS = ("other user", "other user's token")
OWNERS = ("owner", "owner's token")
TOKENS = ("other user's token", "owner's token")

# Whoever is nobody here is asked to sign in; to another user Ada's things do not exist.
OWN: Expected = dict.fromkeys(NOBODY, 401) | dict.fromkeys(OTHERS, 404) | dict.fromkeys(OWNERS, 0)
# Everybody has their own, or all have the same; 0 stands for success.
EACH: Expected = OWN | dict.fromkeys(OTHERS, 0)
# A token manages no tokens.
OWN_BY_SESSION: Expected = OWN | dict.fromkeys(TOKENS, 403)
EACH_BY_SESSION: Expected = EACH | dict.fromkeys(TOKENS, 403)
# Open to all; only a token that is wrong is told so.
OPEN: Expected = dict.fromkeys(CALLERS, 0) | dict.fromkeys(BAD_TOKENS, 401)
# --- Share links: the cookie of whoever has opened one counts, and nothing else, not even being the owner. ---
LINK: Expected = dict.fromkeys(CALLERS, 404) | {"link holder": 0}
# The secret itself is the right to open it.
SECRET: Expected = dict.fromkeys(CALLERS, 0)


@dataclass(frozen=True)
class Rule:
    expected: Expected
    body: Callable[[World], dict[str, Any]] = lambda _world: {}
    form: str = ""  # multipart, with a file of this name
    state: str = "done"  # of Ada's analysis, before it is asked
    deleted: bool = False  # her recording is, and can be restored
    film: bool = False  # her recording is one
    overrides: Expected = field(default_factory=dict)

    def status(self, caller: str) -> int:
        return (self.expected | self.overrides)[caller]


FILES: dict[str, Callable[[World], bytes]] = {"file": lambda world: world.clip, "action_units": lambda _: openface()}


def ids(world: World) -> dict[str, Any]:
    return {"ids": [world.ids["recording_id"]]}


def archive(world: World) -> dict[str, Any]:
    return {**ids(world), "formats": ["json"]}


RULES: dict[tuple[str, str], Rule] = {
    ("GET", "session/"): Rule(OPEN),
    ("GET", "tokens/"): Rule(EACH_BY_SESSION),
    ("POST", "tokens/"): Rule(EACH_BY_SESSION, lambda _: {"name": "new", "expires_days": 1}),
    ("DELETE", "tokens/"): Rule(EACH_BY_SESSION),
    ("DELETE", "tokens/{token_id}/"): Rule(OWN_BY_SESSION),
    ("GET", "recordings/"): Rule(EACH),
    ("POST", "recordings/"): Rule(EACH, form="file"),
    ("GET", "recordings/{recording_id}/"): Rule(OWN),
    ("PATCH", "recordings/{recording_id}/"): Rule(OWN, lambda _: {"title": "Changed"}),
    ("DELETE", "recordings/{recording_id}/"): Rule(OWN),
    ("GET", "recordings/{recording_id}/media/"): Rule(OWN),
    ("GET", "recordings/{recording_id}/video/"): Rule(OWN, film=True),
    ("GET", "recordings/{recording_id}/peaks/"): Rule(OWN),
    ("POST", "recordings/{recording_id}/action-units/"): Rule(OWN, form="action_units"),
    ("POST", "recordings/{recording_id}/analyses/"): Rule(OWN),
    ("GET", "recordings/{recording_id}/links/"): Rule(OWN),
    ("POST", "recordings/{recording_id}/links/"): Rule(OWN),
    ("DELETE", "recordings/{recording_id}/links/{link_id}/"): Rule(OWN),
    ("POST", "recordings/delete/"): Rule(EACH, ids),
    ("POST", "recordings/restore/"): Rule(EACH, ids, deleted=True),
    ("GET", "recordings/deleted/"): Rule(EACH, deleted=True),
    ("DELETE", "recordings/deleted/"): Rule(EACH, deleted=True),
    ("POST", "recordings/archive/"): Rule(EACH, archive, overrides=dict.fromkeys(OTHERS, 404)),
    ("GET", "analyses/{analysis_id}/"): Rule(OWN),
    ("GET", "analyses/{analysis_id}/result/"): Rule(OWN),
    ("POST", "analyses/{analysis_id}/cancel/"): Rule(OWN, state="queued"),
    ("POST", "analyses/{analysis_id}/retry/"): Rule(OWN, state="cancelled"),
    ("PATCH", "analyses/{analysis_id}/segments/{index}/"): Rule(OWN, lambda _: {"text": "other words"}),
    ("GET", "analyses/{analysis_id}/segments/{index}/explanation/"): Rule(OWN),
    ("GET", "analyses/{analysis_id}/export/{format}/"): Rule(OWN),
    ("GET", "models/"): Rule(EACH),
    ("GET", "models/comparison/"): Rule(EACH),
    ("GET", "models/{model_id}/"): Rule(EACH),
    ("GET", "engines/"): Rule(EACH),
    ("GET", "limits/"): Rule(EACH),
    ("GET", "settings/"): Rule(EACH),
    ("PATCH", "settings/"): Rule(EACH, lambda _: {"retention_days": 30}),
    ("GET", "storage/"): Rule(EACH),
    ("POST", "shared/open/"): Rule(SECRET, lambda world: {"secret": world.secret}),
    ("GET", "shared/{link_id}/"): Rule(LINK),
    ("GET", "shared/{link_id}/result/"): Rule(LINK),
    ("GET", "shared/{link_id}/media/"): Rule(LINK),
    ("GET", "shared/{link_id}/video/"): Rule(LINK, film=True),
    ("GET", "shared/{link_id}/peaks/"): Rule(LINK),
    ("GET", "shared/{link_id}/export/{format}/"): Rule(LINK),
}
METHODS = {"get", "post", "put", "patch", "delete"}


def routes() -> set[tuple[str, str]]:
    """As the schema tells them."""
    paths: dict[str, dict[str, Any]] = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        (method.upper(), path.removeprefix(API))
        for path, operations in paths.items()
        for method in operations.keys() & METHODS
    }


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.UNDERTONE_ACCOUNTS = "required"
    settings.UNDERTONE_CORRECTION_WAIT_S = 0.0
    cache.clear()


@pytest.fixture
def world(required: None, clip: bytes) -> World:
    return world_make(clip)


def ask(client: APIClient, route: tuple[str, str], world: World) -> Any:
    method, path = route
    rule, address = RULES[route], API + world.address(path)
    if rule.form:
        file = SimpleUploadedFile("other", FILES[rule.form](world))
        return client.post(address, {rule.form: file}, format="multipart")
    return client.generic(method, address, _json(rule.body(world)), content_type="application/json")


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body) if body else ""


def prepare(route: tuple[str, str], world: World) -> None:
    Analysis.objects.update(status=RULES[route].state)
    Recording.objects.filter(pk=world.ids["recording_id"]).update(has_video=RULES[route].film)
    if RULES[route].deleted:
        recordings_delete(Recording.objects.filter(pk=world.ids["recording_id"]))


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert routes() == set(RULES)


@pytest.mark.parametrize("route", RULES, ids=" ".join)
def test_outsiders_get_what_the_rule_says_and_change_nothing(route: tuple[str, str], world: World) -> None:
    holder = CALLERS["link holder"](world)  # while there is something to open
    prepare(route, world)
    before = world.adas()
    for name in (name for name in CALLERS if name not in OWNERS):
        client = holder if name == "link holder" else CALLERS[name](world)
        answer, expected = ask(client, route, world), RULES[route].status(name)
        success = answer.status_code < 300
        assert success if expected == 0 else answer.status_code == expected, f"{name}: {answer.status_code}"
        if RULES[route].expected not in (LINK, SECRET):
            told = body_of(answer)
            assert world.ids["recording_id"].encode() not in told, f"{name} is told of Ada's recording"
            assert world.ids["analysis_id"].encode() not in told, f"{name} is told of Ada's analysis"
    assert without_openings(world.adas()) == without_openings(before)


@pytest.mark.parametrize("caller", OWNERS)
@pytest.mark.parametrize("route", RULES, ids=" ".join)
def test_owners_get_what_the_rule_says(route: tuple[str, str], caller: str, world: World) -> None:
    prepare(route, world)
    answer, expected = ask(CALLERS[caller](world), route, world), RULES[route].status(caller)
    assert answer.status_code < 300 if expected == 0 else answer.status_code == expected, answer.status_code


@pytest.mark.parametrize("address", ["schema/", "docs/"])
def test_what_the_schema_leaves_out_tells_of_nobody(address: str, world: World) -> None:
    answer = APIClient().get(API + address)
    assert answer.status_code == 200
    assert world.ids["recording_id"].encode() not in body_of(answer)


def without_openings(rows: list[Any]) -> list[Any]:
    """A link's own count of how often it was opened may grow."""
    counted = {"last_opened_at", "times_opened"}
    return [(kind, key, {name: each for name, each in row.items() if name not in counted}) for kind, key, row in rows]
