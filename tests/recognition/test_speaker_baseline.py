"""The speaker's baseline on its way through the site: asked for, stored, kept by what comes after, and said."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from recognition import events
from recognition.engine.errors import Cancelled
from recognition.engine.types import NO_BASELINE, Segment, SpeakerBaseline
from recognition.models import Analysis, AnalysisStatus, Recording
from recognition.models import Segment as SegmentRow
from recognition.services import analyses, corrections, explanations, leases, recordings
from recognition.services.listener import RowListener
from tests.fake_pipeline import BASELINE_FROM, OFFSET, Pipeline, Script, against, segment

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/analyses/"
KNOWN = SpeakerBaseline(True, BASELINE_FROM, OFFSET)
UNUSED = {"used": False, "segments": 0, "offset": {}}


class Killed(BaseException):
    """What no service catches."""


@pytest.fixture(autouse=True)
def long_speech(pipeline: Script) -> None:
    pipeline.segments = BASELINE_FROM


def result(client: APIClient, analysis: Analysis) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"{URL}{analysis.id}/result/").json()
    return body


def cancel_after(pipeline: Script, analysis: Analysis, segments: int) -> None:
    """Run it, and cancel it when so many segments are stored."""

    def cancel(index: int) -> None:
        if index == segments:
            recordings.analysis_cancel(analysis=Analysis.objects.get(id=analysis.id))

    pipeline.before_segment = cancel
    analyses.analysis_run(analysis_id=analysis.id)
    pipeline.before_segment = lambda _index: None


def test_enough_speech_is_read_against_its_speaker_and_the_result_says_so(client: APIClient, done: Analysis) -> None:
    body = result(client, done)
    assert body["speaker_baseline"] == {"used": True, "segments": BASELINE_FROM, "offset": OFFSET}
    assert {each["scores"]["voice"]["sad"] for each in body["segments"]} == {0.4}
    assert client.get(f"{URL}{done.id}/export/json/").json() == body


def test_too_little_speech_is_read_as_it_is(client: APIClient, analysis: Analysis, pipeline: Script) -> None:
    pipeline.segments = BASELINE_FROM - 1
    analyses.analysis_run(analysis_id=analysis.id)
    assert result(client, analysis)["speaker_baseline"] == UNUSED


@pytest.mark.parametrize(("form", "used"), [({}, True), ({"speaker_baseline": "false"}, False)])
def test_an_upload_may_ask_for_none(
    client: APIClient, upload: Any, transactional_db: None, form: dict[str, str], used: bool
) -> None:
    uploaded = upload(**form).json()["analysis"]
    assert uploaded["speaker_baseline"] is used
    analyses.analysis_run(analysis_id=uploaded["id"])
    body = client.get(f"{URL}{uploaded['id']}/result/").json()
    assert body["speaker_baseline"]["used"] is used
    assert body["segments"][0]["scores"]["voice"]["sad"] == (0.4 if used else 0.7)


@pytest.mark.parametrize(("asked", "wanted"), [({}, True), ({"speaker_baseline": False}, False)])
def test_a_further_analysis_may_ask_for_none(
    client: APIClient, recording: Recording, asked: dict[str, bool], wanted: bool
) -> None:
    answer = client.post(f"/api/v1/recordings/{recording.id}/analyses/", asked, format="json")
    assert answer.json()["speaker_baseline"] is wanted
    assert client.get(f"{URL}{answer.json()['id']}/").json()["speaker_baseline"] is wanted


def test_an_unclear_wish_is_refused(client: APIClient, recording: Recording) -> None:
    url = f"/api/v1/recordings/{recording.id}/analyses/"
    answer = client.post(url, {"speaker_baseline": "perhaps"}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "speaker_baseline")


def test_trying_again_keeps_the_wish(client: APIClient, analysis: Analysis, pipeline: Script) -> None:
    Analysis.objects.update(speaker_baseline_wanted=False)
    cancel_after(pipeline, analysis, 2)
    client.post(f"{URL}{analysis.id}/retry/")
    analyses.analysis_run(analysis_id=analysis.id)
    assert result(client, analysis)["speaker_baseline"] == UNUSED


def test_an_hour_of_segments_is_rewritten_in_few_statements_and_one_hint(
    analysis: Analysis, django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = RowListener(analysis, leases.claim(analysis.id) or "")
    SegmentRow.objects.bulk_create(
        SegmentRow(analysis=analysis, index=index, body=segment(index).to_json(), explanation={"label": "sad"})
        for index in range(1500)
    )
    hints: list[Any] = []
    monkeypatch.setattr(events, "analysis_changed", lambda **change: hints.append(change))
    segments = [against(segment(index), KNOWN) for index in range(1500)]
    with django_assert_max_num_queries(40):
        listener.on_speaker_known(KNOWN, segments)
    rows = SegmentRow.objects.order_by("index")
    assert [Segment.from_json(row.body) for row in rows] == segments
    assert {row.explanation for row in rows} == {None}, "they explained what the segments no longer say"
    assert len(hints) == 1
    analysis.refresh_from_db()
    assert analysis.speaker_baseline == KNOWN.to_json(), (
        "a run stopped here leaves rows that say what they are read against"
    )


def test_without_its_lease_nothing_is_rewritten(analysis: Analysis) -> None:
    listener = RowListener(analysis, leases.claim(analysis.id) or "")
    listener.on_segment(segment(0))
    recordings.analysis_cancel(analysis=analysis)
    with pytest.raises(Cancelled):
        listener.on_speaker_known(KNOWN, [against(segment(0), KNOWN)])
    assert Segment.from_json(SegmentRow.objects.get().body) == segment(0)


def test_one_killed_after_the_speaker_was_known_ends_as_if_it_had_not_been(
    client: APIClient, recording: Recording, analysis: Analysis, pipeline: Script
) -> None:
    def killed() -> None:
        raise Killed

    pipeline.before_end = killed
    with pytest.raises(Killed):
        analyses.analysis_run(analysis_id=analysis.id)
    assert SegmentRow.objects.filter(body__scores__voice__sad=0.4).count() == BASELINE_FROM
    pipeline.before_end = lambda: None
    Analysis.objects.update(status=AnalysisStatus.QUEUED)  # as the reaper does
    analyses.analysis_run(analysis_id=analysis.id)
    assert pipeline.computed == list(range(BASELINE_FROM)), "nothing was computed twice"
    whole = Analysis.objects.create(recording=recording, model=analysis.model)
    analyses.analysis_run(analysis_id=whole.id)
    ended, expected = result(client, analysis), result(client, whole)
    for part in ("segments", "overall", "speaker_baseline", "transcript"):
        assert ended[part] == expected[part]


def test_the_end_writes_what_the_rows_lack(client: APIClient, analysis: Analysis, pipeline: Script) -> None:
    def lose() -> None:
        SegmentRow.objects.filter(index=1).delete()
        SegmentRow.objects.filter(index=2).update(body=segment(2).to_json())

    pipeline.before_end = lose
    analyses.analysis_run(analysis_id=analysis.id)
    stored = [each["scores"]["voice"]["sad"] for each in result(client, analysis)["segments"]]
    assert stored == [0.4] * BASELINE_FROM


def test_a_corrected_segment_is_read_against_the_same_baseline(
    client: APIClient, done: Analysis, pipeline: Script
) -> None:
    SegmentRow.objects.filter(index=1).update(pending_text="other words")
    corrections.correction_apply(analysis_id=done.id, index=1)
    body = result(client, done)
    assert pipeline.baselines == [KNOWN]
    assert body["segments"][1]["text"] == "other words"
    assert body["segments"][1]["scores"]["voice"]["sad"] == 0.4
    assert body["speaker_baseline"]["used"] is True


def test_an_answer_is_explained_against_the_same_baseline(done: Analysis, pipeline: Script) -> None:
    Analysis.objects.update(explanations_asked_at=done.created_at)
    explanations.explanations_write(analysis_id=done.id)
    assert pipeline.baselines == [KNOWN] * BASELINE_FROM


def test_a_result_of_before_there_were_baselines_is_whole(client: APIClient, done: Analysis, pipeline: Script) -> None:
    Analysis.objects.update(speaker_baseline=None)
    assert result(client, done)["speaker_baseline"] == UNUSED
    assert client.get(f"{URL}{done.id}/export/json/").json() == result(client, done)
    SegmentRow.objects.filter(index=1).update(pending_text="other words")
    corrections.correction_apply(analysis_id=done.id, index=1)
    assert pipeline.baselines == [NO_BASELINE]


def test_words_corrected_before_another_try_wait_for_its_end(
    client: APIClient, analysis: Analysis, pipeline: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel_after(pipeline, analysis, 3)
    SegmentRow.objects.filter(index=1).update(pending_text="other words")
    score = Pipeline.rescore

    def try_again_meanwhile(self: Pipeline, path: Path, old: Segment, text: str, **how: Any) -> Segment:
        monkeypatch.setattr(Pipeline, "rescore", score)
        client.post(f"{URL}{analysis.id}/retry/")
        corrections.correction_apply(analysis_id=analysis.id, index=1)
        analyses.analysis_run(analysis_id=analysis.id)
        return score(self, path, old, text, **how)

    monkeypatch.setattr(Pipeline, "rescore", try_again_meanwhile)
    corrections.correction_apply(analysis_id=analysis.id, index=1)
    assert SegmentRow.objects.get(index=1).pending_text == "other words", "those scores were of the run before"
    corrections.correction_apply(analysis_id=analysis.id, index=1)
    corrected = result(client, analysis)["segments"][1]
    assert (corrected["text"], corrected["scores"]["voice"]["sad"]) == ("other words", 0.4)
    assert pipeline.baselines == [NO_BASELINE, KNOWN]


def test_what_was_asked_before_another_try_is_not_explained_while_that_runs(
    client: APIClient, analysis: Analysis, pipeline: Script
) -> None:
    cancel_after(pipeline, analysis, 3)
    client.get(f"{URL}{analysis.id}/result/?explain=1")
    client.post(f"{URL}{analysis.id}/retry/")
    pipeline.before_end = lambda: pipeline.explained.append(
        -1 if explanations.explanations_write(analysis_id=analysis.id) else -2
    )
    analyses.analysis_run(analysis_id=analysis.id)
    assert pipeline.explained == [-2]
    explanations.explanations_write(analysis_id=analysis.id)
    assert pipeline.explained == [-2, *range(BASELINE_FROM)]
