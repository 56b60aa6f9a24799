"""What a voice makes of a corpus that it was trained without: the nearest thing to the recordings that users bring.

Run: python -m benchmarks.strangers --data DATA --cache CACHE --out OUT --without emodb [--recipe RECIPE] [--epochs 24] [--fold 1]

Trains the recipe's voice without that corpus, and without words; the trunk's first course gets `--epochs`, for strange corpora
tell courses apart long before the 60 of the shipped one, half an hour of a core instead of an hour. OUT keeps the checkpoint,
CACHE all that can be used again. Then it prints, for each head and for them together: UA and surprise at the right answer (nats)
of familiar calibration speakers, the surprise at plain ones and the share of them that read as neutral, and of the strange
corpus (but for its test speakers) UA, ECE, nats, how much higher the temperature should have been, and what share is called
neutral of how many that are. Temperatures are those of the familiar calibration speakers, who count alike.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from scipy.special import softmax

from benchmarks.heads import CORPORA, PLAIN, Heard, figures, heard_by, surprise, voice_clips
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.training.calibration import balanced, fit_temperature
from recognition.engine.training.recipe import HeadsRecipe, Recipe, VoiceRecipe, load_recipe
from recognition.engine.training.train import train

Part = TypeVar("Part", VoiceRecipe, HeadsRecipe)
SEED = 1
EPOCHS = 24


def main() -> None:
    """Train a voice without the corpus, and print a row for each head."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument("--cache", type=Path, required=True, help="for decoded features and finished courses")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument("--without", choices=CORPORA, required=True, help="the corpus left out")
    parser.add_argument("--recipe", default="voice-words.toml", help="by path, or by name (default: voice-words.toml)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"of the first course (default: {EPOCHS})")
    parser.add_argument("--fold", type=int, default=1, help="whose test speakers are left alone (default: 1)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    recipe = without(load_recipe(options.recipe), options.without, options.epochs)
    trained = train(
        recipe, data=options.data, out=options.out, cache=options.cache, seed=SEED, fold=options.fold, report=print
    )
    model = VoiceWordsModel.load(trained)
    features, known = options.cache / "features", recipe.corpora
    familiar = heard_by(model, voice_clips(model, known, ("dev",), options.fold, options.data, features))
    strangers = heard_by(
        model, voice_clips(model, (options.without,), ("train", "dev"), options.fold, options.data, features)
    )
    for head in strangers.logits:
        print(f"{head:9s}{_told(familiar, strangers, head)}", flush=True)


def without(recipe: Recipe, corpus: str, epochs: int) -> Recipe:
    """The recipe's voice, trained on its other corpora."""

    def less(part: Part) -> Part:
        most = {name: count for name, count in part.clips_per_epoch.items() if name != corpus}
        return replace(part, corpora=tuple(name for name in part.corpora if name != corpus), clips_per_epoch=most)

    return replace(
        recipe,
        id=f"{recipe.id}-without-{corpus}",
        voice=replace(less(recipe.voice), epochs=epochs),
        courses={name: less(course) for name, course in recipe.courses.items()},
        heads=less(recipe.heads_hear),
        words=None,
        fusion=None,
    )


def _told(familiar: Heard, strangers: Heard, head: str) -> str:
    plain, logits = familiar.corpora == PLAIN, familiar.logits[head].astype(float)
    weights = balanced(list(familiar.speakers[~plain]))
    fitted = fit_temperature(logits[~plain], np.eye(logits.shape[1])[familiar.truth[~plain]], weights)
    known, read = softmax(logits / fitted, axis=1), strangers.logits[head].astype(float) / fitted
    recall, _, nats = figures(known[~plain], familiar.truth[~plain])
    told = f"familiar UA {recall:.3f}, {nats:.3f} nats; "
    if plain.any():
        neutral = np.mean(known[plain].argmax(axis=1) == familiar.truth[plain])
        told += f"plain {surprise(known[plain], familiar.truth[plain]):.3f} nats, neutral {neutral:.2f}; "
    recall, error, nats = figures(softmax(read, axis=1), strangers.truth)
    higher = fit_temperature(read, np.eye(read.shape[1])[strangers.truth], np.ones(len(read)))
    called, are = (np.mean(answers == 0) for answers in (read.argmax(axis=1), strangers.truth))
    return (
        told + f"strange UA {recall:.3f}, ECE {error:.3f}, {nats:.3f} nats, temperature × {higher:.2f}, "
        f"neutral {called:.2f} of {are:.2f}"
    )


if __name__ == "__main__":
    main()
