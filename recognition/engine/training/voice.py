"""Training the voice branch: one loop, top to bottom."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, update_bn

from recognition.engine.fusion.branches import BranchOutput, VoiceBranch
from recognition.engine.fusion.windows import windows
from recognition.engine.training.augment import AUGMENTATIONS, augment, crop, mask, mixup, one_hot
from recognition.engine.training.corpus import Clip, Split, targets
from recognition.engine.training.curves import Epoch
from recognition.engine.training.device import device_of, mixed_precision
from recognition.engine.training.losses import branch_loss
from recognition.engine.training.recipe import LOG_MEL, VoiceRecipe
from recognition.engine.training.stages import Progress, steps

WARM_UP = 0.15
CURVE_CLIPS = 240  # enough for a learning curve; the card's figures use every clip


def train_voice(
    split: Split,
    *,
    labels: Sequence[str],
    recipe: VoiceRecipe,
    seed: int,
    device: str,
    report: Callable[[Epoch], None],
    start: Mapping[str, Tensor] | None = None,
    progress_file: Path | None = None,
) -> tuple[VoiceBranch, list[Epoch]]:
    """Train the trunk and its head, from scratch or from weights that are there.

    The learning rate rises and falls once (Smith & Topin 2018, arXiv:1708.07120). Early epochs see short windows, which
    is cheap, the later ones the full window. The weights returned are the mean over the last epochs (Izmailov et al.
    2018, arXiv:1803.05407), with batch norm's statistics of clean sound under them. Validation is on the calibration
    speakers, for the curves only: nothing is chosen by it. `keep` of the weights are those of the start, which keeps what
    was learnt of clean sound while that of other sound is added (Wortsman et al. 2022, arXiv:2109.01903). Of a `frozen`
    trunk only the embedding is trained, and batch norm keeps its statistics.

    Args:
        split: train and calibration clips, all of whose labels are in `labels`.
        report: told after each epoch.
        start: weights to begin with; what they leave out begins at random, and None is all of it.
        progress_file: where to store each finished epoch, and to go on from.
    """
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    states_dim = None if recipe.features == LOG_MEL else split.train[0].frames.shape[1]
    model = VoiceBranch(len(labels), recipe.dropout, states_dim).to(device)
    if start is not None:
        model.load_state_dict(model.state_dict() | dict(start))
    averaged = AveragedModel(model)
    numbers = torch.from_numpy(targets(split.train, labels))
    weights = class_weights(numbers, split.train, len(labels)).to(device)
    in_epoch = len(list(epoch_batches(split.train, recipe, torch.Generator())))
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=recipe.learning_rate, total_steps=recipe.epochs * in_epoch + 1, pct_start=WARM_UP
    )
    progress = Progress(
        progress_file, {"model": model, "averaged": averaged, "optimiser": optimiser, "schedule": schedule}, chance
    )
    progress.restore()
    for epoch in range(len(progress.epochs) + 1, recipe.epochs + 1):
        window_s = recipe.short_window_s if epoch <= recipe.epochs * recipe.short_epochs else recipe.window_s
        model.train()
        if recipe.frozen:
            _freeze(model.trunk)
        losses, hits, seen = 0.0, 0, 0
        for batch in steps(
            list(epoch_batches(split.train, recipe, chance)), f"voice, epoch {epoch} of {recipe.epochs}"
        ):
            truth = numbers[batch]
            target = one_hot(truth, len(labels), recipe.label_smoothing)
            frames = augmented(split.train, batch, recipe, window_s, chance)
            mixed, mixed_target = mixup(frames, target, recipe.mixup, chance)
            with mixed_precision(device):
                logits = model(mixed.to(device)).logits
            loss = branch_loss(logits.float(), mixed_target.to(device), weights, recipe)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            losses += float(loss.detach()) * len(batch)
            hits += int((logits.detach().argmax(dim=1).cpu() == truth).sum())
            seen += len(batch)
        if epoch > recipe.epochs - recipe.average_epochs:
            averaged.update_parameters(model)
        progress.finish(_epoch(epoch, model, split, labels, losses / seen, hits / seen))
        report(progress.epochs[-1])
    if start is not None and recipe.keep:
        _blend(averaged.module, start, recipe.keep)
    if not recipe.frozen:
        batches = (
            stack(split.train, batch, recipe.window_s, chance) for batch in epoch_batches(split.train, recipe, chance)
        )
        with mixed_precision(device):
            update_bn(batches, averaged, device=torch.device(device))
    return cast(VoiceBranch, averaged.module.eval()), progress.epochs


def _freeze(trunk: nn.Module) -> None:
    """All below the embedding stays as it is, and hears as it does in use: with the batch norm that it has."""
    for name, part in trunk.named_children():
        if name not in ("embedding", "dropout"):
            part.requires_grad_(False).eval()


@torch.no_grad()
def _blend(model: nn.Module, start: Mapping[str, Tensor], share: float) -> None:
    """Go `share` of the way back to the weights that training began with."""
    for name, weight in model.named_parameters():
        weight.lerp_(start[name].to(weight), share)


def voice_outputs(model: VoiceBranch, clips: Sequence[Clip]) -> BranchOutput:
    """The branch's output for whole clips, as the pipeline computes it for a segment: (clips, …), on the CPU."""
    model.eval()
    with torch.inference_mode():
        outputs = [_clip_output(model, clip) for clip in clips]
    return BranchOutput(*(torch.stack(parts) for parts in zip(*outputs, strict=True)))


