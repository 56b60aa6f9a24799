"""“Analysis N changed”: a hint for the sockets. Losing one loses nothing; the sockets look at the rows as well."""

from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

EVENT = "analysis.changed"

logger = structlog.get_logger(__name__)


def group_name(owner_id: int | None) -> str:
    """One group per user; the single local user has one too."""
    return f"user-{owner_id}" if owner_id is not None else "user-local"


def analysis_changed(*, analysis_id: UUID, owner_id: int | None) -> None:
    """Send the hint where there is a channel layer."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group_name(owner_id), {"type": EVENT, "id": str(analysis_id)})
    except (RedisError, OSError) as error:
        logger.warning("hint_not_sent", analysis_id=str(analysis_id), error=str(error))
