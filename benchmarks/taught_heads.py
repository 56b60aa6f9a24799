"""Distillation between seeds where it costs minutes: embedding and head alone, on the frozen maps of a voice.

Run: python -m benchmarks.taught_heads --data DATA --cache CACHE [--folds FOLDS] [--fold 1]

The fold's voice hears RAVDESS once, in eight classes; then an embedding and a head are trained on its pooled maps. Teachers are
seeds 1 to 5; each of ten further seeds is trained as they were (control), and once more with targets half of which are the
teachers' mean answer (Hinton et al. 2015, arXiv:1503.02531), everything else alike. Judged on calibration speakers, whom
neither the voice nor a head has heard. Differences are of the same seeds on the same clips, with a 95 % interval by bootstrap
over clips: three speakers are too few to draw from, so it tells nothing of other people.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.trial_voices import Trial, Voice
from benchmarks.voice_trials import TEACHING, Fold, fold_of, heard
from recognition.engine.training.augment import mixup, one_hot
from recognition.engine.training.corpus import targets
from recognition.engine.training.losses import branch_loss
from recognition.engine.training.recipe import VoiceRecipe, load_recipe

TEACHERS, STUDENTS = range(1, 6), range(11, 21)
EPOCHS = 30
BATCH = 64
LEARNING_RATE = 1e-3
DRAWS = 2000


def main() -> None:
    """Print the accuracy of controls, of their average, and of taught ones, and how far they lie apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--folds", type=Path, help="checkpoints FOLDS/fold-N of voice-words; the shipped one, for fold 1"
    )
    parser.add_argument("--fold", type=int, default=1)
    parser.add_argument("--cache", type=Path, required=True, help="for decoded features")
    options = parser.parse_args()
    if options.folds is None and options.fold != 1:
        parser.error("the shipped voice has heard the other folds' speakers: --folds FOLDS is needed for them")
    recipe = load_recipe("ravdess-8.toml")
    fold = fold_of(options.fold, recipe, options, [])
    voice = fold.voice(Trial()).eval()
    learnt, held = (heard(voice, clips, fold.of(clips))[0] for clips in (fold.train, fold.held))
    answers = targets(fold.held, fold.labels)
    teachers = [_trained(fold, learnt, recipe.voice, seed) for seed in TEACHERS]
    lesson = _mean_answer(teachers, learnt)
    control = np.stack([_right(_trained(fold, learnt, recipe.voice, seed), held, answers) for seed in STUDENTS])
    taught = np.stack([_right(_trained(fold, learnt, recipe.voice, seed, lesson), held, answers) for seed in STUDENTS])
    together = _mean_answer(teachers, held).argmax(dim=1).numpy() == answers
    teaching = np.stack([_right(teacher, held, answers) for teacher in teachers])
    print(f"{len(fold.train)} clips to learn from, {len(fold.held)} to judge by; teachers' own accuracy there:")
    print("teachers      " + _told(teaching) + f", together {together.mean():.3f}")
    print("control       " + _told(control))
    print("taught        " + _told(taught))
    for name, reference in (("control", control), ("the teachers together", together[None])):
        low, high = _interval(taught.mean(axis=0) - reference.mean(axis=0))
        print(f"taught less {name} {taught.mean() - reference.mean():+.3f} [{low:+.3f}, {high:+.3f}]")


def _trained(fold: Fold, maps: Tensor, recipe: VoiceRecipe, seed: int, lesson: Tensor | None = None) -> Voice:
    """An embedding and a head on pooled maps (clips, dim); `lesson` is the teachers' answer to each, (clips, labels)."""
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    model = Voice(nn.Identity(), Trial(), labels=len(fold.labels), speakers=1, beside=0).train()
    target = one_hot(torch.from_numpy(targets(fold.train, fold.labels)), len(fold.labels), recipe.label_smoothing)
    if lesson is not None:
        target = (1 - TEACHING) * target + TEACHING * lesson
    parameters = [*model.embedding.parameters(), *model.head.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=recipe.weight_decay)
    weights = torch.ones(len(fold.labels))
    for _ in range(EPOCHS):
        for batch in torch.split(torch.randperm(len(maps), generator=chance), BATCH):
            mixed, mixed_target = mixup(maps[batch], target[batch], recipe.mixup, chance)
            loss = branch_loss(model(mixed)[0], mixed_target, weights, recipe)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return model.eval()


def _mean_answer(models: Sequence[Voice], maps: Tensor) -> Tensor:
    with torch.no_grad():
        return torch.stack([model(maps)[0].softmax(dim=1) for model in models]).mean(dim=0)


def _right(model: Voice, maps: Tensor, answers: np.ndarray) -> np.ndarray:
    """Which clips it is right of, (clips,)."""
    with torch.no_grad():
        return np.asarray(model(maps)[0].argmax(dim=1).numpy() == answers)


def _told(right: np.ndarray) -> str:
    own = right.mean(axis=1)
    return f"{own.mean():.3f}, {len(own)} seeds from {own.min():.3f} to {own.max():.3f}"


def _interval(differences: np.ndarray) -> tuple[float, float]:
    """Of the mean difference, by bootstrap over clips."""
    drawn = np.random.default_rng(0).integers(0, len(differences), (DRAWS, len(differences)))
    low, high = np.percentile(differences[drawn].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


if __name__ == "__main__":
    main()
