"""Decoding, peaks and renditions, over every format that is promised."""

import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from recognition.engine.errors import MediaError
from recognition.engine.media import SAMPLE_RATE_HZ, Pcm, decode, peaks, probe, write_rendition
from recognition.engine.testing import noise, silence, tone, write_media, write_wav

FORMATS: dict[str, tuple[str, int, dict[str, Any]]] = {
    "pcm.wav": ("pcm_s16le", 16000, {}),
    "eight-bit.wav": ("pcm_u8", 8000, {}),
    "studio.wav": ("pcm_s32le", 192000, {}),
    "float.wav": ("pcm_f32le", 44100, {}),
    "double.wav": ("pcm_f64le", 44100, {}),
    "song.mp3": ("libmp3lame", 44100, {}),
    "song.flac": ("flac", 48000, {}),
    "song.m4a": ("aac", 44100, {}),
    "song.aac": ("aac", 44100, {"container": "adts"}),
    "song.ogg": ("libopus", 48000, {}),
    "song.opus": ("libopus", 48000, {}),
    "song.webm": ("libopus", 48000, {}),
    "phone.amr": ("libopencore_amrnb", 8000, {}),
    "song.wma": ("wmav2", 44100, {}),
    "song.aiff": ("pcm_s16be", 44100, {}),
    "film.mp4": ("aac", 44100, {"picture": True}),
    "film.mov": ("aac", 44100, {"picture": True}),
    "film.mkv": ("flac", 96000, {"picture": True}),
    "film.webm": ("libopus", 48000, {"picture": True}),
}


@pytest.fixture(params=FORMATS)
def tone_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Two seconds of 440 Hz in each of the formats."""
    codec, rate_hz, options = FORMATS[request.param]
    return write_media(tmp_path / request.param, tone(2.0, rate_hz=rate_hz), codec=codec, rate_hz=rate_hz, **options)


def loudest_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum)) * SAMPLE_RATE_HZ / len(samples)


def test_every_format_decodes_to_the_tone_that_went_in(tone_file: Path) -> None:
    with decode(tone_file) as pcm:
        assert pcm.duration_s == pytest.approx(2.0, abs=0.06)
        middle = pcm.read(0.5, 1.5)
    assert loudest_hz(middle) == pytest.approx(440, abs=1)
    assert np.abs(middle).max() == pytest.approx(0.3, abs=0.06)


def test_every_format_tells_what_it_is_before_decoding(tone_file: Path) -> None:
    info = probe(tone_file)
    assert info.duration_s == pytest.approx(2.0, abs=0.1)
    assert info.channels == 1
    assert info.has_video == tone_file.name.startswith("film")


def test_every_format_gets_a_rendition_on_the_same_time_axis(tone_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "rendition.mp3"
    write_rendition(tone_file, target)
    assert probe(target).codec.startswith("mp3")
    with decode(tone_file) as original, decode(target) as played:
        assert played.duration_s == pytest.approx(original.duration_s, abs=0.03)
        assert loudest_hz(played.read(0.5, 1.5)) == pytest.approx(440, abs=1)


def test_a_click_stands_at_the_same_time_in_recording_and_rendition(tmp_path: Path) -> None:
    samples = silence(3.0, rate_hz=44100)
    samples[2 * 44100 : 2 * 44100 + 200] = 0.9
    write_rendition(write_wav(tmp_path / "click.wav", samples, rate_hz=44100), tmp_path / "out.mp3")
    with decode(tmp_path / "out.mp3") as pcm:
        assert np.argmax(np.abs(pcm.read())) / SAMPLE_RATE_HZ == pytest.approx(2.0, abs=0.01)


def test_a_refused_file_leaves_no_rendition_behind(tmp_path: Path) -> None:
    source = tmp_path / "text.wav"
    source.write_text("not sound")
    with pytest.raises(MediaError):
        write_rendition(source, tmp_path / "out.mp3")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("channels", [2, 6])
def test_channels_are_averaged(tmp_path: Path, channels: int) -> None:
    loud_in_one = np.stack([tone(1.0)] + [silence(1.0)] * (channels - 1))
    with decode(write_wav(tmp_path / "many.wav", loud_in_one)) as pcm:
        assert np.abs(pcm.read()).max() == pytest.approx(0.3 / channels, abs=0.01)
    assert probe(tmp_path / "many.wav").channels == channels


def test_numbers_that_are_none_become_silence_and_are_counted(tmp_path: Path) -> None:
    samples = tone(1.0)
    samples[100:110], samples[200:205], samples[300], samples[400] = np.nan, np.inf, -np.inf, 3e38
    path = write_wav(tmp_path / "broken.wav", samples, codec="pcm_f32le")
    with decode(path) as pcm:
        assert pcm.repaired_samples == 16
        assert np.isfinite(pcm.read()).all()
        assert np.abs(pcm.read()).max() <= 1.0
    write_rendition(path, tmp_path / "out.mp3")
    assert probe(tmp_path / "out.mp3").duration_s == pytest.approx(1.0, abs=0.05)


def test_a_part_of_a_file_counts_its_time_from_its_own_start(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "two.wav", np.concatenate([tone(1.0), tone(1.0, frequency_hz=880)]))
    with decode(path, start_s=1.25, end_s=1.75) as pcm:
        assert pcm.duration_s == pytest.approx(0.5)
        assert loudest_hz(pcm.read()) == pytest.approx(880, abs=2)


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    with decode(write_wav(tmp_path / "ten.wav", tone(10.0)), on_progress=told.append):
        assert told == sorted(told)
    assert len(told) >= 9
    assert told[-1] == pytest.approx(1.0, abs=0.01)


def test_decoding_stops_as_soon_as_the_recording_proves_too_long(tmp_path: Path) -> None:
    told: list[float] = []
    path = write_wav(tmp_path / "ten.wav", tone(10.0))
    with pytest.raises(MediaError, match="longer than 3 seconds") as refused:
        decode(path, max_duration_s=3, on_progress=told.append)
    assert refused.value.code == "too_long"
    assert max(told) < 0.6


def test_a_recording_without_a_duration_in_its_header_is_counted(tmp_path: Path) -> None:
    """As Chromium's MediaRecorder writes WebM: a live stream, the duration unknown when the header goes out."""
    path = write_media(tmp_path / "live.webm", tone(3.0, rate_hz=48000), codec="libopus", rate_hz=48000, live=True)
    assert probe(path).duration_s == pytest.approx(3.0, abs=0.05)
    with pytest.raises(MediaError) as refused:
        probe(path, max_duration_s=2)
    assert refused.value.code == "too_long"


