"""What else a voice could be made of: variants of `ravdess-8`, each trained alike, judged on calibration speakers.

Run: python -m benchmarks.voice_trials --data DATA --cache CACHE [--folds FOLDS] [--fold 1 --fold 3] [--epochs 6] [--trial NAME]

Every trial begins with the voice of the fold's checkpoint (FOLDS/fold-N, which has heard neither the fold's test speakers
nor its calibration speakers) and a new embedding and head, and learns RAVDESS's eight classes. Test speakers are not
touched: this is where something is chosen. Printed are the accuracy of each fold, their mean, and the mean accuracy once
each speaker's mean is taken from what the head reads (all of a speaker's clips, unlabelled).

`--brief` is for a machine with little time: the recipe's short windows, two teachers in place of three, and the accuracy alone.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from benchmarks.episodes import Turns, apart, episodes, mixup_within
from benchmarks.prosody import prosody
from benchmarks.trial_voices import MAPS, TRIALS, Trial, Voice
from recognition.engine.datasets.base import load_dataset
from recognition.engine.features.vggish import VGGish
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.fusion.windows import windows
from recognition.engine.training.augment import AUGMENTATIONS, augment, one_hot
from recognition.engine.training.corpus import Clip, Split, dealt, labelled, load_clips, split_clips, targets
from recognition.engine.training.device import mixed_precision
from recognition.engine.training.losses import branch_loss
from recognition.engine.training.recipe import Recipe, VoiceRecipe, load_recipe
from recognition.engine.training.voice import stack

SEEDS = (1, 2, 3)
BRIEF_TEACHERS = 2
UNLABELLED = ("emodb", "nemo")
ADVERSARY = 0.1
TEACHING = 0.5
HEAD_REGULARISATION = 1e-3
BATCH = 16
EPISODE_SPEAKERS = 4


@dataclass(frozen=True, slots=True)
class Fold:
    """A fold's clips, what stands beside their frames, and where its voices begin."""

    train: list[Clip]
    held: list[Clip]
    beside: dict[str, Tensor]
    start: Path
    labels: tuple[str, ...]
    unlabelled: list[Clip]

    def voice(self, trial: Trial) -> Voice:
        """A voice with the fold's convolutions and a new head."""
        trunk = cast(VGGish, VoiceWordsModel.load(self.start).voice_branch.trunk)
        if trial.begins != "voice":
            trunk = VGGish()
        if trial.begins == "pretrained":
            _pretrain(trunk.convolutions, self.unlabelled)
        speakers = len({clip.speaker for clip in self.train})
        features = len(next(iter(self.beside.values())))
        return Voice(trunk.convolutions, trial, labels=len(self.labels), speakers=speakers, beside=features)

    def of(self, clips: Sequence[Clip]) -> Tensor:
        """Prosody of clips, (clips, features)."""
        return torch.stack([self.beside[clip.utterance.id] for clip in clips])


MASKED = 0.5
PATCH = 16  # frames to one of the last maps'


