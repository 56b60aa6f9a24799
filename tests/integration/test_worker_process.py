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
from tests.integration.running_site import SIZES, RunningSite, site_of_size
from tests.integration.slow_pipeline import BEFORE_END

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]

SEGMENTS = BASELINE_FROM


@pytest.fixture(scope="module", params=SIZES)
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The web process, kept for all tests of one size."""
    with site_of_size(request.param, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(web: RunningSite) -> Iterator[RunningSite]:
    """Nothing stored and no worker, before and after."""
    yield web
    web.clear()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "clip.wav", tone(2.0))


def computed(site: RunningSite) -> list[list[int]]:
    """The segments that each worker process computed, in the order the processes came."""
    runs: dict[str, list[int]] = {}
    for line in (site.folder / "data" / "computed").read_text().splitlines():
        process, index = line.split()
        runs.setdefault(process, []).append(int(index))
    return list(runs.values())


def test_an_upload_becomes_a_result(site: RunningSite, clip: Path) -> None:
    site.start_worker()
    analysis = site.upload(clip)
    body = site.until(analysis, lambda body: body["status"] == "done")
    result = site.get(f"analyses/{analysis}/result/")
    assert result["schema"] == "undertone.result/1"
    assert [each["index"] for each in result["segments"]] == list(range(SEGMENTS))
    assert result["transcript"].startswith(segment(0).text)
    assert body["overall"] == result["overall"]
    assert (body["progress"], body["attempts"]) == (1.0, 1)


def test_another_worker_goes_on_where_a_killed_one_stopped(site: RunningSite, clip: Path) -> None:
    first = site.start_worker()
    analysis = site.upload(clip)
    site.until(analysis, lambda body: body["segment_count"] >= 2)
    site.kill(first)
    stored = site.get(f"analyses/{analysis}/")
    assert stored["status"] == "running"
    assert 2 <= stored["segment_count"] < SEGMENTS
    site.start_worker()
    body = site.until(analysis, lambda body: body["status"] == "done")
    assert body["attempts"] == 2
    assert body["segment_count"] == SEGMENTS
    _first, second = computed(site)
    assert second == list(range(stored["segment_count"], SEGMENTS)), "it began at the first segment not yet stored"


def test_a_worker_that_is_told_to_stop_hands_its_analysis_back_at_once(site: RunningSite, clip: Path) -> None:
    first = site.start_worker()
    analysis = site.upload(clip)
    site.until(analysis, lambda body: body["segment_count"] >= 2)
    first.terminate()
    assert first.wait(timeout=60) == 0
    handed_back = site.get(f"analyses/{analysis}/")
    assert (handed_back["status"], handed_back["attempts"]) == ("queued", 0)
    site.start_worker()
    body = site.until(analysis, lambda body: body["status"] == "done")
    assert body["attempts"] == 1
    indexes = [index for run in computed(site) for index in run]
    assert indexes == list(range(SEGMENTS)), "no segment was computed twice"


def test_the_worker_s_lines_name_the_analysis_and_the_request_that_asked_for_it(site: RunningSite, clip: Path) -> None:
    site.start_worker()
    analysis = site.upload(clip)
    site.until(analysis, lambda body: body["status"] == "done")
    lines = [json.loads(line) for line in site.log().splitlines() if line.startswith("{")]
    ended = next(line for line in lines if line["event"] == "analysis_ended" and line["analysis_id"] == analysis)
    assert UUID(ended["request_id"])
    assert not {"ip", "user_id"} & set(ended)


def test_one_killed_after_the_speaker_was_known_ends_as_if_it_had_not_been(site: RunningSite, clip: Path) -> None:
    marker = site.folder / "data" / BEFORE_END
    marker.touch()
    first = site.start_worker()
    analysis = site.upload(clip)
    site.until(analysis, lambda _: _first_voice(site, analysis) == {"sad": 0.4, "happy": 0.6})
    site.kill(first)
    marker.unlink()
    site.start_worker()
    site.until(analysis, lambda body: body["status"] == "done")
    whole = site.upload(clip)
    site.until(whole, lambda body: body["status"] == "done")
    ended, expected = (site.get(f"analyses/{each}/result/") for each in (analysis, whole))
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


def test_a_deleted_recording_stops_its_worker_and_leaves_no_file(site: RunningSite, clip: Path) -> None:
    site.start_worker()
    analysis = site.upload(clip)
    body = site.until(analysis, lambda body: body["segment_count"] >= 1)
    assert site.http.delete(f"/api/v1/recordings/{body['recording']}/").status_code == 204
    again = site.upload(clip)
    site.until(again, lambda body: body["status"] == "done")
    assert len(computed(site)[0]) < 2 * SEGMENTS, "the first run stopped early"
    kept = [path for path in (site.folder / "data" / "media").rglob("*") if path.is_file()]
    assert len(kept) == 1


def test_a_cancelled_analysis_stops_and_can_be_tried_again(site: RunningSite, clip: Path) -> None:
    site.start_worker()
    analysis = site.upload(clip)
    site.until(analysis, lambda body: body["segment_count"] >= 1)
    assert site.http.post(f"/api/v1/analyses/{analysis}/cancel/").status_code == 202
    assert site.get(f"analyses/{analysis}/")["status"] == "cancelled"
    assert site.http.post(f"/api/v1/analyses/{analysis}/retry/").status_code == 202
    assert site.until(analysis, lambda body: body["status"] == "done")["segment_count"] == SEGMENTS


def test_a_corrected_segment_is_scored_by_the_worker(site: RunningSite, clip: Path) -> None:
    site.start_worker()
    analysis = site.upload(clip)
    site.until(analysis, lambda body: body["status"] == "done")
    answer = site.http.patch(f"/api/v1/analyses/{analysis}/segments/1/", json={"text": "quite other words"})
    assert answer.status_code == 200
    assert (answer.json()["text"], answer.json()["text_original"]) == ("quite other words", segment(1).text)
    assert site.get(f"analyses/{analysis}/")["overall"]["top"] == "happy"


def test_no_process_outlives_its_worker(site: RunningSite) -> None:
    worker = site.start_worker()
    family = await_pools(worker.pid)
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []


def await_pools(pid: int) -> list[psutil.Process]:
    """All processes of a worker, once both its pools are up."""
    give_up = time.monotonic() + 120
    while len(family := psutil.Process(pid).children(recursive=True)) < 4:
        assert time.monotonic() < give_up, family
        time.sleep(0.1)
    return family


def test_explanations_are_made_by_the_worker_while_nobody_waits(site: RunningSite, clip: Path) -> None:
    site.start_worker()
    analysis = site.upload(clip)
    site.until(analysis, lambda body: body["status"] == "done")
    until = time.monotonic() + 60
    while (result := site.get(f"analyses/{analysis}/result/?explain=1"))["explanations"] != "ready":
        assert result["explanations"] == "pending"
        assert time.monotonic() < until, site.log()
        time.sleep(0.2)
    assert [each["explanation"]["label"] for each in result["segments"]] == [each["top"] for each in result["segments"]]
