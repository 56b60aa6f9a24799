from dataclasses import replace

import pytest
import torch

from recognition.engine.features.log_mel import log_mel
from recognition.engine.testing import noise
from recognition.engine.training.augment import (
    AUGMENTATIONS,
    NARROW_BANDS,
    Augmentation,
    augment,
    crop,
    mixup,
    one_hot,
    tile,
)

SILENT = Augmentation(
    gain_db=0.0,
    tilt=0.0,
    noise_db=(0.0, 0.0),
    noisy_share=0.0,
    narrow_share=0.0,
    shift_bands=0.0,
    stretch=0.0,
    time_mask=0.0,
    band_mask=0,
)


def _chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_augmentation_is_repeatable_and_keeps_what_a_network_needs(name: str) -> None:
    frames = log_mel(noise(2.0)).expand(4, -1, -1)
    how = AUGMENTATIONS[name]
    one, again, other = (augment(frames, how, _chance(seed)) for seed in (0, 0, 1))
    assert (one.shape[0], one.shape[2]) == (4, 64)
    assert abs(one.shape[1] / frames.shape[1] - 1) <= how.stretch + 0.01
    assert bool(one.isfinite().all())
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_a_telephone_takes_the_upper_bands_of_some_clips_and_nothing_else() -> None:
    narrow = replace(SILENT, narrow_share=0.5)
    frames = torch.zeros(40, 30, 64)
    heard = augment(frames, narrow, _chance())
    lost = (heard < -1).any(dim=1)  # (clips, bands)
    assert 0.2 < float(lost.any(dim=1).float().mean()) < 0.8
    assert not lost[:, : NARROW_BANDS[0]].any()
    assert torch.allclose(heard[~lost.any(dim=1)], frames[0], atol=0.01)


def test_noise_lifts_the_quiet_parts_and_not_the_loud_ones() -> None:
    noisy = replace(SILENT, noise_db=(10.0, 10.0), noisy_share=1.0)
    frames = torch.full((1, 40, 64), -4.0)
    frames[:, 20:] = 1.0
    change = augment(frames, noisy, _chance()) - frames
    assert float(change[:, :20].mean()) > 1.0
    assert float(change[:, 20:].mean()) < 0.5


def test_a_window_is_cut_from_a_long_clip_and_filled_from_a_short_one() -> None:
    numbered = torch.arange(50.0).view(50, 1).expand(50, 64)
    cut = crop(numbered, 20, _chance())[:, 0]
    assert (cut[1:] - cut[:-1]).tolist() == [1.0] * 19
    filled = crop(numbered, 120, _chance())
    assert filled.shape == (120, 64)
    assert torch.equal(filled[:50], filled[50:100])


def test_tiling_repeats_from_the_start() -> None:
    assert tile(torch.arange(3.0).view(3, 1), 7)[:, 0].tolist() == [0, 1, 2, 0, 1, 2, 0]


def test_mixup_blends_targets_as_it_blends_frames() -> None:
    frames = torch.arange(4.0).view(4, 1, 1).expand(4, 10, 64)
    targets = torch.eye(4)
    for seed in range(10):
        mixed, mixed_targets = mixup(frames, targets, 0.4, _chance(seed))
        assert torch.allclose(mixed_targets @ torch.arange(4.0), mixed[:, 0, 0], atol=1e-5)
        assert torch.allclose(mixed_targets.sum(dim=1), torch.ones(4))


def test_smoothed_targets_sum_to_one() -> None:
    targets = one_hot(torch.tensor([2]), 4, 0.1)
    assert torch.allclose(targets, torch.tensor([[0.025, 0.025, 0.925, 0.025]]))
