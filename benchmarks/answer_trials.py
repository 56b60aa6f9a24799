"""What could be made of a voice's answers without training it again, judged on its calibration speakers.

Run: python -m benchmarks.answer_trials --data DATA [--model CHECKPOINT]

Four things: a prior that expects neutral more often than the other emotions; each corpus read with the temperature of the
two others, as a corpus that was never heard would be; the second head, which reads people against themselves, mixed in
where nobody is known. Figures are UA, expected calibration error and mean surprise at the right answer (nats), for each
corpus and their mean. Test speakers are not touched. Of plain speech (`asr`, which nothing is chosen by) the share that
reads as neutral is told beside. The fourth is the speaker baseline with and without its floor of neutral: UA by all of a
speaker's clips, and how many neutral clips are read as neutral where a speaker has no others.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor

from recognition.engine.datasets.base import load_dataset
from recognition.engine.evaluation.evaluate import choose, listen, say
from recognition.engine.evaluation.metrics import expected_calibration_error, reliability
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.speaker import BaselineHead, no_less
from recognition.engine.fusion.voice_words import Evidence, VoiceWordsModel
from recognition.engine.labels import NEUTRAL, project
from recognition.engine.reading import MIN_SEGMENTS
from recognition.engine.training.calibration import fit_temperature

CORPORA = {"ravdess": 1, "emodb": 1, "nemo": 3}
"""With every how many-th clip is taken."""

PLAIN = "asr"
NEUTRAL_LEADS = (0.0, 0.25, 0.5, 1.0, 2.0)
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
BASELINES = ("no speaker baseline", "speaker baseline", "neutral never less")


@dataclass(frozen=True, slots=True)
class Heard:
    """Clips of a corpus: logits with doubt and without (clips, labels), those of the second head, the right labels, and who
    speaks."""

    doubted: Tensor
    own: Tensor
    relative: Tensor
    truth: np.ndarray
    speakers: np.ndarray


def main() -> None:
    """Print the four tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument("--model", default="voice-words", help="a model id or checkpoint folder (default: voice-words)")
    options = parser.parse_args()
    data: Path = options.data
    torch.set_num_threads(1)
    model = VoiceWordsModel.load(checkpoint_folder(options.model))
    corpora = [_hear(model, data, name, "dev", every) for name, every in CORPORA.items()]
    plain = _hear(model, data, PLAIN, "all", 1)
    print(f"UA, ECE, nats of {', '.join(CORPORA)}; their mean; plain speech read as neutral")
    for lead in NEUTRAL_LEADS:
        ahead = torch.tensor([lead] + [0.0] * (len(model.labels) - 1))
        _tell(f"neutral ahead by {lead}", [heard.doubted + ahead for heard in corpora], corpora, plain.doubted + ahead)
    temperatures = [_temperature([each for each in corpora if each is not left_out]) for left_out in corpora]
    print(f"temperatures of the others {temperatures}, of each itself {[_temperature([each]) for each in corpora]}")
    scaled = [heard.doubted / temperature for heard, temperature in zip(corpora, temperatures, strict=True)]
    _tell("temperature of the others", scaled, corpora, plain.doubted)
    for share in SHARES:
        mixed = [(1 - share) * heard.own + share * heard.relative for heard in (*corpora, plain)]
        _tell(f"second head {share}", mixed[:-1], corpora, mixed[-1])
    for name in BASELINES:
        print(f"{name:26s} {'; '.join(_with_baseline(model, heard, name) for heard in corpora)}", flush=True)


def _hear(model: VoiceWordsModel, data: Path, name: str, split: str, every: int) -> Heard:
    chosen = [one for one in choose(load_dataset(name, data / name), model.card, split) if _label(model, one.label)]
    chosen = chosen[::every]
    evidence = [cast(Evidence, say(model, one, listen(model, one)).evidence) for one in chosen]
    head = cast(BaselineHead, model.baseline)
    with torch.inference_mode():
        own = torch.cat([each.voice.logits for each in evidence])
        relative = head(torch.cat([cast(Tensor, each.voice.pooled) for each in evidence]))
    factors = torch.tensor([[each.doubt.factor] for each in evidence])
    truth = np.array([model.labels.index(_label(model, one.label) or "") for one in chosen])
    speakers = np.array([one.speaker for one in chosen])
    return Heard(own / factors, own, relative / model.temperature["baseline"], truth, speakers)


def _label(model: VoiceWordsModel, label: str) -> str | None:
    return project(label, model.labels)


def _temperature(corpora: Sequence[Heard]) -> float:
    """Each corpus counts alike."""
    logits = torch.cat([heard.doubted for heard in corpora]).numpy()
    targets = np.eye(logits.shape[1])[np.concatenate([heard.truth for heard in corpora])]
    weights = np.concatenate([np.full(len(heard.truth), 1 / len(heard.truth)) for heard in corpora])
    return fit_temperature(logits, targets, weights)


def _with_baseline(model: VoiceWordsModel, heard: Heard, name: str) -> str:
    """UA where all of a speaker's clips are read together, and recall of neutral where the neutral ones are."""
    neutral = heard.truth == model.labels.index(NEUTRAL)
    guesses, plain = np.zeros_like(heard.truth), []
    for speaker in np.unique(heard.speakers):
        theirs = heard.speakers == speaker
        guesses[theirs] = _read_together(model, heard, theirs, name)
        if (theirs & neutral).sum() >= MIN_SEGMENTS:
            plain += [*_read_together(model, heard, theirs & neutral, name)]
    told = np.mean([np.mean(guesses[heard.truth == label] == label) for label in np.unique(heard.truth)])
    return f"{told:.3f} {np.mean(np.array(plain) == model.labels.index(NEUTRAL)):.2f} of {len(plain)}"


def _read_together(model: VoiceWordsModel, heard: Heard, clips: np.ndarray, name: str) -> np.ndarray:
    """What these clips are taken for, as the segments of one recording: (clips,)."""
    head, temperature = cast(BaselineHead, model.baseline), model.temperature["baseline"]
    rows = torch.from_numpy(clips)
    own, relative = heard.own[rows], heard.relative[rows] * temperature
    logits = own
    if name != BASELINES[0]:
        logits = head.against(own, relative, head.offset(own, relative)) / temperature
    if name == BASELINES[2]:
        logits = no_less(logits, own, model.labels.index(NEUTRAL))
    answers: np.ndarray = logits.argmax(dim=1).numpy()
    return answers


def _tell(name: str, logits: Sequence[Tensor], corpora: Sequence[Heard], plain: Tensor) -> None:
    figures = [_figures(each, heard.truth) for each, heard in zip(logits, corpora, strict=True)]
    told = "; ".join(" ".join(f"{figure:.3f}" for figure in each) for each in (*figures, np.mean(figures, axis=0)))
    print(f"{name:26s} {told}; {float((plain.argmax(dim=1) == 0).float().mean()):.2f}", flush=True)


def _figures(logits: Tensor, truth: np.ndarray) -> tuple[float, float, float]:
    scores = logits.double().softmax(dim=1).numpy()
    guess = scores.argmax(axis=1)
    ua = np.mean([np.mean(guess[truth == label] == label) for label in np.unique(truth)])
    nats = -np.log(scores[np.arange(len(truth)), truth]).mean()
    return float(ua), expected_calibration_error(reliability(scores, truth)), float(nats)


if __name__ == "__main__":
    main()
