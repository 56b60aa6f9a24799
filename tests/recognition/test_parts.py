"""A long recording that several workers read in parts: what is shown meanwhile, and what comes of it."""

import errno
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition import decoded, stopping
from recognition.engine.errors import MediaError
from recognition.models import Analysis, AnalysisStatus, Recording, Segment
from recognition.part_models import Part, PartStatus
from recognition.services import analyses, corrections, leases, part_reading, parts, reaper, recordings
from recognition.services.work_measure import work_measure
from tests.fake_pipeline import Script, Sound
from worker import tasks

pytestmark = pytest.mark.django_db(transaction=True)

SEGMENTS = 8
PARTS = [[0, 1, 2], [3, 4, 5], [6, 7]]


class Killed(BaseException):
    """What no service catches."""


@pytest.fixture(autouse=True)
def long(settings: Settings, pipeline: Script) -> Iterator[None]:
    settings.UNDERTONE_SHARED_FROM_S, settings.UNDERTONE_PART_S = 8.0, 2.95
    pipeline.segments, pipeline.duration_s = SEGMENTS, 8.0
    yield
    stopping.forget()
    decoded.forget()


@pytest.fixture
def shared(analysis: Analysis) -> Analysis:
    """Shared out, and no part read."""
    assert analyses.analysis_run(analysis_id=analysis.id) == len(PARTS)
    analysis.refresh_from_db()
    return analysis


def part(analysis: Analysis, number: int) -> Part:
    return Part.objects.get(analysis=analysis, number=number)


def read(analysis: Analysis, number: int) -> int | None:
    return part_reading.part_run(part_id=part(analysis, number).pk)


def shown(analysis: Analysis) -> list[int]:
    """The moments of what can be seen; indices have no gaps."""
    rows = [*Segment.objects.filter(analysis=analysis).order_by("index")]
    assert [row.index for row in rows] == [row.body["index"] for row in rows] == list(range(len(rows)))
    return [int(row.body["start_s"]) for row in rows]


def result(client: APIClient, analysis: Analysis) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"/api/v1/analyses/{analysis.id}/result/").json()
    return body


def end(analysis: Analysis) -> Analysis:
    while each := Part.objects.filter(analysis=analysis, status=PartStatus.WAITING).first():
        part_reading.part_run(part_id=each.pk)
    assert analyses.analysis_run(analysis_id=analysis.id) == 0
    analysis.refresh_from_db()
    return analysis


def test_a_long_recording_is_shared_out_and_is_its_parts_then(shared: Analysis, pipeline: Script) -> None:
    assert (shared.status, shared.lease_holder, shared.lease_expires_at) == (AnalysisStatus.RUNNING, "", None)
    assert pipeline.computed == []
    assert [[int(chunk[0]["start_s"]) for chunk in each.chunks] for each in shared.parts.all()] == PARTS
    assert analyses.analysis_run(analysis_id=shared.id) is None, "it is nobody's as a whole"


def test_a_short_one_is_not(analysis: Analysis, pipeline: Script) -> None:
    pipeline.duration_s = 7.9
    assert analyses.analysis_run(analysis_id=analysis.id) == 0
    assert not Part.objects.exists()
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.DONE


def test_the_result_is_that_of_one_worker_whatever_the_order(
    client: APIClient, shared: Analysis, pipeline: Script, settings: Settings
) -> None:
    assert [read(shared, number) for number in (2, 0, 1)] == [0, 0, 1]
    in_parts = end(shared)
    settings.UNDERTONE_SHARED_FROM_S = 1000.0
    whole = recordings.analysis_create(
        recording=shared.recording, model=shared.model, asr=shared.asr, language=None, speaker_baseline=True
    )
    analyses.analysis_run(analysis_id=whole.id)
    one, other = result(client, in_parts), result(client, whole)
    assert one["speaker_baseline"]["used"]
    assert one["provenance"]["settings"].pop("parts") == len(PARTS)
    assert {**one, "timings_s": None} == {**other, "timings_s": None}
    assert sorted(pipeline.computed) == sorted([*range(SEGMENTS)] * 2), "nothing was read twice"
    assert pipeline.heard_again == [], "the end had every reading as it was made"


