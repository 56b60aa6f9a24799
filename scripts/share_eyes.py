"""Let shipped models of films look through the shipped EfficientFace, in place of one stored along; all is calibrated anew.

Run: python -m scripts.share_eyes face-voice-ia [MODEL …] --data DATA --cache CACHE

The network of voice and face stays as it was trained. Nobody is looked at but those who calibrate: whether it is any better
is told by `emotion evaluate MODEL --dataset pairs --data DATA --split dev`, before and after. Figures on the cards are to be
measured again (`emotion cards`).
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import torch

from recognition.engine.datasets.base import load_dataset
from recognition.engine.fusion.cards import Card, checkpoint_folder
from recognition.engine.fusion.face import net_of
from recognition.engine.fusion.face_voice import FaceVoiceModel
from recognition.engine.training.base import open_trainer
from recognition.engine.training.borrowed import Borrowed
from recognition.engine.training.checkpoint import write_checkpoint
from recognition.engine.training.corpus import Clip, dealt, fold_count, labelled, load_clips
from recognition.engine.training.face_voice import texts_read
from recognition.engine.training.face_voice_calibration import ONES, calibrated
from recognition.engine.training.face_voice_card import limits
from recognition.engine.training.face_voice_data import Eyes, corpus_path, of_strangers
from recognition.engine.training.face_voice_recipe import FaceVoiceRecipe
from recognition.engine.training.stages import Stages

EARLIER = (
    "Voice and face were trained together beside an earlier EfficientFace (epoch 21 of the 30 of efficient-face), which was kept "
    "nowhere but in the weights of 1.0.0; since 1.1.0 the net looks through efficient-face itself, and is calibrated with it."
)
VERSION = "1.1.0"


def main() -> None:
    """Do so with each model."""
    options = _options()
    torch.set_num_threads(1)
    for model in options.models:
        share(model, data=options.data, cache=options.cache)


def share(model: str, *, data: Path, cache: Path) -> None:
    """Write a shipped checkpoint without its own EfficientFace, calibrated with the shipped one."""
    loaded = FaceVoiceModel.load(checkpoint_folder(model))
    _, recipe = open_trainer(loaded.card["training"]["recipe"])
    face = Borrowed.open(recipe.face_of)
    looking = net_of(len(face.card["labels"]), face.state)
    stages = Stages(cache / "stages")
    eyes = Eyes(looking, face.card["sha256"], recipe.net, stages, _told)
    faces = load_dataset(recipe.net.faces, data / recipe.net.faces).utterances
    held_out = of_strangers(
        calibrating(recipe, loaded.card["training"]["fold"], data, cache),
        [one for one in faces if one.split == "dev"],
        recipe.labels,
        eyes,
        each=recipe.net.faces_each,
        views=1,
    )
    card = loaded.card | {"version": VERSION, "limits": [EARLIER, *limits(recipe.net, words=True, stored=False)]}
    card["architecture"] = card["architecture"] | {"face_of": face.card["id"], "face_sha256": face.card["sha256"]}
    words = None
    if loaded.words is not None:
        words = texts_read(loaded.words, card["architecture"]["words_sha256"], data, recipe.labels, stages)
    plain: Card = card | {"calibration": {"temperature": ONES}}
    card["calibration"] = calibrated(
        FaceVoiceModel(plain, loaded.net, looking, loaded.words), held_out, recipe.net, words
    )
    sys.stdout.write(f"{model}: {loaded.card['calibration']} -> {card['calibration']}\n")
    state = {f"net.{key}": tensor for key, tensor in loaded.net.state_dict().items()}
    write_checkpoint(checkpoint_folder(model), state, card)


def calibrating(recipe: FaceVoiceRecipe, fold: int, data: Path, cache: Path) -> list[Clip]:
    """The clips of those who calibrate; nobody else is listened to."""
    loaded = [load_dataset(name, corpus_path(name, data)) for name in recipe.net.corpora]
    clips = []
    for dataset in (dealt(one, fold, of=fold_count(loaded)) for one in loaded):
        own = replace(dataset, utterances=tuple(one for one in dataset.utterances if one.split == "dev"))
        clips += load_clips(own, cache / "features", _told)
    return labelled(clips, recipe.labels)


def _told(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+", metavar="MODEL", help="shipped ids")
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets")
    parser.add_argument("--cache", type=Path, required=True, help="that of training")
    return parser.parse_args()


if __name__ == "__main__":
    main()
