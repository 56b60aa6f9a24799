"""Training `efficient-face`: recipe and pictures of faces in, a checkpoint with its card out. Reads top to bottom."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.features.efficient_face import EfficientFace
from recognition.engine.fusion.cards import Card
from recognition.engine.training.calibration import conformal_threshold, fit_temperature
from recognition.engine.training.checkpoint import HUMAN_YARDSTICK, write_checkpoint
from recognition.engine.training.curves import Curves, Epoch, curve, write_curves
from recognition.engine.training.faces_card import LIMITS, architecture
from recognition.engine.training.faces_fit import Faces, fit_faces, logits_of
from recognition.engine.training.faces_recipe import FaceRecipe
from recognition.engine.training.stages import Stages


def train(
    recipe: FaceRecipe,
    *,
    data: Path,
    out: Path,
    cache: Path | None = None,
    device: str = "cpu",
    seed: int = 1,
    fold: int = 1,  # noqa: ARG001 - the splits are the publisher's
    init: str | None = None,  # noqa: ARG001 - it begins at random
    models_dir: Path | None = None,  # noqa: ARG001
    report: Callable[[str], None],
) -> Path:
    """Train `recipe` and write a checkpoint to `out`.

    The publisher's training split trains; its development split tells temperature and threshold, and whether a picture's
    mirror image is to be asked, too; the test split is not looked at. An interrupted run goes on after its last finished epoch.

    Args:
        data: the folder with the data sets.
        out: gets model.safetensors, card.json and the learning curves.
        cache: for the epochs that are done; inside `out` by default.

    Raises:
        DatasetError: when the corpus is missing, or has no pictures of faces in one of its splits.
    """
    out.mkdir(parents=True, exist_ok=True)
    dataset = load_dataset(recipe.net.corpus, data / recipe.net.corpus)
    training, held_out = (_faces(dataset, split, recipe) for split in ("train", "dev"))
    report(f"{len(training)} faces train, {len(held_out)} calibrate")

    stored = Stages((cache or out / "cache") / "stages").path("faces", (recipe.net, recipe.labels, seed, len(training)))
    net, epochs = fit_faces(
        training,
        held_out,
        network=EfficientFace,
        recipe=recipe.net,
        seed=seed,
        stored=stored,
        device=device,
        report=lambda epoch: report(_told(epoch)),
    )
    curves = {"face": curve(epochs)}
    write_curves(out, curves)
    alone, beside = (logits_of(net, held_out.grey, recipe.net.side, mirrored=mirrored) for mirrored in (False, True))
    mirrored = surprise((alone + beside) / 2, held_out.truth) < surprise(alone, held_out.truth)
    figures = calibrated((alone + beside) / 2 if mirrored else alone, held_out.truth)
    built = architecture(recipe.net.side, sum(parameter.numel() for parameter in net.parameters()), mirrored=mirrored)
    return write_checkpoint(out, net.state_dict(), _card(recipe, dataset, built, figures, curves, seed))


def surprise(logits: Tensor, truth: Tensor) -> float:
    """The negative log-likelihood of the labels that most people gave, at its best temperature."""
    temperature = calibrated(logits, truth)["temperature"]["face"]
    return float(F.cross_entropy(logits / temperature, truth))


def calibrated(logits: Tensor, truth: Tensor) -> dict[str, dict[str, float]]:
    """Temperature and threshold, for the face and for the answer, which are the same here."""
    known, even = truth.numpy(), np.ones(len(truth))
    temperature = fit_temperature(logits.numpy(), np.eye(logits.shape[1])[known], even)
    threshold = conformal_threshold(logits.numpy(), known, even, temperature)
    return {
        "temperature": dict.fromkeys(("face", "fused"), temperature),
        "conformal": dict.fromkeys(("face", "fused"), threshold),
    }


def _faces(dataset: Dataset, split: str, recipe: FaceRecipe) -> Faces:
    chosen = [one for one in dataset.utterances if one.split == split and one.picture is not None]
    if not chosen:
        raise DatasetError(f"{dataset.name} has no pictures of faces in its split “{split}”.", code="dataset_error")
    return Faces.of(chosen, recipe.labels)


def _card(
    recipe: FaceRecipe,
    dataset: Dataset,
    built: Mapping[str, Any],
    calibration: Mapping[str, Any],
    curves: Mapping[str, Curves],
    seed: int,
) -> Card:
    """The card of a run, without the hash and the figures, which come later."""
    return {
        "id": recipe.id,
        "version": recipe.version,
        "task": recipe.task,
        "labels": list(recipe.labels),
        "modalities": ["face"],
        "needs": ["video"],
        "architecture": dict(built),
        "training": {
            "recipe": recipe.source,
            "recipe_sha256": recipe.sha256,
            "command": f"emotion train {recipe.source} --data DATA --out OUT --seed {seed}",
            "init": None,
            "seed": seed,
            "fold": 1,
            "speakers": {},
            "trained_at": datetime.now(UTC).date().isoformat(),
            "torch": torch.__version__,
            "net": asdict(recipe.net),
            "curves": curves,
        },
        "datasets": [{"name": dataset.name, "licence": dataset.licence}],
        "licence": recipe.licence,
        "calibration": calibration,
        "metrics": [],
        "human_yardstick": HUMAN_YARDSTICK,
        "limits": list(LIMITS),
    }


def _told(epoch: Epoch) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(epoch).items())