class TestSpeechFoundAsItIsWanted:
    """The recording is shared out as soon as the speech of its first part is found."""

    @pytest.fixture(autouse=True)
    def searching(self, pipeline: Script) -> None:
        pipeline.searches = True

    def test_the_first_part_can_be_read_before_the_rest_is_found(self, analysis: Analysis) -> None:
        assert analyses.analysis_run(analysis_id=analysis.id) == 2
        assert read(analysis, 0) == 0
        assert shown(analysis) == PARTS[0]
        analysis.refresh_from_db()
        # What is not found yet counts as speech, to the end of the sound.
        assert analysis.progress == pytest.approx(0.2 + 0.8 * 2.9 / (2.9 + 8.0 - 2.9))

    def test_a_turn_finds_as_many_parts_as_there_are(self, analysis: Analysis, pipeline: Script) -> None:
        pipeline.segments, pipeline.duration_s = 24, 24.0
        wanted = [analyses.analysis_run(analysis_id=analysis.id)]
        while last := Part.objects.filter(search__isnull=False).first():
            wanted.append(part_reading.part_run(part_id=last.pk) or 0)
        assert wanted == [2, 2, 3, 4], "one of 8 parts at first, then another, two and four"
        assert [each.attempts for each in Part.objects.all()] == [0] * 8
        assert shown(end(analysis)) == [*range(24)]

    def test_its_turns_lead_to_the_same_result(self, analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[int] = []
        monkeypatch.setattr(tasks, "turns_ask", lambda _analysis, count: asked.append(count))
        while analysis.status != AnalysisStatus.DONE:
            tasks.analysis_run(str(analysis.id))
            analysis.refresh_from_db()
        assert asked == [2, 0, 2, 0, 1, 1, 0]
        assert shown(analysis) == [*range(SEGMENTS)]
        assert (analysis.provenance or {})["settings"]["parts"] == len(PARTS)

    def test_who_looks_as_another_finds_it_reads_what_was_found(self, analysis: Analysis, pipeline: Script) -> None:
        analyses.analysis_run(analysis_id=analysis.id)
        stale = part(analysis, 1)
        assert part_reading.part_run(part_id=stale.pk) == 2
        assert part_reading.part_run(part_id=stale.pk) == 0
        assert pipeline.computed == PARTS[1]

    def test_a_killed_search_is_taken_up_by_another(
        self, analysis: Analysis, pipeline: Script, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(*_: object, **__: object) -> int:
            raise Killed

        analyses.analysis_run(analysis_id=analysis.id)
        with monkeypatch.context() as patch:
            patch.setattr(parts, "found", killed)
            with pytest.raises(Killed):
                read(analysis, 1)
        Part.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        read(analysis, 1)
        assert shown(end(analysis)) == [*range(SEGMENTS)]

    def test_it_counts_as_the_work_that_it_will_be(self, analysis: Analysis, pipeline: Script) -> None:
        pipeline.segments, pipeline.duration_s = 24, 24.0
        analyses.analysis_run(analysis_id=analysis.id)
        assert work_measure().waiting == 1 + 8, "one found, and 21.1 s to look through in parts of 2.95"


def test_what_is_shown_meanwhile_has_no_gaps(shared: Analysis, client: APIClient) -> None:
    read(shared, 1)
    assert shown(shared) == []
    read(shared, 0)
    assert shown(shared) == [0, 1, 2, 3, 4, 5]
    assert [each["index"] for each in result(client, shared)["segments"]] == [0, 1, 2, 3, 4, 5]
    assert client.get(f"/api/v1/analyses/{shared.id}/").json()["segment_count"] == 6


def test_segments_of_the_first_unread_part_are_shown_as_they_come(shared: Analysis, pipeline: Script) -> None:
    read(shared, 0)
    seen: list[list[int]] = []
    pipeline.before_segment = lambda _at: seen.append(shown(shared))
    read(shared, 1)
    assert seen == [[0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]]


def test_progress_and_time_left_are_of_the_whole(shared: Analysis) -> None:
    read(shared, 1)
    shared.refresh_from_db()
    assert shared.progress == pytest.approx(0.2 + 0.8 * 2.9 / 7.7)
    assert (shared.stage, shared.attempts) == ("reading_emotion", 0)
    assert shared.eta_s is not None
    assert end(shared).attempts == 1


def test_when_all_is_read_nothing_of_the_parts_is_left(shared: Analysis) -> None:
    ended = end(shared)
    assert (ended.status, ended.progress, shown(ended)) == (AnalysisStatus.DONE, 1.0, [*range(SEGMENTS)])
    assert not Part.objects.exists()


def test_the_recording_is_decoded_once_in_a_process(shared: Analysis, pipeline: Script) -> None:
    for number in range(len(PARTS)):
        read(shared, number)
    assert pipeline.decoded == 1


def test_a_killed_worker_s_part_goes_on_at_its_first_missing_segment(shared: Analysis, pipeline: Script) -> None:
    def killed(at: int) -> None:
        if at == 5:
            raise Killed

    pipeline.before_segment = killed
    with pytest.raises(Killed):
        read(shared, 1)
    pipeline.before_segment = lambda _at: None
    assert read(shared, 1) is None, "its lease is alive"
    Part.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    assert read(shared, 1) == 0
    assert pipeline.computed == [3, 4, 5]
    assert shown(end(shared)) == [*range(SEGMENTS)]


def test_a_part_is_read_by_one(shared: Analysis) -> None:
    assert parts.claim(part(shared, 0)) is not None
    assert parts.claim(part(shared, 0)) is None
    assert read(shared, 0) is None


def test_a_worker_that_is_told_to_stop_hands_its_part_back(shared: Analysis, pipeline: Script) -> None:
    pipeline.before_segment = lambda at: stopping.tell() if at == 3 else None
    assert read(shared, 1) == 1
    handed_back = part(shared, 1)
    assert (handed_back.status, handed_back.attempts, handed_back.lease_holder) == (PartStatus.WAITING, 0, "")
    stopping.forget()
    read(shared, 1)
    assert pipeline.computed == [3, 4, 5]


def test_a_cancel_stops_every_part_and_trying_again_reads_the_rest(
    shared: Analysis, pipeline: Script, client: APIClient
) -> None:
    read(shared, 0)
    pipeline.before_segment = lambda at: recordings.analysis_cancel(analysis=shared) if at == 4 else None
    assert read(shared, 1) == 0
    shared.refresh_from_db()
    assert shared.status == AnalysisStatus.CANCELLED
    assert read(shared, 2) is None, "no part of it can be taken"
    pipeline.before_segment = lambda _at: None
    client.post(f"/api/v1/analyses/{shared.id}/retry/")
    assert analyses.analysis_run(analysis_id=shared.id) == 2
    assert end(shared).status == AnalysisStatus.DONE
    assert pipeline.computed == [0, 1, 2, 3, 4, 4, 5, 6, 7]
    assert pipeline.heard_again == []


def test_a_correction_made_between_a_cancel_and_trying_again_is_kept(
    shared: Analysis, pipeline: Script, client: APIClient
) -> None:
    read(shared, 0)
    recordings.analysis_cancel(analysis=shared)
    Segment.objects.filter(index=1).update(pending_text="other words", pending_since=timezone.now())
    corrections.correction_apply(analysis_id=shared.id, index=1)
    client.post(f"/api/v1/analyses/{shared.id}/retry/")
    analyses.analysis_run(analysis_id=shared.id)
    end(shared)
    assert Segment.objects.get(index=1).body["text"] == "other words"
    assert pipeline.heard_again == [1]


def test_one_part_s_failure_is_the_analysis_once(shared: Analysis, pipeline: Script) -> None:
    def fails(at: int) -> None:
        if at == 3:
            raise MediaError("The file is damaged there.", code="corrupt_media")

    pipeline.before_segment = fails
    assert read(shared, 1) == 0
    shared.refresh_from_db()
    assert (shared.status, shared.error_code) == (AnalysisStatus.FAILED, "corrupt_media")
    assert not parts.fail(shared.id, code="other", message="later")
    assert read(shared, 0) is None


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OperationalError("database is locked"), id="database busy"),
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), id="disk full"),
    ],
)
def test_a_part_that_met_what_passes_waits_for_another_turn(
    shared: Analysis, pipeline: Script, error: Exception
) -> None:
    def away(_at: int) -> None:
        raise error

    pipeline.before_segment = away
    assert read(shared, 1) == 0
    shared.refresh_from_db()
    assert (shared.status, shared.parts.get(number=1).status) == (AnalysisStatus.RUNNING, PartStatus.WAITING)


