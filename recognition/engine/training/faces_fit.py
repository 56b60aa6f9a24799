"""Fitting EfficientFace to pictures of faces and what people saw in them: one loop, top to bottom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from recognition.engine.datasets.base import Utterance
from recognition.engine.datasets.pictures import GreyPicture
from recognition.engine.features.efficient_face import FACE_SIDE, prepared
from recognition.engine.labels import project
from recognition.engine.training.curves import Epoch
from recognition.engine.training.faces_augment import changed, mixed
from recognition.engine.training.faces_recipe import FaceNetRecipe
from recognition.engine.training.stages import Progress, Stateful

READ_AT_ONCE = 64  # pictures
SETTLED_BY = 2048  # pictures

Net = TypeVar("Net", bound=torch.nn.Module)


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces of one use.

    Args:
        grey: uint8 (n, 48, 48).
        targets: the share of the votes that each label got, (n, labels); rows sum to 1.
        truth: numbers of the labels that most people gave, (n,).
    """

    grey: Tensor
    targets: Tensor
    truth: Tensor

    @classmethod
    def of(cls, utterances: Sequence[Utterance], labels: Sequence[str]) -> "Faces":
        """Each picture once, with the votes of all of its copies."""
        votes: dict[GreyPicture, Tensor] = {}
        for one in utterances:
            if one.picture is not None and (given := counted(one, labels)).sum() > 0:
                votes[one.picture] = votes.get(one.picture, torch.zeros(len(labels))) + given
        counts = torch.stack(list(votes.values()))
        return cls(
            torch.from_numpy(np.stack([_fitting(picture) for picture in votes])),
            counts / counts.sum(dim=1, keepdim=True),
            counts.argmax(dim=1),
        )

    def __len__(self) -> int:
        return len(self.truth)


def counted(utterance: Utterance, labels: Sequence[str]) -> Tensor:
    """Votes by label, (labels,); a single vote for a label is a slip, as in the paper of FER+. Without votes the
    publisher's label is the one vote."""
    votes = utterance.votes or {utterance.label: 2}
    counts = torch.zeros(len(labels))
    for name, count in votes.items():
        if count > 1 and (label := project(name, labels)) is not None:
            counts[labels.index(label)] += count
    return counts


def fit_faces(
    train: Faces,
    held_out: Faces,
    *,
    network: Callable[[int, float], Net],
    recipe: FaceNetRecipe,
    seed: int,
    stored: Path | None = None,
    device: str = "cpu",
    report: Callable[[Epoch], None],
) -> tuple[Net, list[Epoch]]:
    """Train on faces; those held out are for the curves, and nothing is chosen by them. The network is given back on the CPU.

    Args:
        network: makes one of a number of labels and a dropout, to begin with.
        stored: where each epoch's end is kept, so that an interrupted run goes on from there.
        report: told after each epoch.
    """
    torch.manual_seed(seed)
    labels = train.targets.shape[1]
    net = network(labels, recipe.dropout).to(device)
    running = get_ema_multi_avg_fn(recipe.decay)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(net, multi_avg_fn=running)
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    batches = len(train) // recipe.batch or 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=recipe.learning_rate, total_steps=recipe.epochs * batches + 1, pct_start=recipe.warm_up
    )
    parts: dict[str, Stateful] = {"net": net, "averaged": averaged, "optimiser": optimiser, "schedule": schedule}
    progress = Progress(stored, parts, torch.Generator().manual_seed(seed))
    progress.restore()
    for epoch in range(len(progress.epochs) + 1, recipe.epochs + 1):
        net.train()
        mixup = recipe.mixup if epoch <= recipe.epochs * (1 - recipe.plain) else 0.0
        losses, hits = 0.0, 0
        order = torch.randperm(len(train), generator=progress.chance)
        for batch in torch.split(order, recipe.batch)[:batches]:
            faces = changed(train.grey[batch], recipe.changes, recipe.side)
            faces, targets = mixed(faces, train.targets[batch], mixup)
            logits = net(faces.to(device).expand(-1, 3, -1, -1))
            loss = F.cross_entropy(logits, targets.to(device))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            averaged.update_parameters(net)
            losses += float(loss.detach())
            hits += int((logits.argmax(dim=1).cpu() == train.truth[batch]).sum())
        seen = min(batches * recipe.batch, len(train))
        settle(averaged, train.grey[order[:SETTLED_BY]], recipe.side)
        progress.finish(_epoch(epoch, averaged, held_out, recipe.side, losses / batches, hits / seen))
        report(progress.epochs[-1])
    return cast(Net, averaged.module.cpu().eval()), progress.epochs


def settle(net: torch.nn.Module, grey: Tensor, side: int) -> None:
    """Give batch norm the means and variances of `net`'s own maps of faces as they are, uint8 (n, height, width).

    Averaged weights are smaller than those they are the average of, and with these ones' statistics say nothing.
    """
    pictures = (prepared(_coloured(part), side) for part in torch.split(grey, READ_AT_ONCE))
    update_bn(pictures, net, device=_device_of(net))


def logits_of(net: torch.nn.Module, grey: Tensor, side: int, *, mirrored: bool = False) -> Tensor:
    """Of faces as they are, uint8 (n, height, width); or of their mirror images: (n, labels)."""
    net.eval()
    parts = torch.split(grey.flip(2) if mirrored else grey, READ_AT_ONCE)
    with torch.inference_mode():
        return torch.cat([net(prepared(_coloured(part), side).to(_device_of(net))).cpu() for part in parts])


def _device_of(net: torch.nn.Module) -> torch.device:
    return next(net.parameters()).device


def _coloured(grey: Tensor) -> np.ndarray:
    """(n, height, width) -> (n, height, width, 3)."""
    return grey.unsqueeze(3).expand(-1, -1, -1, 3).numpy()


def _fitting(picture: GreyPicture) -> np.ndarray:
    """(48, 48)."""
    if (picture.height, picture.width) == (FACE_SIDE, FACE_SIDE):
        return picture.array()
    # Imported here because every set of faces at hand is published in that size.
    from PIL import Image

    return np.array(Image.fromarray(picture.array()).resize((FACE_SIDE, FACE_SIDE), Image.Resampling.BILINEAR))


def _epoch(number: int, net: torch.nn.Module, faces: Faces, side: int, loss: float, accuracy: float) -> Epoch:
    logits = logits_of(net, faces.grey, side)
    return Epoch(
        epoch=number,
        train_loss=round(loss, 4),
        train_accuracy=round(accuracy, 4),
        validation_loss=round(float(F.cross_entropy(logits, faces.truth)), 4),
        validation_accuracy=round(float((logits.argmax(dim=1) == faces.truth).float().mean()), 4),
    )
