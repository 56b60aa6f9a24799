"""Training `mfer`: recipe, faces and voices in, a checkpoint with its card out. Three stages, top to bottom."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.fusion.mfer import UNSEEN
from recognition.engine.fusion.mfer_net import Said, Together
from recognition.engine.training.au_mfcc import refuse_heard
from recognition.engine.training.calibration import balanced, conformal_threshold, fit_temperature
from recognition.engine.training.checkpoint import write_checkpoint
from recognition.engine.training.corpus import dealt, fold_count, load_clips, split_clips
from recognition.engine.training.curves import curve, write_curves
from recognition.engine.training.faces_augment import changed
from recognition.engine.training.faces_fit import Faces, logits_of
from recognition.engine.training.mfer_both import Pool, draw, learn_both
from recognition.engine.training.mfer_card import Run, describe
from recognition.engine.training.mfer_ears import OpenEars, open_ears
from recognition.engine.training.mfer_face import FaceStage, learn_faces
from recognition.engine.training.mfer_recipe import MferRecipe
from recognition.engine.training.mfer_voice import Voices, heard, learn_voices, states_of
from recognition.engine.training.stages import Stages

Report = Callable[[str], None]

VIEWS = 3  # of each face: what a film shows of it
FACES_EACH = 1_000  # most of an emotion that the third stage sees
PAIRS = 4_000  # that calibrate
READ_AT_ONCE = 64  # pictures


def train(
    recipe: MferRecipe,
    *,
    data: Path,
    out: Path,
    cache: Path | None = None,
    device: str = "cpu",
    seed: int = 1,
    fold: int = 1,
    init: str | None = None,
    models_dir: Path | None = None,
    report: Report,
) -> Path:
    """Train `recipe` and write a checkpoint to `out`. An interrupted run goes on after its last finished epoch.

    Args:
        data: the folder with the data sets.
        out: gets model.safetensors, card.json and the learning curves.
        cache: for decoded features and finished stages; inside `out` by default. All folds share the stage of faces.
        fold: the speakers left out for testing, counted from 1.
        device: of the stage of faces; the others are done in minutes.
        init: the checkpoint whose trunk hears the voice, in place of the recipe's.
        models_dir: where published weights are, and go.

    Raises:
        EngineError: `heard_before` when that trunk was trained on speakers that this run tests or calibrates on.
        DatasetError: when a corpus is missing.
        ModelUnavailableError: when published weights cannot be had.
    """
    out.mkdir(parents=True, exist_ok=True)
    cache = cache or out / "cache"
    stages = Stages(cache / "stages")
    ears = open_ears(recipe.ears, init, models_dir)
    loaded = [load_dataset(name, data / name) for name in recipe.voice.corpora]
    datasets = [dealt(dataset, fold, of=fold_count(loaded)) for dataset in loaded]
    if ears.lender is not None:
        for dataset in datasets:
            refuse_heard(ears.lender, dataset)

    faces = learn_faces(recipe, data, stages, seed=seed, models_dir=models_dir, device=device, report=report)

    voices = hear_all(datasets, ears, cache, stages, report)
    report(f"{len(voices['train'].clips)} voices train, {len(voices['dev'].clips)} calibrate")
    gru, epochs = learn_voices(
        voices["train"],
        voices["dev"],
        labels=recipe.labels,
        stage=recipe.voice,
        states_per_s=ears.encode.states_per_s,
        seed=seed,
        stages=stages,
        decided_by=(ears.sha256, fold),
        report=report,
    )

    said = {name: _said_by(gru, side.named(recipe.labels), recipe.labels) for name, side in voices.items()}
    shown = {name: _shown_by(faces, name, recipe, seed) for name in ("train", "dev")}
    together = learn_both(
        said["train"], shown["train"], labels=recipe.labels, stage=recipe.both, seed=seed, report=report
    )

    corpora = [clip.corpus for clip in voices["dev"].named(recipe.labels).clips]
    calibration = calibrated(said["dev"], shown["dev"], together, corpora, faces, recipe, seed)
    curves = {"face": faces.curve} | {name: curve(own) for name, own in epochs.items()}
    write_curves(out, curves)
    state = {
        f"{name}.{key}": tensor
        for name, net in (("gru", gru), ("eyes", faces.net), ("together", together))
        for key, tensor in net.state_dict().items()
    } | {f"trunk.{key}": tensor for key, tensor in ears.state.items()}
    run = Run(recipe, ears, faces, datasets, calibration=calibration, curves=curves, seed=seed, fold=fold, init=init)
    return write_checkpoint(out, state, describe(run))


def hear_all(
    datasets: Sequence[Dataset], ears: OpenEars, cache: Path, stages: Stages, report: Report
) -> dict[str, Voices]:
    """Clips that train and that calibrate, as the speech encoder hears them.

    Raises:
        DatasetError: when nobody is left for one of them.
    """
    clips = [clip for dataset in datasets for clip in load_clips(dataset, cache / "features", report, ears.features)]
    split = split_clips(clips)
    voices = {}
    for name, side in (("train", split.train), ("dev", split.calibration)):
        if not side:
            raise DatasetError(f"Nobody in the corpora is of the split “{name}”.", code="dataset_error")
        voices[name] = Voices(side, states_of(side, ears.encode, ears.sha256, stages, report))
    return voices


def calibrated(
    voices: Pool,
    views: Pool,
    together: Together,
    corpora: list[str],
    stage: FaceStage,
    recipe: MferRecipe,
    seed: int,
) -> dict[str, dict[str, float]]:
    """Temperatures and thresholds by stream, on people who trained nothing; corpora of voices count alike.

    Args:
        views: faces as films would show them, which pairs are made of; the face by itself is calibrated on pictures as
            they are.
    """
    figures: dict[str, dict[str, float]] = {"temperature": {}, "conformal": {}}
    faces = stage.held_out
    chance = torch.Generator().manual_seed(seed)
    pairs = draw(voices, views, labels=recipe.labels, stage=recipe.both, count=PAIRS, chance=chance)
    with torch.inference_mode():
        joined = together(pairs.voice, pairs.face)
    for stream, logits, truth, weights in (
        ("voice", voices.said.logits, voices.truth, balanced(corpora)),
        ("face", logits_of(stage.net, faces.grey, stage.shape.image_size), faces.truth, np.ones(len(faces))),
        ("fused", joined, pairs.truth, np.ones(PAIRS)),
    ):
        known, values = truth.numpy(), logits.numpy()
        temperature = fit_temperature(values, np.eye(values.shape[1])[known], weights)
        figures["temperature"][stream] = temperature
        figures["conformal"][stream] = conformal_threshold(values, known, weights, temperature)
    for own in figures.values():
        own[UNSEEN] = own["voice"]
    return figures


def _said_by(gru: torch.nn.Module, voices: Voices, labels: Sequence[str]) -> Pool:
    embedding, logits = heard(gru, voices.states)  # type: ignore[arg-type]
    return Pool(Said(embedding, logits), voices.truth(labels))


def _shown_by(stage: FaceStage, side: str, recipe: MferRecipe, seed: int) -> Pool:
    """What the transformer makes of some faces, each in a few views, as a film would show it."""
    faces = _some(stage.training if side == "train" else stage.held_out)
    with torch.inference_mode(), torch.random.fork_rng():
        torch.manual_seed(seed)
        embedding = torch.cat([_viewed(stage, part, recipe) for part in torch.split(faces.grey, READ_AT_ONCE)])
        return Pool(Said(embedding, stage.net.head(embedding)), faces.truth)


def _viewed(stage: FaceStage, grey: Tensor, recipe: MferRecipe) -> Tensor:
    views = changed(grey.repeat_interleave(VIEWS, dim=0), recipe.face.changes, stage.shape.image_size)
    return stage.net.embed(views.expand(-1, 3, -1, -1)).reshape(len(grey), VIEWS, -1).mean(dim=1)


def _some(faces: Faces) -> Faces:
    """The first so many of each emotion."""
    rows = torch.cat(
        [(faces.truth == label).nonzero().squeeze(1)[:FACES_EACH] for label in sorted(set(faces.truth.tolist()))]
    )
    return Faces(faces.grey[rows], faces.targets[rows], faces.truth[rows])
