"""How long an analysis will take yet."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from recognition.engine.labels import STAGES
from recognition.models import Analysis
from recognition.services.listener import RowListener
from recognition.services.time_left import TimeLeft, mean_pace, pace_of_earlier

DECODING, FINDING_SPEECH, TRANSCRIBING, READING_EMOTION = STAGES
PACE = {"decoding": 0.01, "finding_speech": 0.02, "reading": 0.2}
HOUR_S = 3600.0


def test_an_earlier_pace_tells_from_the_start() -> None:
    left_s = TimeLeft(PACE, HOUR_S).after(DECODING, 0.0, now_s=0.0)
    assert left_s == pytest.approx(0.23 * HOUR_S)


def test_without_an_earlier_pace_it_is_silent_until_something_was_measured() -> None:
    time_left = TimeLeft(None, HOUR_S)
    assert time_left.after(DECODING, 0.05, now_s=1.0) is None
    assert time_left.after(TRANSCRIBING, 0.2, now_s=10.0) is None
    assert time_left.after(TRANSCRIBING, 0.21, now_s=12.0) is None
    assert time_left.after(TRANSCRIBING, 0.4, now_s=50.0) == pytest.approx(120.0)


def test_the_quick_stages_before_do_not_promise_a_quick_end() -> None:
    """Decoding and finding speech made a fifth of the progress in a tenth of a second per minute of sound."""
    time_left = TimeLeft(None, HOUR_S)
    time_left.after(DECODING, 0.1, now_s=1.0)
    time_left.after(FINDING_SPEECH, 0.2, now_s=2.0)
    time_left.after(TRANSCRIBING, 0.2, now_s=3.0)
    assert time_left.after(TRANSCRIBING, 0.24, now_s=39.0) == pytest.approx(684.0)


def test_words_that_are_not_read_yet_are_no_sign_of_a_slow_machine() -> None:
    """A chunk's words take most of its time, its segments make the progress: in between, what was said only runs down."""
    time_left = TimeLeft(PACE, HOUR_S)
    time_left.after(TRANSCRIBING, 0.2, now_s=0.0)
    assert time_left.after(READING_EMOTION, 0.201, now_s=6.0) == pytest.approx(714.0)
    assert time_left.after(READING_EMOTION, 0.207, now_s=7.0) == pytest.approx(713.0)
    assert time_left.now(8.0) == pytest.approx(712.0)
    assert time_left.after(TRANSCRIBING, 0.2 + 0.8 / 100, now_s=7.2) == pytest.approx(712.8)


def test_a_steady_run_counts_down_steadily_to_nothing() -> None:
    time_left = TimeLeft(PACE, HOUR_S)
    shares = [step / 40 for step in range(41)]
    said = [time_left.after(TRANSCRIBING, 0.2 + 0.8 * share, now_s=720 * share) for share in shares]
    assert said == pytest.approx([720 * (1 - share) for share in shares], abs=1.0)


def test_a_slower_machine_is_noticed_without_a_jump() -> None:
    """Twice as slow as ever: the guess rises a little at a time, and is right before half of the work is done."""
    time_left = TimeLeft(PACE, HOUR_S)
    shares = [step / 100 for step in range(101)]
    said = [time_left.after(TRANSCRIBING, 0.2 + 0.8 * share, now_s=1440 * share) or 0.0 for share in shares]
    assert max(later - before for before, later in pairwise(said)) < 0.1 * 1440
    assert said[50] == pytest.approx(720, rel=0.15)
    assert said[-1] == pytest.approx(0, abs=20)


def test_a_resumed_run_does_not_count_what_was_done_before() -> None:
    time_left = TimeLeft(None, HOUR_S)
    time_left.after(TRANSCRIBING, 0.6, now_s=0.0)
    assert time_left.after(TRANSCRIBING, 0.8, now_s=100.0) == pytest.approx(100.0)


def test_the_pace_is_the_mean_of_earlier_runs_by_phase() -> None:
    runs = [
        ({"decode": 1.0, "segmentation": 2.0, "asr": 10.0, "voice": 4.0, "words": 1.0, "fusion": 0.0}, 100.0),
        ({"decode": 3.0, "segmentation": 2.0, "asr": 20.0, "voice": 4.0, "words": 1.0, "fusion": 0.0}, 100.0),
    ]
    assert mean_pace(runs) == pytest.approx({"decoding": 0.02, "finding_speech": 0.02, "reading": 0.2})
    assert mean_pace([]) is None


def test_only_whole_runs_of_the_same_kind_tell_the_pace(done: Analysis) -> None:
    timings = {"decode": 1.0, "segmentation": 1.0, "asr": 8.0, "total": 10.0}
    done.recording.duration_s = 100.0
    done.recording.save()
    Analysis.objects.filter(id=done.id).update(timings_s=timings)
    waiting = Analysis(recording=done.recording, model=done.model, asr=done.asr)
    assert pace_of_earlier(waiting) == pytest.approx({"decoding": 0.01, "finding_speech": 0.01, "reading": 0.08})
    assert pace_of_earlier(Analysis(recording=done.recording, model="another", asr=done.asr)) is None
    Analysis.objects.filter(id=done.id).update(provenance={"settings": {"resumed_from_segment": 3}})
    assert pace_of_earlier(waiting) is None


def test_the_row_says_how_long_from_the_first_word_on(done: Analysis, analysis: Analysis) -> None:
    Analysis.objects.filter(id=done.id).update(timings_s={"decode": 1.0, "asr": 9.0, "total": 10.0})
    done.recording.duration_s = 100.0
    done.recording.save()
    done.refresh_from_db()
    listener = RowListener(done, "nobody")
    assert listener.time_left.after(DECODING, 0.0, now_s=0.0) == pytest.approx(10.0)


def test_what_the_row_says_runs_down_until_it_says_more(analysis: Analysis) -> None:
    analysis.eta_s, analysis.updated_at = 60.0, timezone.now() - timedelta(seconds=20)
    assert 0.0 < (analysis.left_s or 0.0) <= 40.0
    analysis.updated_at -= timedelta(hours=1)
    assert analysis.left_s == 0.0
