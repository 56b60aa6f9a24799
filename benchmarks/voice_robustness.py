"""How a voice reads when rooms, codecs and noise come between: accuracy on held-out speakers, condition by condition.

Run: python -m benchmarks.voice_robustness --data DATA [--model voice-words] [--dataset ravdess --dataset emodb]

The conditions are drawn anew with a seed that training does not use, yet by the same code; so this tells what was learnt
of such conditions, not how every room sounds.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch

from recognition.engine.datasets.base import Utterance, load_dataset
from recognition.engine.evaluation.evaluate import choose, nameable
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.labels import project
from recognition.engine.training.codecs import CODECS, through_codec
from recognition.engine.training.corpus import speech_features
from recognition.engine.training.damage import with_noise
from recognition.engine.training.rooms import impulse_response, random_room, reverberant

SEED = 20261121
Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def _clean(samples: np.ndarray, _: np.random.Generator) -> np.ndarray:
    return samples


def _room(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    return reverberant(samples, impulse_response(random_room(chance), chance))


def _codec(samples: np.ndarray, _: np.random.Generator, *, name: str) -> np.ndarray:
    return through_codec(samples, CODECS[name], CODECS[name].bit_rates[0])


CONDITIONS: Mapping[str, Change] = {
    "clean": _clean,
    "room": _room,
    "noise": with_noise,
    **{name: partial(_codec, name=name) for name in CODECS},
}


def main() -> None:
    """Print a line for each data set and condition."""
    options = _options()
    torch.set_num_threads(1)
    model = VoiceWordsModel.load(checkpoint_folder(options.model))
    for name in options.dataset or ["ravdess", "emodb"]:
        chosen = choose(load_dataset(name, options.data / name), model.card, "test")
        named = nameable(chosen, model, where=name)
        for condition, change in CONDITIONS.items():
            accuracy = _accuracy(model, named, change)
            print(f"{name:8s} {condition:6s} {len(named):4d} clips, accuracy {accuracy:.3f}", flush=True)


def _accuracy(model: VoiceWordsModel, utterances: Sequence[Utterance], change: Change) -> float:
    chance = np.random.default_rng(SEED)
    right = []
    for utterance in utterances:
        frames, _ = speech_features(
            utterance, model.extract, lambda cut: np.asarray(change(cut, chance), dtype=np.float32)
        )
        with torch.inference_mode():
            answer = int(model.hear(frames).logits.argmax())
        right.append(model.labels[answer] == project(utterance.label, model.labels))
    return float(np.mean(right))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="voice-words", help="a shipped id or a checkpoint's folder")
    parser.add_argument("--dataset", action="append", help="ravdess and emodb by default")
    return parser.parse_args()


if __name__ == "__main__":
    main()
