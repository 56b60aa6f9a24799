"""Writing what a training run made: the weights, and the card that says what they are."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from recognition.engine.datasets.base import Dataset
from recognition.engine.features.bert import Bert
from recognition.engine.fusion.cards import WEIGHTS, Card, sha256_of, write_card
from recognition.engine.training.recipe import Recipe
from recognition.engine.training.start import Start

HUMAN_YARDSTICK = {
    "ravdess_voice_wa": 0.67,
    "source": "people on RAVDESS, voice alone: Livingstone & Russo 2018, doi:10.1371/journal.pone.0196391",
}

TRUNKS = {
    "log-mel": "VGGish convolutions with batch norm, mean and maximum over time, read by two heads",
    "log-mel-detector": "VGGish convolutions with batch norm, mean and maximum over time, read by two heads; Silero VAD's "
    "states, mean and deviation over the frames of speech, read by a third",
    "whisper-encoder": "a layer on each state of Whisper's encoder, mean and deviation over time, read by two heads",
}

MINILM_TOLD = "MiniLM BERT, 6 layers of 384"

SMALL = 32_768

LIMITS = (
    "Voice was learnt from actors who speak neutral sentences; everyday emotion is fainter.",
    "Plain speech (audio books, announcements, volunteers at a microphone) reads as neutral for some people, not for others: it "
    "has learnt it from actors, three announcers and synthetic voices.",
    "What is recorded or acted unlike all that it has heard is read less well, and more surely than it should be; subtle "
    "acting mostly as neutral.",
    "The speaker baseline takes a recording to have one speaker, and is to be switched off for a conversation; somebody who "
    "shows one emotion throughout is read a little worse with it, and plain speech that is barely neutral may become an emotion.",
    "One training run, one seed: a figure without ± owes something to luck of training, and nobody knows how much.",
    "It reads expressed emotion. It does not know what a person feels, and is not for decisions about people.",
)
ONE_RUN = (
    "One training run, one seed: a figure without ± owes something to luck of training, and nobody knows how much."
)
WORDS_LIMITS = ("The words branch reads English only; in other languages it stays silent.",)
LATENT_LIMITS = (
    "No data set at hand carries emotion in voice and words at once: fusion is trained on pairs matched by label "
    "(latent-emotion pairs), not on people who meant both.",
)


def write_checkpoint(out: Path, state: Mapping[str, Tensor], card: Card) -> Path:
    """Weights in half precision, but for small ones, which cost nothing as they are; and the card with their hash."""
    halved = {
        name: tensor.half() if tensor.is_floating_point() and tensor.numel() > SMALL else tensor
        for name, tensor in state.items()
    }
    save_file({name: tensor.contiguous() for name, tensor in halved.items()}, out / WEIGHTS)
    (out / WEIGHTS).chmod(0o644)  # as it is written it is its maker's alone, and a site may be another user
    write_card(out, card | {"sha256": sha256_of(out / WEIGHTS), "bytes": (out / WEIGHTS).stat().st_size})
    return out


def describe(
    recipe: Recipe,
    datasets: Sequence[Dataset],
    *,
    calibration: Mapping[str, Any],
    curves: Mapping[str, Any],
    speakers: Mapping[str, Any],
    start: Start | None,
    bert: Bert | None,
    seed: int,
    fold: int,
) -> Card:
    """The card of a run, without the hash and the figures, which come later.

    Args:
        speakers: by data set, those that calibrate and those that test.
        bert: the words branch's encoder, where it is not the packaged one.
        start: what the voice began with; the data sets and the held-out speakers of its own training are this run's too.
    """
    own = [{"name": dataset.name, "licence": dataset.licence} for dataset in datasets]
    names = {dataset.name for dataset in datasets}
    init = start.option if start else ""
    inherited = [trained for trained in start.datasets if trained["name"] not in names] if start else []
    return {
        "id": recipe.id,
        "version": recipe.version,
        "task": recipe.task,
        "labels": list(recipe.labels),
        "modalities": ["voice", "words"] if recipe.words else ["voice"],
        "architecture": _architecture(recipe, bert),
        "training": {
            "recipe": recipe.source,
            "recipe_sha256": recipe.sha256,
            "command": f"emotion train {recipe.source} --data DATA --out OUT{init} --seed {seed} --fold {fold}",
            "init": start.origin if start else None,
            "seed": seed,
            "fold": fold,
            "speakers": (start.speakers if start else {}) | dict(speakers),
            "trained_at": datetime.now(UTC).date().isoformat(),
            "torch": torch.__version__,
            "voice": asdict(recipe.voice),
            "courses": {name: asdict(course) for name, course in recipe.courses.items()},
            "heads": asdict(recipe.heads_hear),
            "words": asdict(recipe.words) if recipe.words else None,
            "fusion": asdict(recipe.fusion) if recipe.fusion else None,
            "curves": curves,
        },
        "datasets": own + inherited,
        "licence": recipe.licence,
        "calibration": calibration,
        "metrics": [],
        "human_yardstick": HUMAN_YARDSTICK,
        "limits": [
            *LIMITS,
            *(WORDS_LIMITS if recipe.words else ()),
            *(LATENT_LIMITS if recipe.fusion and recipe.fusion.pairing == "latent" else ()),
        ],
    }


def _architecture(recipe: Recipe, bert: Bert | None) -> dict[str, Any]:
    encoder = MINILM_TOLD if bert is None else bert.about
    return {
        "name": "voice-words",
        "features": recipe.features,
        "features_arguments": dict(recipe.voice.features_arguments),
        "voice": f"{TRUNKS[recipe.features]}, 3-s windows",
        "words": f"{encoder}, masked mean over tokens" if recipe.words else None,
        "words_encoder": None if bert is None else bert.on_card(),
        "fusion": recipe.fusion.kind if recipe.fusion else None,
        "branches_of": recipe.branches_of,
        "max_tokens": recipe.words.max_tokens if recipe.words else None,
        "languages": ["en"] if recipe.words else [],
    }
