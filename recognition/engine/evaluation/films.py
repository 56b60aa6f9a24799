"""`emotion evaluate` of models that look at films: voices, faces and words, each where a data set has them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import Tensor

from recognition.engine.datasets.base import Dataset, Utterance, load_dataset
from recognition.engine.datasets.pairs import load_for_folds
from recognition.engine.datasets.prepared import read_pictures, stretch
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.evaluate import about, choose, classes
from recognition.engine.evaluation.face_voice import by_sex
from recognition.engine.evaluation.folds import judges_by_seed, seeds_of
from recognition.engine.evaluation.metrics import Answers, Floats, among, summary
from recognition.engine.evaluation.paired import differences
from recognition.engine.evaluation.seeds import over_seeds
from recognition.engine.fusion.base import Pictures
from recognition.engine.fusion.cards import checkpoint_folder, read_card
from recognition.engine.fusion.face_voice import FaceVoiceModel
from recognition.engine.fusion.mfer import MferModel
from recognition.engine.labels import project
from recognition.engine.training.corpus import Features, load_clips

STREAMS = ("voice", "face", "words", "fused")
PAIRS = "pairs"
FilmModel = FaceVoiceModel | MferModel
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """An utterance and what there is of it: log-mel frames of its speech, pictures of its face."""

    utterance: Utterance
    frames: Tensor | None
    pictures: Pictures | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a checkpoint said of an utterance: scores of the streams that could speak, (labels,) each."""

    utterance: Utterance
    model: FilmModel
    scores: Mapping[str, Floats]

    def threshold(self, stream: str) -> float:
        """Of the prediction sets. The words are borrowed, and take the answer's."""
        figures = self.model.card["calibration"]["conformal"]
        alone = stream == "fused" and "face" not in self.scores and "words" not in self.scores
        return float(figures["voice" if alone else stream] if stream in figures else figures["fused"])


def evaluate_films(
    model: str,
    *,
    dataset: str,
    data: Path,
    split: str = "test",
    folds: Sequence[Path] = (),
    models_dir: Path | None = None,
    cache: Path | None = None,
    labels: Sequence[str] | None = None,
    progress: Progress,
) -> dict[str, Any]:
    """The report of a model of films on a data set; arguments and refusals as those of `evaluate`.

    A voice without a film is answered as a recording without a face, a face without a voice as a face alone. Faces are those
    that `emotion extract-faces` prepared, else those in the film, else still pictures.

    Args:
        cache: where `emotion train` keeps decoded features; None keeps nothing.
    """
    loaded = open_film_model(checkpoint_folder(model), models_dir)
    source = load_for_folds(data) if (dataset, split) == (PAIRS, "folds") else load_dataset(dataset, data)
    chosen = list(source.utterances) if split == "folds" else choose(source, loaded.card, split)
    judges = (
        judges_by_seed(loaded, source, folds, models_dir)
        if split == "folds"
        else [dict.fromkeys((one.speaker for one in chosen), loaded)]
    )
    named = [one for one in chosen if project(one.label, labels or loaded.labels) is not None]
    if not named or not {"voice", "face"} & {stream for one in named for stream in one.streams}:
        raise DatasetError(
            f"Nothing in {dataset} ({split}) is a voice or a face with an emotion that {model} names.",
            code="dataset_error",
        )
    said: list[list[Said]] = [[] for _ in judges]
    with TemporaryDirectory() as folder:
        kept, features = cache or Path(folder), features_of(loaded)
        for number, shown in enumerate(showing(source, named, kept, features), start=1):
            for own, judge in zip(said, judges, strict=True):
                own.append(say(judge[shown.utterance.speaker], shown))
            progress(number, len(named))
    known = classes(named, labels or loaded.labels)
    return {
        **about(loaded, dataset, split),
        "checkpoints": sorted({judge.card["sha256"] for own in judges for judge in own.values()}),
        "seeds": seeds_of(judges),
        "classes": known,
        "left_out": len(chosen) - len(said[0]),
        "streams": {
            stream: over_seeds(
                [_report(own, stream, known) for own in said], [_answers(own, stream, known) for own in said]
            )
            for stream in STREAMS
            if any(stream in one.scores for one in said[0])
        },
    }


def open_film_model(folder: Path, models_dir: Path | None) -> FilmModel:
    """The model in a folder, by its architecture.

    Raises:
        ModelUnavailableError: as that model's `load`.
    """
    if read_card(folder)["architecture"]["name"] == "mfer":
        return MferModel.load(folder, models_dir=models_dir)
    return FaceVoiceModel.load(folder, models_dir=models_dir)


