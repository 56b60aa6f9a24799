"""How the tasks wake workers: messages are counted before more of them are sent."""

from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from emotion_site.celery import app
from tests.services import redis_server
from worker import tasks


def count_after(monkeypatch: pytest.MonkeyPatch, sent: int, **broker_options: Any) -> int:
    """What is counted when so many messages were sent to that broker."""

    def connection() -> Connection:
        return Connection(**broker_options)

    monkeypatch.setattr(app, "connection_for_read", connection)
    with connection() as broker:
        transport: Any = broker.transport
        transport.state.clear()  # transports share what they know of queues; a process of the site has but one
        queue = broker.SimpleQueue("analyses")
        for number in range(sent):
            queue.put({"id": number})
        return tasks.turns_waiting()


def test_turns_that_wait_are_counted_in_a_queue_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    transport = {"transport": "emotion_site.file_queue:Transport", "transport_options": folders}
    assert [count_after(monkeypatch, sent, **transport) for sent in (0, 3)] == [0, 3]


@pytest.mark.services
def test_turns_that_wait_are_counted_in_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with redis_server(tmp_path) as url:
        assert [count_after(monkeypatch, sent, hostname=url) for sent in (0, 3)] == [0, 3]
