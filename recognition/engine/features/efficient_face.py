"""EfficientFace (Zhao, Liu & Zhou 2021, "Robust Lightweight Facial Expression Recognition Network with Label Distribution
Training", AAAI): a ShuffleNet of faces, whose early maps are modulated by attention and joined by those of the face's
quarters."""

from typing import cast

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

STEM, WIDTHS, REPEATS, MAPS_DIM = 29, (116, 232, 464), (4, 8, 4), 1024
REDUCTION = 16  # of channels inside the modulator
DILATION = 4  # of the modulator's convolutions, so that a point hears most of the face
SIDE = 96  # pixels of a picture as the network takes it; published for 224, with faces of that size
FACE_SIDE = 48  # pixels of FER+'s faces: what is finer was never learnt from
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601
FLAT = 8.0  # levels of grey; below such a deviation a picture is flat, and is not stretched further


class EfficientFace(nn.Module):
    """Faces to logits.

    The paper cuts the maps of the stem into quarters of 28x28, for pictures of 224; here they are cut in halves at
    whatever size, a multiple of 16.
    """

    def __init__(self, labels: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.stem = nn.Sequential(convolution(3, STEM, 3, stride=2), nn.MaxPool2d(3, 2, padding=1))
        self.stages = nn.ModuleList(
            _stage(before, width, repeats)
            for before, width, repeats in zip((STEM, *WIDTHS), WIDTHS, REPEATS, strict=False)
        )
        self.local = LocalFeatureExtractor(STEM, WIDTHS[0])
        self.modulator = Modulator(WIDTHS[0])
        self.last = convolution(WIDTHS[-1], MAPS_DIM, 1)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(MAPS_DIM, labels))
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, 3, side, side), as `prepared` makes them -> logits (n, labels)."""
        return cast(Tensor, self.head(self.maps(pictures)))

    def maps(self, pictures: Tensor) -> Tensor:
        """(n, 3, side, side) -> the last maps' means, (n, 1024)."""
        stem = self.stem(pictures.contiguous(memory_format=torch.channels_last))  # (n, 29, side / 4, side / 4)
        maps = self.modulator(self.stages[0](stem)) + self.local(stem)
        for stage in self.stages[1:]:
            maps = stage(maps)
        return cast(Tensor, self.last(maps).mean(dim=(2, 3)))


class LocalFeatureExtractor(nn.Module):
    """Depthwise convolutions of each quarter of the maps by itself, put together again."""

    def __init__(self, before: int, width: int) -> None:
        super().__init__()
        self.quarters = nn.ModuleList(
            nn.Sequential(
                convolution(before, width, 3, stride=2, groups=before), convolution(width, width, 3, groups=width)
            )
            for _ in range(4)
        )

    def forward(self, maps: Tensor) -> Tensor:
        """(n, before, side, side) -> (n, width, side / 2, side / 2)."""
        quarters = (quarter for rows in maps.chunk(2, dim=2) for quarter in rows.chunk(2, dim=3))
        upper_left, upper_right, lower_left, lower_right = (
            own(quarter) for own, quarter in zip(self.quarters, quarters, strict=True)
        )
        upper, lower = torch.cat([upper_left, upper_right], dim=3), torch.cat([lower_left, lower_right], dim=3)
        return torch.cat([upper, lower], dim=2)


class Modulator(nn.Module):
    """The channel-spatial modulator: which maps count, times where they count (Park et al. 2018, arXiv:1807.06514)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        narrow = width // REDUCTION
        self.channels = nn.Sequential(
            nn.Linear(width, narrow), nn.BatchNorm1d(narrow), nn.ReLU(inplace=True), nn.Linear(narrow, width)
        )
        self.places = nn.Sequential(
            convolution(width, narrow, 1, bias=True),
            convolution(narrow, narrow, 3, dilation=DILATION, bias=True),
            convolution(narrow, narrow, 3, dilation=DILATION, bias=True),
            nn.Conv2d(narrow, 1, 1),
        )

    def forward(self, maps: Tensor) -> Tensor:
        """(n, width, side, side) -> the same shape."""
        channels = self.channels(maps.mean(dim=(2, 3)))[:, :, None, None]
        return torch.sigmoid(channels * self.places(maps)) * maps


class Shuffled(nn.Module):
    """A unit of ShuffleNet V2 (Ma et al. 2018, arXiv:1807.11164): half of the maps pass, half are worked on, all are
    dealt anew. Where the maps shrink, both halves are worked on, from all that comes in."""

    def __init__(self, before: int, width: int) -> None:
        super().__init__()
        half, shrinks = width // 2, before != width
        stride = 2 if shrinks else 1
        self.beside = nn.Sequential(_depthwise(before, stride), convolution(before, half, 1)) if shrinks else None
        self.worked = nn.Sequential(
            convolution(before if shrinks else half, half, 1), _depthwise(half, stride), convolution(half, half, 1)
        )

    def forward(self, maps: Tensor) -> Tensor:
        """(n, before, side, side) -> (n, width, side, side), or half that side where the maps shrink."""
        if self.beside is None:
            passed, given = maps.chunk(2, dim=1)
        else:
            passed, given = self.beside(maps), maps
        halves = torch.stack([passed, self.worked(given)], dim=2)  # dealt: one of each half in turn
        return halves.flatten(1, 2).contiguous(memory_format=torch.channels_last)


def prepared(pictures: npt.NDArray[np.uint8], side: int = SIDE) -> Tensor:
    """Pictures of faces as the network takes them, in training and in the product alike.

    They are made grey, brought to the fineness of FER+ and to the network's size, and each is standardised by itself, so
    that light and contrast of a film matter little.

    Args:
        pictures: uint8 (n, height, width, 3), RGB.

    Returns:
        float32 (n, 3, side, side).
    """
    grey = torch.from_numpy(np.ascontiguousarray(pictures)).float() @ torch.tensor(LUMA)
    coarse = F.interpolate(grey.unsqueeze(1), (FACE_SIDE, FACE_SIDE), mode="bilinear", antialias=True)
    return standardised(F.interpolate(coarse, (side, side), mode="bilinear", antialias=True)).expand(-1, 3, -1, -1)


def standardised(grey: Tensor) -> Tensor:
    """Grey pictures (n, 1, side, side), 0 to 255 -> the same shape, each of mean 0 and deviation 1."""
    deviation, mean = torch.std_mean(grey, dim=(1, 2, 3), keepdim=True, correction=0)
    return (grey - mean) / deviation.clamp_min(FLAT)


def _stage(before: int, width: int, repeats: int) -> nn.Sequential:
    return nn.Sequential(Shuffled(before, width), *(Shuffled(width, width) for _ in range(repeats - 1)))


def convolution(
    before: int, width: int, kernel: int, *, stride: int = 1, groups: int = 1, dilation: int = 1, bias: bool = False
) -> nn.Sequential:
    """A convolution that keeps the maps' size but for its stride, batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(before, width, kernel, stride, kernel // 2 * dilation, dilation=dilation, groups=groups, bias=bias),
        nn.BatchNorm2d(width),
        nn.ReLU(inplace=True),
    )


def _depthwise(width: int, stride: int) -> nn.Sequential:
    """Each map by itself, without a ReLU after it."""
    return nn.Sequential(nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), nn.BatchNorm2d(width))
