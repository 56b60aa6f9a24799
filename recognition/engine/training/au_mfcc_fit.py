"""Fitting the network of `au-mfcc` to measured clips: one loop, top to bottom."""

from collections.abc import Callable, Sequence
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from recognition.engine.fusion.au_mfcc_net import Answer, AuMfccNet, Senses
from recognition.engine.training.au_mfcc_recipe import NetRecipe
from recognition.engine.training.curves import Epoch
from recognition.engine.training.losses import branch_loss

WARM_UP = 0.15
PATCHES_LEFT_OUT = 0.15


def fit_net(
    train: Senses,
    truth: Tensor,
    speakers: Sequence[str],
    held_out: Senses,
    held_out_truth: Tensor,
    *,
    labels: int,
    recipe: NetRecipe,
    seed: int,
    report: Callable[[Epoch], None],
) -> tuple[AuMfccNet, list[Epoch]]:
    """Train on clips of some speakers; those held out are for the curves, and nothing is chosen by them.

    Args:
        train, held_out: clips, standardised.
        truth, held_out_truth: label numbers, (clips,).
        speakers: of each training clip.
        labels: how many.
        report: told after each epoch.
    """
    torch.manual_seed(seed)
    net = AuMfccNet(labels, dropout=recipe.dropout, pooled_dropout=recipe.pooled_dropout)
    averaged = AveragedModel(net)
    steps = recipe.epochs * -(-len(truth) // recipe.batch)
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=recipe.learning_rate, total_steps=steps + 1, pct_start=WARM_UP
    )
    weights = (len(truth) / torch.bincount(truth, minlength=labels).clamp_min(1) / labels).sqrt()
    other = Swaps(train, speakers)
    epochs: list[Epoch] = []
    for epoch in range(1, recipe.epochs + 1):
        net.train()
        losses, hits = 0.0, 0
        for batch in torch.split(torch.randperm(len(truth)), recipe.batch):
            target = F.one_hot(truth[batch], labels).float()
            target = target * (1 - recipe.label_smoothing) + recipe.label_smoothing / labels
            given, target = mixed(noisy(other(batch, recipe.swap), recipe), target, recipe.mixup)
            answer: Answer = net(given)
            loss = net_loss(answer, given.present, target, weights, recipe)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            losses += float(loss.detach()) * len(batch)
            hits += int((answer.fused.argmax(dim=1) == truth[batch]).sum())
        if epoch > recipe.epochs - recipe.average_epochs:
            averaged.update_parameters(net)
        epochs.append(_epoch(epoch, net, held_out, held_out_truth, losses / len(truth), hits / len(truth)))
        report(epochs[-1])
    return cast(AuMfccNet, averaged.module.eval()), epochs


def net_loss(answer: Answer, present: Tensor, target: Tensor, weights: Tensor, recipe: NetRecipe) -> Tensor:
    """The fused decision's loss, and a part of each stream's own where it is there."""
    loss = branch_loss(answer.fused, target, weights, recipe)
    for number, logits in enumerate((answer.voice, answer.face)):
        there = present[:, number] > 0
        if there.any():
            loss = loss + recipe.alone * branch_loss(logits[there], target[there], weights, recipe)
    return loss


class Swaps:
    """Clips as if others had recorded them: less the mean of their own speaker, plus that of another training speaker."""

    def __init__(self, clips: Senses, speakers: Sequence[str]) -> None:
        self.clips = clips
        names = sorted(set(speakers))
        self.own = torch.tensor([names.index(speaker) for speaker in speakers])
        said = [self.own == number for number in range(len(names))]
        self.pooled = torch.stack([clips.pooled[rows].mean(dim=0) for rows in said])
        self.face = torch.stack([clips.face[rows].mean(dim=0) for rows in said])

    def __call__(self, batch: Tensor, share: float) -> Senses:
        """Clips by number, `share` of them as another speaker's."""
        chosen = Senses(*(part[batch] for part in self.clips))
        own = self.own[batch]
        other = torch.where(torch.rand(len(batch)) < share, torch.randint(len(self.pooled), (len(batch),)), own)
        return chosen._replace(
            pooled=chosen.pooled + self.pooled[other] - self.pooled[own],
            face=chosen.face + self.face[other] - self.face[own],
        )


def noisy(clips: Senses, recipe: NetRecipe) -> Senses:
    """Clips with noise on every measurement, some patches left out, and here and there a whole stream."""
    count = len(clips.present)
    drawn = torch.rand(count)
    gone = torch.stack([drawn < recipe.voice_absent, drawn > 1 - recipe.face_absent], dim=1)  # never both
    kept = torch.rand_like(clips.heard) > PATCHES_LEFT_OUT
    kept[:, 0] = True  # nobody can attend to nothing
    return Senses(
        clips.patches + recipe.noise * torch.randn_like(clips.patches),
        clips.heard * kept,
        clips.pooled + recipe.noise * torch.randn_like(clips.pooled),
        clips.face + recipe.noise * torch.randn_like(clips.face),
        torch.where(gone & (clips.present.sum(dim=1, keepdim=True) > 1), 0.0, clips.present),
    )


def mixed(clips: Senses, target: Tensor, alpha: float) -> tuple[Senses, Tensor]:
    """Clips blended with others of the batch (mixup, Zhang et al. 2018, arXiv:1710.09412); the larger part says what is there."""
    if alpha <= 0:
        return clips, target
    count = len(target)
    share = torch.distributions.Beta(alpha, alpha).sample((count, 1))
    share = torch.maximum(share, 1 - share)
    order = torch.randperm(count)
    share = torch.where((clips.present == clips.present[order]).all(dim=1, keepdim=True), share, 1.0)

    def blend(part: Tensor) -> Tensor:
        own = share.reshape(count, *[1] * (part.dim() - 1))
        return own * part + (1 - own) * part[order]

    blended = clips._replace(patches=blend(clips.patches), pooled=blend(clips.pooled), face=blend(clips.face))
    return blended, blend(target)


def _epoch(number: int, net: AuMfccNet, clips: Senses, truth: Tensor, loss: float, accuracy: float) -> Epoch:
    net.eval()
    with torch.inference_mode():
        logits = net(clips).fused
    return Epoch(
        epoch=number,
        train_loss=round(loss, 4),
        train_accuracy=round(accuracy, 4),
        validation_loss=round(float(F.cross_entropy(logits, truth)), 4),
        validation_accuracy=round(float((logits.argmax(dim=1) == truth).float().mean()), 4),
    )