def test_a_broken_part_says_nothing_of_its_insides(shared: Analysis, pipeline: Script) -> None:
    pipeline.before_segment = lambda _at: (_ for _ in ()).throw(RuntimeError("tensor of the wrong shape"))
    with pytest.raises(RuntimeError):
        read(shared, 1)
    shared.refresh_from_db()
    assert (shared.status, shared.error_code) == (AnalysisStatus.FAILED, "internal_error")
    assert "tensor" not in shared.error_message


def test_deleting_while_parts_are_read_leaves_no_row(shared: Analysis, pipeline: Script) -> None:
    pipeline.before_segment = lambda at: Recording.objects.all().delete() and None if at == 4 else None
    assert read(shared, 1) == 0
    assert not Segment.objects.exists()
    assert not Part.objects.exists()


def test_the_limits_of_time_are_of_all_parts_together(shared: Analysis, settings: Settings) -> None:
    settings.UNDERTONE_ANALYSIS_BASE_S, settings.UNDERTONE_ANALYSIS_FACTOR = 100.0, 0.0
    Part.objects.filter(number=0).update(status=PartStatus.DONE, seconds={"total": 101.0})
    read(shared, 1)
    shared.refresh_from_db()
    assert (shared.status, shared.error_code) == (AnalysisStatus.FAILED, "took_too_long")


