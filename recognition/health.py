"""For whoever watches over the site: is it alive, is what it needs within reach."""

from collections.abc import Callable, Mapping

import structlog
from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)


def _database() -> None:
    """Within reach, and of this version: without its tables nothing works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if missing := missing_migrations():
        raise DatabaseError(f"not migrated: {', '.join(missing)}")


def missing_migrations() -> list[str]:
    """Those of this version that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _queue() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
        broker.default_channel  # noqa: B018 - opening it is the test


def _storage() -> None:
    reach = getattr(default_storage, "reach", None)
    if reach is None:
        storage_write()
    else:
        reach()  # of many replicas each is asked every few seconds: `doctor` tries to write


def storage_write() -> None:
    default_storage.delete(default_storage.save("readyz", ContentFile(b"ready")))


CHECKS: Mapping[str, Callable[[], None]] = {"database": _database, "queue": _queue, "storage": _storage}


@require_safe
def alive(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when all is within reach, else 503."""
    parts = state()
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def state() -> dict[str, str]:
    """Each part and “ok” or “unreachable”; the log says why."""
    return {name: _state(name, check) for name, check in CHECKS.items()}


def _state(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except (Error, OperationalError, OSError) as error:
        logger.warning("not_ready", part=name, error=str(error))
        return "unreachable"
    return "ok"
