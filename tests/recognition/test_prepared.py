"""Queries put together once: filled in each time, by any thread, with what a query set would find."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import close_old_connections, connection
from django.db.models import UUIDField
from django.test.utils import CaptureQueriesContext

from recognition.models import Analysis
from recognition.prepared import Given, Prepared
from recognition.selectors import analyses_all
from tests.recognition.library import make_recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def prepared() -> Prepared[Analysis]:
    return Prepared(lambda: analyses_all().filter(id=Given("id", UUIDField())))


@pytest.fixture
def analyses() -> list[Analysis]:
    made = [make_recording(f"recording {number}", "a word", "another") for number in range(3)]
    return [analysis for recording in made for analysis in recording.analyses.all()]


def test_each_value_finds_its_row_with_all_that_the_query_names(
    prepared: Prepared[Analysis], analyses: list[Analysis]
) -> None:
    for analysis in analyses:
        with CaptureQueriesContext(connection) as counted:
            found = prepared.first(id=analysis.id)
            assert found == analysis
            assert found is not None
            assert (found.recording.title, found.segment_count) == (analysis.recording.title, 2)  # type: ignore[attr-defined]
        assert len(counted) == 1
    assert found is not None
    assert found.get_deferred_fields() == analyses_all().get(pk=found.pk).get_deferred_fields()


@pytest.mark.parametrize("unknown", [uuid4(), None])
def test_what_is_not_there_is_none(
    prepared: Prepared[Analysis], analyses: list[Analysis], unknown: UUID | None
) -> None:
    assert prepared.first(id=unknown) is None
    assert prepared.rows(id=unknown) == []


def test_threads_do_not_meet(prepared: Prepared[Analysis], analyses: list[Analysis]) -> None:
    def find(analysis: Analysis) -> bool:
        try:
            return prepared.first(id=analysis.id) == analysis
        finally:
            close_old_connections()

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(find, analyses * 10))
