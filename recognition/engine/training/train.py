"""`emotion train`: recipe and data in, a checkpoint with its card out. Reads top to bottom; stages already done are kept."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.errors import DatasetError, EngineError
from recognition.engine.features.bert import MINILM, Bert, Published, open_bert
from recognition.engine.features.log_mel import MEL_BANDS
from recognition.engine.fusion.branches import BranchOutput, VoiceBranch, WordsBranch, WordsTokenizer
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.labels import project
from recognition.engine.training.augment import AUGMENTATIONS
from recognition.engine.training.checkpoint import describe, write_checkpoint
from recognition.engine.training.corpus import (
    Clip,
    Features,
    Split,
    damaged_clips,
    dealt,
    fold_count,
    labelled,
    load_clips,
    of_corpora,
    of_trunk,
    split_clips,
)
from recognition.engine.training.curves import (
    Curves,
    Epoch,
    confusion_of,
    curve,
    write_confusions,
    write_curves,
)
from recognition.engine.training.fusion import train_fusion
from recognition.engine.training.losses import loss_key
from recognition.engine.training.pairs import Pool
from recognition.engine.training.recipe import FusionRecipe, Recipe, VoiceRecipe, WordsRecipe
from recognition.engine.training.stacking import (
    calibrated_fusion,
    calibrated_words,
    f1_thresholds,
    words_of,
)
from recognition.engine.training.stages import Stages
from recognition.engine.training.start import Start, first_weights, open_start, refuse_heard, refuse_other_voice
from recognition.engine.training.takes import TAKES_SEED, with_takes
from recognition.engine.training.voice import train_voice, voice_outputs
from recognition.engine.training.voice_fit import calibrate, fit_heads
from recognition.engine.training.words import train_words

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """One training run: what decides it, and whom to tell."""

    recipe: Recipe
    stages: Stages
    seed: int
    fold: int
    device: str
    report: Report
    start: Start | None


def train(
    recipe: Recipe,
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
    """Train `recipe` and write a checkpoint to `out`.

    Args:
        data: the folder with the data sets, each under its own name.
        out: gets model.safetensors, card.json, the learning curves, and what each branch takes for what.
        cache: for decoded features and finished stages, from which an interrupted run goes on and which the runs of
            other folds share; inside `out` by default.
        fold: the speakers left out for testing, counted from 1; sets with splits of their own keep them. There are as
            many as the first corpus with folds has.
        init: the checkpoint to begin with, a shipped id or a folder, for a recipe that says so.
        models_dir: where imported weights are, for a recipe that begins with those.

    Raises:
        EngineError: `bad_recipe` when `init` does not go with the recipe; `heard_before` when the start was trained on
            speakers that this run tests or calibrates on.
        ModelUnavailableError, UnknownComponentError: when the weights to begin with are not there.
        DatasetError: when a data set is missing, or has no sound.
    """
    out.mkdir(parents=True, exist_ok=True)
    cache = cache or out / "cache"
    start = open_start(recipe, init, models_dir)
    run = Run(recipe, Stages(cache / "stages"), seed, fold, device, report, start)
    loaded = [load_dataset(name, data / name) for name in recipe.corpora]
    of = fold_count(loaded)
    datasets = [dealt(one, fold, of=of, unheard=start.unheard(one.name) if start else None) for one in loaded]
    if start is not None:
        refuse_heard(start, datasets)
    texts: Dataset | None = None
    published: Published | None = None
    if recipe.words is not None:  # before hours go into the voice
        texts = dealt(load_dataset(recipe.words.dataset, data / recipe.words.dataset), fold, of=of)
        published = _published(recipe, recipe.words, models_dir)
    heard = Features(recipe.features, recipe.voice.features_arguments, models_dir)
    clips, spoilt_too = _clips(run, datasets, heard, cache / "features")
    split = split_clips(labelled(clips, recipe.labels))
    _refuse_missing(recipe, split, texts)
    report(f"speech: {', '.join(f'{len(side)} clips {name}' for name, side in split.sides().items())}")

    voice, curves = _voice(run, split, split_clips(labelled(spoilt_too, recipe.labels)).train)
    spoilt = damaged_clips(split.calibration, cache / "features", report, heard, seed)
    said, fitted = calibrate(voice, split.calibration, spoilt, recipe.labels)
    state = {f"voice.{name}": tensor for name, tensor in voice.state_dict().items()}
    figures = {"temperature": fitted.temperature, "conformal": fitted.conformal}
    calibration = {"voice": figures, "fused": {"temperature": 1.0, "conformal": fitted.conformal}}
    extra, confusions = fitted.on_card(), {"voice": fitted.confusion}
    bert: Bert | None = None
    if recipe.words is not None and recipe.fusion is not None and texts is not None:
        datasets += [texts] if texts.name not in recipe.corpora else []
        words, curves["words"] = _words(run, recipe.words, texts, published)
        bert = words.published
        tokenize = WordsTokenizer(recipe.words.max_tokens)
        read, calibration["words"] = calibrated_words(words, texts, tokenize, recipe.labels)
        confusions["words"] = confusion_of(read.outputs.logits, read.truth, len(recipe.labels))
        if recipe.fusion.pairing == "real":
            read = words_of([*split.calibration, *spoilt], words, tokenize, recipe.labels, calibration["words"])
        fused, calibration["fused"] = _fusion(run, recipe.fusion, said, read)
        state |= {f"words.{name}": tensor for name, tensor in words.tuned_state().items()} | fused
        temperature = calibration["words"]["temperature"]
        extra["f1_thresholds"] = f1_thresholds(words, texts, tokenize, recipe.labels, temperature)
    if recipe.branches_of:
        state = {name: tensor for name, tensor in state.items() if name.startswith("fusion.")}
    write_curves(out, curves)
    write_confusions(out, recipe.id, recipe.labels, confusions)
    card = describe(
        recipe,
        datasets,
        calibration=_calibration(calibration, fitted.baseline_temperature) | extra,
        curves=curves,
        speakers={dataset.name: _speakers(dataset) for dataset in datasets if dataset.folds},
        start=start,
        bert=bert,
        seed=seed,
        fold=fold,
    )
    return write_checkpoint(out, state, card)


def _clips(run: Run, datasets: Sequence[Dataset], heard: Features, cache: Path) -> tuple[list[Clip], list[Clip]]:
    """All clips with the takes that the recipe hears; and the same damaged, where the detector's head is to learn from them."""
    recipe = run.recipe
    courses = (recipe.voice, *recipe.courses.values())
    ways = {*recipe.heads_hear.augmentations, *(course.augmentation for course in courses)}
    takes = max(AUGMENTATIONS[way].takes for way in ways)
    clips: list[Clip] = []
    spoilt: list[Clip] = []
    for dataset in datasets:
        own = with_takes(load_clips(dataset, cache, run.report, heard), takes, cache, run.report, heard)
        clips += own
        if recipe.heads_hear.detector and not recipe.branches_of:
            spoilt += damaged_clips(own, cache, run.report, heard, TAKES_SEED)
    return clips, spoilt


