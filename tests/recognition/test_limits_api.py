"""What an upload may be."""

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

URL = "/api/v1/limits/"


def test_the_limits_are_those_that_uploads_are_held_to(client: APIClient, settings: Settings) -> None:
    settings.UNDERTONE_MAX_UPLOAD_BYTES = 5 * 2**20
    settings.UNDERTONE_MAX_DURATION_S = 60
    told = client.get(URL).json()
    assert (told["max_bytes"], told["max_duration_s"]) == (5 * 2**20, 60)


def test_the_endings_of_recordings_are_told(client: APIClient) -> None:
    assert {"wav", "mp3", "m4a", "webm", "mp4"} <= set(client.get(URL).json()["extensions"])


def test_other_methods_are_refused(client: APIClient) -> None:
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize(("live", "told"), [("auto", True), ("on", True), ("off", False)])
def test_whether_live_mode_is_to_be_had_is_told(client: APIClient, settings: Settings, live: str, told: bool) -> None:
    settings.UNDERTONE_LIVE = live
    assert client.get(URL).json()["live"] is told
