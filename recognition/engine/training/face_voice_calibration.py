"""Calibration of `face-voice-*` on speakers, faces and texts that trained nothing: temperatures, words' weight, thresholds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from torch import Tensor

from recognition.engine.datasets.base import load_dataset
from recognition.engine.fusion.face_voice import FaceVoiceModel, Words, in_labels, joined
from recognition.engine.labels import MERGED, NEUTRAL
from recognition.engine.training.calibration import balanced, conformal_threshold, fit_temperature
from recognition.engine.training.face_voice_data import Drawn, Side, latent
from recognition.engine.training.face_voice_recipe import FaceVoiceNetRecipe
from recognition.engine.training.pairs import pick
from recognition.engine.training.words import of_split, spoken_form

WORDS_CARRY, WORDS_ABSENT, FACE_ABSENT = 0.5, 0.3, 0.15
MOST_WEIGHT = 2.0
TEXTS_AT_ONCE = 128
ONES = {"voice": 1.0, "face": 1.0, "fused": 1.0}


def calibrated(
    model: FaceVoiceModel, held_out: Side, recipe: FaceVoiceNetRecipe, texts: tuple[Tensor, Tensor] | None
) -> dict[str, Any]:
    """The card's figures. By those of `pairs`, which are the same for every seed, one of several seeds may be chosen.

    Args:
        model: with temperatures of 1.
        texts: what the words branch makes of dev texts in the model's labels, (texts, labels), and their label numbers.
    """
    chance = torch.Generator().manual_seed(1)
    drawn = _drawn(held_out, model.labels, recipe, chance)
    logits = _logits(model, held_out, drawn)
    weights = balanced([held_out.clips[row].corpus for row in drawn.clips.tolist()])
    truth = {"voice": drawn.voice, "face": drawn.face, "fused": drawn.fused}
    temperature = {
        stream: fit_temperature(own.numpy(), np.eye(own.shape[1])[truth[stream]], weights)
        for stream, own in logits.items()
    }
    held_out_figures = {stream: _judged(own, truth[stream], weights) for stream, own in logits.items()}
    for stream, own in logits.items():
        logits[stream] = own / temperature[stream]
    conformal = {
        stream: conformal_threshold(own.numpy(), truth[stream].numpy(), weights, 1.0) for stream, own in logits.items()
    }
    words = None if texts is None else _told(drawn.fused, texts, model.labels, chance)
    weight = 0.0 if words is None else fit_weight(logits["fused"], words, drawn.fused, model.labels)
    answers, known = _answers(logits, drawn, words, weight, model.labels, chance)
    conformal["fused"] = conformal_threshold(answers.log().numpy(), known.numpy(), weights, 1.0)
    return {
        "temperature": temperature,
        "conformal": conformal,
        "words_weight": weight,
        "pairs": held_out_figures,
        "without_face": without_face(model, held_out),
    }


def without_face(model: FaceVoiceModel, held_out: Side) -> dict[str, dict[str, float]]:
    """What answers voices without a film better: accuracy and loss of the voice's own head (`voice`), and of the net with
    nothing in the face's place (`net`), each at the temperature that suits it; corpora count alike."""
    nothing = model.unseen
    told: dict[str, list[Tensor]] = {"voice": [], "net": []}
    with torch.inference_mode():
        for clip in held_out.clips:
            heard = model.hear(clip.frames)
            told["voice"].append(model.net.voice_alone(heard).mean(dim=0))
            told["net"].append(model.net.together(heard, nothing.expand(len(heard), -1, -1)).mean(dim=0))
    weights = balanced([clip.corpus for clip in held_out.clips])
    return {way: _judged(torch.stack(logits), held_out.heard, weights) for way, logits in told.items()}


def _judged(logits: Tensor, truth: Tensor, weights: np.ndarray) -> dict[str, float]:
    """Accuracy and negative log-likelihood at the best temperature."""
    temperature = fit_temperature(logits.numpy(), np.eye(logits.shape[1])[truth], weights)
    surprise = torch.nn.functional.cross_entropy(logits / temperature, truth, reduction="none").numpy()
    right = (logits.argmax(dim=1) == truth).numpy()
    return {
        "wa": round(float(np.average(right, weights=weights)), 4),
        "nll": round(float(np.average(surprise, weights=weights)), 4),
    }


