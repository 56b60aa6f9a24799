"""What the voice's heads are worth, alone and together, and who should count in its temperature.

Run: python -m benchmarks.heads --data DATA --cache CACHE [--folds FOLDS --fold 1 --fold 2 …]

Judged on calibration speakers, of whom each in turn is read with a temperature fitted on the fold's others, every speaker
counting alike, or every corpus. Figures are UA, expected calibration error and mean surprise at the right answer (nats) of
clean clips, and the surprise at damaged ones with a temperature of their own; each is the mean over folds. Plain speech is
told beside, and fits no temperature. Test speakers are not touched.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.special import softmax

from recognition.engine.datasets.base import load_dataset
from recognition.engine.evaluation.metrics import expected_calibration_error, reliability
from recognition.engine.fusion.branches import DETECTOR_SHARE
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.training.calibration import balanced, fit_temperature
from recognition.engine.training.corpus import Clip, Features, damaged_clips, dealt, labelled, load_clips, targets
from recognition.engine.training.voice import voice_outputs

CORPORA = ("ravdess", "emodb", "nemo")
PLAIN = "plain"
SEED = 1
KINDS = ("clean", "damaged")
Figures = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """Clips of a kind: logits by head, each (clips, labels), the right labels, who speaks, and the corpora."""

    logits: Mapping[str, np.ndarray]
    truth: np.ndarray
    speakers: np.ndarray
    corpora: np.ndarray


def main() -> None:
    """Print a row for each head and each way of counting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument("--cache", type=Path, required=True, help="for decoded features")
    parser.add_argument(
        "--folds", type=Path, help="checkpoints FOLDS/fold-N of voice-words; the shipped one, for fold 1"
    )
    parser.add_argument("--fold", type=int, action="append", help="may be given more than once (default: 1)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    told: dict[tuple[str, str, str], list[Figures]] = defaultdict(list)
    for fold in options.fold or [1]:
        source = "voice-words" if options.folds is None else str(options.folds / f"fold-{fold}")
        heard = _heard(VoiceWordsModel.load(checkpoint_folder(source)), fold, options.data, options.cache)
        for head in heard["clean"].logits:
            for count in ("corpus", "speaker"):
                for corpus, each in _judged(heard, head, count).items():
                    told[head, count, corpus].append(each)
    print("UA, ECE, nats; nats of damaged clips")
    for head, count in dict.fromkeys((head, count) for head, count, _ in told):
        means = {corpus: np.mean(told[head, count, corpus], axis=0) for corpus in (*CORPORA, PLAIN)}
        means["mean of three"] = np.mean([means[corpus] for corpus in CORPORA], axis=0)
        row = "; ".join(f"{name} " + " ".join(f"{value:.3f}" for value in each) for name, each in means.items())
        print(f"{head:9s}by {count:8s}{row}", flush=True)


def _heard(model: VoiceWordsModel, fold: int, data: Path, cache: Path) -> dict[str, Heard]:
    """The fold's calibration clips, clean and damaged."""
    clips = voice_clips(model, (*CORPORA, PLAIN), ("dev",), fold, data, cache)
    spoilt = damaged_clips(clips, cache, print, features_of(model), SEED)
    return {kind: heard_by(model, each) for kind, each in zip(KINDS, (clips, spoilt), strict=True)}


def voice_clips(
    model: VoiceWordsModel, names: Sequence[str], splits: Sequence[str], fold: int, data: Path, cache: Path
) -> list[Clip]:
    """Clips of these corpora on these sides of the fold."""
    every = [
        clip
        for name in names
        for clip in load_clips(dealt(load_dataset(name, data / name), fold, of=5), cache, print, features_of(model))
    ]
    return [clip for clip in labelled(every, model.labels) if clip.utterance.split in splits]


def features_of(model: VoiceWordsModel) -> Features:
    """What the model hears."""
    architecture = model.card["architecture"]
    return Features(architecture["features"], architecture.get("features_arguments", {}))


def heard_by(model: VoiceWordsModel, clips: Sequence[Clip]) -> Heard:
    """What each head makes of the clips, the trunk's both together, and with them the detector's where there is one."""
    outputs, branch = voice_outputs(model.voice_branch, clips), model.voice_branch
    if branch.second_head is None or outputs.pooled is None:
        raise SystemExit("this voice has one head only")
    with torch.inference_mode():
        heads = {"first": branch.head(outputs.embedding), "second": branch.second_head(outputs.pooled)}
    heads["both"] = (heads["first"] + heads["second"]) / 2
    if branch.detector_head is not None:
        heads["detector"] = heads["both"] + (outputs.logits - heads["both"]) / DETECTOR_SHARE
        heads["all"] = outputs.logits
    return Heard(
        {name: logits.numpy() for name, logits in heads.items()},
        targets(clips, model.labels),
        np.array([clip.speaker for clip in clips]),
        np.array([clip.corpus for clip in clips]),
    )


def _judged(heard: Mapping[str, Heard], head: str, count: str) -> dict[str, Figures]:
    """Figures by corpus."""
    clean, damaged = (_left_out(heard[kind], head, count) for kind in KINDS)
    told = {}
    for corpus in (*CORPORA, PLAIN):
        rows, spoilt = heard["clean"].corpora == corpus, heard["damaged"].corpora == corpus
        told[corpus] = (
            *figures(clean[rows], heard["clean"].truth[rows]),
            surprise(damaged[spoilt], heard["damaged"].truth[spoilt]),
        )
    return told


def _left_out(heard: Heard, head: str, count: str) -> np.ndarray:
    """Probabilities of each speaker's clips with the temperature of the others', (clips, labels)."""
    logits, scores = heard.logits[head], np.zeros_like(heard.logits[head], dtype=float)
    for speaker in np.unique(heard.speakers):
        others = (heard.speakers != speaker) & (heard.corpora != PLAIN)
        weights = balanced(list((heard.corpora if count == "corpus" else heard.speakers)[others]))
        fitted = fit_temperature(logits[others], np.eye(logits.shape[1])[heard.truth[others]], weights)
        scores[heard.speakers == speaker] = softmax(logits[heard.speakers == speaker].astype(float) / fitted, axis=1)
    return scores


def figures(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """UA, expected calibration error and surprise."""
    answers = scores.argmax(axis=1)
    recall = float(np.mean([np.mean(answers[truth == label] == label) for label in np.unique(truth)]))
    return recall, expected_calibration_error(reliability(scores, truth)), surprise(scores, truth)


def surprise(scores: np.ndarray, truth: np.ndarray) -> float:
    """The mean at the right answer, in nats."""
    return float(-np.log(scores[np.arange(len(truth)), truth]).mean())


if __name__ == "__main__":
    main()