def _clip_output(model: VoiceBranch, clip: Clip) -> tuple[Tensor, ...]:
    device = device_of(model)
    with mixed_precision(device):
        output = model(windows(clip.frames.float(), clip.frames_per_s).to(device))
    return tuple(part.float().mean(dim=0).cpu() for part in output)


def class_weights(numbers: Tensor, clips: Sequence[Clip], classes: int) -> Tensor:
    """Inverse frequency, normalised to a mean of 1 over examples, softened by a square root: (classes,).

    Corpora of a single emotion do not count: they are there to teach that emotion, not to make it look commoner.
    """
    several = numbers[of_several_emotions(clips)]
    count = torch.bincount(several, minlength=classes).float().clamp_min(1.0)
    weights = (len(several) / count).sqrt()
    return weights * len(several) / float((weights * count).sum())


def of_several_emotions(clips: Sequence[Clip]) -> Tensor:
    """Which clips are of corpora that show more than one emotion, (clips,); all, where there is no such corpus."""
    shown: dict[str, set[str]] = defaultdict(set)
    for clip in clips:
        shown[clip.corpus].add(clip.utterance.label)
    several = torch.tensor([len(shown[clip.corpus]) > 1 for clip in clips])
    return several if several.any() else torch.ones_like(several)


def epoch_batches(clips: Sequence[Clip], recipe: VoiceRecipe, chance: torch.Generator) -> Iterator[list[int]]:
    """One epoch of clip numbers, each corpus's share capped; a batch holds clips of like length, so it repeats little."""
    by_corpus: dict[str, list[int]] = defaultdict(list)
    for index, clip in enumerate(clips):
        by_corpus[clip.corpus].append(index)
    drawn = [
        members[position]
        for corpus, members in by_corpus.items()
        for position in torch.randperm(len(members), generator=chance)[: recipe.clips_per_epoch.get(corpus)].tolist()
    ]
    jitter = torch.rand(len(drawn), generator=chance) * 60
    order = sorted(range(len(drawn)), key=lambda item: clips[drawn[item]].frames.shape[0] + float(jitter[item]))
    batches = [[drawn[item] for item in order[at : at + recipe.batch]] for at in range(0, len(order), recipe.batch)]
    for number in torch.randperm(len(batches), generator=chance).tolist():
        yield batches[number]


def augmented(
    clips: Sequence[Clip], batch: Sequence[int], recipe: VoiceRecipe, window_s: float, chance: torch.Generator
) -> Tensor:
    """A batch of random windows as the recipe augments them: (batch, frames, dim).

    Noise, colour and pitch are changes of a spectrum; what an encoder has heard can only be masked.
    """
    how = AUGMENTATIONS[recipe.augmentation]
    frames = stack(clips, batch, window_s, chance, how.taken_share)
    return augment(frames, how, chance) if recipe.features == LOG_MEL else mask(frames, how, chance)


def stack(
    clips: Sequence[Clip], batch: Sequence[int], window_s: float, chance: torch.Generator, taken_share: float = 0.0
) -> Tensor:
    """A batch of random windows, as long as the longest clip but not longer than the window: (batch, frames, dim).

    `taken_share` of the clips are heard in one of their takes, where they have any.
    """
    frames = [_heard(clips[index], taken_share, chance) for index in batch]
    length = min(round(window_s * clips[0].frames_per_s), max(clip.shape[0] for clip in frames))
    return torch.stack([crop(clip.float(), length, chance) for clip in frames])


def _heard(clip: Clip, taken_share: float, chance: torch.Generator) -> Tensor:
    if not clip.takes or taken_share == 0 or torch.rand((), generator=chance) >= taken_share:
        return clip.frames
    return clip.takes[int(torch.randint(len(clip.takes), (), generator=chance))]


def _epoch(number: int, model: VoiceBranch, split: Split, labels: Sequence[str], loss: float, accuracy: float) -> Epoch:
    sample = split.calibration[:: max(1, len(split.calibration) // CURVE_CLIPS)]
    logits = voice_outputs(model, sample).logits
    truth = torch.from_numpy(targets(sample, labels))
    return Epoch(
        epoch=number,
        train_loss=round(loss, 4),
        train_accuracy=round(accuracy, 4),
        validation_loss=round(float(F.cross_entropy(logits, truth)), 4),
        validation_accuracy=round(float((logits.argmax(dim=1) == truth).float().mean()), 4),
    )
