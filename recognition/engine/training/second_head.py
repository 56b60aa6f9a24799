"""A second head for a voice whose trunk is trained."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor, nn

from recognition.engine.fusion.branches import VoiceBranch
from recognition.engine.training.corpus import Clip, targets
from recognition.engine.training.device import device_of, mixed_precision
from recognition.engine.training.linear import fit_head
from recognition.engine.training.recipe import HeadsRecipe, VoiceRecipe
from recognition.engine.training.voice import augmented, epoch_batches, of_several_emotions

REGULARISATION = 1e-2  # scikit-learn's C: small, for the training clips' maps are far tidier than anyone else's
CLEAN_SHARE = 2.0  # clean clips count as much as two ways of augmenting them
PLAIN_SHARE = 2.0  # corpora of one emotion, which are plain speech: the trunk and its own head know little of it


class Heard(NamedTuple):
    """The trunk's maps of some windows (windows, pooled_dim), the numbers of their clips, and their weights, (windows,)."""

    maps: Tensor
    rows: Tensor
    weights: Tensor


def fit_second_head(
    voice: VoiceBranch,
    pooled: Tensor,
    clips: Sequence[Clip],
    *,
    labels: Sequence[str],
    course: VoiceRecipe,
    recipe: HeadsRecipe,
    seed: int,
) -> nn.Linear:
    """Fit a linear head on all sorts of sound at once (decoupled training, Kang et al. 2020, arXiv:1910.09217).

    The head that was trained with the trunk is left as the last course, the noisiest, made it. This one begins anew, so it
    errs elsewhere, and their mean errs less.

    Args:
        pooled: the trunk's maps of the clean clips, (clips, pooled_dim).
        clips: training clips of the recipe's corpora.
        course: the last of the trunk's training, whose batches and windows are heard.
        recipe: how often a clip is drawn, and the ways of augmenting, each of which is heard once.
    """
    drawn, every = replace(course, clips_per_epoch=recipe.clips_per_epoch), torch.arange(len(clips))
    heard = [Heard(pooled, every, CLEAN_SHARE * as_drawn(clips, recipe.clips_per_epoch))]
    for augmentation in recipe.augmentations:
        heard.append(_augmented(voice, clips, replace(drawn, augmentation=augmentation), seed))
    maps, rows, weights = (torch.cat(parts) for parts in zip(*heard, strict=True))
    weights *= torch.where(of_several_emotions(clips), 1.0, PLAIN_SHARE)[rows]
    centre, scale = pooled.mean(dim=0), pooled.std(dim=0) + 1e-3
    return fit_head(
        maps,
        targets(clips, labels)[rows],
        weights / (CLEAN_SHARE + len(heard) - 1),
        centre=centre,
        scale=scale,
        labels=len(labels),
        regularisation=REGULARISATION,
        seed=seed,
    )


def as_drawn(clips: Sequence[Clip], clips_per_epoch: Mapping[str, int]) -> Tensor:
    """How often an epoch draws each clip, (clips,): less than once where it takes only some of a corpus."""
    count = Counter(clip.corpus for clip in clips)
    share = {corpus: min(1.0, clips_per_epoch.get(corpus, all_) / all_) for corpus, all_ in count.items()}
    return torch.tensor([share[clip.corpus] for clip in clips])


def _augmented(voice: VoiceBranch, clips: Sequence[Clip], course: VoiceRecipe, seed: int) -> Heard:
    """One epoch's windows."""
    chance, device = torch.Generator().manual_seed(seed), device_of(voice)
    maps, rows = [], []
    with torch.inference_mode():
        for batch in epoch_batches(clips, course, chance):
            frames = augmented(clips, batch, course, course.window_s, chance)
            with mixed_precision(device):
                maps.append(voice.trunk.pool(frames.to(device)).float().cpu())
            rows += batch
    return Heard(torch.cat(maps), torch.tensor(rows), torch.ones(len(rows)))
