"""Whose turn it is when a worker is free, whichever message woke it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from recognition.models import Analysis, AnalysisStatus, Recording
from recognition.part_models import Part
from recognition.services import turns
from tests.fake_pipeline import Script

pytestmark = pytest.mark.django_db(transaction=True)

Ask = Callable[..., Analysis]


@pytest.fixture
def ask(recording: Recording) -> Ask:
    """A recording of that length, asked for by that user so many seconds ago."""
    Analysis.objects.all().delete()

    def made(length_s: float, *, by: User | None = None, ago_s: float = 0.0) -> Analysis:
        copy = Recording.objects.create(
            owner=by, title="x", name="x.wav", file=recording.file.name, media_type="audio/wav",
            size_bytes=1, sha256="0" * 64, duration_s=length_s,
        )  # fmt: skip
        analysis = Analysis.objects.create(recording=copy, model="voice-words")
        Analysis.objects.filter(id=analysis.id).update(queued_at=timezone.now() - timedelta(seconds=ago_s))
        return analysis

    return made


@pytest.fixture
def ada(transactional_db: None) -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def bob(transactional_db: None) -> User:
    return User.objects.create_user("bob")


def take() -> UUID | None:
    nobody = uuid4()
    taken, _wanted = turns.turn_take(asked=nobody)
    return None if taken == nobody else taken


def order() -> list[UUID]:
    """Until nothing is left."""
    taken = []
    while (each := take()) is not None:
        taken.append(each)
    return taken


def test_without_anything_to_do_nothing_is_done(transactional_db: None) -> None:
    assert take() is None


def test_a_short_clip_overtakes_a_long_recording(ask: Ask) -> None:
    long, clip = ask(4 * 3600.0, ago_s=600.0), ask(5.0)
    assert order() == [clip.id, long.id]


def test_no_recording_waits_longer_than_its_length_for_clips_that_came_later(ask: Ask) -> None:
    waiting, clip = ask(600.0, ago_s=700.0), ask(5.0)
    assert order() == [waiting.id, clip.id]


def test_clips_keep_their_order(ask: Ask) -> None:
    clips = [ask(5.0, ago_s=ago_s) for ago_s in (30.0, 20.0, 10.0)]
    assert order() == [clip.id for clip in clips]


def test_two_users_take_turns_however_much_one_of_them_asks_for(ask: Ask, ada: User, bob: User) -> None:
    adas = [ask(5.0, by=ada, ago_s=100.0 - number) for number in range(4)]
    bobs = [ask(5.0, by=bob, ago_s=10.0 - number) for number in range(3)]
    owners = dict.fromkeys([each.id for each in adas], "a") | dict.fromkeys([each.id for each in bobs], "b")
    assert "".join(owners[each] for each in order()) in ("abababa", "bababaa")


def test_whoever_has_the_fewest_workers_comes_first(ask: Ask, ada: User, bob: User) -> None:
    running, waiting, other = ask(5.0, by=ada), ask(5.0, by=ada), ask(5.0, by=bob, ago_s=-1.0)
    now = timezone.now()
    Analysis.objects.filter(id=running.id).update(
        status=AnalysisStatus.RUNNING, lease_holder="h:1:x", lease_expires_at=now + timedelta(hours=1)
    )
    Analysis.objects.filter(id=other.id).update(started_at=now)  # bob had the last turn
    assert order() == [other.id, waiting.id]


def parts_of_a_long_one(settings: Settings, pipeline: Script) -> None:
    settings.UNDERTONE_SHARED_FROM_S, settings.UNDERTONE_PART_S = 8.0, 2.95
    pipeline.segments, pipeline.duration_s = 8, 100.0


def test_a_clip_comes_between_the_parts_of_a_long_recording(ask: Ask, settings: Settings, pipeline: Script) -> None:
    parts_of_a_long_one(settings, pipeline)
    long = ask(100.0)
    assert [take(), take()] == [long.id] * 2, "shared out, and one part read"
    pipeline.segments, pipeline.duration_s = 2, 5.0
    clip = ask(5.0)
    assert take() == clip.id
    pipeline.segments, pipeline.duration_s = 8, 100.0
    assert order() == [long.id] * 3
    assert Analysis.objects.get(id=long.id).status == AnalysisStatus.DONE


def test_two_long_recordings_of_two_users_advance_together(
    ask: Ask, ada: User, bob: User, settings: Settings, pipeline: Script
) -> None:
    parts_of_a_long_one(settings, pipeline)
    longs = {ask(100.0, by=ada).id: "a", ask(100.0, by=bob, ago_s=-1.0).id: "b"}
    assert "".join(longs[each] for each in order()) == "ababababab"
    assert not Part.objects.exists()


def test_what_killed_every_worker_is_not_taken_again(ask: Ask, settings: Settings) -> None:
    analysis = ask(5.0)
    past: datetime = timezone.now() - timedelta(seconds=1)
    Analysis.objects.filter(id=analysis.id).update(
        status=AnalysisStatus.RUNNING, lease_holder="h:1:x", lease_expires_at=past,
        attempts=settings.UNDERTONE_MAX_ATTEMPTS,
    )  # fmt: skip
    assert take() is None


def test_choosing_costs_as_much_for_many_as_for_one(
    ask: Ask, ada: User, bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        ask(5.0, by=(ada, bob)[number % 2])
    with django_assert_max_num_queries(10):
        next(turns._in_order(timezone.now()))
