"""A finished result is written down once, and sent once to each who keeps it."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recognition import kept_results as module
from recognition import results
from recognition.kept_results import KeptResults, Written
from recognition.models import Analysis, AnalysisStatus
from tests.recognition.library import make_recording

pytestmark = pytest.mark.django_db


def finished(*said: str) -> Analysis:
    made = make_recording("one", *said, speech_engine={"engine": "pocketsphinx", "language": "de"}).latest_analysis
    assert made is not None
    return made


@pytest.fixture
def analysis() -> Analysis:
    return finished("Grüße “hier”", 'a \\ and a "', "a line\nand another\u2028one")


@pytest.fixture
def long() -> Analysis:
    return finished(*(f"sentence number {number}" for number in range(200)))


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> KeptResults:
    kept = KeptResults()
    monkeypatch.setattr("recognition.answers.kept_results", kept)
    return kept


def address(analysis: Analysis) -> str:
    return f"/api/v1/analyses/{analysis.id}/result/"


def queries(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as counted:
        work()
    return len(counted)


def test_what_is_written_down_is_what_would_be_told(analysis: Analysis) -> None:
    assert json.loads(results.result_bytes(analysis)) == results.result_json(analysis)


def test_a_result_without_a_segment_is_written_down_too() -> None:
    silent = finished()
    assert json.loads(results.result_bytes(silent)) == results.result_json(silent)


def test_the_api_tells_it(analysis: Analysis) -> None:
    answer = Client().get(address(analysis))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == results.result_json(analysis)


def test_it_is_read_from_the_database_once(long: Analysis) -> None:
    first, again = (queries(lambda: Client().get(address(long))) for _ in range(2))
    assert (first, again) == (2, 1)


def test_who_has_it_is_told_so_by_the_analysis_row_alone(analysis: Analysis) -> None:
    answer = Client().get(address(analysis))
    assert answer["Cache-Control"] == "private, no-cache"

    def ask_again() -> None:
        known = Client().get(address(analysis), headers={"If-None-Match": answer["ETag"]})
        assert (known.status_code, known.content, known["ETag"]) == (304, b"", answer["ETag"])

    assert queries(ask_again) == 1


def test_a_changed_one_is_another(analysis: Analysis) -> None:
    before = Client().get(address(analysis))
    Analysis.objects.filter(id=analysis.id).update(overall={"top": "happy"}, updated_at=timezone.now())
    after = Client().get(address(analysis), headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()["overall"]) == (200, {"top": "happy"})


def test_one_that_still_grows_is_asked_for_anew(analysis: Analysis, nothing_kept: KeptResults) -> None:
    Analysis.objects.filter(id=analysis.id).update(status=AnalysisStatus.RUNNING)
    answer = Client().get(address(analysis))
    analysis.segments.first().delete()  # type: ignore[union-attr]
    again = Client().get(address(analysis), headers={"If-None-Match": answer["ETag"]})
    assert len(again.json()["segments"]) == len(answer.json()["segments"]) - 1
    assert nothing_kept.size_bytes == 0


def test_a_long_one_is_sent_packed_to_who_can_unpack_it(long: Analysis) -> None:
    packed = Client().get(address(long), headers={"Accept-Encoding": "br, gzip"})
    assert (packed["Content-Encoding"], int(packed["Content-Length"])) == ("gzip", len(packed.content))
    plain = Client().get(address(long))
    assert not plain.has_header("Content-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 5
    assert all("Accept-Encoding" in answer["Vary"] for answer in (packed, plain))


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKED_FROM_BYTES", 10**9)
    analyses = [finished(f"number {number}") for number in range(4)]
    size = len(Written.of(analyses[0]).content)
    kept = KeptResults(room_bytes=2 * size)
    for each in analyses:
        kept.of(each)
    assert kept.size_bytes == 2 * size
    assert queries(lambda: kept.of(analyses[3])) == 0
    assert queries(lambda: kept.of(analyses[0])) == 1


def test_other_answers_are_told_once_too() -> None:
    make_recording("one", "said")
    answer = Client().get("/api/v1/recordings/")
    assert answer["Cache-Control"] == "private, no-cache"
    assert Client().get("/api/v1/recordings/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    make_recording("another", "said")
    assert Client().get("/api/v1/recordings/", headers={"If-None-Match": answer["ETag"]}).status_code == 200
