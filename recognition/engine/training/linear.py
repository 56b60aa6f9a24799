"""Linear classifiers of a trunk's maps."""

import numpy as np
from sklearn.linear_model import LogisticRegression


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
