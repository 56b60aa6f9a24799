import torch

from recognition.engine.features.log_mel import log_mel
from recognition.engine.testing import noise
from recognition.engine.training.augment import augment, crop, mixup, one_hot, tile


def _chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_augmentation_keeps_the_shape_and_is_repeatable() -> None:
    frames = log_mel(noise(2.0)).expand(4, -1, -1)
    one, again, other = augment(frames, _chance()), augment(frames, _chance()), augment(frames, _chance(1))
    assert one.shape == frames.shape
    assert bool(one.isfinite().all())
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


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