def _published(recipe: Recipe, tuning: WordsRecipe, models_dir: Path | None) -> Published | None:
    """The encoder that the words branch begins with; None where that is packaged, or the branch another model's."""
    return None if recipe.branches_of or tuning.encoder == MINILM else open_bert(tuning.encoder, models_dir)


def _refuse_missing(recipe: Recipe, split: Split, texts: Dataset | None) -> None:
    """Refuse at once what would fail hours later.

    Raises:
        DatasetError: where nobody is left to train or to calibrate on, or an emotion is missing where fusion looks for pairs.
    """
    for told, clips in (("train", split.train), ("calibrate", split.calibration)):
        if not clips:
            raise DatasetError(
                f"{recipe.source} has nobody to {told} on: more speakers are needed.", code="dataset_error"
            )
    if texts is None or recipe.fusion is None or recipe.fusion.pairing != "latent":
        return
    heard = {project(clip.utterance.label, recipe.labels) for clip in split.calibration}
    read = {
        project(one.label, recipe.labels) for one in texts.utterances if one.split == "dev" and len(one.labels) == 1
    }
    for told, shown in (("No calibration speaker", heard), (f"No dev text of {texts.name}", read)):
        if missing := [label for label in recipe.labels if label not in shown]:
            raise DatasetError(
                f"{told} is {' or '.join(missing)}: fusion is trained on pairs of every emotion.", code="dataset_error"
            )


def _voice(run: Run, split: Split, spoilt: Sequence[Clip]) -> tuple[VoiceBranch, dict[str, Curves]]:
    """The voice branch and the curves of its courses; `spoilt` are the training clips damaged."""
    recipe = run.recipe
    if recipe.branches_of:
        shared = VoiceWordsModel.load(checkpoint_folder(recipe.branches_of))
        refuse_other_voice(recipe, shared.card)
        if shared.labels != recipe.labels:
            raise EngineError(f"{recipe.source} has other labels than {recipe.branches_of}.", code="bad_recipe")
        return shared.voice_branch, dict(shared.card["training"]["curves"])
    for_trunk = of_trunk(split, MEL_BANDS) if recipe.heads_hear.detector else split
    first = first_weights(run.start, for_trunk.train, recipe.voice, run.seed) if run.start else None
    state, curves = _course(run, for_trunk, "voice", (recipe.voice,), first)
    curves_by_course = {"voice": curves}
    courses: tuple[VoiceRecipe, ...] = (recipe.voice,)
    for name, course in recipe.courses.items():
        courses = (*courses, course)
        state, curves_by_course[name] = _course(run, for_trunk, name, courses, state)
    voice = VoiceBranch.of_state(state)
    clips = of_corpora(split, recipe.heads_hear.corpora).train
    heard = _heard(run, voice, clips)
    spoilt = [clip for clip in spoilt if clip.corpus in recipe.heads_hear.corpora]
    fit_heads(
        voice, heard, clips, spoilt, labels=recipe.labels, course=courses[-1], recipe=recipe.heads_hear, seed=run.seed
    )
    return voice.eval(), curves_by_course


