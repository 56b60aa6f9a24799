"""What training makes small: cross-entropy, or focal loss, which looks away from what is right already."""

from collections.abc import Sequence
from typing import Protocol

import torch.nn.functional as F
from torch import Tensor

CROSS_ENTROPY, FOCAL = LOSSES = ("cross-entropy", "focal")
SURE = 1e-6  # below this far from certain, the slope of a small power would have no bounds


class LossRecipe(Protocol):
    """The part of a branch's recipe that names its loss."""

    @property
    def loss(self) -> str: ...
    @property
    def gamma(self) -> float: ...


def branch_loss(logits: Tensor, targets: Tensor, weights: Tensor, recipe: LossRecipe) -> Tensor:
    """The loss that a recipe names, mean over a batch.

    Focal loss scales each label's part by (1 - its probability) to the power of gamma (Lin et al. 2017, arXiv:1708.02002).

    Args:
        logits: (batch, labels).
        targets: rows sum to 1; smoothed or mixed ones count label by label, (batch, labels).
        weights: of the labels, (labels,).
    """
    likelihood = F.log_softmax(logits, dim=1)
    if recipe.loss == FOCAL:
        weights = weights * (1.0 - likelihood.exp()).clamp_min(SURE) ** recipe.gamma
    return -(weights * targets * likelihood).sum(dim=1).mean()


def refuse_unknown(loss: str) -> None:
    """Raises ValueError for a name that is not one of `LOSSES`."""
    if loss not in LOSSES:
        raise ValueError(f"unknown loss {loss}, not one of {', '.join(LOSSES)}")


def loss_key(recipes: Sequence[LossRecipe]) -> tuple[object, ...]:
    """What tells stages that were trained by another loss from those of cross-entropy, of which nothing needs to be said."""
    named = tuple((recipe.loss, recipe.gamma) if recipe.loss == FOCAL else () for recipe in recipes)
    return (named,) if any(named) else ()
