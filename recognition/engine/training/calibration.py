"""Calibration on speakers and texts that no weight was trained on: temperatures and conformal thresholds."""

from collections import Counter

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

COVERAGE = 0.9
TEMPERATURE_RANGE = (0.2, 10.0)


def fit_temperature(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> float:
    """The temperature with the least weighted negative log-likelihood (Guo et al. 2017, arXiv:1706.04599).

    Args:
        logits: (examples, labels).
        targets: (examples, labels), rows sum to 1.
        weights: (examples,).
    """

    def loss(log_temperature: float) -> float:
        scores = log_softmax(logits / np.exp(log_temperature), axis=1)
        return float(-(weights[:, None] * targets * scores).sum() / weights.sum())

    found = minimize_scalar(loss, bounds=tuple(np.log(TEMPERATURE_RANGE)), method="bounded")
    return round(float(np.exp(found.x)), 4)


def conformal_threshold(logits: np.ndarray, truth: np.ndarray, weights: np.ndarray, temperature: float) -> float:
    """The probability that the right label reaches for 90 % of examples (Sadinle et al. 2019, arXiv:1609.00451).

    A prediction set is every label at least this likely. The example to come counts as one more, as split conformal
    prediction asks, with the mean weight.

    Args:
        logits: (examples, labels).
        truth: label numbers, (examples,).
        weights: (examples,).
        temperature: the one already fitted.
    """
    scores = softmax(logits / temperature, axis=1)[np.arange(len(truth)), truth]
    order = np.argsort(scores)
    share = np.cumsum(weights[order]) / (weights.sum() + weights.mean())
    allowed = int((share <= 1.0 - COVERAGE).sum())
    return round(float(np.sort(scores)[allowed - 1]), 6) if allowed > 0 else 0.0


def balanced(groups: list[str]) -> np.ndarray:
    """Weights that let every group (a corpus, say) count alike, mean 1: (examples,)."""
    count = Counter(groups)
    return np.array([len(groups) / (len(count) * count[group]) for group in groups])
