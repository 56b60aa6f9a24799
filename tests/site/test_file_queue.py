"""The queue of the embedded size: files, whole or not there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from recognition import stopping

TRANSPORT = "emotion_site.file_queue:Transport"


@pytest.fixture
def options(tmp_path: Path) -> dict[str, str]:
    return {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }


def connect(options: dict[str, str]) -> Connection:
    return Connection("filesystem://", transport=TRANSPORT, transport_options=options)


def test_messages_come_out_in_order_and_leave_nothing(options: dict[str, str], tmp_path: Path) -> None:
    with connect(options) as connection:
        queue = connection.SimpleQueue("letters")
        for letter in "abc":
            queue.put({"letter": letter})
        taken = [queue.get(timeout=60) for _ in "abc"]
        for message in taken:
            message.ack()
    assert [message.payload["letter"] for message in taken] == ["a", "b", "c"]
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_worker_that_is_told_to_stop_waits_no_longer(
    options: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "told", lambda: True)
    with connect(options) as connection, pytest.raises(Empty):
        connection.SimpleQueue("letters").get(timeout=3600)


def test_queues_do_not_mix(options: dict[str, str]) -> None:
    with connect(options) as connection:
        channel: Any = connection.channel()
        channel._put("quick", {"body": "q"})
        with pytest.raises(Empty):
            channel._get("analyses")
        assert channel._get("quick") == {"body": "q"}


def test_many_consumers_get_each_message_once(options: dict[str, str]) -> None:
    with connect(options) as connection:
        channel: Any = connection.channel()
        for number in range(50):
            channel._put("numbers", {"number": number})

        def take_all(_consumer: int) -> list[int]:
            taken = []
            while True:
                try:
                    taken.append(int(channel._get("numbers")["number"]))
                except Empty:
                    return taken

        with ThreadPoolExecutor(4) as pool:
            taken = [number for part in pool.map(take_all, range(4)) for number in part]
    assert sorted(taken) == list(range(50))
