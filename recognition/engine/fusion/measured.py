"""What `au-mfcc` measures of a segment, and how that is brought to one scale: everybody's, or its speaker's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.features.action_units import COLUMNS, INTENSITIES
from recognition.engine.features.log_mel import FRAMES_PER_S
from recognition.engine.features.mfcc import mfcc
from recognition.engine.features.vggish import VGGish
from recognition.engine.fusion.au_mfcc_net import PATCH_FRAMES, Senses
from recognition.engine.fusion.windows import windows

WINDOW_S = 3.0
WINDOW_PATCHES = round(WINDOW_S * FRAMES_PER_S) // PATCH_FRAMES
LEAST_DEVIATION = 1e-2


@dataclass(frozen=True, slots=True)
class Measured:
    """One segment.

    Args:
        coefficients: MFCC, (frames, 20).
        pooled: the voice trunk's maps, pooled over time, (1024,).
        face: action units, their intensities by square root, (35,); None without a face.
    """

    coefficients: Tensor
    pooled: Tensor
    face: Tensor | None


class Norm(NamedTuple):
    """A mean and a deviation of each measurement: those of coefficients, of pooled maps and of action units."""

    coefficients: Tensor
    pooled: Tensor
    face: Tensor

    @classmethod
    def of(cls, segments: Sequence[Measured]) -> Self:
        """Those of these segments, each (2, dim). Without any face, action units stay as they are."""
        faces = [one.face for one in segments if one.face is not None]
        return cls(
            _norm(torch.cat([one.coefficients for one in segments])),
            _norm(torch.stack([one.pooled for one in segments])),
            _norm(torch.stack(faces)) if faces else torch.tensor([[0.0], [1.0]]).expand(2, len(COLUMNS)),
        )


def measured(frames: Tensor, trunk: VGGish, face: npt.NDArray[np.float32] | None) -> Measured:
    """A segment from its log-mel frames, (frames, 64), and its mean action units, (35,)."""
    return Measured(mfcc(frames), pooled_by(trunk, frames), None if face is None else rooted(torch.from_numpy(face)))


def pooled_by(trunk: VGGish, frames: Tensor) -> Tensor:
    """What the trunk makes of frames (frames, 64): (1024,), mean over windows."""
    return trunk.pool(windows(frames.float())).mean(dim=0)


def rooted(face: Tensor) -> Tensor:
    """Action units with the square root of their intensities, most of which are small: (…, 35)."""
    intensities, presences = face[..., : len(INTENSITIES)], face[..., len(INTENSITIES) :]
    return torch.cat([intensities.clamp_min(0.0).sqrt(), presences], dim=-1).float()


def senses(segments: Sequence[Measured], norms: Sequence[Norm]) -> Senses:
    """Segments to what the network takes, each by its own norm: at most 3 s of each, from its middle."""
    cut = [_patches(_scaled(one.coefficients, norm.coefficients)) for one, norm in zip(segments, norms, strict=True)]
    pooled = [_scaled(one.pooled, norm.pooled) for one, norm in zip(segments, norms, strict=True)]
    faces = [
        torch.zeros(len(COLUMNS)) if one.face is None else _scaled(one.face, norm.face)
        for one, norm in zip(segments, norms, strict=True)
    ]
    return Senses(
        torch.stack([patches for patches, _ in cut]),
        torch.stack([heard for _, heard in cut]),
        torch.stack(pooled),
        torch.stack(faces),
        torch.tensor([[1.0, float(one.face is not None)] for one in segments]),
    )


def _norm(values: Tensor) -> Tensor:
    return torch.stack([values.mean(dim=0), values.std(dim=0, correction=0) + LEAST_DEVIATION])


def _scaled(values: Tensor, norm: Tensor) -> Tensor:
    return ((values - norm[0]) / norm[1]).clamp(-8.0, 8.0)


def _patches(coefficients: Tensor) -> tuple[Tensor, Tensor]:
    """(frames, 20) -> patches (15, 400) and which of them there are, (15,)."""
    length = WINDOW_PATCHES * PATCH_FRAMES
    begin = max(0, (len(coefficients) - length) // 2)
    kept = coefficients[begin : begin + length]
    there = max(1, len(kept) // PATCH_FRAMES)
    filled = F.pad(kept, (0, 0, 0, length - len(kept)))
    return filled.reshape(WINDOW_PATCHES, -1), (torch.arange(WINDOW_PATCHES) < there).float()
