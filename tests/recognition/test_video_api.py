"""A film is looked at as it was uploaded; a sound has none to look at."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from rest_framework.test import APIClient

from recognition import catalogue
from recognition.engine.testing import tone, write_media
from recognition.files import original_name
from recognition.models import Recording
from recognition.services import renditions
from tests.recognition.conftest import Upload

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/recordings/"


@pytest.fixture
def film(tmp_path: Path) -> bytes:
    return write_media(tmp_path / "film.webm", tone(1.0), codec="libopus", rate_hz=48000, picture=True).read_bytes()


@pytest.fixture
def uploaded(upload: Upload, film: bytes) -> Recording:
    answer = upload(content=film, name="film.webm")
    assert (answer.status_code, answer.json()["has_video"]) == (201, True)
    return Recording.objects.get()


@pytest.fixture
def looks_at_films(monkeypatch: pytest.MonkeyPatch) -> None:
    """`voice-words` as a model that looks at the film."""
    real = catalogue.model_card
    monkeypatch.setattr(catalogue, "model_card", lambda model: {**real(model), "needs": [catalogue.VIDEO]})


def video(client: APIClient, recording: Recording, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    answer: Any = client.get(f"{URL}{recording.id}/video/", headers=headers)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content, dict(answer.headers)


def test_the_film_is_the_original_though_its_sound_has_a_rendition(
    client: APIClient, uploaded: Recording, film: bytes
) -> None:
    renditions.rendition_write(recording_id=uploaded.id)
    status, content, headers = video(client, uploaded)
    assert (status, content) == (200, film)
    assert (headers["Content-Type"], headers["Accept-Ranges"]) == ("video/webm", "bytes")


def test_a_part_of_it(client: APIClient, uploaded: Recording, film: bytes) -> None:
    status, content, headers = video(client, uploaded, Range="bytes=100-199")
    assert (status, content, headers["Content-Range"]) == (206, film[100:200], f"bytes 100-199/{len(film)}")
    assert video(client, uploaded, Range="bytes=99999999-")[0] == 416


def test_an_unchanged_film_is_not_sent_again(client: APIClient, uploaded: Recording) -> None:
    tag = video(client, uploaded)[2]["ETag"]
    assert video(client, uploaded, **{"If-None-Match": tag})[0] == 304


def test_what_was_uploaded_can_do_nothing_where_it_is_opened_by_itself(client: APIClient, uploaded: Recording) -> None:
    headers = video(client, uploaded)[2]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_sound_has_no_video(client: APIClient, recording: Recording) -> None:
    answer = client.get(f"{URL}{recording.id}/video/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "no_video")


def test_a_film_whose_file_has_gone_is_not_found(client: APIClient, uploaded: Recording) -> None:
    default_storage.delete(original_name(uploaded.id))
    assert video(client, uploaded)[0] == 404


def test_a_link_shows_the_film_where_it_may_be_played(client: APIClient, uploaded: Recording, film: bytes) -> None:
    for sound, expected in ((True, 200), (False, 403)):
        made = client.post(f"{URL}{uploaded.id}/links/", {"sound": sound}, format="json").json()
        guest = APIClient()
        guest.post("/api/v1/shared/open/", {"secret": made["url"].partition("#")[2]}, format="json")
        answer: Any = guest.get(f"/api/v1/shared/{made['id']}/video/")
        assert answer.status_code == expected
        if sound:
            assert b"".join(answer.streaming_content) == film


def test_a_model_that_looks_at_films_is_refused_for_a_sound(
    upload: Upload, client: APIClient, looks_at_films: None, film: bytes
) -> None:
    refused = upload(model="voice-words")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "no_video")
    assert not Recording.objects.exists()
    assert upload(content=film, name="film.webm", model="voice-words").status_code == 201


def test_the_same_is_refused_for_a_sound_that_is_there(
    client: APIClient, recording: Recording, looks_at_films: None
) -> None:
    answer = client.post(f"{URL}{recording.id}/analyses/", {"model": "voice-words"}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no_video")
