"""The queue of the embedded size: files, whole or not there."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from recognition import stopping

TRANSPORT = "emotion_site.file_queue:Transport"
WITHIN_S = 60.0  # if one ends early, the others wait no longer
EXCHANGES = [f"exchange-{number}" for number in range(200)]


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


def bind(options: dict[str, str], number: int, begin: Any) -> None:
    """What a process of its own does, beside others that do the same at the same moment."""
    with connect(options) as connection:
        channel: Any = connection.channel()
        for exchange in EXCHANGES:
            begin.wait(WITHIN_S)
            channel._queue_bind(exchange, "", "", f"queue-{number}")


def test_processes_that_start_at_once_on_a_new_folder_know_all_queues(options: dict[str, str]) -> None:
    apart = multiprocessing.get_context("spawn")
    begin = apart.Barrier(4)
    started = [apart.Process(target=bind, args=(options, number, begin)) for number in range(begin.parties)]
    for process in started:
        process.start()
    for process in started:
        process.join()
    assert [process.exitcode for process in started] == [0] * begin.parties
    with connect(options) as connection:
        channel: Any = connection.channel()
        for exchange in EXCHANGES:
            assert {bound.queue for bound in channel.get_table(exchange)} == {f"queue-{n}" for n in range(4)}


def test_a_table_of_queues_that_was_left_empty_by_a_kill_is_written_anew(
    options: dict[str, str], tmp_path: Path
) -> None:
    table = tmp_path / "control" / "cards.exchange"
    table.parent.mkdir()
    table.touch()
    with connect(options) as connection:
        connection.SimpleQueue("cards").put({"card": "a"})
        assert connection.SimpleQueue("cards").get(timeout=60).payload == {"card": "a"}
    assert "cards" in table.read_text()


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
