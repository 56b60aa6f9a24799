"""Training `au-mfcc`: recipe and data in, a checkpoint with its card out. Reads top to bottom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.errors import DatasetError, EngineError
from recognition.engine.features.mfcc import mfcc
from recognition.engine.fusion.au_mfcc import CENTRED, STREAMS, trunk_of
from recognition.engine.fusion.au_mfcc_net import Answer, AuMfccNet
from recognition.engine.fusion.cards import Card
from recognition.engine.fusion.measured import Measured, Norm, rooted, senses
from recognition.engine.training.au_mfcc_card import LIMITS, architecture
from recognition.engine.training.au_mfcc_fit import fit_net
from recognition.engine.training.au_mfcc_recipe import AuMfccRecipe
from recognition.engine.training.borrowed import Borrowed
from recognition.engine.training.calibration import conformal_threshold, fit_temperature
from recognition.engine.training.checkpoint import HUMAN_YARDSTICK, write_checkpoint
from recognition.engine.training.corpus import Clip, dealt, labelled, load_clips, split_clips, targets
from recognition.engine.training.curves import Curves, Epoch, curve, write_curves
from recognition.engine.training.stages import Stages
from recognition.engine.training.trunk_maps import pooled_maps

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sides:
    """Clips of one use, measured."""

    clips: list[Clip]
    segments: list[Measured]
    truth: Tensor

    @property
    def speakers(self) -> list[str]:
        return [clip.speaker for clip in self.clips]

    def norms(self) -> list[Norm]:
        """Each clip's speaker's own, without labels."""
        own = {
            who: Norm.of([one for clip, one in zip(self.clips, self.segments, strict=True) if clip.speaker == who])
            for who in set(self.speakers)
        }
        return [own[who] for who in self.speakers]


def train(
    recipe: AuMfccRecipe,
    *,
    data: Path,
    out: Path,
    cache: Path | None = None,
    device: str = "cpu",  # noqa: ARG001 - of every trainer; this one is done in minutes
    seed: int = 1,
    fold: int = 1,
    init: str | None = None,
    models_dir: Path | None = None,  # noqa: ARG001
    report: Report,
) -> Path:
    """Train `recipe` and write a checkpoint to `out`.

    Args:
        data: the folder with the data sets; action units are in `openface/` beside the corpus.
        out: gets model.safetensors, card.json and the learning curves.
        cache: for decoded features and what the trunk makes of them; inside `out` by default.
        fold: the speakers left out for testing, counted from 1.
        init: the checkpoint whose trunk hears the voice, in place of the recipe's `voice_of`.

    Raises:
        EngineError: `heard_before` when that trunk was trained on speakers that this run tests or calibrates on.
        DatasetError: when the corpus is missing, or its action units.
    """
    out.mkdir(parents=True, exist_ok=True)
    cache = cache or out / "cache"
    voice = Borrowed.open(init or recipe.voice_of, "voice.trunk.")
    dataset = dealt(load_dataset(recipe.net.corpus, data / recipe.net.corpus), fold)
    refuse_heard(voice, dataset)
    clips = load_clips(dataset, cache / "features", report)
    pooled = pooled_maps(clips, trunk_of(voice.state), voice.card["sha256"], Stages(cache / "stages"), report)
    seen = [(clip, maps) for clip, maps in zip(clips, pooled, strict=True) if clip.utterance.action_units is not None]
    if not seen:
        raise DatasetError(
            f"There are no action units of {dataset.name}: they belong into openface/ beside it.", code="dataset_error"
        )
    maps = {clip.utterance.id: own for clip, own in seen}
    split = split_clips(labelled([clip for clip, _ in seen], recipe.labels))
    train_side, held_out = (_measured(side, maps, recipe.labels) for side in (split.train, split.calibration))
    report(f"{len(train_side.clips)} clips train, {len(held_out.clips)} calibrate, {len(split.test)} test")

    norm = Norm.of(train_side.segments)
    nets: dict[str, AuMfccNet] = {}
    curves: dict[str, Curves] = {}
    calibration: dict[str, dict[str, float]] = {"temperature": {}, "conformal": {}}
    for name, suffix in (("alone", ""), ("centred", CENTRED)):
        scales = [[norm] * len(side.clips) if name == "alone" else side.norms() for side in (train_side, held_out)]
        given = [senses(side.segments, own) for side, own in zip((train_side, held_out), scales, strict=True)]
        nets[name], epochs = fit_net(
            given[0],
            train_side.truth,
            train_side.speakers,
            given[1],
            held_out.truth,
            labels=len(recipe.labels),
            recipe=recipe.net,
            seed=seed,
            report=lambda epoch, name=name: report(f"{name}: {_told(epoch)}"),  # type: ignore[misc]
        )
        curves[name] = curve(epochs)
        with torch.inference_mode():
            answer: Answer = nets[name](given[1])
        for figure, values in calibrated(answer, held_out.truth).items():
            calibration[figure] |= {f"{stream}{suffix}": value for stream, value in values.items()}
    write_curves(out, curves)
    state = {f"{name}.{key}": tensor for name, net in nets.items() for key, tensor in net.state_dict().items()} | {
        f"norm.{key}": tensor for key, tensor in norm._asdict().items()
    }
    if not voice.shipped:
        state |= {f"trunk.{key}": tensor for key, tensor in voice.state.items() if key.startswith("convolutions.")}
    return write_checkpoint(out, state, _card(recipe, dataset, voice, calibration, curves, seed, fold, init))


def refuse_heard(voice: Borrowed, dataset: Dataset) -> None:
    """Refuse a trunk that would make this run's figures those of speakers it knows.

    Raises:
        EngineError: `heard_before`, naming them.
    """
    if dataset.name not in {trained["name"] for trained in voice.card["datasets"]}:
        return
    unheard = {speaker for side in voice.unheard.get(dataset.name, {}).values() for speaker in side}
    held_out = {one.speaker for one in dataset.utterances if one.split in ("dev", "test")}
    if heard := sorted(held_out - unheard):
        raise EngineError(
            f"The voice of {voice.card['id']} was trained on speakers of {dataset.name} that this run tests or "
            f"calibrates on: {', '.join(heard)}. Name one that held them out with --init.",
            code="heard_before",
        )


def calibrated(answer: Answer, truth: Tensor) -> dict[str, dict[str, float]]:
    """Temperatures and thresholds by stream, fitted on answers about held-out speakers."""
    figures: dict[str, dict[str, float]] = {"temperature": {}, "conformal": {}}
    known, even = truth.numpy(), np.ones(len(truth))
    for stream in STREAMS:
        logits = getattr(answer, stream).numpy()
        figures["temperature"][stream] = fit_temperature(logits, np.eye(logits.shape[1])[known], even)
        figures["conformal"][stream] = conformal_threshold(logits, known, even, figures["temperature"][stream])
    return figures


def _measured(clips: Sequence[Clip], pooled: Mapping[str, Tensor], labels: Sequence[str]) -> Sides:
    segments = [
        Measured(mfcc(clip.frames), pooled[clip.utterance.id], rooted(torch.tensor(clip.utterance.action_units)))
        for clip in clips
    ]
    return Sides(list(clips), segments, torch.from_numpy(targets(clips, labels)))


def _card(
    recipe: AuMfccRecipe,
    dataset: Dataset,
    voice: Borrowed,
    calibration: Mapping[str, Any],
    curves: Mapping[str, Curves],
    seed: int,
    fold: int,
    init: str | None,
) -> Card:
    """The card of a run, without the hash and the figures, which come later."""
    speakers = {
        side: sorted({one.speaker for one in dataset.utterances if one.split == split})
        for side, split in (("calibration", "dev"), ("test", "test"))
    }
    names = [trained["name"] for trained in voice.card["datasets"]]
    heard = [one for one in voice.card["datasets"] if one["name"] not in (dataset.name, "goemotions")]
    option = "" if init is None or voice.shipped else " --init START"
    return {
        "id": recipe.id,
        "version": recipe.version,
        "task": recipe.task,
        "labels": list(recipe.labels),
        "modalities": ["voice", "face"],
        "needs": ["action_units"],
        "architecture": architecture(voice.card["id"] if voice.shipped else None, voice.card["sha256"]),
        "training": {
            "recipe": recipe.source,
            "recipe_sha256": recipe.sha256,
            "command": f"emotion train {recipe.source} --data DATA --out OUT{option} --seed {seed} --fold {fold}",
            "init": {name: voice.card[name] for name in ("id", "version", "sha256")},
            "seed": seed,
            "fold": fold,
            "speakers": {name: own for name, own in voice.unheard.items() if name in names} | {dataset.name: speakers},
            "trained_at": datetime.now(UTC).date().isoformat(),
            "torch": torch.__version__,
            "net": asdict(recipe.net),
            "curves": curves,
        },
        "datasets": [{"name": dataset.name, "licence": dataset.licence}, *heard],
        "licence": recipe.licence,
        "calibration": calibration,
        "metrics": [],
        "human_yardstick": HUMAN_YARDSTICK,
        "limits": list(LIMITS),
    }


def _told(epoch: Epoch) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(epoch).items())
