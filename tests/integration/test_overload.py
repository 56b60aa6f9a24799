"""More than the site can do: 503 in its own words, never a traceback, and health is told meanwhile."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from recognition.engine.testing import tone, write_wav
from tests.integration.running_site import WITHIN_S, RunningSite, running_site
from tests.services import postgres_database

pytestmark = pytest.mark.services
CROWD, CONNECTIONS = 14, 2


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres_database() as url:
        yield url


@pytest.fixture(scope="module")
def site(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("site")
    with running_site(folder, settings="tests.integration.tight_settings", DATABASE_URL=database) as site:
        until_connected(database)
        yield site


def until_connected(database: str) -> None:
    """Until the site has all its connections: one that is still being made would be nobody's when the crowd comes."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    give_up = time.monotonic() + WITHIN_S
    with psycopg.connect(database, autocommit=True) as connection:
        while (row := connection.execute(others).fetchone()) != (CONNECTIONS,):
            assert time.monotonic() < give_up, row
            time.sleep(0.05)


class Crowd:
    """Requests at the same moment, and the answers in the order in which they came."""

    def __init__(self, client: httpx.AsyncClient, method: str, **sent: Any) -> None:
        ask = partial(client.request, method, "/api/v1/recordings/", **sent)
        self._answers = asyncio.as_completed([asyncio.create_task(ask()) for _ in range(CROWD)])

    async def next(self, count: int) -> list[httpx.Response]:
        return [await answer for answer in islice(self._answers, count)]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_who_gets_neither_a_thread_nor_a_connection_is_told_that_the_site_is_busy(
    site: RunningSite, database: str, tmp_path: Path, method: str
) -> None:
    clip = write_wav(tmp_path / "clip.wav", tone(0.5)).read_bytes()
    sent = {"files": {"file": ("clip.wav", clip, "audio/wav")}} if method == "POST" else {}
    logged = len((site.folder / "log").read_text())
    async with httpx.AsyncClient(base_url=site.http.base_url, timeout=WITHIN_S, limits=httpx.Limits()) as client:
        with psycopg.connect(database) as lock:
            lock.execute("LOCK TABLE recognition_recording IN ACCESS EXCLUSIVE MODE")
            crowd = Crowd(client, method, **sent)
            refused = await crowd.next(CROWD - CONNECTIONS)
            assert {(each.status_code, each.json()["errors"][0]["code"]) for each in refused} == {(503, "busy")}
            assert all(int(each.headers["Retry-After"]) > 0 for each in refused)
            assert (await client.get("/healthz")).status_code == 200
            metrics = await client.get("/metrics")
            assert metrics.status_code == 200
            assert float(re.search(r'undertone_refusals_total{code="busy"} (\S+)', metrics.text)[1]) >= len(refused)  # type: ignore[index]
        served = await crowd.next(CONNECTIONS)
        assert [each.is_success for each in served] == [True] * CONNECTIONS
        assert (await client.get("/readyz")).status_code == 200
    said = [json.loads(line) for line in (site.folder / "log").read_text()[logged:].splitlines()]
    assert {line["level"] for line in said} == {"warning"}
    assert not any("exception" in line for line in said)
