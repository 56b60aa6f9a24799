"""`emotion compare-models`: systems side by side, on the same speakers, among the same emotions."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from torch import nn

from recognition.engine import media
from recognition.engine.datasets.base import Utterance, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.evaluate import choose, evaluate
from recognition.engine.evaluation.figures import three
from recognition.engine.evaluation.films import pictures_of
from recognition.engine.fusion.au_mfcc import AuMfccModel
from recognition.engine.fusion.base import EmotionModel, Hearing, Pictures, load_model
from recognition.engine.fusion.cards import checkpoint_folder, read_card
from recognition.engine.fusion.face import FaceModel
from recognition.engine.fusion.face_voice import FaceVoiceModel
from recognition.engine.fusion.mfer import MferModel
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.labels import project
from recognition.engine.types import Quality

STREAMS = ("voice", "face", "fused")
FIGURES = ("examples", "speakers", "seeds", "wa", "wa_interval", "top_5", "ua", "ua_interval", "ece", "seed_deviation")
FEWEST = 2  # emotions that can be told apart
TIMED_CLIPS = 20
FILM_S, FRAMES = 3.0, 15  # of a film that is timed where a set has pictures alone
PLAIN = Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)


@dataclass(frozen=True, slots=True)
class Contender:
    """A shipped id or a checkpoint folder; `folds` as for `evaluate`, where every speaker is to be judged."""

    model: str
    folds: tuple[Path, ...] = ()


def compare_models(
    contenders: Sequence[Contender],
    *,
    dataset: str,
    data: Path,
    split: str,
    cache: Path | None = None,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """A report of each, all with the same emotions: the largest set that every contender has a name for.

    Args:
        contenders: at least one.
        dataset, data, split, cache: as for `evaluate`.
        progress: told what is being measured.

    Raises:
        DatasetError: as `evaluate`, and when the contenders judged other speakers or name no set of emotions in common.
        UnknownComponentError, ModelUnavailableError: as `load_model`.
    """
    labels = common_labels([read_card(checkpoint_folder(one.model))["labels"] for one in contenders])
    if split != "folds" and len({judged_speakers(one.model, dataset, data, split) for one in contenders}) > 1:
        raise DatasetError("The models hold out other speakers: compare them by --split folds.", code="dataset_error")
    rows: list[dict[str, Any]] = []
    for one in contenders:
        progress(f"{one.model}: {dataset}, {split}")
        report = evaluate(
            one.model,
            dataset=dataset,
            data=data,
            split=split,
            folds=one.folds,
            cache=cache,
            labels=labels,
            progress=lambda *_: None,
        )
        rows.append(_row(report, one.model, timed_clips(one.model, dataset, data)))
    return {"dataset": dataset, "split": split, "classes": list(labels), "models": rows}


def common_labels(sets: Iterable[Sequence[str]]) -> Sequence[str]:
    """The names that every one of these sets of labels can say, where need be by folding another into it.

    Raises:
        DatasetError: when there are not two.
    """
    known = [tuple(labels) for labels in sets]
    shared = [
        tuple(name for name in labels if all(name in {project(own, labels) for own in other} for other in known))
        for labels in known
    ]
    largest = max(shared, key=len)
    if len(largest) < FEWEST:
        told = "; ".join(", ".join(labels) for labels in dict.fromkeys(known))
        raise DatasetError(f"No two emotions have a name in all of these models: {told}.", code="dataset_error")
    return largest


def judged_speakers(model: str, dataset: str, data: Path, split: str) -> frozenset[str]:
    """Whom a model is judged by."""
    card = read_card(checkpoint_folder(model))
    return frozenset(one.speaker for one in choose(load_dataset(dataset, data), card, split))


def _row(report: Mapping[str, Any], model: str, clips: Sequence[Utterance]) -> dict[str, Any]:
    loaded = load_model(model)
    return {
        "model": report["model"],
        "parameters": parameters(loaded),
        "seconds_per_minute": seconds_per_minute(loaded, clips),
        "streams": {
            stream: {name: figures[name] for name in FIGURES if name in figures}
            for stream, figures in report["streams"].items()
            if stream in STREAMS
        },
    }


def parameters(model: EmotionModel) -> int:
    """How many numbers stand between a segment and its scores."""
    return sum(parameter.numel() for part in _parts(model) for parameter in part.parameters())


def _parts(model: EmotionModel) -> list[nn.Module]:
    if isinstance(model, AuMfccModel):
        return [model.trunk.convolutions, model.alone]
    if isinstance(model, FaceModel):
        return [model.net]
    if isinstance(model, FaceVoiceModel):
        return [model.net, model.eyes, *([] if model.words is None else [model.words.reader.branch])]
    if isinstance(model, MferModel):
        return model.networks()
    if not isinstance(model, VoiceWordsModel):
        raise TypeError(f"nobody knows the parts of {type(model).__name__}")
    words = [] if model.reader is None else [model.reader.branch]
    return [model.voice_branch, *words, *(part for part in (model.fusion,) if isinstance(part, nn.Module))]


def timed_clips(model: str, dataset: str, data: Path) -> list[Utterance]:
    """Some clips with sound or a picture, spread over those that the model has not seen."""
    card = read_card(checkpoint_folder(model))
    heard = [one for one in choose(load_dataset(dataset, data), card, "test") if one.path or one.picture]
    return heard[:: max(1, len(heard) // TIMED_CLIPS)]


def seconds_per_minute(model: EmotionModel, clips: Sequence[Utterance]) -> float:
    """Processor seconds on one thread for a minute of segments, from sound, words and action units to scores: the median.

    Recognising words and measuring faces, which other programs do, is left out.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        hearings = [_hearing(clip) for clip in clips]
        model.read(hearings[0])  # the first call prepares what the others use
        costs = [_cpu_s(model, hearing) / hearing.duration_s for hearing in hearings]
    finally:
        torch.set_num_threads(threads)
    return round(60 * median(costs), 3)