@pytest.mark.parametrize("name", ["song.mp3", "song.webm", "song.ogg", "song.flac", "pcm.wav"])
def test_a_truncated_file_yields_what_is_there(tmp_path: Path, name: str) -> None:
    codec, rate_hz, options = FORMATS[name]
    path = write_media(tmp_path / name, noise(4.0, rate_hz=rate_hz), codec=codec, rate_hz=rate_hz, **options)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with decode(path) as pcm:
        assert 1.0 < pcm.duration_s < 3.0


def test_a_pcm_reads_any_part_and_the_whole_in_blocks() -> None:
    samples = noise(2.5)
    with Pcm.of(samples) as pcm:
        assert np.array_equal(pcm.read(), samples)
        assert np.array_equal(pcm.read(1.0, 1.5), samples[16000:24000])
        assert pcm.read(-1.0, 0.1).size == 1600
        assert pcm.read(2.0, 99.0).size == 8000
        assert pcm.read(2.0, 1.0).size == 0
        assert [block.size for block in pcm.blocks(1.0)] == [16000, 16000, 8000]
        assert pcm.read().flags.writeable


def test_a_long_pcm_does_not_lie_in_the_temporary_folder_which_may_be_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    minute = noise(60.0)
    with Pcm() as pcm:
        for _ in range(6):
            pcm.append(minute)
        assert np.array_equal(pcm.read(300.0), minute)


def test_peaks_follow_the_loudness() -> None:
    with Pcm.of(np.concatenate([tone(1.0, level=0.2), tone(1.0, level=0.4), silence(2.0)])) as pcm:
        outline = peaks(pcm, count=4)
    assert outline == pytest.approx([0.5, 1.0, 0.0, 0.0], abs=0.01)


def test_peaks_of_silence_are_zeros() -> None:
    with Pcm.of(silence(1.0)) as pcm:
        assert peaks(pcm, count=10) == [0.0] * 10


def test_a_long_recording_stays_out_of_memory(tmp_path: Path) -> None:
    """Half an hour, 115 MB of samples: what is beyond the spool is on disk."""
    path = write_media(tmp_path / "long.flac", np.tile(noise(30.0, rate_hz=8000), 60), codec="flac", rate_hz=8000)
    process = psutil.Process()
    before = process.memory_info().rss
    highest = [before]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            highest.append(process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with decode(path) as pcm:
        peaks(pcm)
        done.set()
        watcher.join()
        assert pcm.duration_s == pytest.approx(1800, abs=0.1)
    assert max(highest) - before < 130 * 2**20
