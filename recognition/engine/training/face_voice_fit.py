"""Fitting the networks of `face-voice-*`: the voice by itself first, then both streams together."""

from collections.abc import Callable, Sequence
from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from recognition.engine.features.efficient_face import EfficientFace
from recognition.engine.features.mfcc import mfcc
from recognition.engine.fusion.face_voice_net import FaceVoiceNet
from recognition.engine.training.augment import AUGMENTATIONS, augment, one_hot
from recognition.engine.training.corpus import Clip
from recognition.engine.training.curves import Epoch
from recognition.engine.training.face_films import turned
from recognition.engine.training.face_voice_data import Drawn, Side, batches
from recognition.engine.training.face_voice_recipe import NO_AUGMENTATION, FaceVoiceNetRecipe
from recognition.engine.training.modality_dropout import MASKS
from recognition.engine.training.voice import class_weights, stack

WINDOW_S = 3.0  # as a segment is heard
WARM_UP = 0.15
LOUDEST = 5.0  # longest gradient
VOICE_BATCH = 64
CURVE_PAIRS = 512
LESS = 0.1  # what is left of the learning rate after epochs without gain

Report = Callable[[Epoch], None]


class Learner(nn.Module):
    """The net, and EfficientFace before it where that learns, too."""

    def __init__(self, net: FaceVoiceNet, eyes: EfficientFace | None) -> None:
        super().__init__()
        self.net, self.eyes = net, eyes

    def maps(self, face: Tensor) -> Tensor:
        """What was drawn of faces: their maps, or prepared pictures (batch, pictures, side, side) -> (batch, 1024, pictures)."""
        if self.eyes is None:
            return face
        frames = face.flatten(0, 1).unsqueeze(1).expand(-1, 3, -1, -1)
        return self.eyes.maps(frames).unflatten(0, face.shape[:2]).transpose(1, 2)  # type: ignore[no-untyped-call, no-any-return]


def scale_voice(net: FaceVoiceNet, clips: Sequence[Clip]) -> None:
    """Set the mean and deviation of MFCC to those of these clips."""
    coefficients = torch.cat([mfcc(clip.frames) for clip in clips])
    net.mean.copy_(coefficients.mean(dim=0)[:, None])
    net.deviation.copy_(coefficients.std(dim=0)[:, None] + 1e-3)