def _hearing(clip: Utterance) -> Hearing:
    if clip.path is None:
        return _filmed(clip)
    with media.decode(clip.path, start_s=clip.start_s or 0.0, end_s=clip.end_s) as pcm:
        samples = pcm.read()
    units = None if clip.action_units is None else np.array(clip.action_units, dtype=np.float32)
    return Hearing(
        samples,
        clip.text or "",
        1.0 if clip.text else None,
        clip.language,
        PLAIN,
        len(samples) / media.SAMPLE_RATE_HZ,
        action_units=units,
        pictures=_pictures(clip),
    )


def _filmed(clip: Utterance) -> Hearing:
    """A picture as a silent film of it."""
    silence = np.zeros(0, dtype=np.float32)
    return Hearing(silence, "", None, clip.language, PLAIN, FILM_S, pictures=_pictures(clip))


def _pictures(clip: Utterance) -> Pictures | None:
    """Those of its film, or its one picture over and over; None where nobody is seen."""
    seen = pictures_of(clip)
    return seen if seen is None or clip.picture is None else np.repeat(seen, FRAMES, axis=0)


def _cpu_s(model: EmotionModel, hearing: Hearing) -> float:
    begin = time.process_time()
    model.read(hearing)
    return time.process_time() - begin


def table(report: Mapping[str, Any]) -> str:
    """The report as Markdown, one row for each stream of each model."""
    head = (
        f"{report['dataset']}, split {report['split']}, {len(report['classes'])} emotions: {', '.join(report['classes'])}\n\n"
        "| model | stream | examples | top-1 (WA) | top-5 | UA | ECE | parameters | seconds per minute |\n"
        "|---|---|--:|---|--:|---|--:|--:|--:|\n"
    )
    lines = [_line(row, stream, figures) for row in report["models"] for stream, figures in row["streams"].items()]
    return head + "\n".join(lines) + "\n"


def _line(row: Mapping[str, Any], stream: str, figures: Mapping[str, Any]) -> str:
    whole = stream == ("fused" if "fused" in row["streams"] else list(row["streams"])[-1])
    cells = [
        f"`{row['model']['id']}`",
        stream,
        figures["examples"],
        _with_interval(figures, "wa"),
        three(figures["top_5"]) if "top_5" in figures else "–",
        _with_interval(figures, "ua"),
        three(figures["ece"]),
        f"{row['parameters'] / 1e6:.1f} M" if whole else "",
        f"{row['seconds_per_minute']:.2f}" if whole else "",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _with_interval(figures: Mapping[str, Any], name: str) -> str:
    low, high = figures[f"{name}_interval"]
    return f"{three(figures[name])} [{three(low)}, {three(high)}]"