def _pretrain(convolutions: nn.Module, clips: Sequence[Clip]) -> None:
    """Two epochs of filling in: half of the 0.16-s patches are blanked, and have to be drawn from their surroundings."""
    chance = torch.Generator().manual_seed(SEEDS[0])
    draw = nn.Conv1d(MAPS * 4, PATCH * 64, 3, padding=1)
    parameters = [*convolutions.parameters(), *draw.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=5e-4, weight_decay=1e-2)
    for batch in [each for _ in range(2) for each in _batches(len(clips), BATCH, chance)]:
        frames = stack(clips, batch, 1.92, chance)
        frames = frames[:, : frames.shape[1] // PATCH * PATCH]
        patches = frames.reshape(len(batch), -1, PATCH, 64)
        blank = torch.rand(patches.shape[:2], generator=chance) < MASKED
        seen = patches.masked_fill(blank[..., None, None], float(frames.mean())).reshape(frames.shape)
        with mixed_precision("cpu"):
            maps = convolutions(seen.unsqueeze(1).contiguous(memory_format=torch.channels_last))
            drawn = draw(maps.permute(0, 1, 3, 2).flatten(1, 2))  # (batch, 16 x 64, patches)
        wrong = (drawn.float().transpose(1, 2).reshape(patches.shape) - patches).square().mean(dim=(2, 3))
        optimiser.zero_grad(set_to_none=True)
        wrong[blank].mean().backward()
        optimiser.step()


def main() -> None:
    """Print a line for each trial and fold, and the table of means."""
    options = _options()
    torch.set_num_threads(1)
    recipe = load_recipe("ravdess-8.toml")
    window_s = recipe.voice.short_window_s if options.brief else recipe.voice.window_s
    voice = replace(recipe.voice, epochs=options.epochs, batch=BATCH, window_s=window_s)
    teaching = SEEDS[: BRIEF_TEACHERS if options.brief else None]
    reached: dict[str, list[tuple[float, float]]] = {}
    for number in options.fold:
        names = options.trial or [name for name in TRIALS if name != "control"]
        fold = fold_of(number, recipe, options, names)
        teachers: list[Voice] = []
        for seed in teaching if options.teach else SEEDS[: 0 if options.no_control else 1]:
            teachers.append(_trained(fold, Trial(), voice, seed))
            _tell(reached, f"control, seed {seed}", number, _judged(teachers[-1], Trial(), fold, brief=options.brief))
        if teachers and not options.brief:
            _tell(reached, "control, shifted too", number, _together(teachers[:1], fold, shifts=(-1, 0, 1)))
        if options.teach:
            _tell(reached, f"{len(teachers)} together", number, _together(teachers, fold))
        for name in names:
            trial = TRIALS[name]
            model = _trained(fold, trial, voice, SEEDS[0], teachers)
            _tell(reached, name, number, _judged(model, trial, fold, brief=options.brief))
    for name, figures in reached.items():
        own, centred = np.mean(figures, axis=0)
        print(f"{name:20s} mean of {len(figures)} folds {own:.3f}, less the speaker's mean {centred:.3f}")


def _tell(reached: dict[str, list[tuple[float, float]]], name: str, fold: int, figures: tuple[float, float]) -> None:
    reached.setdefault(name, []).append(figures)
    print(f"fold {fold} {name:20s} {figures[0]:.3f}, less the speaker's mean {figures[1]:.3f}", flush=True)


def fold_of(number: int, recipe: Recipe, options: argparse.Namespace, names: Sequence[str]) -> Fold:
    """A fold, with all that trials of these names need of it."""
    dataset = dealt(load_dataset("ravdess", options.data / "ravdess"), number)
    split = split_clips(labelled(load_clips(dataset, options.cache, print), recipe.labels))
    trials = [TRIALS[name] for name in names]
    others = UNLABELLED if any(trial.begins == "pretrained" for trial in trials) else ()
    sets = [dealt(load_dataset(name, options.data / name), number, of=len(dataset.folds)) for name in others]
    unlabelled = split_clips([clip for other in sets for clip in load_clips(other, options.cache, print)]).train
    beside = _prosody(split) if any(trial.prosody for trial in trials) else _nothing(split)
    start = checkpoint_folder("voice-words") if options.folds is None else options.folds / f"fold-{number}"
    return Fold(split.train, split.calibration, beside, start, recipe.labels, split.train + unlabelled)


def _prosody(split: Split) -> dict[str, Tensor]:
    """Prosody of all clips but the test's by their id, standardised by the training speakers': (features,) each."""
    clips = split.train + split.calibration
    told = torch.stack([torch.from_numpy(prosody(clip.utterance)).float() for clip in clips])
    learnt = told[: len(split.train)]
    level = (told - learnt.mean(dim=0)) / learnt.std(dim=0).clamp_min(1e-3)
    return dict(zip([clip.utterance.id for clip in clips], level, strict=True))


def _nothing(split: Split) -> dict[str, Tensor]:
    return {clip.utterance.id: torch.empty(0) for clip in split.train + split.calibration}


def _trained(fold: Fold, trial: Trial, recipe: VoiceRecipe, seed: int, teachers: Sequence[Voice] = ()) -> Voice:
    """A voice after the recipe's epochs; the mean of the weights of the last ones, as in training proper."""
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    clips = _centred(fold.train) if trial.centred else fold.train
    model = fold.voice(trial)
    truth = torch.from_numpy(targets(clips, fold.labels))
    names = sorted({clip.speaker for clip in clips})
    speakers = torch.tensor([names.index(clip.speaker) for clip in clips])
    weights, beside = torch.ones(len(fold.labels)), fold.of(clips)
    steps = recipe.epochs * len(list(_turns(trial, clips, truth, torch.Generator())))
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=recipe.learning_rate, total_steps=steps + 1)
    averaged = torch.optim.swa_utils.AveragedModel(model)
    for epoch in range(recipe.epochs):
        model.train()
        for turns in _turns(trial, clips, truth, chance):
            batch = [number for turn in turns for number in turn]
            target = one_hot(truth[batch], len(fold.labels), recipe.label_smoothing)
            frames = augment(stack(clips, batch, recipe.window_s, chance), AUGMENTATIONS[recipe.augmentation], chance)
            if trial.taught:
                target = (1 - TEACHING) * target + TEACHING * _lesson(teachers, frames, beside[batch])
            mixed, mixed_target = mixup_within(frames, target, turns, recipe.mixup, chance)
            with mixed_precision("cpu"):
                maps = model.pooled(mixed, beside[batch])
                logits, who = model(maps)
            loss = branch_loss(logits.float(), mixed_target, weights, replace(recipe, loss=trial.loss))
            if trial.episodes:
                relative = apart(model.relative(F.dropout(maps, 0.2)), turns)
                loss = loss + branch_loss(relative.float(), mixed_target, weights, recipe)
            if trial.adversary:
                loss = loss + ADVERSARY * F.cross_entropy(who.float(), speakers[batch])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            schedule.step()
        if epoch >= recipe.epochs - recipe.average_epochs:
            averaged.update_parameters(model)
    model.load_state_dict(averaged.module.state_dict())
    _settle(model, clips, beside, recipe, chance)
    return model.eval()


