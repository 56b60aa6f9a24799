"""How much there is to do, by the rows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from recognition.models import Analysis, AnalysisStatus, Recording
from recognition.part_models import Part, PartStatus
from recognition.services.reaper import Requests, reap
from recognition.services.work_measure import Work, work_measure

pytestmark = pytest.mark.django_db(transaction=True)


def measured() -> tuple[int, int, bool]:
    work = work_measure()
    return work.waiting, work.running, work.quick


def test_nothing() -> None:
    assert work_measure() == Work(0, 0, False, 0.0)


def test_one_that_waits_and_for_how_long(analysis: Analysis) -> None:
    Analysis.objects.update(queued_at=timezone.now() - timedelta(seconds=90))
    assert measured() == (1, 0, False)
    assert work_measure().oldest_s == pytest.approx(90, abs=20)


def test_one_that_is_worked_on_keeps_its_worker(analysis: Analysis) -> None:
    Analysis.objects.update(status=AnalysisStatus.RUNNING, lease_holder="a", lease_expires_at=timezone.now())
    assert measured() == (0, 1, False)


def test_a_shared_one_is_as_many_as_its_parts(analysis: Analysis) -> None:
    Analysis.objects.update(status=AnalysisStatus.RUNNING, lease_expires_at=None)
    for number, status in enumerate([PartStatus.DONE, PartStatus.RUNNING, PartStatus.WAITING, PartStatus.WAITING]):
        Part.objects.create(analysis=analysis, number=number, chunks=[], length_s=1.0, status=status)
    assert measured() == (2, 1, False)


def test_its_end_wants_a_worker_too(analysis: Analysis) -> None:
    Analysis.objects.update(status=AnalysisStatus.RUNNING, lease_holder="", lease_expires_at=timezone.now())
    assert measured() == (0, 1, False)


def test_a_rendition_alone_wakes_one_worker(done: Analysis) -> None:
    Recording.objects.update(rendition_wanted=True)
    assert work_measure().workers == 1


def test_what_has_its_message_is_not_asked_for_again_however_long_it_waits(
    analysis: Analysis, settings: Settings
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    Analysis.objects.update(queued_at=long_ago)
    asked: list[str] = []

    def never(*_anything: object) -> None:
        raise AssertionError

    reap(Requests(asked.append, never, never, never, never, turns_waiting=lambda: 1))
    assert asked == []
    reap(Requests(asked.append, never, never, never, never, turns_waiting=lambda: 0))
    assert asked == [str(analysis.id)]
    assert work_measure().oldest_s < 60
