"""Still pictures of faces as film would show them, and films of faces turned and mirrored."""

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.training.faces_augment import blurred, compressed, lit
from recognition.engine.training.faces_recipe import Changes

TURN_DEG = 10.0  # as the reference recipe turns faces
AS_FILM = Changes(turn_deg=12.0, scale=0.12, shift=0.08, gamma=0.25, shade=0.35, blurred=0.5, compressed=0.3)
SWAYS = 0.25  # how far a face moves within a film, as a share of how far faces differ
BRIGHTER = 0.15  # most that the light changes within a film
GRAIN = 6.0  # most noise, in levels of grey
DROPPED = 0.1  # share of the pictures that are the one before over again


def films_of(grey: Tensor, pictures: int) -> Tensor:
    """Films of still faces by torch's own generator: uint8 (n, side, side) -> uint8 (n, pictures, side, side).

    A film's face is turned, scaled, shifted and lit in its own way, and sways a little; the light drifts, the picture is
    blurred, grainy and compressed, and frames are missing. Half of the films are mirrored.
    """
    count, side = len(grey), grey.shape[1]
    still = lit(blurred(grey.float().unsqueeze(1), AS_FILM.blurred), AS_FILM)  # (n, 1, side, side)
    frames = still.repeat_interleave(pictures, dim=0)
    moving = F.grid_sample(frames, _sway(count, pictures, side), padding_mode="border", align_corners=False)
    light = 1 + BRIGHTER * _drift(count, pictures)
    grainy = moving * light.reshape(-1, 1, 1, 1) + GRAIN * torch.rand(count, 1).repeat_interleave(pictures, dim=0)[
        :, :, None, None
    ] * torch.randn_like(moving)
    seen = compressed(grainy.squeeze(1).clamp(0, 255).byte(), AS_FILM.compressed)
    return _dropping(seen.reshape(count, pictures, side, side))


def turned(films: Tensor) -> Tensor:
    """Films, half of them mirrored, all turned a little, by torch's own generator: (n, pictures, height, width) alike."""
    count, _, height, width = films.shape
    turn = torch.deg2rad(TURN_DEG * (2 * torch.rand(count) - 1))
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    shape = [count, films.shape[1], height, width]
    grid = F.affine_grid(_affine(turn, torch.ones(count), torch.zeros(count, 2), mirror), shape, align_corners=False)
    return F.grid_sample(films.float(), grid.to(films.device), padding_mode="border", align_corners=False)


def _sway(count: int, pictures: int, side: int) -> Tensor:
    """Where each frame's points come from, (n · pictures, side, side, 2)."""
    turn, scale, across, down = (
        (most * ((2 * torch.rand(count, 1) - 1) + SWAYS * _drift(count, pictures))).flatten()
        for most in (AS_FILM.turn_deg, AS_FILM.scale, 2 * AS_FILM.shift, 2 * AS_FILM.shift)
    )
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0).repeat_interleave(pictures)
    affine = _affine(torch.deg2rad(turn), 1 + scale, torch.stack([across, down], dim=1), mirror)
    return F.affine_grid(affine, [count * pictures, 1, side, side], align_corners=False)


def _affine(turn: Tensor, scale: Tensor, shift: Tensor, mirror: Tensor) -> Tensor:
    """Turns (n,), scales (n,), shifts (n, 2) and mirrors (n,) -> (n, 2, 3)."""
    cos, sin = scale * turn.cos(), scale * turn.sin()
    rows = ((cos * mirror, -sin, shift[:, 0]), (sin * mirror, cos, shift[:, 1]))
    return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)


def _drift(count: int, pictures: int) -> Tensor:
    """Something that changes slowly, from -1 to 1 at most: (n, pictures)."""
    walk = torch.randn(count, pictures).cumsum(dim=1)
    walk = walk - walk.mean(dim=1, keepdim=True)
    return walk / walk.abs().amax(dim=1, keepdim=True).clamp_min(1e-6)


def _dropping(films: Tensor) -> Tensor:
    dropped = torch.rand(films.shape[:2]) < DROPPED
    dropped[:, 0] = False
    number = torch.arange(films.shape[1]).expand(films.shape[:2])
    shown = torch.where(dropped, 0, number).cummax(dim=1).values  # of a dropped one, that before
    return films.gather(1, shown[:, :, None, None].expand_as(films))
