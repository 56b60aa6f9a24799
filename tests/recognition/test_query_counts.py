"""What is read costs as many queries, however much there is."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from recognition.accounts.tokens import token_create
from recognition.models import Analysis, Recording, Segment
from tests.recognition.browser import person
from tests.recognition.library import add_analysis, make_recording

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 12

# With how many queries each may take; one of them finds out who asks.
ADDRESSES = {
    "the library": ("recordings/?page_size=100", 4),
    "a search": ("recordings/?search=word&page_size=100", 5),
    "a recording": ("recordings/{recording}/", 3),
    "its waveform": ("recordings/{recording}/peaks/", 3),
    "an analysis": ("analyses/{analysis}/", 2),
    "a result": ("analyses/{analysis}/result/", 3),
    "a result with explanations": ("analyses/{analysis}/result/?explain=true", 5),
    "an export": ("analyses/{analysis}/export/csv/", 4),
}


@pytest.fixture
def user(settings: Settings) -> User:
    settings.UNDERTONE_ACCOUNTS = "required"
    return person("ada@example.org")


def library(user: User, size: int) -> Analysis:
    """So many recordings, each with so many analyses of as many segments."""
    for number in range(size):
        recording = make_recording(f"recording {number}", *["a word"] * size)
        for _ in range(size - 1):
            analysis = add_analysis(recording, *["a word"] * size)
    Recording.objects.update(owner=user, peaks=[0.5])
    Segment.objects.update(explanation={"label": "sad", "voice": [], "words": None})
    return analysis


@pytest.mark.parametrize(("address", "allowed"), ADDRESSES.values(), ids=ADDRESSES)
def test_queries_do_not_grow_with_what_is_told(user: User, address: str, allowed: int) -> None:
    _row, token = token_create(user=user, name="reads", expires_days=None)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    client.get("/api/v1/models/")  # the token's use is noted once a minute
    for size in (FEW, MANY):
        analysis = library(user, size)
        path = address.format(analysis=analysis.id, recording=analysis.recording_id)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(f"/api/v1/{path}").status_code == 200
        assert len(counted) <= allowed, [query["sql"] for query in counted]


def test_a_list_reads_no_waveform_and_nothing_of_a_result(user: User) -> None:
    library(user, FEW)
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as counted:
        client.get("/api/v1/recordings/")
    read = " ".join(query["sql"] for query in counted)
    assert '"overall"' in read
    assert not any(f'"{column}"' in read for column in ("peaks", "model_info", "timings_s", "provenance", "body"))
