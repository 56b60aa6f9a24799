"""What a file may cost whoever reads it, and that a crafted one takes nobody down."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from recognition.engine.errors import MediaError
from recognition.engine.media import decode, probe
from recognition.engine.media.probe_apart import probe_apart
from recognition.engine.testing import tone, write_wav
from tests.engine.crafted import mp3_with_cover, mp4_of_many_samples, wav

IN_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from recognition.engine.media import decode, probe
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + 2**27, held + 2**27))
path = Path(sys.argv[1])
print(probe(path).duration_s, decode(path).duration_s)
"""


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "clip.wav", tone(1.0))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
def test_a_cover_picture_is_never_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "cover.mp3"
    path.write_bytes(mp3_with_cover(tmp_path, side=8000))  # 256 MB of pixels
    done = subprocess.run(
        [sys.executable, "-c", IN_LITTLE_MEMORY, str(path)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.split()[1]) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("rate_hz", [1, 1000, 800_000, 2**31, 2**32 - 1])
@pytest.mark.parametrize("reader", [probe, decode], ids=["probe", "decode"])
def test_a_rate_that_no_speech_has_is_refused(rate_hz: int, reader: object, tmp_path: Path) -> None:
    """One sample a second would unfold to sixteen thousand."""
    path = tmp_path / "rate.wav"
    path.write_bytes(wav(rate_hz=rate_hz, data=bytes(40_000)))
    with pytest.raises(MediaError) as refused:
        reader(path)  # type: ignore[operator]
    assert refused.value.code in ("unsupported_media", "corrupt_media", "empty_audio")


def test_many_channels_do_not_add_up_to_a_second_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "channels.wav"
    path.write_bytes(wav(rate_hz=48000, channels=255, data=bytes(255 * 2 * 48000)))
    with decode(path) as pcm:
        assert pcm.duration_s == pytest.approx(1.0, abs=0.01)


def test_a_file_that_would_take_gigabytes_is_refused_and_the_next_one_is_probe_apart(
    tmp_path: Path, clip: Path
) -> None:
    bomb = tmp_path / "bomb.m4a"
    bomb.write_bytes(mp4_of_many_samples(tmp_path, count=50_000_000))
    with pytest.raises(MediaError) as refused:
        probe_apart(bomb)
    assert refused.value.code in ("corrupt_media", "empty_audio")
    assert probe_apart(clip) == probe(clip)


def test_it_says_of_a_file_what_probing_here_says(clip: Path, tmp_path: Path) -> None:
    assert probe_apart(clip) == probe(clip)
    text = tmp_path / "new\nline \udcff.wav"
    text.write_text("words")
    with pytest.raises(MediaError, match="not a sound or video format") as refused:
        probe_apart(text)
    assert refused.value.code == "unsupported_media"
    with pytest.raises(MediaError, match=r"longer than 0\.5 seconds"):
        probe_apart(clip, max_duration_s=0.5)


def test_a_killed_prober_is_replaced(clip: Path) -> None:
    probe_apart(clip)
    for child in _probers():
        child.kill()
    assert probe_apart(clip).duration_s == pytest.approx(1.0)


def test_no_secret_is_in_reach_of_a_decoder(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for child in _probers():
        child.kill()
    monkeypatch.setenv("UNDERTONE_SECRET_KEY", "secret")
    probe_apart(clip)
    assert all("UNDERTONE_SECRET_KEY" not in child.environ() for child in _probers())


def _probers() -> list[psutil.Process]:
    children = psutil.Process().children()
    return [child for child in children if "recognition.engine.media.probe_process" in child.cmdline()]
