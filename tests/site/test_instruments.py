"""Health, readiness, metrics, the schema and its page, the administration."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from recognition import checks, health

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def test_alive() -> None:
    assert Client().get("/healthz").json() == {"status": "alive"}


def test_ready_when_all_is_within_reach() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "queue": "ok", "storage": "ok"})


def test_not_ready_when_the_storage_is_read_only(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["storage"]) == (503, "unreachable")


def test_not_ready_before_the_database_is_of_this_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "missing_migrations", lambda: ["recognition.9999_next"])
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


def test_readiness_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert health.state()["storage"] == "ok"
    assert list(tmp_path.iterdir()) == []


def test_metrics() -> None:
    assert b"django_http_requests_total" in Client().get("/metrics").content


def test_the_schema_is_valid_and_the_committed_one_is_up_to_date() -> None:
    written = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", stdout=written)
    committed = (ROOT / "frontend" / "openapi.json").read_text()
    assert json.loads(written.getvalue()) == json.loads(committed), "run “make schema” and “npm run generate”"


def test_the_schema_can_be_fetched() -> None:
    assert b"recordings_create" in Client().get("/api/v1/schema/").content


def test_the_docs_need_nothing_from_elsewhere(settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = True  # as it is in the product
    page = Client().get("/api/v1/docs/").content.decode()
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sources
    assert all(source.startswith("/") for source in sources), sources
    assert not re.search(r"<script(?![^>]*\bsrc=)", page), "the policy allows no script inside the page"
    for source in sources:
        assert Client().get(source).status_code == 200, source


def test_the_administration_asks_who_it_is() -> None:
    answer = Client().get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/")


def test_migrations_match_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_checks_name_what_is_wrong(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("recognition.engine.fusion.cards.CHECKPOINTS_DIR", tmp_path)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "undertone.example"]
    monkeypatch.setattr(checks, "MIN_FREE_BYTES", 2**80)
    found = [
        *checks.models_are_there(),
        *checks.disk_has_room(),
        *checks.redis_answers(),
        *checks.local_mode_is_local(),
    ]
    assert [message.id for message in found] == [
        "undertone.W001",
        "undertone.W003",
        "undertone.E001",
        "undertone.W004",
    ]
    assert all(message.hint for message in found)
