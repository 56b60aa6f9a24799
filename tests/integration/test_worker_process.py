"""Real processes: the web server, the worker, its queue and its database, embedded and scaled out."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from recognition.engine.testing import tone, write_wav
from tests.fake_pipeline import BASELINE_FROM, OFFSET, segment
from tests.integration.running_site import SIZES, WITHIN_S, RunningSite, site_of_size
from tests.integration.slow_pipeline import BEFORE_END, TRACE
from tests.worker_pools import await_pools

pytestmark = pytest.mark.services

SEGMENTS = BASELINE_FROM


@pytest.fixture(scope="module", params=SIZES)
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The web process, kept for all tests of one size."""
    with site_of_size(request.param, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wav(tmp_path_factory.mktemp("sound") / "clip.wav", tone(2.0))


@pytest.fixture(scope="module")
def done(web: RunningSite, clip: Path) -> str:
    """The finished analysis that the first tests look at."""
    web.start_worker()
    analysis = web.upload(clip)
    web.until(analysis, lambda body: body["status"] == "done")
    return analysis


@pytest.fixture
def at_work(web: RunningSite) -> RunningSite:
    """Nothing stored, and a worker, which may be that of the test before: each takes seconds to start."""
    web.forget()
    if not web.workers:
        web.start_worker()
    return web


@pytest.fixture
def site(web: RunningSite) -> RunningSite:
    """Nothing stored and no worker."""
    web.clear()
    return web


def computed(site: RunningSite) -> list[list[int]]:
    """The segments that each worker process computed, in the order the processes came."""
    runs: dict[str, list[int]] = {}
    for line in (site.data / TRACE).read_text().splitlines():
        process, index = line.split()
        runs.setdefault(process, []).append(int(index))
    return list(runs.values())


def test_an_upload_becomes_a_result(web: RunningSite, done: str) -> None:
    body = web.get(f"analyses/{done}/")
    result = web.get(f"analyses/{done}/result/")
    assert result["schema"] == "undertone.result/1"
    assert [each["index"] for each in result["segments"]] == list(range(SEGMENTS))
    assert result["transcript"].startswith(segment(0).text)
    assert body["overall"] == result["overall"]
    assert (body["progress"], body["attempts"]) == (1.0, 1)


def test_the_worker_s_lines_name_the_analysis_and_the_request_that_asked_for_it(web: RunningSite, done: str) -> None:
    lines = [json.loads(line) for line in web.log().splitlines() if line.startswith("{")]
    ended = next(line for line in lines if line["event"] == "analysis_ended" and line["analysis_id"] == done)
    assert UUID(ended["request_id"])
    assert not {"ip", "user_id"} & set(ended)


def test_explanations_are_made_by_the_worker_while_nobody_waits(web: RunningSite, done: str) -> None:
    until = time.monotonic() + WITHIN_S
    while (result := web.get(f"analyses/{done}/result/?explain=1"))["explanations"] != "ready":
        assert result["explanations"] == "pending"
        assert time.monotonic() < until, web.log()
        time.sleep(0.2)
    assert [each["explanation"]["label"] for each in result["segments"]] == [each["top"] for each in result["segments"]]


def test_a_corrected_segment_is_scored_by_the_worker(web: RunningSite, done: str) -> None:
    answer = web.http.patch(f"/api/v1/analyses/{done}/segments/1/", json={"text": "quite other words"})
    assert answer.status_code == 200
    assert (answer.json()["text"], answer.json()["text_original"]) == ("quite other words", segment(1).text)
    assert web.get(f"analyses/{done}/")["overall"]["top"] == "happy"


def test_a_deleted_recording_stops_its_worker_and_leaves_no_file(at_work: RunningSite, clip: Path) -> None:
    at_work.hold_from(1)
    analysis = at_work.upload(clip)
    at_work.until_held()
    recording = at_work.get(f"analyses/{analysis}/")["recording"]
    assert at_work.http.delete(f"/api/v1/recordings/{recording}/").status_code == 204
    at_work.let_go()
    again = at_work.upload(clip)
    at_work.until(again, lambda body: body["status"] == "done")
    assert len(computed(at_work)[0]) < 2 * SEGMENTS, "the first run stopped early"
    kept = sorted(path.name for path in (at_work.data / "media").rglob("*") if path.is_file())
    assert kept == ["original", "peaks"], "of the second alone"


def test_a_cancelled_analysis_stops_and_can_be_tried_again(at_work: RunningSite, clip: Path) -> None:
    at_work.hold_from(1)
    analysis = at_work.upload(clip)
    at_work.until_held()
    assert at_work.http.post(f"/api/v1/analyses/{analysis}/cancel/").status_code == 202
    assert at_work.get(f"analyses/{analysis}/")["status"] == "cancelled"
    assert at_work.http.post(f"/api/v1/analyses/{analysis}/retry/").status_code == 202
    at_work.let_go()
    assert at_work.until(analysis, lambda body: body["status"] == "done")["segment_count"] == SEGMENTS


def test_another_worker_goes_on_where_a_killed_one_stopped(at_work: RunningSite, clip: Path) -> None:
    (first,) = at_work.workers
    at_work.hold_from(2)
    analysis = at_work.upload(clip)
    at_work.until_held()
    at_work.kill(first)
    stored = at_work.get(f"analyses/{analysis}/")
    assert (stored["status"], stored["segment_count"]) == ("running", 2)
    at_work.let_go()
    at_work.start_worker()
    body = at_work.until(analysis, lambda body: body["status"] == "done")
    assert body["attempts"] == 2
    assert body["segment_count"] == SEGMENTS
    _first, second = computed(at_work)
    assert second == list(range(2, SEGMENTS)), "it began at the first segment not yet stored"


def test_a_process_that_is_killed_while_it_waits_is_replaced_by_one_that_works(
    at_work: RunningSite, clip: Path
) -> None:
    """As by a machine without memory left: it takes the largest, and that has the models."""
    (worker,) = at_work.workers
    at_work.until(at_work.upload(clip), lambda body: body["status"] == "done")
    for _ in range(2):
        kill_what_waits(worker.pid)
    again = at_work.upload(clip)
    assert at_work.until(again, lambda body: body["status"] == "done")["attempts"] == 1


def kill_what_waits(worker: int) -> None:
    """The process that analyses, and has nothing to do."""
    family = await_pools(worker)
    (waiting,) = (each for each in family if "analyses" in each.cmdline() and each.ppid() != worker)
    until_it_sleeps(waiting)
    waiting.kill()
    psutil.wait_procs([waiting], timeout=WITHIN_S)


def until_it_sleeps(process: psutil.Process) -> None:
    """A second without any work: it asks for the next task."""
    give_up = time.monotonic() + WITHIN_S
    worked = None
    while (so_far := process.cpu_times()[:2]) != worked:
        assert time.monotonic() < give_up, process
        worked = so_far
        time.sleep(1)


def test_a_worker_that_is_told_to_stop_hands_its_analysis_back_at_once_and_leaves_no_process(
    at_work: RunningSite, clip: Path
) -> None:
    (first,) = at_work.workers
    family = await_pools(first.pid)
    at_work.hold_from(2)
    analysis = at_work.upload(clip)
    at_work.until_held()
    first.terminate()
    assert first.wait(timeout=WITHIN_S) == 0
    assert psutil.wait_procs(family, timeout=WITHIN_S)[1] == []
    at_work.let_go()
    handed_back = at_work.get(f"analyses/{analysis}/")
    assert (handed_back["status"], handed_back["attempts"]) == ("queued", 0)
    at_work.start_worker()
    body = at_work.until(analysis, lambda body: body["status"] == "done")
    assert body["attempts"] == 1
    indexes = [index for run in computed(at_work) for index in run]
    assert indexes == list(range(SEGMENTS)), "no segment was computed twice"


def test_one_killed_after_the_speaker_was_known_ends_as_if_it_had_not_been(at_work: RunningSite, clip: Path) -> None:
    marker = at_work.data / BEFORE_END
    marker.touch()
    (first,) = at_work.workers
    analysis = at_work.upload(clip)
    at_work.until(analysis, lambda _: _first_voice(at_work, analysis) == {"sad": 0.4, "happy": 0.6})
    at_work.kill(first)
    marker.unlink()
    at_work.start_worker()
    at_work.until(analysis, lambda body: body["status"] == "done")
    whole = at_work.upload(clip)
    at_work.until(whole, lambda body: body["status"] == "done")
    ended, expected = (at_work.get(f"analyses/{each}/result/") for each in (analysis, whole))
    assert ended["speaker_baseline"] == {"used": True, "segments": SEGMENTS, "offset": OFFSET}
    for part in ("segments", "overall", "speaker_baseline"):
        assert ended[part] == expected[part]


def _first_voice(site: RunningSite, analysis: str) -> dict[str, float] | None:
    segments = site.get(f"analyses/{analysis}/result/")["segments"]
    return dict(segments[0]["scores"]["voice"]) if segments else None


def test_the_reaper_recovers_what_the_broker_lost(site: RunningSite, clip: Path) -> None:
    analysis = site.upload(clip)
    site.lose_messages()
    site.start_worker()
    assert site.until(analysis, lambda body: body["status"] == "done")["segment_count"] == SEGMENTS
