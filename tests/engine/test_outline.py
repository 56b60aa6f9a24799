"""The fine outline: what is written in one pass is read back, any range of it, with little work."""

import io

import numpy as np
import pytest

from recognition.engine.media import Pcm, outline, peaks
from recognition.engine.media.outline import FINE_PER_S, Stretch, read_fine
from recognition.engine.testing import noise, silence, tone


def fine_of(*sounds: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> bytes:
    with Pcm.of(np.concatenate(sounds)) as pcm:
        return outline(pcm).fine


def read(fine: bytes, start_s: float, end_s: float, points: int = 2000) -> Stretch:
    return read_fine(io.BytesIO(fine), start_s=start_s, end_s=end_s, points=points)


class CountingFile(io.BytesIO):
    bytes_read = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.bytes_read += len(content)
        return content


def test_the_coarse_peaks_are_what_they_are_by_themselves() -> None:
    with Pcm.of(np.concatenate([noise(40.0), silence(1.0), tone(2.3)])) as pcm:
        assert outline(pcm).peaks == peaks(pcm)


def test_a_click_is_found_to_the_hundredth_of_a_second() -> None:
    sound = silence(100.0)
    sound[round(61.237 * 16000)] = -0.5
    found = read(fine_of(sound), 61.0, 62.0)
    assert (found.start_s, found.end_s, len(found.peaks)) == (61.0, 62.0, FINE_PER_S)
    assert [place for place, value in enumerate(found.peaks) if value > 0] == [23]
    assert found.peaks[23] == 1.0


def test_wider_ranges_keep_the_loudest_of_each_stretch() -> None:
    fine = fine_of(tone(310.0, level=0.2), tone(290.0, level=0.8))
    assert read(fine, 0, 600, points=4).peaks == pytest.approx([0.25, 0.25, 1.0, 1.0], abs=0.01)


def test_a_range_is_moved_outward_to_where_values_begin() -> None:
    found = read(fine_of(tone(3.0)), 1.003, 1.004)
    assert (found.start_s, found.end_s, len(found.peaks)) == (1.0, 1.01, 1)


def test_a_very_quiet_recording_has_as_many_steps_as_a_loud_one() -> None:
    quiet = np.concatenate([tone(1.0, level=0.00005), tone(1.0, level=0.0001)])
    assert read(fine_of(quiet), 0, 2, points=2).peaks == pytest.approx([0.5, 1.0], abs=0.02)


def test_silence_is_zeros() -> None:
    assert read(fine_of(silence(1.0)), 0, 1, points=5).peaks == [0.0] * 5


@pytest.mark.parametrize("hours", [0.25, 1])
def test_reading_takes_no_more_of_a_longer_recording(hours: float) -> None:
    values = np.tile(noise(1.0), round(hours * 3600))
    file = CountingFile(fine_of(values))
    found = read_fine(file, start_s=0, end_s=hours * 3600, points=500)
    assert len(found.peaks) == 500
    assert file.bytes_read <= 8 * 500 + 12


def test_an_hour_is_kept_in_less_than_half_a_megabyte() -> None:
    assert len(fine_of(np.tile(tone(10.0), 360))) < 420_000


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no fine peaks"):
        read(b"ID3 and so on, a song", 0, 1)
