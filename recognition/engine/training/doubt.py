"""Fitting doubt: which voices are familiar, and how much flatter each cause has to make the scores."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.covariance import LedoitWolf
from torch import Tensor

from recognition.engine.fusion.doubt import CAUSES, Familiarity

FAMILIAR_SHARE = 0.95
MOST_WEIGHT = 3.0
RIDGE = 1e-3


def fit_familiarity(embeddings: Tensor) -> Familiarity:
    """The Gaussian of what the trunk has heard: embeddings of training clips, (clips, dim)."""
    gaussian = LedoitWolf().fit(embeddings.double().numpy())
    familiarity = Familiarity(embeddings.shape[1])
    whitening = torch.linalg.cholesky(torch.from_numpy(gaussian.precision_))
    familiarity.load_state_dict(
        {"centre": torch.from_numpy(gaussian.location_).float(), "whitening": whitening.float()}
    )
    return familiarity


def familiar_until(distances: Tensor, weights: np.ndarray) -> float:
    """The distance within which 95 % of calibration speakers' clips lie, each weighted: (clips,)."""
    order = np.argsort(distances.numpy())
    share = np.cumsum(weights[order]) / weights.sum()
    return round(float(distances[order[int(np.searchsorted(share, FAMILIAR_SHARE))]]), 4)


def fit_weights(
    logits: np.ndarray, truth: np.ndarray, causes: Sequence[Mapping[str, float]], weights: np.ndarray
) -> dict[str, float]:
    """Weights of the causes of doubt, by the least negative log-likelihood; none below 0: bad sound makes nothing surer.

    Args:
        logits: calibrated for clean sound, (clips, labels), of clean and damaged clips.
        truth: label numbers, (clips,).
        causes: of each clip.
        weights: (clips,).
    """
    amounts = np.array([[cause[name] for name in CAUSES] for cause in causes])

    def loss(coefficients: np.ndarray) -> float:
        flattened = logits / np.exp(amounts @ coefficients)[:, None]
        likelihood = log_softmax(flattened, axis=1)[np.arange(len(truth)), truth]
        return float(-(weights * likelihood).sum() / weights.sum() + RIDGE * np.square(coefficients).sum())

    found = minimize(loss, np.zeros(len(CAUSES)), bounds=[(0.0, MOST_WEIGHT)] * len(CAUSES))
    return {name: round(float(value), 4) for name, value in zip(CAUSES, found.x, strict=True)}
