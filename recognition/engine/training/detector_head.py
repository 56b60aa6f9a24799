"""Fitting the head on what the speech detector makes of sound."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from recognition.engine.features.speech_detector import pooled_states
from recognition.engine.fusion.windows import windows
from recognition.engine.training.corpus import Clip, targets
from recognition.engine.training.linear import fit_head
from recognition.engine.training.recipe import HeadsRecipe
from recognition.engine.training.second_head import CLEAN_SHARE, as_drawn
from recognition.engine.training.voice import of_several_emotions

REGULARISATION = 0.1  # scikit-learn's C
PLAIN_SHARE = 0.5  # corpora of one emotion: the detector tells plain voices by itself


def fit_detector_head(
    clips: Sequence[Clip], spoilt: Sequence[Clip], *, labels: Sequence[str], recipe: HeadsRecipe, seed: int
) -> nn.Linear:
    """Fit a linear head on clean clips, their takes, and the same clips damaged.

    The detector hears sound: what is augmented is that, for nothing can be done to its states. Without damaged clips its
    head takes noise for an emotion.

    Args:
        clips: training clips of the recipe's corpora, whose frames are the detector's states.
        spoilt: the same after `damage.DAMAGES`; clips of which nothing was left are missing.
        recipe: how often a clip is drawn.
    """
    row_of = {(clip.corpus, clip.utterance.id): row for row, clip in enumerate(clips)}
    clean = torch.stack([_pooled(clip, clip.frames) for clip in clips])
    others = [(row, _pooled(clip, take)) for row, clip in enumerate(clips) for take in clip.takes]
    others += [(row_of[clip.corpus, clip.utterance.id], _pooled(clip, clip.frames)) for clip in spoilt]
    rows = torch.tensor([*range(len(clips)), *(row for row, _ in others)])
    weights = as_drawn(clips, recipe.clips_per_epoch) * torch.where(of_several_emotions(clips), 1.0, PLAIN_SHARE)
    weights /= CLEAN_SHARE - 1 + torch.bincount(rows, minlength=len(clips))
    shares = torch.cat([torch.full((len(clips),), CLEAN_SHARE), torch.ones(len(others))])
    return fit_head(
        torch.stack([*clean, *(pooled for _, pooled in others)]),
        targets(clips, labels)[rows],
        shares * weights[rows],
        centre=clean.mean(dim=0),
        scale=clean.std(dim=0) + 1e-3,
        labels=len(labels),
        regularisation=REGULARISATION,
        seed=seed,
    )


def _pooled(clip: Clip, states: Tensor) -> Tensor:
    """The mean over a clip's windows, (dim,)."""
    return pooled_states(windows(states.float(), clip.frames_per_s)).mean(dim=0)
