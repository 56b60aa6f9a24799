"""Doubt: the less a voice is like those the model knows, and the worse its sound, the flatter its scores."""

from collections.abc import Mapping
from math import exp, log, log2
from typing import NamedTuple

import torch
from torch import Tensor, nn

from recognition.engine.types import Quality

CLEAN_DB = 20.0
CLIPPED_SHARE = 0.05
LONG_ENOUGH_S = 1.5
FULL_BAND_HZ = 8000.0

CAUSES = ("unfamiliar", "noisy", "clipped", "short", "narrow")
"""What doubt comes from; each is 0 where there is no cause, and the same order as the coefficients on a card."""


class Familiarity(nn.Module):
    """Distance of a voice's embedding from those of the training speakers: Mahalanobis (Lee et al. 2018, arXiv:1807.03888).

    Of one Gaussian for all classes, with the covariance shrunk (Ledoit & Wolf 2004), for it is the speech that is strange
    or not, not the emotion.
    """

    centre: Tensor
    whitening: Tensor

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.register_buffer("centre", torch.zeros(dim))
        self.register_buffer("whitening", torch.eye(dim))

    def forward(self, embedding: Tensor) -> Tensor:
        """Embeddings (segments, dim) -> mean squared distance in deviations, (segments,); about 1 for what was heard."""
        return ((embedding - self.centre) @ self.whitening).square().mean(dim=1)


class Doubt(NamedTuple):
    """What a card says of doubt: how far the familiar reaches, and each cause's weight."""

    familiar_until: float
    weights: Mapping[str, float]

    def unfamiliar(self, distance: float) -> bool:
        """Whether a voice lies farther out than 95 % of the calibration speakers' clips."""
        return distance > self.familiar_until

    def factor(self, causes: Mapping[str, float]) -> float:
        """By how much to raise the temperature: 1 without a cause for doubt."""
        return exp(sum(self.weights[cause] * amount for cause, amount in causes.items()))

    def causes(self, distance: float, quality: Quality, duration_s: float) -> dict[str, float]:
        """How much of each of `CAUSES` a segment gives."""
        return dict(
            zip(
                CAUSES,
                (
                    max(0.0, log(distance / self.familiar_until)),
                    0.0 if quality.snr_db is None else max(0.0, 1.0 - max(quality.snr_db, 0.0) / CLEAN_DB),
                    min(1.0, quality.clipping / CLIPPED_SHARE),
                    max(0.0, 1.0 - duration_s / LONG_ENOUGH_S),
                    0.0 if quality.bandwidth_hz is None else max(0.0, log2(FULL_BAND_HZ / quality.bandwidth_hz)),
                ),
                strict=True,
            )
        )
