"""`emotion evaluate`: a model on a data set, on speakers that it has not heard, with every figure and what it means."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
import torch

from recognition.engine.datasets.base import Dataset, Utterance, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.folds import judges_by_seed, seeds_of
from recognition.engine.evaluation.metrics import Answers, among, multi_label_f1, summary
from recognition.engine.evaluation.paired import differences
from recognition.engine.evaluation.seeds import over_seeds
from recognition.engine.evaluation.spoken import choose_texts, read_out
from recognition.engine.fusion.base import EmotionModel
from recognition.engine.fusion.cards import checkpoint_folder, read_card
from recognition.engine.fusion.voice_words import Evidence, VoiceWordsModel
from recognition.engine.labels import project
from recognition.engine.reading import MIN_SEGMENTS
from recognition.engine.registry import resolve
from recognition.engine.training.corpus import speech_features
from recognition.engine.types import Quality

SPLITS = ("test", "folds", "spoken", "all", "train", "dev")
BASELINE = "_baseline"
OTHERS: Mapping[str, str] = {
    "au-mfcc": "recognition.engine.evaluation.face_voice:evaluate_faces",
    "efficient-face": "recognition.engine.evaluation.faces:evaluate_pictures",
    "face-voice": "recognition.engine.evaluation.films:evaluate_films",
    "mfer": "recognition.engine.evaluation.films:evaluate_films",
}
"""Architectures whose streams are others than voice and words, and what measures them."""

CENTRED = "_centred"
STREAMS = ("voice", "words", "fused", f"voice{BASELINE}", f"fused{BASELINE}", f"voice{CENTRED}")
"""With “_baseline”: read against the speaker's own average, as the product does. With “_centred”: less the mean of all of the
speaker's utterances, as if each emotion were as common as any other."""


@dataclass(frozen=True, slots=True)
class Said:
    """Scores of one utterance by stream, each (labels,) or None where the stream could not speak."""

    utterance: Utterance
    model: VoiceWordsModel
    voice: np.ndarray | None
    words: np.ndarray | None
    fused: np.ndarray | None
    voice_baseline: np.ndarray | None = None
    fused_baseline: np.ndarray | None = None
    voice_centred: np.ndarray | None = None
    evidence: Evidence | None = None

    def threshold(self, stream: str) -> float:
        """Of the prediction sets, as fitted for the checkpoint that spoke."""
        return float(self.model.card["calibration"]["conformal"][stream.removesuffix(BASELINE).removesuffix(CENTRED)])


