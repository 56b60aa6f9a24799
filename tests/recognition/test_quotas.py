"""Quotas: what one user may have queued, have analysed in a month and keep, and what is said where that is reached."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition import quotas
from recognition.exceptions import ApplicationError
from recognition.models import Analysis, AnalysisStatus, OwnQuotas, Recording, Usage
from recognition.services import analyses
from recognition.services.quotas import duration_known
from recognition.services.recordings import analysis_create
from tests.recognition.conftest import Upload

LIMITS = "/api/v1/limits/"
Clients = dict[str, APIClient]


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def told(client: APIClient) -> dict[str, Any]:
    body: dict[str, Any] = client.get(LIMITS).json()["quotas"]
    return body


@pytest.fixture
def ada(accounts: Clients, settings: Settings) -> APIClient:
    """With room for one analysis, an hour a month and a gigabyte."""
    settings.UNDERTONE_MAX_CONCURRENT_ANALYSES = 1
    settings.UNDERTONE_HOURS_PER_MONTH = 1
    settings.UNDERTONE_STORAGE_GB_PER_USER = 1
    return accounts["ada"]


def finish() -> None:
    Analysis.objects.update(status=AnalysisStatus.DONE)


def test_nothing_is_limited_locally_unless_it_is_set(client: APIClient, upload: Upload, recording: Recording) -> None:
    for _ in range(3):
        assert upload().status_code == 201
    limits = told(client)
    assert [limits[name]["limit"] for name in limits] == [None, None, None]
    assert (limits["concurrent_analyses"]["used"], limits["storage_bytes"]["used"]) == (4, 4 * recording.size_bytes)


def test_a_local_limit_that_is_set_counts(recording: Recording, upload: Upload, settings: Settings) -> None:
    settings.UNDERTONE_MAX_CONCURRENT_ANALYSES = 1
    assert refusal(upload()) == (429, "too_many_analyses")


def test_a_second_analysis_waits_for_the_first(
    ada: APIClient, upload: Upload, stored_files: Callable[[], list[Path]]
) -> None:
    assert upload(by=ada).status_code == 201
    kept = stored_files()
    refused = upload(by=ada)
    assert refusal(refused) == (429, "too_many_analyses")
    assert int(refused.headers["Retry-After"]) > 0
    assert "1 queued or running" in refused.json()["errors"][0]["detail"]
    assert (Recording.objects.count(), stored_files()) == (1, kept), "nothing is stored"
    finish()
    assert upload(by=ada).status_code == 201


def test_everybody_has_their_own(ada: APIClient, accounts: Clients, upload: Upload) -> None:
    upload(by=ada)
    assert upload(by=accounts["bob"]).status_code == 201
    assert told(accounts["bob"])["concurrent_analyses"] == {"limit": 1, "used": 1}


def test_trying_again_needs_a_place_too(ada: APIClient, upload: Upload) -> None:
    first = upload(by=ada).json()["analysis"]["id"]
    Analysis.objects.update(status=AnalysisStatus.FAILED)
    assert upload(by=ada).status_code == 201
    assert refusal(ada.post(f"/api/v1/analyses/{first}/retry/")) == (429, "too_many_analyses")
    assert Analysis.objects.get(id=first).status == AnalysisStatus.FAILED


def test_hours_are_used_by_every_analysis_and_no_deletion_gives_them_back(ada: APIClient, upload: Upload) -> None:
    made = upload(by=ada).json()
    finish()
    assert ada.post(f"/api/v1/recordings/{made['id']}/analyses/").status_code == 201
    ada.delete(f"/api/v1/recordings/{made['id']}/")
    hours = told(ada)["audio_seconds_per_month"]
    assert (hours["limit"], hours["used"]) == (3600, pytest.approx(2 * made["duration_s"]))
    assert Usage.objects.get().analyses == 2


def test_an_hour_that_is_used_up_says_when_the_next_begins(ada: APIClient, upload: Upload) -> None:
    upload(by=ada)
    finish()
    Usage.objects.update(seconds=3599.0)
    refused = upload(by=ada)
    assert refusal(refused) == (403, "monthly_hours_used")
    said = refused.json()["errors"][0]["detail"]
    resets = quotas.next_month(timezone.now())
    assert "1 h of audio" in said
    assert f"1 {resets:%B %Y}" in said
    assert told(ada)["audio_seconds_per_month"]["resets_at"] == resets.isoformat()


def test_last_month_s_hours_do_not_count(ada: APIClient, upload: Upload) -> None:
    upload(by=ada)
    finish()
    Usage.objects.update(seconds=3600.0, month=quotas.month_of(quotas.next_month(timezone.now()) - timedelta(days=40)))
    assert upload(by=ada).status_code == 201


@pytest.mark.parametrize(
    ("moment", "month", "following"),
    [
        (datetime(2026, 11, 21, tzinfo=UTC), (2026, 11), (2026, 12)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), (2026, 12), (2027, 1)),
        (datetime(2028, 1, 31, tzinfo=UTC), (2028, 1), (2028, 2)),
    ],
)
def test_months_are_those_of_the_calendar(moment: datetime, month: tuple[int, int], following: tuple[int, int]) -> None:
    first, then = quotas.month_of(moment), quotas.next_month(moment)
    assert ((first.year, first.month, first.day), (then.year, then.month, then.day)) == ((*month, 1), (*following, 1))


def test_room_is_taken_until_a_recording_is_gone_for_good(ada: APIClient, upload: Upload) -> None:
    made = upload(by=ada).json()
    finish()
    Recording.objects.update(size_bytes=quotas.GB - 10)
    refused = upload(by=ada)
    assert refusal(refused) == (403, "storage_quota_used")
    assert "1.0 GB of your 1.0 GB" in refused.json()["errors"][0]["detail"]
    ada.post("/api/v1/recordings/delete/", {"ids": [made["id"]]})
    assert refusal(upload(by=ada)) == (403, "storage_quota_used"), "it can still be restored"
    ada.delete(f"/api/v1/recordings/{made['id']}/")
    assert upload(by=ada).status_code == 201


def test_analysing_again_needs_no_room(ada: APIClient, upload: Upload) -> None:
    made = upload(by=ada).json()
    finish()
    Recording.objects.update(size_bytes=2 * quotas.GB)
    assert ada.post(f"/api/v1/recordings/{made['id']}/analyses/").status_code == 201


def test_somebody_can_be_given_quotas_of_their_own(ada: APIClient, upload: Upload) -> None:
    own = OwnQuotas.objects.create(user=User.objects.get(username="ada"), concurrent_analyses=2)
    assert [upload(by=ada).status_code for _ in range(3)] == [201, 201, 429]
    assert told(ada)["storage_bytes"]["limit"] == quotas.GB, "what is empty is as the server has it"
    own.unlimited = True
    own.save()
    assert upload(by=ada).status_code == 201
    assert told(ada)["concurrent_analyses"]["limit"] is None


def test_a_quota_of_nothing_lets_nothing_through(ada: APIClient, upload: Upload) -> None:
    OwnQuotas.objects.create(user=User.objects.get(username="ada"), hours_per_month=0)
    assert refusal(upload(by=ada)) == (403, "monthly_hours_used")


def test_a_length_that_only_decoding_tells_is_counted_once(ada: APIClient, upload: Upload) -> None:
    recording = Recording.objects.get(id=upload(by=ada).json()["id"])
    Recording.objects.update(duration_s=None)
    Usage.objects.update(seconds=0)
    for _ in range(2):
        duration_known(recording.id, 90.0)
    recording.refresh_from_db()
    assert (recording.duration_s, Usage.objects.get().seconds) == (90.0, 90.0)


def test_the_worker_counts_it(ada: APIClient, upload: Upload) -> None:
    analysis = Analysis.objects.get(id=upload(by=ada).json()["analysis"]["id"])
    Recording.objects.update(duration_s=None)
    Usage.objects.update(seconds=0)
    analyses.analysis_run(analysis_id=analysis.id)
    assert Usage.objects.get().seconds == 3.0  # what the made-up pipeline hears


def test_refusals_are_counted_by_code(ada: APIClient, upload: Upload, client: APIClient) -> None:
    def counted() -> float:
        lines = client.get("/metrics").content.decode().splitlines()
        found = [line for line in lines if line.startswith('undertone_refusals_total{code="too_many_analyses"}')]
        return float(found[0].split()[1])

    before = counted()
    upload(by=ada)
    upload(by=ada)
    assert counted() == before + 1


def test_two_at_once_do_not_both_take_what_is_left(ada: APIClient, upload: Upload, settings: Settings) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is in memory: its writers fail instead of waiting")
    recording = Recording.objects.get(id=upload(by=ada).json()["id"])
    finish()
    settings.UNDERTONE_MAX_CONCURRENT_ANALYSES = 3
    made, refused, together = [], [], Barrier(8)

    def ask() -> None:
        together.wait()
        try:
            made.append(
                analysis_create(
                    recording=recording, model="voice-words", asr="auto", language=None, speaker_baseline=True
                )
            )
        except ApplicationError as error:
            refused.append(error.get_codes())
        finally:
            connections.close_all()

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), refused) == (3, ["too_many_analyses"] * 5)
    assert Usage.objects.get().analyses == 4
