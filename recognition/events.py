"""“Analysis N changed”: a hint for the sockets. Losing one loses nothing; the web processes look at the rows as well."""

import json
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

EVENT = "analysis.changed"
SESSION_ENDED = "session.ended"
CHANNEL = "undertone:hints"  # one for all: each web process takes what is for its own sockets
PATIENCE_S = 2.0  # nobody's work waits longer for a hint

logger = structlog.get_logger(__name__)


def analysis_changed(*, analysis_id: UUID, owner_id: int | None) -> None:
    _send({"type": EVENT, "owner": owner_id, "id": str(analysis_id)})


def session_ended(*, owner_id: int) -> None:
    """Each of the user's sockets looks whether it was its own session."""
    _send({"type": SESSION_ENDED, "owner": owner_id})


def _send(hint: dict[str, Any]) -> None:
    """Where there is Redis."""
    if settings.REDIS_URL is None:
        return
    try:
        _redis(settings.REDIS_URL).publish(CHANNEL, json.dumps(hint))
    except RedisError as error:
        logger.warning("hint_not_sent", hint=hint["type"], error=str(error))


@cache
def _redis(url: str) -> "Redis":
    """Connected once for each process. A connection that Redis' restart has cut is made again, at once and once."""
    return Redis.from_url(
        url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, retry=Retry(NoBackoff(), 1)
    )
