"""Augmentation of log-mel batches: what a voice may lose or gain on its way here without changing how it reads."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.features.log_mel import LOG_OFFSET


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far each change goes; 0 leaves it out.

    Args:
        gain_db: louder or softer by up to this.
        tilt: brighter or duller, in nepers at the outermost bands.
        noise_db: range of a steady noise below the loudest frames, on `noisy_share` of the clips.
        narrow_share: clips that lose their upper bands, as on a telephone.
        shift_bands: the spectrum moved up or down by up to this, as by a shorter or longer vocal tract.
        stretch: faster or slower by up to this share.
        time_mask: longest stretch masked, as a share of the clip.
        band_mask: most bands masked.
        takes: how many times each clip is recorded anew, through simulated rooms and real codecs (`takes.py`).
        taken_share: clips that are heard in one of those takes.
    """

    gain_db: float
    tilt: float
    noise_db: tuple[float, float]
    noisy_share: float
    narrow_share: float
    shift_bands: float
    stretch: float
    time_mask: float
    band_mask: int
    takes: int = 0
    taken_share: float = 0.0


_ROOMS = Augmentation(
    gain_db=4.0,
    tilt=1.0,
    noise_db=(3.0, 50.0),
    noisy_share=0.5,
    narrow_share=0.15,
    shift_bands=3.0,
    stretch=0.15,
    time_mask=0.15,
    band_mask=10,
)

AUGMENTATIONS: Mapping[str, Augmentation] = {
    "light": Augmentation(
        gain_db=3.0,
        tilt=0.0,
        noise_db=(25.0, 55.0),
        noisy_share=0.3,
        narrow_share=0.0,
        shift_bands=1.0,
        stretch=0.0,
        time_mask=0.12,
        band_mask=8,
    ),
    # Rooms, microphones and telephones: too hard to learn from at first, so it comes second.
    "rooms": _ROOMS,
    # The same, and half of the clips with real echo and through real codecs, which log-mel frames cannot be given.
    "microphones": replace(_ROOMS, narrow_share=0.05, takes=2, taken_share=0.5),
}
NARROW_BANDS = (36, 56)  # 36 bands end at about 2.2 kHz, 56 at 5 kHz


def augment(frames: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    """Shift, stretch, colour, noise, narrow band, and SpecAugment masks (Park et al. 2019, arXiv:1904.08779).

    Args:
        frames: (batch, frames, 64) log-mel.
        how: one of `AUGMENTATIONS`.
        generator: the source of chance.

    Returns:
        (batch, frames', 64): a stretch changes the number of frames, for the whole batch alike.
    """
    frames = _stretch(_shift(frames, how, generator), how, generator)
    frames = _noise(_colour(frames, how, generator), how, generator)
    return mask(_narrow(frames, how, generator), how, generator)


def mixup(frames: Tensor, targets: Tensor, alpha: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Blend each clip and its target with another one's (Zhang et al. 2018, arXiv:1710.09412), half the time."""
    if alpha <= 0 or torch.rand((), generator=generator) < 0.5:
        return frames, targets
    share = float(torch._sample_dirichlet(torch.full((1, 2), alpha), generator)[0, 0])  # a draw from Beta(alpha, alpha)
    order = torch.randperm(frames.shape[0], generator=generator)
    return share * frames + (1 - share) * frames[order], share * targets + (1 - share) * targets[order]


def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(count, 1, 1, generator=generator)


def _stretch(frames: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    if how.stretch == 0:
        return frames
    factor = float(_uniform(1, 1 - how.stretch, 1 + how.stretch, generator))
    resampled = F.interpolate(frames.transpose(1, 2), scale_factor=factor, mode="linear", align_corners=False)
    return resampled.transpose(1, 2)


def _colour(frames: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    batch, _, bands = frames.shape
    change = _uniform(batch, -how.gain_db, how.gain_db, generator) * (math.log(10) / 20)
    if how.tilt > 0:
        change = change + _uniform(batch, -how.tilt, how.tilt, generator) * torch.linspace(-1, 1, bands).view(
            1, 1, bands
        )
    magnitude = (frames.exp() - LOG_OFFSET).clamp_min(0.0)
    return torch.log(magnitude * change.exp() + LOG_OFFSET)


def _noise(frames: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    """Steady noise of a random tilt, some way below the loudest frames, on a share of the clips."""
    batch, _, bands = frames.shape
    magnitude = frames.exp()
    loudest = magnitude.mean(dim=2).amax(dim=1).view(batch, 1, 1)
    below_db = _uniform(batch, *how.noise_db, generator)
    tilt = _uniform(batch, -0.7, 0.3, generator) * torch.linspace(-1, 1, bands).view(1, 1, bands)
    ripple = 0.7 + 0.6 * torch.rand(frames.shape, generator=generator)
    noise = loudest * 10 ** (-below_db / 20) * tilt.exp() * ripple
    heard = (torch.rand(batch, 1, 1, generator=generator) < how.noisy_share).float()
    return torch.log(magnitude + heard * noise)


def _narrow(frames: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    if how.narrow_share == 0:
        return frames
    batch, _, bands = frames.shape
    edge = torch.randint(*NARROW_BANDS, (batch, 1, 1), generator=generator)
    narrow = torch.rand(batch, 1, 1, generator=generator) < how.narrow_share
    lost = narrow & (torch.arange(bands).view(1, 1, bands) >= edge)
    return frames.masked_fill(lost, math.log(LOG_OFFSET))


def _shift(frames: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    """Move the spectrum up or down, as a longer or shorter vocal tract would."""
    batch, _, bands = frames.shape
    position = torch.arange(bands).view(1, 1, bands) + _uniform(batch, -how.shift_bands, how.shift_bands, generator)
    position = position.clamp(0, bands - 1)
    lower = position.floor().long().clamp(max=bands - 2)
    share = position - lower
    lower = lower.expand_as(frames)
    return frames.gather(2, lower) * (1 - share) + frames.gather(2, lower + 1) * share


def mask(frames: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    """SpecAugment's masks alone: the part of `augment` that means something for any frames, (batch, frames, dim)."""
    batch, length, bands = frames.shape
    mean = frames.mean(dim=(1, 2), keepdim=True)
    band = _stripe(batch, bands, how.band_mask, generator).view(batch, 1, bands)
    time = _stripe(batch, length, int(length * how.time_mask), generator).view(batch, length, 1)
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
