"""`emotion train`: recipe and data in, a checkpoint with its card out. Reads top to bottom; stages already done are kept."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.evaluation.metrics import best_thresholds
from recognition.engine.features.log_mel import FRAMES_PER_S
from recognition.engine.fusion.branches import BranchOutput, VoiceBranch, WordsBranch, WordsTokenizer
from recognition.engine.fusion.cards import WEIGHTS, checkpoint_folder, sha256_of, write_card
from recognition.engine.fusion.fusions import context
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.training.calibration import balanced, conformal_threshold, fit_temperature
from recognition.engine.training.corpus import Clip, Split, labelled, load_clips, split_clips, split_speakers, targets
from recognition.engine.training.curves import Curves, Epoch, curve, write_curves
from recognition.engine.training.fusion import train_fusion
from recognition.engine.training.pairs import Pool, draw_pairs
from recognition.engine.training.recipe import FusionRecipe, Recipe, WordsRecipe
from recognition.engine.training.stages import Stages
from recognition.engine.training.voice import train_voice, voice_outputs
from recognition.engine.training.words import of_split, soft_targets, spoken_form, train_words, words_outputs

CALIBRATION_PAIRS = 20_000
Report = Callable[[str], None]


def train(
    recipe: Recipe,
    *,
    data: Path,
    out: Path,
    cache: Path | None = None,
    device: str = "cpu",
    seed: int = 1,
    fold: int = 1,
    report: Report,
) -> Path:
    """Train `recipe` and write a checkpoint to `out`.

    Args:
        data: the folder with the data sets, each under its own name.
        out: gets model.safetensors, card.json and the learning curves.
        cache: for decoded features and finished stages, from which an interrupted run goes on and which the runs of
            other folds share; inside `out` by default.
        fold: the speakers left out for testing, counted from 1.

    Raises:
        DatasetError: when a data set is missing.
    """
    if recipe.words is None or recipe.fusion is None:
        raise ValueError("a voice-words recipe has [words] and [fusion]")
    out.mkdir(parents=True, exist_ok=True)
    cache = cache or out / "cache"
    corpora = [_corpus(name, data, cache / "features", recipe, report) for name in recipe.voice.corpora]
    split = split_clips(corpora, fold)
    report(
        f"speech: {len(split.train)} clips to train, {len(split.calibration)} to calibrate, {len(split.test)} held out"
    )
    texts = load_dataset(recipe.words.dataset, data / recipe.words.dataset)

    if recipe.branches_of:
        shared = VoiceWordsModel.load(checkpoint_folder(recipe.branches_of))
        voice, words, curves = shared.voice_branch, shared.words_branch, shared.card["training"]["curves"]
    else:
        stages = Stages(cache / "stages")
        voice, voice_curves = _voice_stage(recipe, split, stages, seed=seed, fold=fold, device=device, report=report)
        words, words_curves = _words_stage(recipe, recipe.words, texts, stages, seed=seed, device=device, report=report)
        curves = {"voice": voice_curves, "words": words_curves}
    write_curves(out, curves)

    heard, voice_calibration = _calibrated_voice(voice, split.calibration, recipe)
    read, words_calibration = _calibrated_words(words, texts, recipe, recipe.words)
    fusion = train_fusion(heard, read, labels=recipe.labels, recipe=recipe.fusion, seed=seed, report=report)
    fused_calibration = _calibrate_fusion(fusion, heard, read, recipe, recipe.fusion, seed)

    state = {f"fusion.{name}": tensor for name, tensor in fusion.state_dict().items()}
    if not recipe.branches_of:
        state |= {f"voice.{name}": tensor for name, tensor in voice.state_dict().items()}
        state |= {f"words.{name}": tensor for name, tensor in words.tuned_state().items()}
    calibration = _merged({"voice": voice_calibration, "words": words_calibration, "fused": fused_calibration})
    calibration["f1_thresholds"] = dict(
        zip(recipe.labels, _f1_thresholds(words, texts, recipe, words_calibration["temperature"]), strict=True)
    )
    speakers = {dataset.name: _speakers(dataset, fold) for dataset, _ in corpora}
    card = _card(recipe, [dataset for dataset, _ in corpora] + [texts], speakers, calibration, seed=seed, fold=fold)
    card["training"]["curves"] = curves
    return write_checkpoint(out, state, card)


def write_checkpoint(out: Path, state: dict[str, Tensor], card: dict[str, Any]) -> Path:
    """Weights in half precision, and the card with their hash."""
    halved = {name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in state.items()}
    save_file({name: tensor.contiguous() for name, tensor in halved.items()}, out / WEIGHTS)
    write_card(out, card | {"sha256": sha256_of(out / WEIGHTS), "bytes": (out / WEIGHTS).stat().st_size})
    return out


def _corpus(name: str, data: Path, cache: Path, recipe: Recipe, report: Report) -> tuple[Dataset, list[Clip]]:
    clips = load_clips(name, data / name, cache, report)
    return load_dataset(name, data / name), labelled(clips, recipe.labels)


def _voice_stage(
    recipe: Recipe, split: Split, stages: Stages, *, seed: int, fold: int, device: str, report: Report
) -> tuple[VoiceBranch, Curves]:
    """The trained voice branch; its key holds the clips by number, for other data makes another branch."""
    clips = tuple(map(len, (split.train, split.calibration, split.test)))
    decided_by = (recipe.labels, recipe.voice, seed, fold, clips)

    def make() -> dict[str, Any]:
        model, epochs = train_voice(
            split,
            labels=recipe.labels,
            recipe=recipe.voice,
            seed=seed,
            device=device,
            report=lambda epoch: report(f"voice: {_told(epoch)}"),
            progress_file=stages.path("voice-epochs", decided_by),
        )
        return {"state": model.cpu().state_dict(), "curves": curve(epochs)}

    kept = stages.kept("voice", decided_by, make)
    voice = VoiceBranch(len(recipe.labels))
    voice.load_state_dict(kept["state"])
    return voice.eval(), kept["curves"]


def _words_stage(
    recipe: Recipe, tuning: WordsRecipe, texts: Dataset, stages: Stages, *, seed: int, device: str, report: Report
) -> tuple[WordsBranch, Curves]:
    """The tuned words branch. No fold decides it: the texts have their publisher's own splits."""

    def make() -> dict[str, Any]:
        model, epochs = train_words(
            texts,
            labels=recipe.labels,
            recipe=tuning,
            seed=seed,
            device=device,
            report=lambda epoch: report(f"words: {_told(epoch)}"),
        )
        return {"state": model.cpu().tuned_state(), "curves": curve(epochs)}

    kept = stages.kept("words", (recipe.labels, tuning, seed, len(texts.utterances)), make)
    words = WordsBranch(len(recipe.labels))
    words.load_state_dict(kept["state"], strict=False)
    return words.eval(), kept["curves"]


