"""Every sort of bad file, posted as a user would: a stable code, one clear sentence, nothing left behind.

What can only be told by decoding fails the analysis, with the same codes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from recognition.engine.testing import noise, silence, tone, write_media, write_wav
from recognition.models import Recording
from tests.recognition.conftest import Upload

pytestmark = pytest.mark.django_db(transaction=True)

RATE_HZ = 44100


def film_without_sound(folder: Path) -> Path:
    return write_media(folder / "film.mp4", None, codec="", picture=True)


def blink(folder: Path) -> Path:
    return write_wav(folder / "blink.wav", tone(0.05))


def cut_mp4(folder: Path) -> Path:
    """Its table of contents stands at the end, and is gone."""
    whole = write_media(folder / "cut.m4a", noise(3.0, rate_hz=RATE_HZ), codec="aac", rate_hz=RATE_HZ)
    return _cut(whole, 0.5)


def cut_webm_header(folder: Path) -> Path:
    whole = write_media(folder / "cut.webm", noise(1.0, rate_hz=48000), codec="libopus", rate_hz=48000)
    return _cut(whole, 0.01)


def text_as_wav(folder: Path) -> Path:
    file = folder / "notes.wav"
    file.write_text("these are my notes\n" * 100)
    return file


def html_as_mp3(folder: Path) -> Path:
    file = folder / "song.mp3"
    file.write_text("<!doctype html><html><head><title>404</title></head><body>gone</body></html>")
    return file


def archive(folder: Path) -> Path:
    import zipfile

    with zipfile.ZipFile(folder / "clips.zip", "w") as packed:
        packed.writestr("clip.txt", "x" * 5000)
    return folder / "clips.zip"


def nothing(folder: Path) -> Path:
    (folder / "empty.wav").touch()
    return folder / "empty.wav"


def _cut(file: Path, share: float) -> Path:
    content = file.read_bytes()
    file.write_bytes(content[: max(20, int(len(content) * share))])
    return file


@pytest.mark.parametrize(
    ("make", "status", "code"),
    [
        (nothing, 400, "empty_audio"),
        (blink, 400, "empty_audio"),
        (film_without_sound, 400, "no_audio_stream"),
        (cut_mp4, 400, "corrupt_media"),
        (cut_webm_header, 400, "corrupt_media"),
        (text_as_wav, 415, "unsupported_media"),
        (html_as_mp3, 415, "unsupported_media"),
        (archive, 415, "unsupported_media"),
    ],
)
def test_it_is_refused(
    upload: Upload,
    stored_files: Callable[[], list[Path]],
    tmp_path: Path,
    make: Callable[[Path], Path],
    status: int,
    code: str,
) -> None:
    file = make(tmp_path)
    answer = upload(content=file.read_bytes(), name=file.name)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["detail"].endswith(".")
    assert "Traceback" not in error["detail"]
    assert not Recording.objects.exists()
    assert stored_files() == []


def many_channels(folder: Path) -> Path:
    return write_wav(folder / "six.wav", np.tile(tone(1.0), (6, 1)))


def telephone(folder: Path) -> Path:
    return write_wav(folder / "telephone.wav", tone(1.0, rate_hz=8000), rate_hz=8000)


def studio(folder: Path) -> Path:
    return write_wav(folder / "studio.wav", tone(0.5, rate_hz=192000), rate_hz=192000)


def not_numbers(folder: Path) -> Path:
    samples = tone(1.0)
    samples[100:200], samples[300:400] = np.nan, np.inf
    return write_wav(folder / "nan.wav", samples, codec="pcm_f32le")


def pure_silence(folder: Path) -> Path:
    return write_wav(folder / "silence.wav", silence(1.0))


def cut_mp3(folder: Path) -> Path:
    whole = write_media(folder / "cut.mp3", noise(2.0, rate_hz=RATE_HZ), codec="libmp3lame", rate_hz=RATE_HZ)
    return _cut(whole, 0.6)


@pytest.mark.parametrize("make", [many_channels, telephone, studio, not_numbers, pure_silence, cut_mp3])
def test_it_is_odd_but_taken(upload: Upload, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    file = make(tmp_path)
    assert upload(content=file.read_bytes(), name=file.name).status_code == 201


def test_a_film_is_taken_with_its_sound(upload: Upload, tmp_path: Path, settings: Settings) -> None:
    file = write_media(tmp_path / "film.mp4", tone(1.0, rate_hz=RATE_HZ), codec="aac", rate_hz=RATE_HZ, picture=True)
    body = upload(content=file.read_bytes(), name=file.name).json()
    assert (body["has_video"], body["media_type"]) == (True, "video/mp4")
