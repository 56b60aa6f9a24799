"""The clock inside a worker: every scheduled task at once, then in its rhythm."""

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from celery.utils.timer2 import Timer

from emotion_site.celery import app as site
from worker import clock

ENOUGH_S = 60.0


@pytest.fixture
def timer() -> Iterator[Timer]:
    """Celery's own, as a worker over the queue of files has it."""
    timer = Timer()
    yield timer
    timer.stop()


def started(
    timer: Timer, schedule: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, dict[str, Any]]]:
    app = Celery("test", set_as_current=False)
    app.conf.beat_schedule = schedule
    sent: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: sent.append((name, options)))
    clock.start(SimpleNamespace(app=app, timer=timer))
    return sent


def test_a_task_is_asked_for_at_once_and_again_and_again(timer: Timer, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = started(timer, {"often": {"task": "reap", "schedule": 0.05, "options": {"expires": 1}}}, monkeypatch)
    assert sent[:1] == [("reap", {"expires": 1})]
    give_up = time.monotonic() + ENOUGH_S
    while len(sent) < 4:
        assert time.monotonic() < give_up
        time.sleep(0.02)
    assert set(map(str, sent)) == {str(("reap", {"expires": 1}))}


def test_each_task_has_its_own_rhythm(timer: Timer, monkeypatch: pytest.MonkeyPatch) -> None:
    seldom = {"task": "retain", "schedule": 3600.0}
    sent = started(timer, {"often": {"task": "reap", "schedule": 0.05}, "seldom": seldom}, monkeypatch)
    time.sleep(0.5)
    assert [name for name, _ in sent].count("retain") == 1


def test_the_schedule_of_the_site_names_tasks_that_there_are() -> None:
    site.loader.import_default_modules()
    assert {entry["task"] for entry in site.conf.beat_schedule.values()} <= set(site.tasks)
    assert all(isinstance(entry["schedule"], float) for entry in site.conf.beat_schedule.values())