def _told(epoch: Epoch) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(epoch).items())


def _calibrated_voice(model: VoiceBranch, clips: list[Clip], recipe: Recipe) -> tuple[Pool, dict[str, float]]:
    outputs = voice_outputs(model, clips)
    truth = torch.from_numpy(targets(clips, recipe.labels))
    weights = balanced([clip.corpus for clip in clips])
    fitted = _fit(outputs.logits, F.one_hot(truth, len(recipe.labels)).float(), truth, weights)
    gate = torch.tensor(
        [
            context(asr_confidence=0.0, snr_db=clip.quality.snr_db, duration_s=clip.frames.shape[0] / FRAMES_PER_S)
            for clip in clips
        ]
    )
    return Pool(BranchOutput(outputs.embedding, outputs.logits / fitted["temperature"]), truth, gate), fitted


def _calibrated_words(
    model: WordsBranch, texts: Dataset, recipe: Recipe, words: WordsRecipe
) -> tuple[Pool, dict[str, float]]:
    """On dev texts in the form in which a recogniser writes, which is what the branch will read."""
    dev = of_split(texts, "dev", recipe.labels)
    outputs = words_outputs(model, WordsTokenizer(words.max_tokens), [spoken_form(text.text or "") for text in dev])
    target = soft_targets(dev, recipe.labels)
    fitted = _fit(outputs.logits, target, target.argmax(dim=1), np.ones(len(dev)))
    single = (target.max(dim=1).values == 1.0).nonzero().squeeze(1)
    pool = Pool(
        BranchOutput(outputs.embedding[single], outputs.logits[single] / fitted["temperature"]),
        target[single].argmax(dim=1),
    )
    return pool, fitted


