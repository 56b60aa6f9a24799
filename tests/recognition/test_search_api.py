"""Searching titles and transcripts, filtering and sorting. Runs on SQLite, and again on PostgreSQL (tests/integration)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from recognition.models import Analysis, Recording, Segment
from recognition.services import corrections, segments
from recognition.services.segment_rows import segment_rows_write
from tests.fake_pipeline import segment as delivered
from tests.recognition.conftest import Upload
from tests.recognition.library import add_analysis, make_recording

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/recordings/"


def titles(client: APIClient, **query: str) -> list[str]:
    return [each["title"] for each in client.get(URL, query).json()["results"]]


def hit(client: APIClient, search: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(URL, {"search": search}).json()["results"][0]["hit"]
    return body


@pytest.fixture
def library() -> None:
    make_recording("Interview Müller", "We talked about the budget.", "Then the café closed.", days_old=3)
    make_recording("Team meeting", "The Budget, again; the new budget!", days_old=2, top="happy")
    make_recording("会議", "今日は会議です", days_old=1)


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("budget", ["Team meeting", "Interview Müller"]),
        ("BUDG", ["Team meeting", "Interview Müller"]),
        ("udget", []),
        ("cafe", ["Interview Müller"]),
        ("muller budget", ["Interview Müller"]),
        ("meeting café", []),
        ('"new budget"', ["Team meeting"]),
        ('"budget new"', []),
        ("会議", ["会議"]),
        ("議で", ["会議"]),
        ("' OR 1=1 --", []),
        ('budget" OR "x', []),
        ("budget* & !new", ["Team meeting"]),
        ("???", []),
    ],
)
def test_it_finds_what_has_every_word(client: APIClient, library: None, search: str, expected: list[str]) -> None:
    assert titles(client, search=search) == expected


def test_it_shows_where(client: APIClient, library: None) -> None:
    shown = hit(client, "muller cafe")
    assert [part["text"] for part in shown["title"] if part["found"]] == ["Müller"]
    assert (shown["segment"], shown["start_s"]) == (1, 1.0)
    assert "".join(part["text"] for part in shown["text"]) == "Then the café closed."
    assert [part["text"] for part in shown["text"] if part["found"]] == ["café"]


def test_it_shows_the_segment_that_says_the_most_of_it(client: APIClient) -> None:
    make_recording("x", "one", "one two", "one two three", "two")
    assert hit(client, "three one")["segment"] == 2


def test_a_hit_in_the_title_alone_has_no_moment(client: APIClient, library: None) -> None:
    shown = hit(client, "interview")
    assert (shown["analysis"], shown["segment"], shown["start_s"], shown["text"]) == (None, None, None, [])


def test_without_a_search_there_is_no_hit(client: APIClient, library: None) -> None:
    assert "hit" not in client.get(URL).json()["results"][0]


def test_the_index_follows_what_is_written_corrected_and_deleted(client: APIClient) -> None:
    recording = make_recording("x", "first words")
    analysis = Analysis.objects.get()
    segment_rows_write(analysis, [delivered(0, "second words"), delivered(1, "third")])
    assert (titles(client, search="first"), titles(client, search="second third")) == ([], ["x"])
    Segment.objects.filter(index=0).delete()
    assert titles(client, search="second") == []
    recording.delete()
    make_recording("y", "nothing of it")
    assert titles(client, search="third") == []


def test_a_corrected_segment_is_found_by_its_new_words(client: APIClient, done: Analysis) -> None:
    row = Segment.objects.get(analysis=done, index=1)
    segments.segment_correct(segment=row, text="Grüße aus Köln")
    corrections.correction_apply(analysis_id=done.id, index=1)
    assert titles(client, search="gruße koln") == ["clip"]
    assert titles(client, search='"number 1"') == []


def test_a_renamed_recording_is_found_by_its_new_title(client: APIClient, upload: Upload) -> None:
    uploaded = upload(title="Monday").json()
    client.patch(f"{URL}{uploaded['id']}/", {"title": "Tuesday"})
    assert (titles(client, search="mon"), titles(client, search="tues")) == ([], ["Tuesday"])


def test_it_filters_by_the_latest_analysis_model(client: APIClient, library: None) -> None:
    add_analysis(Recording.objects.get(title="Team meeting"), model="other")
    assert titles(client, model="other") == ["Team meeting"]
    assert titles(client, model="voice-words") == ["会議", "Interview Müller"]


def test_it_filters_by_date(client: APIClient, library: None) -> None:
    moment = (timezone.now() - timedelta(days=1.5)).isoformat()
    assert titles(client, created_from=moment) == ["会議"]
    assert titles(client, created_to=moment) == ["Team meeting", "Interview Müller"]
    assert client.get(URL, {"created_from": "yesterday"}).status_code == 400


def test_titles_are_sorted_as_people_sort_them(client: APIClient) -> None:
    for title in ("zebra", "Ärger", "apple", "Bär"):
        make_recording(title)
    assert titles(client, ordering="title") == ["apple", "Ärger", "Bär", "zebra"]


def test_a_page_takes_as_many_queries_however_full_it_is(client: APIClient) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(URL, {"search": "word two", "emotion": "sad", "page_size": "50"}).json()["results"]
        return len(counted)

    make_recording("word", "two")
    few = queries()
    for number in range(30):
        add_analysis(make_recording(f"word {number}", "two", "word"), "two")
    assert queries() == few
    assert few <= 6
