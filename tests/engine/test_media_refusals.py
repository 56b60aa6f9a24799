"""Files that are no sound: each is refused with a stable code and a sentence, by probing and by decoding alike."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from recognition.engine.errors import MediaError
from recognition.engine.media import decode, probe
from recognition.engine.testing import noise, tone, write_media, write_wav


def empty(folder: Path) -> Path:
    path = folder / "empty.wav"
    path.touch()
    return path


def text(folder: Path) -> Path:
    path = folder / "text.wav"
    path.write_text("Dear diary, today I renamed a file.\n" * 50)
    return path


def html(folder: Path) -> Path:
    path = folder / "page.mp3"
    path.write_text("<!DOCTYPE html><html><body>" + "<p>404 Not Found</p>" * 200 + "</body></html>")
    return path


def archive(folder: Path) -> Path:
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("inside.txt", "text " * 1000)
    return path


def picture(folder: Path) -> Path:
    path = folder / "picture.png"
    with av.open(str(path), "w", format="image2pipe") as output:
        stream = output.add_stream("png", rate=1)
        stream.width = stream.height = 8
        stream.pix_fmt = "rgb24"
        output.mux(stream.encode(av.VideoFrame(8, 8, "rgb24")))
        output.mux(stream.encode(None))
    return path


def playlist(folder: Path) -> Path:
    """FFmpeg would follow this to another file, or into the network."""
    secret = write_wav(folder / "other.wav", tone(1.0))
    path = folder / "list.mp3"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n")
    return path


def concatenation(folder: Path) -> Path:
    write_wav(folder / "other.wav", tone(1.0))
    path = folder / "list.wav"
    path.write_text("ffconcat version 1.0\nfile other.wav\n")
    return path


def silent_film(folder: Path) -> Path:
    return write_media(folder / "film.mp4", None, codec="", picture=True)


def blink(folder: Path) -> Path:
    return write_wav(folder / "blink.wav", tone(0.05))


def header_only(folder: Path) -> Path:
    path = write_wav(folder / "header.wav", tone(1.0))
    path.write_bytes(path.read_bytes()[:44])
    return path


def headless_mp4(folder: Path) -> Path:
    """An MP4 keeps its index at the end: cut off, nothing of it can be found."""
    path = write_media(folder / "cut.m4a", noise(3.0, rate_hz=44100), codec="aac", rate_hz=44100)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def torn_webm(folder: Path) -> Path:
    path = write_media(folder / "torn.webm", noise(1.0, rate_hz=48000), codec="libopus", rate_hz=48000)
    path.write_bytes(path.read_bytes()[:60])
    return path


REFUSED: dict[Callable[[Path], Path], str] = {
    empty: "empty_audio",
    text: "unsupported_media",
    html: "unsupported_media",
    archive: "unsupported_media",
    picture: "unsupported_media",
    playlist: "unsupported_media",
    concatenation: "unsupported_media",
    silent_film: "no_audio_stream",
    blink: "empty_audio",
    header_only: "corrupt_media",
    headless_mp4: "corrupt_media",
    torn_webm: "corrupt_media",
}


@pytest.mark.parametrize("reader", [probe, decode], ids=["probe", "decode"])
@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_it_is_refused_with_its_code_and_a_sentence(
    make: Callable[[Path], Path], reader: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(MediaError) as refused:
        reader(make(tmp_path))
    assert refused.value.code == REFUSED[make]
    assert refused.value.message.endswith(".")
    assert str(tmp_path) not in refused.value.message


@pytest.mark.parametrize(
    "name", ["quo'te\".wav", "new\nline.wav", "🎤 émotion.wav", "pro:tocol.wav", "%03d.wav", "x" * 240 + ".wav"]
)
def test_any_name_will_do(name: str, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "plain.wav", tone(1.0)).rename(tmp_path / name)
    assert probe(path).duration_s == pytest.approx(1.0)


def test_a_longer_recording_than_the_limit_is_refused_by_its_header(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="longer than 2 minutes") as refused:
        probe(write_wav(tmp_path / "long.wav", tone(121.0)), max_duration_s=120)
    assert refused.value.code == "too_long"


@pytest.mark.parametrize(
    ("suffix", "codec", "container"),
    [(".g722", "g722", "g722"), (".ulaw", "pcm_mulaw", "mulaw"), (".sln16", "pcm_s16le", "s16le")],
)
def test_headerless_telephone_sound_is_decoded_at_its_suffix_word_and_never_probed(
    suffix: str, codec: str, container: str, tmp_path: Path
) -> None:
    rate_hz = 8000 if suffix == ".ulaw" else 16000
    path = tmp_path / f"call{suffix}"
    write_media(path, tone(1.0, rate_hz=rate_hz), codec=codec, container=container, rate_hz=rate_hz)
    with decode(path) as pcm:
        assert pcm.duration_s == pytest.approx(1.0, abs=0.01)
        assert abs(pcm.read()).max() == pytest.approx(0.3, abs=0.06)
    with pytest.raises(MediaError) as refused:
        probe(path)
    assert refused.value.code == "unsupported_media"


def test_a_lying_suffix_opens_no_playlist(tmp_path: Path) -> None:
    """The suffix alone decides the format: what is inside is never looked at."""
    path = playlist(tmp_path).rename(tmp_path / "call.ulaw")
    with pytest.raises(MediaError) as refused:
        decode(path)
    assert refused.value.code == "empty_audio"