def features_of(model: FilmModel) -> Features:
    """What a model hears frames of."""
    architecture = model.card["architecture"]
    return Features(architecture["features"], architecture.get("features_arguments", {}))


def showing(source: Dataset, utterances: Sequence[Utterance], cache: Path, features: Features) -> Iterator[Shown]:
    """What there is of utterances, one by one; those with too little sound to be heard, and no face, are left out."""
    # Pairs take their sound from another set, whose training kept none of it under their name: only what is asked for.
    wanted = replace(source, utterances=tuple(utterances)) if source.name == PAIRS else source
    heard = {}
    if any(one.path is not None for one in utterances):
        heard = {
            clip.utterance.id: clip.frames for clip in load_clips(wanted, cache / "features", lambda _: None, features)
        }
    for one in utterances:
        frames, pictures = heard.get(one.id), pictures_of(one)
        if frames is not None or pictures is not None:
            yield Shown(one, frames, pictures)


def pictures_of(utterance: Utterance) -> Pictures | None:
    """Pictures of an utterance's face, uint8 (n, height, width, 3); None without one.

    Raises:
        DatasetError, MediaError: when they cannot be read.
    """
    if utterance.faces is not None:
        return read_pictures(utterance.faces)
    if utterance.video is not None:
        # Imported here because OpenCV takes a second to load, and voices should not wait for it.
        from recognition.engine.faces import look

        return next(iter(look(utterance.video, [stretch(utterance)]))).pictures
    if utterance.picture is not None:
        return np.repeat(utterance.picture.array()[None, :, :, None], 3, axis=3)
    return None


def say(model: FilmModel, shown: Shown) -> Said:
    """One utterance through the model; reference text, where there is any, stands for the recogniser's."""
    if isinstance(model, MferModel):
        told = model.tell(shown.frames, shown.pictures)
        return Said(shown.utterance, model, {stream: _even(own) for stream, own in told.items()})
    scores: dict[str, Floats] = {}
    with torch.inference_mode():
        face = None if shown.pictures is None else model.look(shown.pictures)
        if shown.frames is None:
            if face is not None:
                logits = model.net.face_alone(face.unsqueeze(0))[0] / model.temperature["face"]
                scores["face"] = _softmax(logits)
            return Said(shown.utterance, model, scores)
        words = model.understand(shown.utterance.text or "", shown.utterance.language)
        answer = model.answer(model.hear(shown.frames), face)
        scores["voice"] = _softmax(answer.voice)
        if face is not None:
            scores["face"] = _softmax(answer.face)
        if words is not None:
            scores["words"] = _even(words)
        scores["fused"] = _even(model.joined(answer.fused, words))
    return Said(shown.utterance, model, scores)


def _answers(said: Sequence[Said], stream: str, labels: Sequence[str]) -> Answers:
    """Of a stream, where it could speak, among the labels of the data set."""
    spoken = [one for one in said if stream in one.scores]
    scores = among(np.stack([one.scores[stream] for one in spoken]), spoken[0].model.labels, labels)
    truth = np.array([labels.index(project(one.utterance.label, labels) or "") for one in spoken])
    return Answers(scores, truth, [one.utterance.speaker for one in spoken], labels)


def _report(said: Sequence[Said], stream: str, labels: Sequence[str]) -> dict[str, Any]:
    answers = _answers(said, stream, labels)
    spoken = [one for one in said if stream in one.scores]
    report: dict[str, Any] = summary(answers, thresholds=np.array([one.threshold(stream) for one in spoken]))
    report["slices"] = by_sex([one.utterance for one in spoken], answers)
    if stream == "fused" and (beside := _beside(said, labels)):
        report["beside"] = beside
    return report


def _beside(said: Sequence[Said], labels: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By how much the fused answers are better than each stream's alone, where it could speak too."""
    told = {}
    for stream in STREAMS[:-1]:
        both = [one for one in said if {stream, "fused"} <= set(one.scores)]
        if both:
            told[stream] = differences(_answers(both, "fused", labels), _answers(both, stream, labels))
    return told


def _softmax(logits: Tensor) -> Floats:
    return _even(logits.double().softmax(dim=0))


def _even(scores: Tensor) -> Floats:
    """Scores whose sum is 1 to the last digit."""
    exact = scores.double()
    even: Floats = (exact / exact.sum()).numpy()
    return even