def fit_weight(fused: Tensor, words: Tensor, truth: Tensor, labels: Sequence[str]) -> float:
    """The weight of words with the least negative log-likelihood; rows of words that are not a number are absent.

    Args:
        fused, words: calibrated logits of voice and face, and scores of words, each (pairs, labels).
        truth: label numbers, (pairs,).
    """
    there = ~words[:, 0].isnan()

    def loss(weight: float) -> float:
        scores = joined(fused[there], words[there], weight, labels)
        return float(-scores.gather(1, truth[there, None]).clamp_min(1e-9).log().mean())

    return round(float(minimize_scalar(loss, bounds=(0.0, MOST_WEIGHT), method="bounded").x), 3)


def read_texts(words: Words, folder: Path, labels: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Dev texts of one emotion each, in the form in which a recogniser writes, as `calibrated` takes them."""
    dev = [text for text in of_split(load_dataset("goemotions", folder), "dev", words.labels) if len(text.labels) == 1]
    written = [spoken_form(text.text or "") for text in dev]
    parts = [written[at : at + TEXTS_AT_ONCE] for at in range(0, len(written), TEXTS_AT_ONCE)]
    with torch.inference_mode():
        scores = torch.cat([words.scores(part) for part in parts])
    known = torch.tensor([labels.index(text.label) if text.label in labels else -1 for text in dev])
    return in_labels(scores, words.labels, labels)[known >= 0], known[known >= 0]


def _drawn(side: Side, labels: Sequence[str], recipe: FaceVoiceNetRecipe, chance: torch.Generator) -> Drawn:
    if recipe.pairing == "latent":
        return latent(side, labels, recipe, recipe.calibration_pairs, chance)
    rows = torch.arange(len(side.heard))
    return Drawn(rows, rows, side.heard, side.seen, side.heard)


def _logits(model: FaceVoiceModel, side: Side, drawn: Drawn) -> dict[str, Tensor]:
    """Of each stream, (pairs, labels)."""
    told: dict[str, list[Tensor]] = {"voice": [], "face": [], "fused": []}
    with torch.inference_mode():
        heard = {row: model.hear(side.clips[row].frames) for row in set(drawn.clips.tolist())}
        for clip, face in zip(drawn.clips.tolist(), drawn.faces.tolist(), strict=True):
            seen = model.answer(heard[clip], model_maps(model, side.shown[face, 0].float()))
            for stream in ("voice", "face", "fused"):
                told[stream].append(getattr(seen, stream))
    return {stream: torch.stack(own) for stream, own in told.items()}


def model_maps(model: FaceVoiceModel, shown: Tensor) -> Tensor:
    """What was kept of a face -> what the net takes: maps already, or prepared pictures (pictures, side, side)."""
    return shown if shown.dim() == 2 else model.eyes.maps(shown.unsqueeze(1).expand(-1, 3, -1, -1)).T


def _told(truth: Tensor, texts: tuple[Tensor, Tensor], labels: Sequence[str], chance: torch.Generator) -> Tensor:
    """Words beside pairs: of the same emotion, neutral, or absent (not a number)."""
    scores, known = texts
    count, neutral = len(truth), labels.index(NEUTRAL)
    can = torch.bincount(known, minlength=len(labels)) > 0
    folded = torch.tensor([labels.index(MERGED.get(label, label)) for label in labels])[truth]
    carry = (torch.rand(count, generator=chance) < WORDS_CARRY) & can[folded]
    told = scores[pick(known, torch.where(carry, folded, neutral), chance)].clone()
    told[torch.rand(count, generator=chance) < WORDS_ABSENT] = torch.nan
    return told


def _answers(
    logits: dict[str, Tensor],
    drawn: Drawn,
    words: Tensor | None,
    weight: float,
    labels: Sequence[str],
    chance: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Scores as the product gives them, some without a face and some without words, and their truth."""
    faceless = torch.rand(len(drawn.fused), generator=chance) < FACE_ABSENT
    fused = torch.where(faceless[:, None], logits["voice"], logits["fused"])
    answers = fused.softmax(dim=1)
    if words is not None:
        there = ~words[:, 0].isnan()
        answers[there] = joined(fused[there], words[there], weight, labels)
    return answers, torch.where(faceless & (words is None), drawn.voice, drawn.fused)
