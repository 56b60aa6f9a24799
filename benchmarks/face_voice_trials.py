"""For how long the voice of `face-voice-*` should learn: it alone, trained for so many epochs, judged on calibration speakers.

Run: python -m benchmarks.face_voice_trials --data DATA --cache CACHE [--seed 1 --seed 2] [--epochs 40 --epochs 100]

Only the voice's four blocks and head are trained, as `emotion train face-voice-*.toml` does first. Test speakers are not
touched: this is where something is chosen. Printed are accuracy and negative log-likelihood of whole clips, of each corpus
and with corpora counting alike, and the CPU seconds.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.features.mfcc import mfcc
from recognition.engine.fusion.face_voice_net import FaceVoiceNet
from recognition.engine.fusion.windows import windows
from recognition.engine.training.corpus import Clip, targets
from recognition.engine.training.face_voice_data import Side, speech
from recognition.engine.training.face_voice_fit import fit_voice, scale_voice
from recognition.engine.training.face_voice_recipe import FaceVoiceNetRecipe, load_face_voice_recipe
from recognition.engine.training.recipe import RECIPES_DIR

RECIPE = "face-voice-it.toml"
SEEDS, EPOCHS = (1,), (40, 100, 200)


def main() -> None:
    """Print a line for each length and seed."""
    options = _options()
    torch.set_num_threads(1)
    recipe = load_face_voice_recipe(str(RECIPES_DIR / RECIPE))
    _, clips = speech(recipe.net, recipe.labels, data=options.data, cache=options.cache, fold=1, report=print)
    train, held_out = (_side(clips[split], recipe.labels) for split in ("train", "dev"))
    for epochs in options.epochs or EPOCHS:
        for seed in options.seed or SEEDS:
            begin = time.process_time()
            net = trained(replace(recipe.net, voice_epochs=epochs), train, held_out, len(recipe.labels), seed)
            print(
                f"{epochs} epochs, seed {seed}: {judged(net, held_out)}; {time.process_time() - begin:.0f} s",
                flush=True,
            )


def trained(recipe: FaceVoiceNetRecipe, train: Side, held_out: Side, labels: int, seed: int) -> FaceVoiceNet:
    """A net whose voice was trained as a run's first stage does it."""
    torch.manual_seed(seed)
    net = FaceVoiceNet(
        labels, fusion=recipe.fusion, num_heads=recipe.num_heads, pool_stride=recipe.pool_stride, dropout=recipe.dropout
    )
    scale_voice(net, train.clips)
    torch.manual_seed(seed)
    fit_voice(net, train, held_out, recipe=recipe, seed=seed, report=lambda _: None)
    return net.eval()


def judged(net: FaceVoiceNet, side: Side) -> str:
    """Accuracy and loss of each corpus, and their mean."""
    with torch.inference_mode():
        logits = torch.stack([_heard(net, clip) for clip in side.clips])
    surprise, right = F.cross_entropy(logits, side.heard, reduction="none"), logits.argmax(dim=1) == side.heard
    figures = {}
    for corpus in dict.fromkeys(clip.corpus for clip in side.clips):
        own = torch.tensor([clip.corpus == corpus for clip in side.clips])
        figures[corpus] = float(right[own].float().mean()), float(surprise[own].mean())
    figures["mean"] = tuple(sum(column) / len(figures) for column in zip(*figures.values(), strict=True))
    return ", ".join(f"{corpus} {accuracy:.3f} ({loss:.3f})" for corpus, (accuracy, loss) in figures.items())


def _heard(net: FaceVoiceNet, clip: Clip) -> Tensor:
    return net.voice_alone(net.scaled(mfcc(windows(clip.frames.float())))).mean(dim=0)


def _side(clips: list[Clip], labels: tuple[str, ...]) -> Side:
    nobody = torch.zeros(0)
    return Side(clips, torch.from_numpy(targets(clips, labels)), nobody, nobody)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="that of training: decoded features are kept there")
    parser.add_argument("--seed", type=int, action="append", help="1 by default")
    parser.add_argument("--epochs", type=int, action="append", help="40, 100 and 200 by default")
    return parser.parse_args()


if __name__ == "__main__":
    main()
