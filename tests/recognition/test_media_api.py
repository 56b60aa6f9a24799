"""The sound and its outline."""

import asyncio
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory
from rest_framework.test import APIClient

from recognition import files
from recognition.engine.testing import tone, write_media
from recognition.files import original_name
from recognition.media_response import FileStream, ranged_file_response
from recognition.models import Analysis, Recording
from recognition.services import renditions
from tests.fake_pipeline import OUTLINE
from tests.recognition.conftest import Upload

pytestmark = pytest.mark.django_db(transaction=True)


def media(client: APIClient, recording: Recording, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    answer: Any = client.get(f"/api/v1/recordings/{recording.id}/media/", headers=headers)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content, dict(answer.headers)


def test_the_whole_sound(client: APIClient, recording: Recording, clip: bytes) -> None:
    status, content, headers = media(client, recording)
    assert (status, content) == (200, clip)
    assert (headers["Content-Type"], headers["Accept-Ranges"]) == ("audio/wav", "bytes")
    assert headers["Content-Length"] == str(len(clip))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=100-199", 100, 199), ("bytes=-10", -10, -1), ("bytes=40-", 40, -1)],
)
def test_a_part_of_it(client: APIClient, recording: Recording, clip: bytes, asked: str, first: int, last: int) -> None:
    first, last = first % len(clip), last % len(clip)
    status, content, headers = media(client, recording, Range=asked)
    assert (status, content) == (206, clip[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/{len(clip)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0", "bytes=20-10"])
def test_a_part_that_does_not_exist(client: APIClient, recording: Recording, clip: bytes, asked: str) -> None:
    status, _content, headers = media(client, recording, Range=asked)
    assert (status, headers["Content-Range"]) == (416, f"bytes */{len(clip)}")


@pytest.mark.parametrize("asked", ["minutes=1-2", "bytes=a-b", "bytes=-", "bytes=0-1,5-6"])
def test_a_range_that_is_not_understood_gives_the_whole(client: APIClient, recording: Recording, asked: str) -> None:
    assert media(client, recording, Range=asked)[0] == 200


def test_an_unchanged_sound_is_not_sent_again(client: APIClient, recording: Recording) -> None:
    tag = media(client, recording)[2]["ETag"]
    assert media(client, recording, **{"If-None-Match": tag})[0] == 304
    assert media(client, recording, **{"If-None-Match": f'"other", {tag}'})[0] == 304
    assert media(client, recording, **{"Range": "bytes=0-9", "If-Range": tag})[0] == 206
    assert media(client, recording, **{"Range": "bytes=0-9", "If-Range": '"other"'})[0] == 200


def test_who_asks_for_its_head_is_told_its_size_and_nothing_is_read(
    client: APIClient, recording: Recording, clip: bytes
) -> None:
    answer: Any = client.head(f"/api/v1/recordings/{recording.id}/media/", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.streaming) == (200, False)
    assert (answer["Content-Length"], answer["Content-Type"]) == (str(len(clip)), "audio/wav")


def test_a_file_is_closed_with_an_answer_of_which_nothing_was_sent(recording: Recording) -> None:
    file = files.stored_open(str(recording.file))
    answer = ranged_file_response(RequestFactory().get("/"), file, media_type="audio/wav", etag="any")
    answer.close()
    assert file.closed


def test_under_asgi_it_is_streamed_block_by_block() -> None:
    async def read() -> list[bytes]:
        return [block async for block in FileStream(iter([b"one", b"two"]))]

    assert asyncio.run(read()) == [b"one", b"two"]


def test_a_webm_gets_a_rendition(client: APIClient, upload: Upload, tmp_path: pytest.TempPathFactory) -> None:
    file = write_media(tmp_path / "clip.webm", tone(1.0), codec="libopus", rate_hz=48000)  # type: ignore[operator]
    recording = Recording.objects.get(id=upload(content=file.read_bytes(), name="clip.webm").json()["id"])
    assert media(client, recording)[2]["Content-Type"] == "audio/webm"
    renditions.rendition_write(recording_id=recording.id)
    status, content, headers = media(client, recording)
    assert (status, headers["Content-Type"]) == (200, "audio/mpeg")
    assert content[:2] in (b"\xff\xf3", b"\xff\xfb", b"ID")


def test_a_wav_needs_none(recording: Recording) -> None:
    renditions.rendition_write(recording_id=recording.id)
    recording.refresh_from_db()
    assert not recording.rendition


def test_a_recording_deleted_meanwhile_keeps_no_rendition(
    recording: Recording, monkeypatch: pytest.MonkeyPatch, stored_files: object
) -> None:
    Recording.objects.update(rendition_wanted=True)

    def delete_then_write(_source: object, target: object) -> None:
        Recording.objects.all().delete()
        target.write_bytes(b"mp3")  # type: ignore[attr-defined]

    monkeypatch.setattr(renditions, "write_rendition", delete_then_write)
    renditions.rendition_write(recording_id=recording.id)
    assert [path.name for path in stored_files()] == ["original"]  # type: ignore[operator]


def test_peaks_before_decoding_are_not_ready(client: APIClient, recording: Recording) -> None:
    answer = client.get(f"/api/v1/recordings/{recording.id}/peaks/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_ready")


def test_peaks_after_decoding(client: APIClient, done: Analysis) -> None:
    answer = client.get(f"/api/v1/recordings/{done.recording_id}/peaks/")
    assert answer.json() == {"duration_s": 3.0, "peaks": OUTLINE.peaks}


def test_a_file_that_has_gone_is_not_found(client: APIClient, recording: Recording) -> None:
    default_storage.delete(original_name(recording.id))
    assert media(client, recording)[0] == 404
