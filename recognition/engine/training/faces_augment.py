"""What may happen to a picture of a face without changing what the face shows: moves, light, film, and things before it."""

import io

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from recognition.engine.features.efficient_face import standardised
from recognition.engine.training.faces_recipe import Changes

COARSE = (24, 40)  # pixels that a blurred face is left with
QUALITY = (15, 60)  # of a JPEG, in per cent
ERASED_SIDE = (0.15, 0.45)  # of the picture's


def changed(grey: Tensor, changes: Changes, side: int) -> Tensor:
    """Faces as the network takes them but for its three channels, each changed by chance, by torch's own generator.

    Contrast and brightness are no business of this: `standardised` takes both away.

    Args:
        grey: uint8 (n, height, width).

    Returns:
        float32 (n, 1, side, side).
    """
    faces = compressed(grey, changes.compressed).float().unsqueeze(1)
    faces = moved(lit(blurred(faces, changes.blurred), changes), changes, side)
    return erased(standardised(faces), changes.erased)


def compressed(grey: Tensor, share: float) -> Tensor:
    """Some of the pictures as a JPEG leaves them: uint8 (n, height, width)."""
    chosen = _some(len(grey), share)
    if not len(chosen):
        return grey
    faces = grey.clone()
    for row, quality in zip(chosen.tolist(), torch.randint(*QUALITY, (len(chosen),)).tolist(), strict=True):
        file = io.BytesIO()
        Image.fromarray(grey[row].numpy()).save(file, "JPEG", quality=quality)
        faces[row] = torch.from_numpy(np.array(Image.open(file)))
    return faces


def blurred(faces: Tensor, share: float) -> Tensor:
    """Some of the pictures (n, 1, height, width) as if the face had been small in the film."""
    chosen = _some(len(faces), share)
    if not len(chosen):
        return faces
    coarse = int(torch.randint(*COARSE, ()))
    small = F.interpolate(faces[chosen], (coarse, coarse), mode="bilinear", antialias=True)
    faces = faces.clone()
    faces[chosen] = F.interpolate(small, faces.shape[2:], mode="bilinear")
    return faces


def lit(faces: Tensor, changes: Changes) -> Tensor:
    """Pictures (n, 1, height, width), 0 to 255, in other light: brighter or darker middle tones, one side in shade."""
    count, (height, width) = len(faces), faces.shape[2:]
    gamma = torch.exp(changes.gamma * torch.randn(count, 1, 1, 1))
    angle = 2 * torch.pi * torch.rand(count, 1, 1, 1)
    down, across = torch.linspace(-1, 1, height)[:, None], torch.linspace(-1, 1, width)
    shade = changes.shade * torch.rand(count, 1, 1, 1) * (angle.cos() * across + angle.sin() * down)
    return 255 * (faces / 255).pow(gamma) * (1 + shade)


def moved(faces: Tensor, changes: Changes, side: int) -> Tensor:
    """Pictures (n, 1, height, width) turned, scaled, shifted and half of them mirrored: (n, 1, side, side)."""
    count = len(faces)
    turn = torch.deg2rad(_within(count, changes.turn_deg))
    scale = 1 + _within(count, changes.scale)
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    shift = 2 * torch.stack([_within(count, changes.shift), _within(count, changes.shift)], dim=1)
    cos, sin = scale * turn.cos(), scale * turn.sin()
    affine = torch.stack(
        [torch.stack([cos * mirror, -sin, shift[:, 0]], dim=1), torch.stack([sin * mirror, cos, shift[:, 1]], dim=1)],
        dim=1,
    )  # (n, 2, 3)
    grid = F.affine_grid(affine, [count, 1, side, side], align_corners=False)
    return F.grid_sample(faces, grid, mode="bilinear", padding_mode="border", align_corners=False)


def erased(faces: Tensor, share: float) -> Tensor:
    """Some of the prepared pictures with a grey rectangle, painted in place (Zhong et al. 2020, arXiv:1708.04896)."""
    side = faces.shape[2]
    for row in _some(len(faces), share).tolist():
        height, width = (int(side * part) for part in torch.empty(2).uniform_(*ERASED_SIDE).tolist())
        top, left = (int(torch.randint(side - length, ())) for length in (height, width))
        faces[row, :, top : top + height, left : left + width] = 0
    return faces


def mixed(faces: Tensor, targets: Tensor, alpha: float) -> tuple[Tensor, Tensor]:
    """Faces blended with others of the batch, and what they show likewise (mixup, Zhang et al. 2018, arXiv:1710.09412)."""
    if alpha <= 0:
        return faces, targets
    share = torch.distributions.Beta(alpha, alpha).sample((len(faces), 1))
    share = torch.maximum(share, 1 - share)
    order = torch.randperm(len(faces))
    own = share[:, :, None, None]
    return own * faces + (1 - own) * faces[order], share * targets + (1 - share) * targets[order]


def _some(count: int, share: float) -> Tensor:
    """Numbers of about `share` of `count`."""
    return torch.nonzero(torch.rand(count) < share).flatten()


def _within(count: int, most: float) -> Tensor:
    """Numbers between minus `most` and `most`, (count,)."""
    return most * (2 * torch.rand(count) - 1)