def _calibrate_fusion(
    fusion: nn.Module, voice: Pool, words: Pool, recipe: Recipe, pairs: FusionRecipe, seed: int
) -> dict[str, float]:
    chance = torch.Generator().manual_seed(seed + 1)
    drawn = draw_pairs(
        voice, words, labels=recipe.labels, recipe=replace(pairs, absent=0.0), count=CALIBRATION_PAIRS, chance=chance
    )
    with torch.inference_mode():
        logits = fusion(drawn.voice, drawn.words, drawn.context, drawn.words_present).logits
    target = F.one_hot(drawn.truth, len(recipe.labels)).float()
    return _fit(logits, target, drawn.truth, np.ones(CALIBRATION_PAIRS))


def _fit(logits: Tensor, target: Tensor, truth: Tensor, weights: np.ndarray) -> dict[str, float]:
    temperature = fit_temperature(logits.numpy(), target.numpy(), weights)
    return {
        "temperature": temperature,
        "conformal": conformal_threshold(logits.numpy(), truth.numpy(), weights, temperature),
    }


def _merged(streams: dict[str, dict[str, float]]) -> dict[str, Any]:
    return {
        figure: {stream: values[figure] for stream, values in streams.items()}
        for figure in ("temperature", "conformal")
    }


def _f1_thresholds(model: WordsBranch, texts: Dataset, recipe: Recipe, temperature: float) -> list[float]:
    """Fitted on the dev split; for the multi-label figure only, the product itself uses prediction sets."""
    dev = of_split(texts, "dev", recipe.labels)
    tokenize = WordsTokenizer(recipe.words.max_tokens if recipe.words else 48)
    logits = words_outputs(model, tokenize, [text.text or "" for text in dev]).logits
    scores = (logits / temperature).double().softmax(dim=1).numpy()
    truth = soft_targets(dev, recipe.labels).numpy() > 0
    return [round(float(value), 3) for value in best_thresholds(scores, truth)]


def _speakers(dataset: Dataset, fold: int) -> dict[str, list[str]]:
    calibration, test = split_speakers(dataset, fold)
    return {"calibration": sorted(calibration), "test": sorted(test)}


def _card(
    recipe: Recipe,
    datasets: list[Dataset],
    speakers: dict[str, Any],
    calibration: dict[str, Any],
    *,
    seed: int,
    fold: int,
) -> dict[str, Any]:
    return {
        "id": recipe.id,
        "version": recipe.version,
        "task": recipe.task,
        "labels": list(recipe.labels),
        "modalities": ["voice", "words"],
        "architecture": {
            "name": "voice-words",
            "features": "log-mel",
            "voice": "VGGish convolutions with batch norm, mean and maximum over time, 3-s windows",
            "words": "MiniLM BERT, 6 layers of 384, masked mean over tokens",
            "fusion": recipe.fusion.kind if recipe.fusion else None,
            "branches_of": recipe.branches_of,
            "max_tokens": recipe.words.max_tokens if recipe.words else None,
            "languages": ["en"],
        },
        "training": {
            "recipe": recipe.source,
            "recipe_sha256": recipe.sha256,
            "command": f"emotion train {recipe.source} --data DATA --out OUT --seed {seed} --fold {fold}",
            "seed": seed,
            "fold": fold,
            "speakers": speakers,
            "trained_at": datetime.now(UTC).date().isoformat(),
            "voice": asdict(recipe.voice),
            "words": asdict(recipe.words) if recipe.words else None,
            "fusion": asdict(recipe.fusion) if recipe.fusion else None,
        },
        "datasets": [{"name": dataset.name, "licence": dataset.licence} for dataset in datasets],
        "licence": "CC BY-NC-SA 4.0",
        "calibration": calibration,
        "metrics": [],
        "human_yardstick": HUMAN_YARDSTICK,
        "limits": list(LIMITS),
    }


HUMAN_YARDSTICK = {
    "ravdess_voice_wa": 0.67,
    "source": "people on RAVDESS, voice alone: Livingstone & Russo 2018, doi:10.1371/journal.pone.0196391",
}

LIMITS = (
    "Voice was learnt from actors who speak neutral sentences; everyday emotion is fainter.",
    "No data set at hand carries emotion in voice and words at once: fusion is trained on pairs matched by label "
    "(latent-emotion pairs), not on people who meant both.",
    "The words branch reads English only; in other languages it stays silent.",
    "It reads expressed emotion. It does not know what a person feels, and is not for decisions about people.",
)
