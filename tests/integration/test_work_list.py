"""What workers are started and stopped by: the list's length is what there is to do, whatever became of the messages."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from recognition.engine.testing import tone, write_wav
from recognition.services.work_measure import LIST
from tests.integration.running_site import SIZES, WITHIN_S, RunningSite, site_of_size

pytestmark = pytest.mark.services
LISTS = (LIST, "analyses", "quick")
QUEUE = Path(__file__).resolve().parents[2] / "azure-deploy" / "QUEUE"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """Web and the clock; no worker, and nothing to do."""
    with site_of_size(SIZES[1], tmp_path_factory.mktemp("site")) as site:
        site.start("-m", "worker.beat")
        yield site


def lengths(site: RunningSite) -> dict[str, int]:
    redis = Redis.from_url(site.environment["REDIS_URL"])
    return {name: int(redis.llen(name)) for name in LISTS}


def until(site: RunningSite, condition: Callable[[dict[str, int]], bool]) -> dict[str, int]:
    give_up = time.monotonic() + WITHIN_S
    while not condition(found := lengths(site)):
        assert time.monotonic() < give_up, f"still {found}\n{site.log()}"
        time.sleep(0.2)
    return found


def in_postgresql(site: RunningSite) -> int:
    """The other measure that QUEUE offers."""
    lines = [line.lstrip("# ") for line in QUEUE.read_text().splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith("SELECT ("))
    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        row = connection.execute(" ".join(lines[start : start + 3]).encode()).fetchone()
    return int(row[0]) if row else -1


def test_it_names_the_lists_that_are_measured_here() -> None:
    lines = [line.split() for line in QUEUE.read_text().splitlines() if not line.startswith("#")]
    assert {line[0] for line in lines} == set(LISTS)
    assert all(line[1].isdigit() for line in lines)


def test_what_the_clock_asks_for_keeps_no_worker(site: RunningSite) -> None:
    give_up = time.monotonic() + WITHIN_S
    while site.log().count("queue_measured") < 5:  # strokes of the clock
        assert time.monotonic() < give_up, site.log()
        time.sleep(0.2)
    assert lengths(site) == dict.fromkeys(LISTS, 0)


def test_it_is_as_long_as_there_is_to_do(site: RunningSite, tmp_path: Path) -> None:
    clip = tmp_path / "clip.wav"
    write_wav(clip, tone(6.0))
    until(site, lambda found: found == dict.fromkeys(LISTS, 0))

    analyses = [site.upload(clip), site.upload(clip)]
    assert until(site, lambda found: found[LIST] == 2 and found["analyses"] >= 2)["quick"] == 0
    assert in_postgresql(site) == 2

    site.lose_messages()  # nobody asks any more, and yet a worker is wanted; what was lost is asked for again
    assert until(site, lambda found: found["analyses"] >= 1 and found[LIST] == 2)["quick"] == 0

    site.hold_from(1)
    worker = site.start("-m", "worker.process", "--queue", "analyses", "--queue", "quick")
    site.until_held()
    site.kill(worker)  # its message is gone with it
    site.let_go()
    assert until(site, lambda found: found["analyses"] >= 1 and found[LIST] >= 1)[LIST] >= 1

    site.start("-m", "worker.process", "--queue", "analyses", "--queue", "quick")
    for analysis in analyses:
        site.until(analysis, lambda body: body["status"] == "done")
    until(site, lambda found: found == dict.fromkeys(LISTS, 0))
    assert in_postgresql(site) == 0