def fit_voice(
    net: FaceVoiceNet, train: Side, held_out: Side, *, recipe: FaceVoiceNetRecipe, seed: int, report: Report
) -> list[Epoch]:
    """Train the voice's blocks and head alone, on clips of all corpora."""
    chance = torch.Generator().manual_seed(seed)
    labels = net.voice_head.out_features
    weights = class_weights(train.heard, train.clips, labels)
    parts = [*net.voice_before.parameters(), *net.voice_after.parameters(), *net.voice_head.parameters()]
    optimiser = torch.optim.AdamW(parts, lr=recipe.voice_learning_rate, weight_decay=recipe.weight_decay)
    steps = recipe.voice_epochs * len(_clip_batches(train.clips, recipe, torch.Generator()))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=recipe.voice_learning_rate, total_steps=steps + 1, pct_start=WARM_UP
    )
    epochs: list[Epoch] = []
    for number in range(1, recipe.voice_epochs + 1):
        net.train()
        told = Told()
        for rows in _clip_batches(train.clips, recipe, chance):
            truth = train.heard[rows]
            logits = net.voice_alone(net.scaled(_voices(train.clips, rows, recipe, chance)))
            targets = one_hot(truth, labels, recipe.label_smoothing)
            loss = -(weights * targets * F.log_softmax(logits, dim=1)).sum(dim=1).mean()
            _step(loss, optimiser, net)
            schedule.step()
            told.add(loss, logits, truth)
        net.eval()
        with torch.inference_mode():
            rows = torch.arange(0, len(held_out.clips), max(1, len(held_out.clips) // CURVE_PAIRS)).tolist()
            logits = net.voice_alone(net.scaled(mfcc(stack(held_out.clips, rows, WINDOW_S, chance))))
        epochs.append(told.epoch(number, logits, held_out.heard[rows]))
        report(epochs[-1])
    return epochs


def fit_net(
    learner: Learner,
    train: Side,
    held_out: Side,
    *,
    labels: Sequence[str],
    recipe: FaceVoiceNetRecipe,
    seed: int,
    device: str,
    report: Report,
) -> tuple[Learner, list[Epoch]]:
    """Train both streams and where they meet, on pairs under modality dropout.

    Held-out speakers and faces are for the curves, and for choosing the epoch and lowering the learning rate where a recipe
    does so, as the published one.
    """
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    learner.to(device)
    averaged = AveragedModel(learner)
    steps = recipe.epochs * len(list(batches(train, labels, recipe, torch.Generator())))
    optimiser = _optimiser(learner, recipe)
    schedule = _schedule(optimiser, recipe, steps)
    epochs: list[Epoch] = []
    best, best_state = -1.0, deepcopy(learner.state_dict())
    for number in range(1, recipe.epochs + 1):
        learner.train()
        told = Told()
        for drawn in batches(train, labels, recipe, chance):
            voice = learner.net.scaled(_voices(train.clips, drawn.clips.tolist(), recipe, chance).to(device))
            face = _faces(train, drawn, recipe, chance).to(device)
            loss, fused = _loss(learner, voice, face, drawn, recipe, chance)
            _step(loss, optimiser, learner)
            if isinstance(schedule, torch.optim.lr_scheduler.OneCycleLR):
                schedule.step()
            told.add(loss, fused[: len(drawn.fused)].cpu(), drawn.fused)
        epochs.append(told.epoch(number, *_validated(learner, held_out, labels, recipe, device)))
        if isinstance(schedule, torch.optim.lr_scheduler.ReduceLROnPlateau):
            schedule.step(epochs[-1].validation_loss)
        if number > recipe.epochs - recipe.average_epochs:
            averaged.update_parameters(learner)
        elif not recipe.average_epochs and epochs[-1].validation_accuracy > best:
            best, best_state = epochs[-1].validation_accuracy, deepcopy(learner.state_dict())
        report(epochs[-1])
    learner.load_state_dict(averaged.module.state_dict() if recipe.average_epochs else best_state)
    return learner.cpu().eval(), epochs


def _loss(
    learner: Learner, voice: Tensor, face: Tensor, drawn: Drawn, recipe: FaceVoiceNetRecipe, chance: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The loss of a batch, and the fused logits of all its copies."""
    masked = MASKS[recipe.mask](voice, face, chance)
    maps = learner.maps(masked.face)
    fused = learner.net.together(masked.voice, maps)
    truth = torch.cat([getattr(drawn, told_by) for told_by in masked.told_by]).to(fused.device)
    loss = F.cross_entropy(fused, truth, label_smoothing=recipe.label_smoothing)
    whole = maps[: len(voice)]  # the first copy
    for stream, logits in (("voice", learner.net.voice_alone(voice)), ("face", learner.net.face_alone(whole))):
        own = getattr(drawn, stream).to(fused.device)
        loss = loss + recipe.alone * F.cross_entropy(logits, own, label_smoothing=recipe.label_smoothing)
    return loss, fused


def _voices(clips: Sequence[Clip], rows: list[int], recipe: FaceVoiceNetRecipe, chance: torch.Generator) -> Tensor:
    """MFCC of random windows, (batch, frames, 20)."""
    if recipe.augmentation == NO_AUGMENTATION:
        return mfcc(stack(clips, rows, WINDOW_S, chance))
    how = AUGMENTATIONS[recipe.augmentation]
    return mfcc(augment(stack(clips, rows, WINDOW_S, chance, how.taken_share), how, chance))


def _faces(side: Side, drawn: Drawn, recipe: FaceVoiceNetRecipe, chance: torch.Generator) -> Tensor:
    """What the learner takes of faces: one of their views, or pictures turned and mirrored anew."""
    views = torch.randint(0, side.shown.shape[1], (len(drawn.faces),), generator=chance)
    shown = side.shown[drawn.faces, views].float()
    return turned(shown) if recipe.tune_face else shown


def _validated(
    learner: Learner, side: Side, labels: Sequence[str], recipe: FaceVoiceNetRecipe, device: str
) -> tuple[Tensor, Tensor]:
    """Fused logits and truth of held-out pairs, the same ones each time."""
    learner.eval()
    chance = torch.Generator().manual_seed(0)
    logits, truth = [], []
    with torch.inference_mode():
        for drawn in batches(side, labels, recipe, chance, CURVE_PAIRS):
            voice = mfcc(stack(side.clips, drawn.clips.tolist(), WINDOW_S, chance)).to(device)
            maps = learner.maps(side.shown[drawn.faces, 0].float().to(device))
            logits.append(learner.net.together(learner.net.scaled(voice), maps).cpu())
            truth.append(drawn.fused)
    return torch.cat(logits), torch.cat(truth)


class Told:
    """Loss and hits of an epoch, as they come."""

    def __init__(self) -> None:
        self.loss, self.hits, self.seen = 0.0, 0, 0

    def add(self, loss: Tensor, logits: Tensor, truth: Tensor) -> None:
        self.loss += float(loss.detach()) * len(truth)
        self.hits += int((logits.detach().argmax(dim=1) == truth).sum())
        self.seen += len(truth)

    def epoch(self, number: int, logits: Tensor, truth: Tensor) -> Epoch:
        """With what was made of held-out examples."""
        return Epoch(
            epoch=number,
            train_loss=round(self.loss / self.seen, 4),
            train_accuracy=round(self.hits / self.seen, 4),
            validation_loss=round(float(F.cross_entropy(logits, truth)), 4),
            validation_accuracy=round(float((logits.argmax(dim=1) == truth).float().mean()), 4),
        )


def _optimiser(learner: Learner, recipe: FaceVoiceNetRecipe) -> torch.optim.Optimizer:
    if recipe.optimiser == "adamw":
        return torch.optim.AdamW(learner.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    return torch.optim.SGD(
        learner.parameters(),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        dampening=recipe.dampening,
        weight_decay=recipe.weight_decay,
    )


def _schedule(
    optimiser: torch.optim.Optimizer, recipe: FaceVoiceNetRecipe, steps: int
) -> torch.optim.lr_scheduler.OneCycleLR | torch.optim.lr_scheduler.ReduceLROnPlateau:
    if recipe.optimiser == "adamw":
        return torch.optim.lr_scheduler.OneCycleLR(
            optimiser, max_lr=recipe.learning_rate, total_steps=steps + 1, pct_start=WARM_UP
        )
    return torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=LESS, patience=recipe.patience)


def _step(loss: Tensor, optimiser: torch.optim.Optimizer, model: nn.Module) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), LOUDEST)
    optimiser.step()


def _clip_batches(clips: Sequence[Clip], recipe: FaceVoiceNetRecipe, chance: torch.Generator) -> list[list[int]]:
    """One epoch of clip numbers, each corpus's share capped."""
    corpora = dict.fromkeys(clip.corpus for clip in clips)
    drawn: list[int] = []
    for corpus in corpora:
        own = torch.tensor([number for number, clip in enumerate(clips) if clip.corpus == corpus])
        drawn += own[torch.randperm(len(own), generator=chance)[: recipe.clips_each.get(corpus)]].tolist()
    order = torch.tensor(drawn)[torch.randperm(len(drawn), generator=chance)]
    return [part.tolist() for part in torch.split(order, VOICE_BATCH) if len(part) > 1]