def evaluate(
    model: str,
    *,
    dataset: str,
    data: Path,
    split: str = "test",
    folds: Sequence[Path] = (),
    models_dir: Path | None = None,
    cache: Path | None = None,
    labels: Sequence[str] | None = None,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """The report of `model` on a data set.

    Args:
        model: a shipped id or a checkpoint folder.
        dataset: a name in `datasets.base.DATASETS`.
        data: where the data set is.
        split: "test" is what the checkpoint has not seen: its held-out speakers, the publisher's test split, or all of
            a set that it was never trained on. "folds" is cross-validation: every speaker is judged by the checkpoint in
            `folds` that held that speaker out. "spoken" are test texts, as many of each label, read out by a flat
            synthetic voice. "all" ignores who was heard, and the report says so.
        folds: for "folds", a folder of checkpoints of the same recipe that hold out other speakers each; several such
            folders are of several seeds, and figures are the mean over them.
        models_dir: where weights are, for a model whose features need some.
        cache: that of training, for one of `OTHERS`, which measures all clips before any is judged.
        labels: into which the model's own are folded, to compare it with another one that has no more; None keeps its own.
        progress: told how many utterances of how many are done.

    Raises:
        DatasetError: when the data set is not there, or nothing of it can be named by the model's labels, or a speaker
            was held out by no checkpoint.
        UnknownComponentError, ModelUnavailableError: as `load_model`.
    """
    architecture = read_card(checkpoint_folder(model))["architecture"]["name"]
    if architecture in OTHERS:
        measure: Callable[..., dict[str, Any]] = resolve(OTHERS, architecture, kind="model")
        return measure(
            model, dataset=dataset, data=data, split=split, folds=folds, cache=cache, labels=labels, progress=progress
        )
    loaded = VoiceWordsModel.load(checkpoint_folder(model), models_dir=models_dir)
    source = load_readable(dataset, data, loaded)
    if split == "folds":
        chosen = list(source.utterances)
        judges = judges_by_seed(loaded, source, folds, models_dir)
    else:
        chosen = choose(source, loaded.card, "test" if split == "spoken" else split)
        judges = [dict.fromkeys((utterance.speaker for utterance in chosen), loaded)]
    known = classes(chosen, labels or loaded.labels)
    named = nameable(chosen, loaded, where=f"{dataset} ({split})")
    with TemporaryDirectory() as folder:
        if split == "spoken":
            named = read_out(choose_texts(named, known), Path(folder))
            judges = [{utterance.speaker: loaded for utterance in named}]
        said: list[list[Said]] = [[] for _ in judges]
        for number, utterance in enumerate(named, start=1):
            heard = listen(judges[0][utterance.speaker], utterance)  # of one recipe, so all hear alike
            for own, judge in zip(said, judges, strict=True):
                own.append(say(judge[utterance.speaker], utterance, heard))
            progress(number, len(named))
    said = [against_speakers(own) for own in said]
    return {
        **about(loaded, dataset, split),
        "checkpoints": sorted({judge.card["sha256"] for own in judges for judge in own.values()}),
        "seeds": seeds_of(judges),
        "classes": known,
        "left_out": len(chosen) - len(named),
        "streams": {stream: report for stream in STREAMS if (report := _over_seeds(said, stream, known))},
    }


def load_readable(name: str, path: Path, model: VoiceWordsModel) -> Dataset:
    """A data set that has something for the model to read.

    Raises:
        DatasetError: when it has nothing of the kind, or is not there.
    """
    source = load_dataset(name, path)
    if not set(source.streams) & set(model.card["modalities"]):
        raise DatasetError(
            f"{name} has nothing that {model.card['id']} reads: no {' or '.join(model.card['modalities'])}.",
            code="dataset_error",
        )
    return source


def nameable(utterances: Sequence[Utterance], model: VoiceWordsModel, *, where: str) -> list[Utterance]:
    """Those whose emotion the model has a name for.

    Raises:
        DatasetError: when there are none.
    """
    named = [utterance for utterance in utterances if project(utterance.label, model.labels) is not None]
    if not named:
        raise DatasetError(f"Nothing in {where} has an emotion that {model.card['id']} names.", code="dataset_error")
    return named


def about(model: EmotionModel, dataset: str, split: str) -> dict[str, Any]:
    """What every report begins with: which model, on what, and whether it had not seen that before.

    None is “nobody knows”: anybody's own table may list clips of a corpus that the model was trained on.
    """
    trained_on = {trained["name"] for trained in model.card["datasets"]}
    unseen = split in ("test", "folds", "spoken") or dataset not in trained_on
    return {
        "model": {name: model.card[name] for name in ("id", "version", "sha256")},
        "dataset": dataset,
        "split": split,
        "unseen": None if dataset == "manifest" and dataset not in trained_on else unseen,
    }


def classes(utterances: Sequence[Utterance], labels: Sequence[str]) -> list[str]:
    """The labels that a data set can tell apart, and the model chooses among: those that occur; all, where only one does.

    Plain speech is all neutral: what counts there is how often the model says anything else.
    """
    named = {project(utterance.label, labels) for utterance in utterances}
    occurring = [label for label in labels if label in named]
    return list(labels) if len(occurring) == 1 else occurring


def choose(dataset: Dataset, card: dict[str, Any], split: str) -> list[Utterance]:
    """The utterances of a split, as `evaluate` means it.

    Raises:
        DatasetError: when the data set has no such split.
    """
    if split not in SPLITS:
        raise DatasetError(f"Unknown split “{split}”. Known: {', '.join(SPLITS)}.", code="dataset_error")
    speakers = card["training"]["speakers"].get(dataset.name)
    published = {utterance.split for utterance in dataset.utterances} - {None}
    if split == "all" or (split == "test" and speakers is None and not published):
        return list(dataset.utterances)
    if published:
        chosen = [utterance for utterance in dataset.utterances if utterance.split == split]
    else:
        chosen = [utterance for utterance in dataset.utterances if _side(utterance, speakers or {}) == split]
    if not chosen:
        raise DatasetError(f"{dataset.name} has no split “{split}” for this model.", code="dataset_error")
    return chosen


def _side(utterance: Utterance, speakers: dict[str, list[str]]) -> str:
    if utterance.speaker in speakers.get("test", []):
        return "test"
    return "dev" if utterance.speaker in speakers.get("calibration", []) else "train"


Heard = tuple[torch.Tensor, Quality]


def listen(model: VoiceWordsModel, utterance: Utterance) -> Heard | None:
    """What the model hears of an utterance, and how good that is; None of a text."""
    return None if utterance.path is None else speech_features(utterance, model.extract)


def say(model: VoiceWordsModel, utterance: Utterance, heard: Heard | None) -> Said:
    """One utterance through the model; reference text, where there is any, stands for the recogniser's.

    Args:
        heard: as `listen` gives it.
    """
    with torch.inference_mode():
        if heard is None:
            return say_texts(model, [utterance])[0]
        text = _readable(model, utterance)
        frames, quality = heard
        evidence = model.evidence(
            model.hear(frames),
            text=text,
            asr_confidence=1.0 if text else None,
            quality=quality,
            duration_s=frames.shape[0] / model.frames_per_s,
        )
        voice, fused, _ = model.judge(evidence)
    read = None if evidence.words is None else _softmax(evidence.words.logits)
    return Said(utterance, model, voice=_softmax(voice.logits), words=read, fused=_softmax(fused), evidence=evidence)


def say_texts(model: VoiceWordsModel, utterances: Sequence[Utterance]) -> list[Said]:
    """The same of texts alone, read at once: each to the last digit as by itself."""
    with torch.inference_mode():
        read = model.understood([_readable(model, utterance) for utterance in utterances])
    scores = [None if words is None else _softmax(words.logits) for words in read]
    return [
        Said(utterance, model, voice=None, words=own, fused=own)
        for utterance, own in zip(utterances, scores, strict=True)
    ]


def _readable(model: VoiceWordsModel, utterance: Utterance) -> str:
    return utterance.text if utterance.text and model.covers(utterance.language) else ""


def against_speakers(said: Sequence[Said]) -> list[Said]:
    """The same, each also against its speaker's baseline where there are utterances enough of that speaker.

    The baseline is made of all of the speaker's utterances, without their labels.
    """
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        if one.evidence is not None and one.utterance.speaker:
            by_speaker[one.utterance.speaker].append(number)
    answers = list(said)
    for numbers in by_speaker.values():
        if len(numbers) >= MIN_SEGMENTS:
            for number, one in zip(numbers, _against([said[number] for number in numbers]), strict=True):
                answers[number] = one
    return answers


def _against(ones: Sequence[Said]) -> Sequence[Said]:
    """One speaker's utterances."""
    model, evidence = ones[0].model, [cast(Evidence, one.evidence) for one in ones]
    offset = model.speaker_offset(evidence)
    if offset is None or model.baseline is None:
        return ones
    with torch.inference_mode():
        judged = [model.judge(each, offset) for each in evidence]
        relative = model.baseline(torch.cat([cast(torch.Tensor, each.voice.pooled) for each in evidence]))
        centred = model.baseline.centred(relative) / model.temperature["baseline"]
    return [
        replace(
            one, voice_baseline=_softmax(voice.logits), fused_baseline=_softmax(fused), voice_centred=_softmax(level)
        )
        for one, (voice, fused, _), level in zip(ones, judged, centred.unsqueeze(1), strict=True)
    ]


def _softmax(logits: torch.Tensor) -> np.ndarray:
    scores: np.ndarray = logits[0].double().softmax(dim=0).numpy()
    return scores


def _over_seeds(said: Sequence[Sequence[Said]], stream: str, labels: Sequence[str]) -> dict[str, Any] | None:
    answers = [found for own in said if (found := answers_of(own, stream, labels))]
    if len(answers) < len(said):
        return None
    return over_seeds([_report(own, stream, labels, given) for own, given in zip(said, answers, strict=True)], answers)


def _report(said: Sequence[Said], stream: str, labels: Sequence[str], answers: Answers) -> dict[str, Any]:
    spoken = [one for one in said if getattr(one, stream) is not None]
    thresholds = np.array([one.threshold(stream) for one in spoken])
    report = summary(answers, thresholds=thresholds)
    if any(len(one.utterance.labels) > 1 for one in spoken):
        report |= _multi_label(spoken[0].model, spoken, answers.scores, labels)
    report["slices"] = _slices(spoken, answers.scores, answers.truth, labels)
    if stream == "fused" and (beside := _beside_its_streams(said, labels)):
        report["beside"] = beside
    return report


def _beside_its_streams(said: Sequence[Said], labels: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By how much the fused answers are better than each stream's alone, where both could speak.

    Where one stream is truly uninformative (words that are all neutral, a flat voice), fusion should lose nothing.
    """
    both = [one for one in said if one.voice is not None and one.words is not None]
    fused = answers_of(both, "fused", labels)
    alone = {stream: answers_of(both, stream, labels) for stream in ("voice", "words")}
    return {
        stream: differences(fused, answers)
        for stream, answers in alone.items()
        if fused is not None and answers is not None
    }


def answers_of(said: Sequence[Said], stream: str, labels: Sequence[str]) -> Answers | None:
    """What a stream answered where it could speak, among the labels of the data set; None where it never could."""
    spoken = [one for one in said if getattr(one, stream) is not None]
    if not spoken:
        return None
    scores = among(np.stack([getattr(one, stream) for one in spoken]), spoken[0].model.labels, labels)
    truth = np.array([labels.index(project(one.utterance.label, labels) or "") for one in spoken])
    return Answers(scores, truth, [one.utterance.speaker for one in spoken], labels)


def _multi_label(
    model: VoiceWordsModel, spoken: Sequence[Said], scores: np.ndarray, labels: Sequence[str]
) -> dict[str, Any]:
    truth = np.array(
        [[label in {project(name, labels) for name in one.utterance.labels} for label in labels] for one in spoken]
    )
    thresholds = np.array([model.card["calibration"]["f1_thresholds"][label] for label in labels])
    return {"multi_label_macro_f1": round(multi_label_f1(scores, truth, thresholds), 4)}


def _slices(
    spoken: Sequence[Said], scores: np.ndarray, truth: np.ndarray, labels: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """UA and WA by speaker's sex and by language, where they are known."""
    slices: dict[str, dict[str, Any]] = {}
    for field in ("sex", "language"):
        values = [getattr(one.utterance, field) for one in spoken]
        for value in sorted({value for value in values if value}):
            rows = np.array([index for index, own in enumerate(values) if own == value])
            speakers = [spoken[row].utterance.speaker for row in rows]
            figures = summary(Answers(scores[rows], truth[rows], speakers, labels))
            slices[f"{field}={value}"] = {name: figures[name] for name in ("examples", "ua", "wa", "ece")}
    return slices