def _settle(model: Voice, clips: Sequence[Clip], beside: Tensor, recipe: VoiceRecipe, chance: torch.Generator) -> None:
    """Batch norm's statistics of clean sound under the averaged weights: running sums know nothing of an average."""
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over batches
    model.train()
    with torch.inference_mode(), mixed_precision("cpu"):
        for batch in _batches(len(clips), recipe.batch, chance):
            model.pooled(stack(clips, batch, recipe.window_s, chance), beside[batch])


def _turns(trial: Trial, clips: Sequence[Clip], truth: Tensor, chance: torch.Generator) -> Iterator[Turns]:
    if trial.episodes:
        return episodes(clips, truth, EPISODE_SPEAKERS, chance)
    return ([batch] for batch in _batches(len(clips), BATCH, chance))


def _batches(count: int, size: int, chance: torch.Generator) -> Iterator[list[int]]:
    order = torch.randperm(count, generator=chance).tolist()
    yield from (order[at : at + size] for at in range(0, count, size))


def _lesson(teachers: Sequence[Voice], frames: Tensor, beside: Tensor) -> Tensor:
    with torch.inference_mode(), mixed_precision("cpu"):
        said = [teacher(teacher.pooled(frames, beside))[0].float().softmax(dim=1) for teacher in teachers]
    return torch.stack(said).mean(dim=0).clone()


