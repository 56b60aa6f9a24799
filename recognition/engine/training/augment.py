"""Augmentation of log-mel batches: what a voice may lose or gain on its way here without changing how it reads."""

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.features.log_mel import LOG_OFFSET

GAIN_DB = 3.0
NOISE_DB = (25.0, 55.0)  # below the loudest frames
NOISY_SHARE = 0.3
MAX_TIME_MASK = 0.12
MAX_BAND_MASK = 8
SHIFT_BANDS = 1.0


def augment(frames: Tensor, generator: torch.Generator) -> Tensor:
    """Gain, coloured noise, vocal-tract shift and SpecAugment masks (Park et al. 2019, arXiv:1904.08779).

    Args:
        frames: (batch, frames, 64) log-mel.
        generator: the source of chance.
    """
    return _mask(_noise(_gain(_shift(frames, generator), generator), generator), generator)


def mixup(frames: Tensor, targets: Tensor, alpha: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Blend each clip and its target with another one's (Zhang et al. 2018, arXiv:1710.09412), half the time."""
    if alpha <= 0 or torch.rand((), generator=generator) < 0.5:
        return frames, targets
    share = float(torch._sample_dirichlet(torch.full((1, 2), alpha), generator)[0, 0])  # a draw from Beta(alpha, alpha)
    order = torch.randperm(frames.shape[0], generator=generator)
    return share * frames + (1 - share) * frames[order], share * targets + (1 - share) * targets[order]


def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(count, 1, 1, generator=generator)


def _gain(frames: Tensor, generator: torch.Generator) -> Tensor:
    decibel = _uniform(frames.shape[0], -GAIN_DB, GAIN_DB, generator)
    magnitude = (frames.exp() - LOG_OFFSET).clamp_min(0.0)
    return torch.log(magnitude * 10 ** (decibel / 20) + LOG_OFFSET)


def _noise(frames: Tensor, generator: torch.Generator) -> Tensor:
    """Steady noise of a random tilt, some way below the loudest frames, on a share of the clips."""
    batch, _, bands = frames.shape
    magnitude = frames.exp()
    loudest = magnitude.mean(dim=2).amax(dim=1).view(batch, 1, 1)
    below_db = _uniform(batch, *NOISE_DB, generator)
    tilt = _uniform(batch, -0.7, 0.3, generator) * torch.linspace(-1, 1, bands).view(1, 1, bands)
    ripple = 0.7 + 0.6 * torch.rand(frames.shape, generator=generator)
    noise = loudest * 10 ** (-below_db / 20) * tilt.exp() * ripple
    heard = (torch.rand(batch, 1, 1, generator=generator) < NOISY_SHARE).float()
    return torch.log(magnitude + heard * noise)


def _shift(frames: Tensor, generator: torch.Generator) -> Tensor:
    """Move the spectrum up or down by up to a band, as a longer or shorter vocal tract would."""
    batch, _, bands = frames.shape
    position = torch.arange(bands).view(1, 1, bands) + _uniform(batch, -SHIFT_BANDS, SHIFT_BANDS, generator)
    position = position.clamp(0, bands - 1)
    lower = position.floor().long().clamp(max=bands - 2)
    share = position - lower
    lower = lower.expand_as(frames)
    return frames.gather(2, lower) * (1 - share) + frames.gather(2, lower + 1) * share


def _mask(frames: Tensor, generator: torch.Generator) -> Tensor:
    batch, length, bands = frames.shape
    mean = frames.mean(dim=(1, 2), keepdim=True)
    band = _stripe(batch, bands, MAX_BAND_MASK, generator).view(batch, 1, bands)
    time = _stripe(batch, length, int(length * MAX_TIME_MASK), generator).view(batch, length, 1)
    return torch.where(band | time, mean, frames)


def _stripe(batch: int, size: int, widest: int, generator: torch.Generator) -> Tensor:
    width = torch.randint(0, widest + 1, (batch, 1), generator=generator)
    start = (torch.rand(batch, 1, generator=generator) * (size - width)).long()
    position = torch.arange(size).view(1, size)
    return (position >= start) & (position < start + width)


def tile(frames: Tensor, length: int) -> Tensor:
    """Repeat a short clip, or cut a long one, to `length` frames: (frames, 64) -> (length, 64)."""
    repeats = -(-length // frames.shape[0])
    return frames.repeat(repeats, 1)[:length] if repeats > 1 else frames[:length]


def crop(frames: Tensor, length: int, generator: torch.Generator) -> Tensor:
    """A random window of `length` frames; a shorter clip is repeated, from a random start, to fill it."""
    if frames.shape[0] > length:
        start = int(torch.randint(0, frames.shape[0] - length + 1, (), generator=generator))
        return frames[start : start + length]
    start = int(torch.randint(0, frames.shape[0], (), generator=generator))
    return tile(frames.roll(-start, dims=0), length)


def one_hot(targets: Tensor, classes: int, smoothing: float) -> Tensor:
    """Smoothed targets: (batch,) -> (batch, classes)."""
    return F.one_hot(targets, classes).float() * (1 - smoothing) + smoothing / classes
