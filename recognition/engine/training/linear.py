"""Linear classifiers of a trunk's maps."""

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn


def fit_head(
    maps: Tensor,
    truth: np.ndarray,
    weights: Tensor,
    *,
    centre: Tensor,
    scale: Tensor,
    labels: int,
    regularisation: float,
    seed: int,
) -> nn.Linear:
    """A layer of maps as they are, (clips, dim), fitted on standardised ones; the other arguments are those of `fit_linear`."""
    coefficients, biases = fit_linear(
        ((maps - centre) / scale).double().numpy(),
        truth,
        weights.numpy(),
        labels=labels,
        regularisation=regularisation,
        seed=seed,
    )
    weight = torch.from_numpy(coefficients) / scale
    head = nn.Linear(len(centre), labels)
    head.load_state_dict({"weight": weight, "bias": torch.from_numpy(biases) - weight @ centre.double()})
    return head.eval()


def fit_linear(
    maps: np.ndarray, truth: np.ndarray, weights: np.ndarray, *, labels: int, regularisation: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Multinomial logistic regression: coefficients (labels, dim) and biases (labels,).

    A label that no clip shows is as likely as one clip among all of them.

    Args:
        maps: (clips, dim), standardised.
        truth: label numbers, (clips,).
        weights: (clips,).
        regularisation: scikit-learn's C.
    """
    shown = np.unique(truth)
    coefficients, biases = np.zeros((labels, maps.shape[1])), np.full(labels, -np.log(len(truth)))
    biases[shown] = 0.0
    if len(shown) > 1:
        fitted = LogisticRegression(C=regularisation, max_iter=500, random_state=seed)
        fitted.fit(maps, truth, sample_weight=weights)
        each = np.eye(len(shown)) if len(shown) > 2 else np.array([[-0.5], [0.5]])  # of two it tells the second alone
        coefficients[shown], biases[shown] = each @ fitted.coef_, each @ fitted.intercept_
    return coefficients, biases
