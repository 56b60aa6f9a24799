"""Fitting the speaker baseline: a linear model of emotion plus speaker on the trunk's pooled maps."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from recognition.engine.fusion.speaker import BaselineHead
from recognition.engine.training.linear import fit_linear

REGULARISATION = 1e-3  # scikit-learn's C: small, for the training speakers' maps are far tidier than anyone else's
ROUNDS = 5
SOFTNESS = 1.5  # their logits are too sure of strangers by about this


def fit_speaker_baseline(
    pooled: Tensor, truth: Tensor, speakers: Sequence[str], *, labels: int, seed: int
) -> BaselineHead:
    """Train the baseline's head on maps from which each training speaker's own offset has been taken.

    Args:
        pooled: of training clips, (clips, pooled_dim).
        truth: label numbers, (clips,).
        speakers: of each clip.
    """
    maps, answers = pooled.double().numpy(), truth.numpy()
    centre, scale = maps.mean(axis=0), maps.std(axis=0) + 1e-3
    level = without_speakers((maps - centre) / scale, answers, np.array(speakers))
    coefficients, biases = fit_linear(
        level, answers, np.ones(len(level)), labels=labels, regularisation=REGULARISATION, seed=seed
    )
    means = np.zeros((labels, maps.shape[1]))  # of an emotion that nobody shows: nothing unusual
    for label in np.unique(answers):
        means[label] = level[answers == label].mean(axis=0)
    weight = coefficients / SOFTNESS / scale
    baseline = BaselineHead(maps.shape[1], labels)
    baseline.load_state_dict(
        {
            "head.weight": torch.from_numpy(weight).float(),
            "head.bias": torch.from_numpy(biases / SOFTNESS - weight @ centre).float(),
            "means": torch.from_numpy((means @ coefficients.T + biases) / SOFTNESS).float(),
        }
    )
    return baseline.eval()


def without_speakers(maps: np.ndarray, truth: np.ndarray, speakers: np.ndarray) -> np.ndarray:
    """Maps less their speaker's offset, in an additive model of emotion and speaker, fitted by turns: (clips, dim).

    An offset is the mean over the speaker's emotions, so that it does not depend on how often each was recorded.
    """
    level = maps
    for _ in range(ROUNDS):
        means = {label: level[truth == label].mean(axis=0) for label in np.unique(truth)}
        level = maps.copy()
        for speaker in np.unique(speakers):
            own = speakers == speaker
            spoken = [own & (truth == label) for label in np.unique(truth[own])]
            level[own] -= np.mean([maps[clips].mean(axis=0) - means[truth[clips][0]] for clips in spoken], axis=0)
    return level
