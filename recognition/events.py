"""“Analysis N changed”: a hint for the sockets. Losing one loses nothing; the sockets look at the rows as well."""

from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

EVENT = "analysis.changed"
SESSION_ENDED = "session.ended"

logger = structlog.get_logger(__name__)


def group_name(owner_id: int | None) -> str:
    """One group per user; the single local user has one too."""
    return f"user-{owner_id}" if owner_id is not None else "user-local"


def analysis_changed(*, analysis_id: UUID, owner_id: int | None) -> None:
    _send(owner_id, {"type": EVENT, "id": str(analysis_id)})


def session_ended(*, owner_id: int) -> None:
    """Each of the user's sockets looks whether it was its own session."""
    _send(owner_id, {"type": SESSION_ENDED})


def _send(owner_id: int | None, hint: dict[str, str]) -> None:
    """Where there is a channel layer."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group_name(owner_id), hint)
    except (RedisError, OSError) as error:
        logger.warning("hint_not_sent", **hint, error=str(error))