def test_the_end_s_times_are_the_work_of_all(shared: Analysis) -> None:
    Analysis.objects.update(timings_s={"decode": 1.0, "total": 2.0})
    for number in range(len(PARTS)):
        read(shared, number)
    Part.objects.update(seconds={"asr": 3.0, "total": 4.0})
    ended = end(shared)
    assert ended.timings_s is not None
    assert ended.timings_s["asr"] == pytest.approx(9.0)
    assert ended.timings_s["total"] == pytest.approx(2.0 + 12.0 + 0.2)


class TestReaper:
    @pytest.fixture
    def asked(self) -> list[tuple[Any, ...]]:
        return []

    def reap(self, asked: list[tuple[Any, ...]], *, waiting: int = 0) -> None:
        asked.clear()
        reaper.reap(
            reaper.Requests(
                analysis_run=lambda *ids: asked.append(ids),
                segment_correct=lambda *ids: None,
                rendition_write=lambda *ids: None,
                explanations_write=lambda *ids: None,
                segment_explain=lambda *ids: None,
                turns_waiting=lambda: waiting,
            )
        )

    def test_it_leaves_an_analysis_to_its_parts(self, shared: Analysis, asked: list[Any]) -> None:
        self.reap(asked)
        assert asked == []
        shared.refresh_from_db()
        assert shared.status == AnalysisStatus.RUNNING

    def test_it_asks_again_once_for_parts_whose_messages_were_lost(
        self, shared: Analysis, asked: list[Any], settings: Settings
    ) -> None:
        long_ago = timezone.now() - timedelta(seconds=settings.UNDERTONE_QUEUED_TIMEOUT_S + 1)
        Part.objects.update(queued_at=long_ago)
        self.reap(asked)
        assert asked == [(str(shared.id),)] * len(PARTS)
        self.reap(asked)
        assert asked == []

    def test_it_asks_for_nothing_while_there_are_messages_enough(
        self, shared: Analysis, asked: list[Any], settings: Settings
    ) -> None:
        Part.objects.update(queued_at=timezone.now() - timedelta(seconds=settings.UNDERTONE_QUEUED_TIMEOUT_S + 1))
        self.reap(asked, waiting=len(PARTS))
        assert asked == []
        self.reap(asked, waiting=1)
        assert len(asked) == len(PARTS) - 1

    def test_it_asks_again_for_the_end(self, shared: Analysis, asked: list[Any], settings: Settings) -> None:
        for number in range(len(PARTS)):
            read(shared, number)
        Analysis.objects.update(lease_expires_at=timezone.now() - timedelta(hours=1))
        self.reap(asked)
        assert asked == [(str(shared.id),)]
        self.reap(asked)
        assert asked == []
        assert analyses.analysis_run(analysis_id=shared.id) == 0
        shared.refresh_from_db()
        assert shared.status == AnalysisStatus.DONE

    def test_it_offers_a_part_whose_worker_is_gone(self, shared: Analysis, asked: list[Any]) -> None:
        parts.claim(part(shared, 1))
        self.reap(asked)
        assert asked == []
        Part.objects.filter(number=1).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        self.reap(asked)
        assert asked == [(str(shared.id),)]
        assert part(shared, 1).status == PartStatus.WAITING

    def test_a_worker_that_was_only_slow_takes_its_part_back(self, shared: Analysis, asked: list[Any]) -> None:
        holder = parts.claim(part(shared, 1)) or ""
        Part.objects.filter(number=1).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        self.reap(asked)
        parts.renew(part(shared, 1), holder)
        assert part(shared, 1).status == PartStatus.RUNNING

    def test_it_gives_up_a_part_that_kills_every_worker(
        self, shared: Analysis, asked: list[Any], settings: Settings
    ) -> None:
        for _attempt in range(settings.UNDERTONE_MAX_ATTEMPTS):
            parts.claim(part(shared, 1))
            Part.objects.filter(number=1).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        self.reap(asked)
        shared.refresh_from_db()
        assert (shared.status, shared.error_code, asked) == (AnalysisStatus.FAILED, "worker_lost", [])


def test_the_sound_is_kept_for_as_long_as_a_part_waits(analysis: Analysis) -> None:
    kept = []
    for _turn in range(1 + len(PARTS) + 1):
        tasks.analysis_run(str(analysis.id))
        kept.append(decoded.recordings_kept() == [analysis.recording_id])
    assert kept == [True, True, True, False, False]


def test_of_two_sounds_too_many_the_oldest_makes_room() -> None:
    sounds = [Sound() for _ in range(decoded.KEPT + 1)]
    for sound in sounds:
        decoded.keep(uuid4(), cast(Any, sound))
    assert [sound.closed for sound in sounds] == [True, *[False] * decoded.KEPT]


def test_its_turns_are_asked_for_by_messages(analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks, "turns_ask", lambda _analysis, count: asked.append(count))
    for _turn in range(1 + len(PARTS) + 1):
        tasks.analysis_run(str(analysis.id))
    assert asked == [3, 0, 0, 1, 0], "its parts, then its end"
    analysis.refresh_from_db()
    assert analysis.status == AnalysisStatus.DONE
    assert leases.claim(analysis.id) is None
