"""Modality dropout: what a network that may miss a stream is trained on (Chumachenko et al. 2022, arXiv:2201.11095, 3.3)."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

BOTH, VOICE, FACE = "fused", "voice", "face"


class Masked(NamedTuple):
    """A batch several times over, one copy after the other: voice and face, each (copies · batch, …), and what each copy
    can tell the emotion by, which is what it has to answer where the streams of a pair differ."""

    voice: Tensor
    face: Tensor
    told_by: tuple[str, ...]


def softhard(voice: Tensor, face: Tensor, chance: torch.Generator) -> Masked:
    """The batch as it is, with one stream fainter as the other is louder, without voice, and without face.

    Args:
        voice, face: (batch, …).
        chance: the source of chance.
    """
    share = torch.randint(0, 100, (len(voice),), generator=chance).to(voice) / 100
    fainter, louder = voice * _as(share, voice), face * _as(1 - share, face)
    without_voice, without_face = torch.zeros_like(voice), torch.zeros_like(face)
    return Masked(
        torch.cat([voice, fainter, without_voice, voice]),
        torch.cat([face, louder, face, without_face]),
        (BOTH, BOTH, FACE, VOICE),
    )


def noise(voice: Tensor, face: Tensor, chance: torch.Generator) -> Masked:
    """The batch as it is, with noise for the voice, and with noise for the face."""
    other_voice, other_face = _noise(voice, chance), _noise(face, chance)
    return Masked(torch.cat([voice, other_voice, voice]), torch.cat([face, face, other_face]), (BOTH, FACE, VOICE))


def nodropout(voice: Tensor, face: Tensor, _: torch.Generator) -> Masked:
    """The batch as it is."""
    return Masked(voice, face, (BOTH,))


MASKS: Mapping[str, Callable[[Tensor, Tensor, torch.Generator], Masked]] = {
    "softhard": softhard,
    "noise": noise,
    "nodropout": nodropout,
}


def _as(share: Tensor, stream: Tensor) -> Tensor:
    """(batch,) -> (batch, 1, …), of as many dimensions as the stream."""
    return share.reshape(-1, *[1] * (stream.dim() - 1))


def _noise(stream: Tensor, chance: torch.Generator) -> Tensor:
    return torch.randn(stream.shape, generator=chance).to(stream)
