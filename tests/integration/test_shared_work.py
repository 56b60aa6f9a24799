"""Real workers that share long recordings out: killed, told to stop, bereft of their messages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recognition.engine.testing import tone, write_wav
from tests.integration.running_site import SIZES, WITHIN_S, RunningSite, site_of_size
from tests.integration.slow_pipeline import TRACE
from tests.worker_pools import await_pools

pytestmark = pytest.mark.services

LONG, PART = 24, 3  # segments
on_both_sizes = pytest.mark.parametrize("web", SIZES, indirect=True)
scaled_out = pytest.mark.parametrize("web", SIZES[1:], indirect=True)  # where several workers are for
OWN = """
from django.contrib.auth.models import User
from recognition.models import Recording
for name in ("ada", "bob"):
    user = User.objects.get_or_create(username=name)[0]
    Recording.objects.filter(name__contains=name).update(owner=user)
"""


@pytest.fixture(scope="module")
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("site")
    with site_of_size(request.param, folder, settings="tests.integration.shared_settings") as site:
        yield site


@pytest.fixture
def two_at_work(web: RunningSite) -> RunningSite:
    """Nothing stored, and two workers, which may be those of the test before."""
    web.forget()
    while len(web.workers) < 2:
        web.start_worker()
    await_pools(*(worker.pid for worker in web.workers))
    return web


@pytest.fixture
def one_at_work(web: RunningSite) -> RunningSite:
    """Nothing stored, and one worker, which may be of the test before."""
    web.forget()
    for more in web.workers[1:]:
        web.kill(more)
    if not web.workers:
        web.start_worker()
    return web


@pytest.fixture
def site(web: RunningSite) -> RunningSite:
    """Nothing stored and no worker."""
    web.clear()
    return web


def upload(site: RunningSite, folder: Path, name: str) -> str:
    return site.upload(write_wav(folder / f"{name}.wav", tone(2.0)))


def until_done(site: RunningSite, analysis: str) -> None:
    body = site.until(analysis, lambda body: body["status"] not in ("queued", "running"))
    assert (body["status"], body["progress"]) == ("done", 1.0)


def computed(site: RunningSite, name: str) -> list[tuple[str, int]]:
    """Process and segment, in the order in which they were read."""
    lines = [line.split() for line in (site.data / TRACE).read_text().splitlines()]
    return [(process, int(index)) for process, of, index in lines if of == f"{name}.wav"]


def indexes(site: RunningSite, name: str = str(LONG)) -> list[int]:
    return [index for _process, index in computed(site, name)]


@on_both_sizes
def test_two_workers_read_a_recording_together_and_the_result_is_that_of_one(
    two_at_work: RunningSite, tmp_path: Path
) -> None:
    two_at_work.hold_from(PART)
    analysis = upload(two_at_work, tmp_path, str(LONG))
    two_at_work.until_held(workers=2)
    two_at_work.let_go()
    until_done(two_at_work, analysis)
    assert sorted(indexes(two_at_work)) == list(range(LONG)), "nothing was read twice"
    whole = upload(two_at_work, tmp_path, f"{LONG}-whole")
    until_done(two_at_work, whole)
    shared, alone = (two_at_work.get(f"analyses/{each}/result/") for each in (analysis, whole))
    assert [each["index"] for each in shared["segments"]] == list(range(LONG))
    for part in ("segments", "overall", "speaker_baseline", "transcript", "model", "asr"):
        assert shared[part] == alone[part]
    assert len(two_at_work.workers) == 2, "nobody died of it"


@scaled_out
def test_a_cancelled_one_stops_all_its_workers(two_at_work: RunningSite, tmp_path: Path) -> None:
    two_at_work.hold_from(PART + 1)
    analysis = upload(two_at_work, tmp_path, str(LONG))
    two_at_work.until_held(workers=2)
    assert two_at_work.http.post(f"/api/v1/analyses/{analysis}/cancel/").status_code == 202
    two_at_work.let_go()
    clip = upload(two_at_work, tmp_path, "2")
    until_done(two_at_work, clip)
    assert len(indexes(two_at_work)) < LONG
    assert two_at_work.get(f"analyses/{analysis}/")["status"] == "cancelled"
    assert two_at_work.http.post(f"/api/v1/analyses/{analysis}/retry/").status_code == 202
    until_done(two_at_work, analysis)
    assert [each["index"] for each in two_at_work.get(f"analyses/{analysis}/result/")["segments"]] == list(range(LONG))


@scaled_out
def test_a_queue_that_comes_back_empty_loses_nothing(two_at_work: RunningSite, tmp_path: Path) -> None:
    two_at_work.hold_from(PART + 1)
    analysis = upload(two_at_work, tmp_path, str(LONG))
    two_at_work.until_held(workers=2)
    two_at_work.lose_messages()
    two_at_work.let_go()
    until_done(two_at_work, analysis)
    assert sorted(indexes(two_at_work)) == list(range(LONG))


@on_both_sizes
def test_after_a_kill_another_goes_on_at_the_first_missing_segment(one_at_work: RunningSite, tmp_path: Path) -> None:
    (killed,) = one_at_work.workers
    one_at_work.hold_from(PART + 1)
    analysis = upload(one_at_work, tmp_path, str(LONG))
    one_at_work.until_held()
    one_at_work.kill(killed)
    stored = one_at_work.get(f"analyses/{analysis}/")["segment_count"]
    before = len(indexes(one_at_work))
    assert stored == PART + 1
    one_at_work.let_go()
    one_at_work.start_worker()
    until_done(one_at_work, analysis)
    assert sorted(indexes(one_at_work)[before:]) == list(range(stored, LONG)), "what was stored was not read again"


@scaled_out
def test_the_other_worker_is_not_disturbed_by_a_kill(two_at_work: RunningSite, tmp_path: Path) -> None:
    killed, _other = two_at_work.workers
    two_at_work.hold_from(PART + 1)
    analysis = upload(two_at_work, tmp_path, str(LONG))
    two_at_work.until_held(workers=2)
    two_at_work.kill(killed)
    two_at_work.let_go()
    until_done(two_at_work, analysis)
    assert len(indexes(two_at_work)) <= LONG + 1, "at most the segment at hand was lost"


@scaled_out
def test_a_worker_that_is_told_to_stop_hands_its_part_back_at_once(one_at_work: RunningSite, tmp_path: Path) -> None:
    (stopped,) = one_at_work.workers
    one_at_work.hold_from(PART + 1)
    analysis = upload(one_at_work, tmp_path, str(LONG))
    one_at_work.until_held()
    stopped.terminate()
    assert stopped.wait(timeout=WITHIN_S) == 0
    one_at_work.let_go()
    one_at_work.start_worker()
    until_done(one_at_work, analysis)
    assert sorted(indexes(one_at_work)) == list(range(LONG)), "no segment was read twice"


@scaled_out
def test_a_clip_that_is_asked_for_later_is_done_before_a_long_recording(
    one_at_work: RunningSite, tmp_path: Path
) -> None:
    one_at_work.hold_from(PART + 1)
    long = upload(one_at_work, tmp_path, str(LONG))
    one_at_work.until_held()
    clip = upload(one_at_work, tmp_path, "2")
    one_at_work.let_go()
    until_done(one_at_work, clip)
    until_done(one_at_work, long)
    assert sorted(indexes(one_at_work)) == list(range(LONG))
    names = [line.split()[1] for line in (one_at_work.data / TRACE).read_text().splitlines()]
    assert names.index("2.wav") <= 3 * PART, "it waited for no more than the part at hand, or two"


@scaled_out
def test_two_users_take_turns_although_one_asked_for_much_before(site: RunningSite, tmp_path: Path) -> None:
    names = [f"2-{user}{number}" for user in ("ada", "bob") for number in range(3)]
    analyses = [upload(site, tmp_path, name) for name in names]
    site.manage("shell", "-c", OWN)
    site.start_worker()
    for analysis in analyses:
        until_done(site, analysis)
    lines = (site.data / TRACE).read_text().splitlines()
    order = "".join(line.split()[1][2] for line in lines if line.endswith(" 0"))
    assert order in ("ababab", "bababa")
