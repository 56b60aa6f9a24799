import pytest
import torch

from recognition.engine.fusion.windows import windows


@pytest.mark.parametrize(
    ("frames", "expected"),
    [(1, (1, 96, 64)), (96, (1, 96, 64)), (300, (1, 300, 64)), (301, (2, 300, 64)), (750, (4, 300, 64))],
)
def test_segments_become_windows_of_3_s_every_1_5_s(frames: int, expected: tuple[int, int, int]) -> None:
    assert windows(torch.zeros(frames, 64)).shape == expected


@pytest.mark.parametrize(("frames", "expected"), [(1, 48), (150, 150)])
def test_slower_frames_make_windows_of_the_same_time(frames: int, expected: int) -> None:
    assert windows(torch.zeros(frames, 24), frames_per_s=50).shape == (1, expected, 24)
    assert windows(torch.zeros(375, 24), frames_per_s=50).shape == (4, 150, 24)


def test_the_last_window_ends_with_the_segment() -> None:
    numbered = torch.arange(500.0).view(500, 1).expand(500, 64)
    assert windows(numbered)[-1, -1, 0] == 499.0


def test_a_short_segment_is_repeated() -> None:
    numbered = torch.arange(40.0).view(40, 1).expand(40, 64)
    assert windows(numbered)[0, 40:80, 0].tolist() == list(range(40))
