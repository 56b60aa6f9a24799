"""Training the fusion on pairs of a voice and words."""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import nn

from recognition.engine.fusion.fusions import open_fusion
from recognition.engine.training.pairs import PAIRINGS, Pool
from recognition.engine.training.recipe import FusionRecipe
from recognition.engine.training.stages import steps


def train_fusion(
    voice: Pool, words: Pool, *, labels: Sequence[str], recipe: FusionRecipe, seed: int, report: Callable[[str], None]
) -> nn.Module:
    """Train a fusion on fresh pairs each step.

    The pools are of speakers and texts that the branches were not trained on (stacking, Wolpert 1992): on their own
    training data the branches are always sure, and a fusion would learn to believe whoever is surer.
    """
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    fusion = open_fusion(recipe.kind, len(labels), words.outputs.embedding.shape[1])
    draw = PAIRINGS[recipe.pairing]
    count = recipe.epochs * recipe.pairs // recipe.batch
    optimiser = torch.optim.AdamW(fusion.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=recipe.learning_rate, total_steps=count + 1)
    for step in steps(range(1, count + 1), "fusion"):
        pairs = draw(voice, words, labels=labels, recipe=recipe, count=recipe.batch, chance=chance)
        loss = F.cross_entropy(fusion(pairs.voice, pairs.words, pairs.context, pairs.words_present).logits, pairs.truth)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step % max(1, count // 10) == 0:
            report(f"fusion: {step} of {count} steps, loss {loss.item():.3f}")
    return fusion.eval()