def _centred(clips: Sequence[Clip]) -> list[Clip]:
    """Each speaker's mean frame taken away, and everybody's put in its place."""
    everybody = torch.cat([clip.frames for clip in clips]).float().mean(dim=0)
    own = {
        speaker: torch.cat([clip.frames for clip in clips if clip.speaker == speaker]).float().mean(dim=0)
        for speaker in {clip.speaker for clip in clips}
    }
    return [replace(clip, frames=(clip.frames.float() - own[clip.speaker] + everybody).half()) for clip in clips]


def heard(model: Voice, clips: Sequence[Clip], beside: Tensor) -> tuple[Tensor, Tensor]:
    """Pooled maps and logits of whole clips, (clips, dim) and (clips, labels)."""
    pooled, logits = [], []
    for clip, own in zip(clips, beside, strict=True):
        cut = windows(clip.frames.float())
        with torch.inference_mode(), mixed_precision("cpu"):
            maps = model.pooled(cut, own.expand(len(cut), -1))
            pooled.append(maps.float().mean(dim=0))
            logits.append(model(maps)[0].float().mean(dim=0))
    return torch.stack(pooled), torch.stack(logits)


def _judged(model: Voice, trial: Trial, fold: Fold, *, brief: bool = False) -> tuple[float, float]:
    """Accuracy on the calibration speakers, by itself and with a linear head on maps less the speaker's mean (brief: NaN)."""
    if brief:
        return _together([model], replace(fold, held=_centred(fold.held) if trial.centred else fold.held))
    learnt, held = (_centred(clips) if trial.centred else clips for clips in (fold.train, fold.held))
    maps, _ = heard(model, learnt, fold.of(learnt))
    strange, logits = heard(model, held, fold.of(held))
    answers = targets(held, fold.labels)
    level, other = _level(maps, learnt), _level(strange, held)
    scale = level.std(axis=0) + 1e-3
    head = LogisticRegression(C=HEAD_REGULARISATION, max_iter=300).fit(level / scale, targets(learnt, fold.labels))
    right = head.predict(other / scale) == answers
    return float((logits.argmax(dim=1).numpy() == answers).mean()), float(right.mean())


def _together(models: Sequence[Voice], fold: Fold, shifts: Sequence[int] = (0,)) -> tuple[float, float]:
    """Accuracy of several voices' average, each hearing the clip as it is or its spectrum moved by some bands, too."""
    versions = [
        [replace(clip, frames=clip.frames[:, (torch.arange(64) + bands).clamp(0, 63)]) for clip in fold.held]
        for bands in shifts
    ]
    said = sum(heard(model, clips, fold.of(clips))[1].log_softmax(dim=1) for model in models for clips in versions)
    accuracy = float((torch.as_tensor(said).argmax(dim=1).numpy() == targets(fold.held, fold.labels)).mean())
    return accuracy, float("nan")


def _level(maps: Tensor, clips: Sequence[Clip]) -> np.ndarray:
    """Maps less the mean of their speaker's: (clips, dim)."""
    level = maps.numpy().copy()
    speakers = np.array([clip.speaker for clip in clips])
    for speaker in np.unique(speakers):
        level[speakers == speaker] -= level[speakers == speaker].mean(axis=0)
    return level


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--folds", type=Path, help="checkpoints FOLDS/fold-N of voice-words; the shipped one, for fold 1"
    )
    parser.add_argument("--cache", type=Path, required=True, help="for decoded features")
    parser.add_argument("--fold", type=int, action="append", help="1 to 5; all by default")
    parser.add_argument("--trial", action="append", choices=sorted(TRIALS), help="all by default")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--no-control", action="store_true", help="leave out the run that others are set beside")
    parser.add_argument("--teach", action="store_true", help="three control runs, and one taught by them")
    parser.add_argument("--brief", action="store_true", help="short windows, two teachers, no speaker's mean")
    options = parser.parse_args()
    options.fold = options.fold or [1, 2, 3, 4, 5]
    if options.folds is None and options.fold != [1]:
        parser.error("the shipped voice has heard the other folds' speakers: --folds FOLDS is needed for them")
    return options


if __name__ == "__main__":
    main()