def _heard(run: Run, voice: VoiceBranch, clips: Sequence[Clip]) -> BranchOutput:
    """What the branch makes of the training clips; minutes of work, and the same for every fusion."""
    weights = hashlib.sha256(voice.trunk.embedding.weight.detach().numpy().tobytes()).hexdigest()

    def make() -> dict[str, Any]:
        return voice_outputs(voice, clips)._asdict()

    return BranchOutput(**run.stages.kept("heard", (weights, len(clips), run.fold), make))


def _course(
    run: Run, split: Split, name: str, courses: tuple[VoiceRecipe, ...], start: dict[str, Tensor] | None
) -> tuple[dict[str, Tensor], Curves]:
    """Weights and curves of the last of `courses`; its key holds all that came before."""
    split = of_corpora(split, courses[-1].corpora)
    clips = tuple(map(len, split.sides().values()))
    origin = () if run.start is None else (run.start.sha256,)
    features = Features(courses[-1].features, courses[-1].features_arguments).key
    since = (*origin, *features, *loss_key(courses), *_held(courses))
    decided_by = (run.recipe.labels, *courses, run.seed, run.fold, clips, *since)

    def make() -> dict[str, Any]:
        model, epochs = train_voice(
            split,
            labels=run.recipe.labels,
            recipe=courses[-1],
            seed=run.seed,
            device=run.device,
            report=lambda epoch: run.report(f"{name}: {_told(epoch)}"),
            start=start,
            progress_file=run.stages.path(f"{name}-epochs", decided_by),
        )
        return {"state": model.cpu().state_dict(), "curves": curve(epochs)}

    kept = run.stages.kept(name, decided_by, make)
    return kept["state"], kept["curves"]


def _held(courses: Sequence[VoiceRecipe]) -> tuple[object, ...]:
    """What tells courses that hold on to their start from those that do not, of which nothing needs to be said."""
    shares, frozen = tuple(course.keep for course in courses), tuple(course.frozen for course in courses)
    return tuple(told for told in (shares, frozen) if any(told))


def _words(run: Run, tuning: WordsRecipe, texts: Dataset, published: Published | None) -> tuple[WordsBranch, Curves]:
    """The words branch and its curves; a fold decides it only where texts are split by it."""
    recipe = run.recipe
    if recipe.branches_of:
        shared = VoiceWordsModel.load(checkpoint_folder(recipe.branches_of))
        if shared.reader is None:
            raise EngineError(f"{recipe.branches_of} has no words branch to share.", code="bad_recipe")
        return shared.reader.branch, shared.card["training"]["curves"]["words"]
    fold = [run.fold] if texts.folds else []
    encoder = [] if published is None else [published.bert.sha256]
    decided_by = (recipe.labels, tuning, run.seed, len(texts.utterances), *fold, *loss_key([tuning]), *encoder)

    def make() -> dict[str, Any]:
        model, epochs = train_words(
            texts,
            labels=recipe.labels,
            recipe=tuning,
            seed=run.seed,
            device=run.device,
            report=lambda epoch: run.report(f"words: {_told(epoch)}"),
            published=published,
        )
        return {"state": model.cpu().tuned_state(), "curves": curve(epochs)}

    kept = run.stages.kept("words", decided_by, make)
    words = WordsBranch(len(recipe.labels), published=published and published.bert)
    words.load_state_dict(kept["state"], strict=False)
    return words.eval(), kept["curves"]


def _fusion(run: Run, recipe: FusionRecipe, heard: Pool, read: Pool) -> tuple[dict[str, Tensor], dict[str, float]]:
    """The fusion's weights, and its calibration."""
    labels = run.recipe.labels
    fusion = train_fusion(heard, read, labels=labels, recipe=recipe, seed=run.seed, report=run.report)
    fitted = calibrated_fusion(fusion, heard, read, labels=labels, recipe=recipe, seed=run.seed)
    return {f"fusion.{name}": tensor for name, tensor in fusion.state_dict().items()}, fitted


def _calibration(streams: dict[str, dict[str, float]], baseline_temperature: float) -> dict[str, Any]:
    """Temperatures and thresholds by stream; “baseline” is the voice's temperature against its speaker's offset."""
    by_figure = {
        figure: {stream: values[figure] for stream, values in streams.items()}
        for figure in ("temperature", "conformal")
    }
    return by_figure | {"temperature": by_figure["temperature"] | {"baseline": baseline_temperature}}


def _speakers(dataset: Dataset) -> dict[str, list[str]]:
    def on(side: str) -> list[str]:
        return sorted({utterance.speaker for utterance in dataset.utterances if utterance.split == side})

    return {"calibration": on("dev"), "test": on("test")}


def _told(epoch: Epoch) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(epoch).items())
