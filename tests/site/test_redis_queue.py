"""A worker takes one message at a time; it must not wait for ever for one that Redis has lost."""

from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from redis import Redis

from tests.services import redis_server

OURS = "emotion_site.redis_queue:Transport"


@pytest.mark.services
@pytest.mark.parametrize("settle", ["ack", "reject", "requeue"])
def test_a_message_that_cannot_be_settled_keeps_no_other_out(settle: str, tmp_path: Path) -> None:
    with redis_server(tmp_path) as url, Connection(url, transport=OURS) as connection:
        queue = connection.SimpleQueue("analyses")
        queue.put({"id": 1})
        channel: Any = queue.consumer.channel
        channel.basic_qos(0, 1, False)
        message = queue.get(timeout=60)
        assert not channel.qos.can_consume()
        Redis.from_url(url).shutdown(nosave=True)
        with pytest.raises(connection.connection_errors):
            getattr(message, settle)()
        assert channel.qos.can_consume()
