"""Training `face-voice-lt`, `-it` and `-ia`: recipe and data in, a checkpoint with its card out. Reads top to bottom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.errors import EngineError
from recognition.engine.features.efficient_face import EfficientFace
from recognition.engine.fusion.cards import Card
from recognition.engine.fusion.face import net_of
from recognition.engine.fusion.face_voice import FaceVoiceModel, Words
from recognition.engine.fusion.face_voice_net import FaceVoiceNet
from recognition.engine.labels import DEFAULT_LABELS
from recognition.engine.training.borrowed import Borrowed
from recognition.engine.training.checkpoint import HUMAN_YARDSTICK, write_checkpoint
from recognition.engine.training.corpus import held_out_speakers
from recognition.engine.training.curves import Curves, Epoch, curve, write_curves
from recognition.engine.training.face_voice_calibration import ONES, calibrated, read_texts
from recognition.engine.training.face_voice_card import architecture, limits
from recognition.engine.training.face_voice_data import Eyes, Side, of_films, of_strangers, speech
from recognition.engine.training.face_voice_fit import Learner, fit_net, fit_voice, scale_voice
from recognition.engine.training.face_voice_recipe import FaceVoiceNetRecipe, FaceVoiceRecipe
from recognition.engine.training.stages import Stages

AT_RANDOM = "random"
TEXTS = "goemotions"

Report = Callable[[str], None]


def train(
    recipe: FaceVoiceRecipe,
    *,
    data: Path,
    out: Path,
    cache: Path | None = None,
    device: str = "cpu",
    seed: int = 1,
    fold: int = 1,
    init: str | None = None,
    models_dir: Path | None = None,  # noqa: ARG001 - of every trainer
    report: Report,
) -> Path:
    """Train `recipe` and write a checkpoint to `out`.

    Args:
        data: the folder with the data sets; for the corpus "manifest" also its table.
        out: gets model.safetensors, card.json and the learning curves.
        cache: for decoded features and what EfficientFace makes of faces; inside `out` by default.
        fold: the speakers left out for testing, counted from 1; sets with splits of their own keep them.
        init: the checkpoint whose EfficientFace looks at the pictures, in place of the recipe's `face_of`.

    Raises:
        EngineError: `bad_recipe` when no split has speakers to calibrate on.
        DatasetError: when a corpus is missing, or its faces.
    """
    out.mkdir(parents=True, exist_ok=True)
    cache = cache or out / "cache"
    name = init or recipe.face_of
    face = None if name is None else Borrowed.open(name)
    words = None if recipe.words_of is None else Borrowed.open(recipe.words_of, "words.")
    torch.manual_seed(seed)
    looking = EfficientFace(len(DEFAULT_LABELS)) if face is None else net_of(len(face.card["labels"]), face.state)
    looking.eval()
    eyes = Eyes(
        None if recipe.net.tune_face else looking,
        f"{AT_RANDOM}, seed {seed}" if face is None else face.card["sha256"],
        recipe.net,
        Stages(cache / "stages"),
        report,
    )
    datasets, sides = _sides(recipe, eyes, data=data, cache=cache, fold=fold, report=report)
    training, held_out = sides["train"], sides["dev"]
    report(f"{len(training.clips)} voices and {len(training.seen)} faces train, {len(held_out.clips)} voices calibrate")

    curves: dict[str, Curves] = {}
    net = FaceVoiceNet(len(recipe.labels), **_shape(recipe.net), dropout=recipe.net.dropout)
    scale_voice(net, training.clips)
    if recipe.net.voice_epochs:
        curves["voice"] = _voice(net, recipe, training, held_out, eyes.stages, seed=seed, fold=fold, report=report)
    learner = Learner(net, looking if recipe.net.tune_face else None)
    curves["both"] = _both(learner, recipe, training, held_out, eyes, seed=seed, fold=fold, device=device)
    write_curves(out, curves)

    card = _card(recipe, datasets, face, words, curves, seed=seed, fold=fold, init=init)
    reader = None if words is None else Words.of(words.card, {f"words.{key}": own for key, own in words.state.items()})
    model = FaceVoiceModel(card | {"calibration": {"temperature": ONES}}, learner.net, learner.eyes or looking, reader)
    texts = (
        None
        if words is None or reader is None
        else texts_read(reader, words.card["sha256"], data, recipe.labels, eyes.stages)
    )
    card["calibration"] = calibrated(model, held_out, recipe.net, texts)
    state = {f"net.{key}": tensor for key, tensor in learner.net.state_dict().items()}
    if card["architecture"]["face_of"] is None:
        state |= {f"eyes.{key}": tensor for key, tensor in model.eyes.state_dict().items()}
    return write_checkpoint(out, state, card)


def texts_read(words: Words, sha256: str, data: Path, labels: tuple[str, ...], stages: Stages) -> tuple[Tensor, Tensor]:
    """What words of that hash make of dev texts, as `calibrated` takes it: once for all runs with them."""

    def make() -> dict[str, Any]:
        scores, known = read_texts(words, data / TEXTS, labels)
        return {"scores": scores, "known": known}

    kept = stages.kept("face-voice-texts", (sha256, labels), make)
    return kept["scores"], kept["known"]


def _sides(
    recipe: FaceVoiceRecipe, eyes: Eyes, *, data: Path, cache: Path, fold: int, report: Report
) -> tuple[list[Dataset], dict[str, Side]]:
    """The data sets, and what trains and calibrates."""
    datasets, clips = speech(recipe.net, recipe.labels, data=data, cache=cache, fold=fold, report=report)
    if not clips["train"] or not clips["dev"]:
        raise EngineError("There are no speakers to train on, or none to calibrate on.", code="bad_recipe")
    if recipe.net.pairing == "real":
        return datasets, {split: of_films(clips[split], recipe.labels, eyes) for split in ("train", "dev")}
    faces = load_dataset(recipe.net.faces, data / recipe.net.faces)
    ways = {"train": (recipe.net.faces_each, recipe.net.views), "dev": (recipe.net.faces_each, 1)}
    sides = {
        split: of_strangers(
            clips[split],
            [one for one in faces.utterances if one.split == split],
            recipe.labels,
            eyes,
            each=each,
            views=views,
        )
        for split, (each, views) in ways.items()
    }
    return [*datasets, faces], sides


def _voice(
    net: FaceVoiceNet,
    recipe: FaceVoiceRecipe,
    training: Side,
    held_out: Side,
    stages: Stages,
    *,
    seed: int,
    fold: int,
    report: Report,
) -> Curves:
    """Train the voice alone, once for all recipes that begin so; returns its curves."""
    own = recipe.net
    decided_by = (
        recipe.labels,
        (own.corpora, own.clips_each, own.augmentation, own.pool_stride, own.voice_epochs, own.voice_learning_rate),
        (own.weight_decay, own.label_smoothing, own.dropout),
        (len(training.clips), seed, fold),
    )

    def make() -> dict[str, Any]:
        torch.manual_seed(seed)
        epochs = fit_voice(
            net, training, held_out, recipe=own, seed=seed, report=lambda epoch: report(_told("voice", epoch))
        )
        state = {name: tensor for name, tensor in net.state_dict().items() if name.startswith("voice_")}
        return {"state": state, "curves": curve(epochs)}

    kept = stages.kept("face-voice-voice", decided_by, make)
    net.load_state_dict(net.state_dict() | kept["state"])
    curves: Curves = kept["curves"]
    return curves


def _both(
    learner: Learner,
    recipe: FaceVoiceRecipe,
    training: Side,
    held_out: Side,
    eyes: Eyes,
    *,
    seed: int,
    fold: int,
    device: str,
) -> Curves:
    """Train both streams together, once; returns the curves."""
    decided_by = (recipe.labels, recipe.net, eyes.sha256, len(training.clips), len(training.seen), seed, fold)

    def make() -> dict[str, Any]:
        fitted, epochs = fit_net(
            learner,
            training,
            held_out,
            labels=recipe.labels,
            recipe=recipe.net,
            seed=seed,
            device=device,
            report=lambda epoch: eyes.report(_told("both", epoch)),
        )
        return {"state": fitted.state_dict(), "curves": curve(epochs)}

    kept = eyes.stages.kept("face-voice-both", decided_by, make)
    learner.load_state_dict(kept["state"])
    learner.cpu().eval()
    curves: Curves = kept["curves"]
    return curves


def _shape(recipe: FaceVoiceNetRecipe) -> dict[str, Any]:
    return {"fusion": recipe.fusion, "num_heads": recipe.num_heads, "pool_stride": recipe.pool_stride}


def _card(
    recipe: FaceVoiceRecipe,
    datasets: Sequence[Dataset],
    face: Borrowed | None,
    words: Borrowed | None,
    curves: Mapping[str, Curves],
    *,
    seed: int,
    fold: int,
    init: str | None,
) -> Card:
    """The card of a run, without hash, calibration and figures, which come later."""
    kept_apart = face is not None and face.shipped and not recipe.net.tune_face
    option = "" if init is None or kept_apart else " --init START"
    return {
        "id": recipe.id,
        "version": recipe.version,
        "task": recipe.task,
        "labels": list(recipe.labels),
        "modalities": ["voice", *(["words"] if words else []), "face"],
        "needs": ["video"],
        "architecture": architecture(
            recipe.net,
            face=(face.card["id"] if face and kept_apart else None, face.card["sha256"] if face else AT_RANDOM),
            words=(words.card["id"], words.card["sha256"]) if words else (None, None),
        ),
        "training": {
            "recipe": recipe.source,
            "recipe_sha256": recipe.sha256,
            "command": f"emotion train {recipe.source} --data DATA --out OUT{option} --seed {seed} --fold {fold}",
            "init": None if face is None else {key: face.card[key] for key in ("id", "version", "sha256")},
            "seed": seed,
            "fold": fold,
            "speakers": held_out_speakers(datasets),
            "trained_at": datetime.now(UTC).date().isoformat(),
            "torch": torch.__version__,
            "net": asdict(recipe.net),
            "curves": curves,
        },
        "datasets": _datasets(datasets, face, words),
        "licence": recipe.licence,
        "calibration": {},
        "metrics": [],
        "human_yardstick": HUMAN_YARDSTICK,
        "limits": limits(
            recipe.net, words=words is not None, stored=face is not None and not kept_apart and not recipe.net.tune_face
        ),
    }


def _datasets(datasets: Sequence[Dataset], face: Borrowed | None, words: Borrowed | None) -> list[dict[str, str]]:
    """Its own, and those of what it borrows: all of the face's, the texts of the words."""
    own = {dataset.name: {"name": dataset.name, "licence": dataset.licence} for dataset in datasets}
    faces = [] if face is None else face.card["datasets"]
    texts = [] if words is None else [one for one in words.card["datasets"] if one["name"] == TEXTS]
    return list(({one["name"]: one for one in [*faces, *texts]} | own).values())


def _told(part: str, epoch: Epoch) -> str:
    return f"{part}: " + ", ".join(f"{name} {value}" for name, value in asdict(epoch).items())
