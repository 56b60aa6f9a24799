"""What the fusion stands on: the branches' calibrated answers for speakers and texts that they were not trained on."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from recognition.engine.datasets.base import Dataset
from recognition.engine.evaluation.metrics import best_thresholds
from recognition.engine.fusion.branches import BranchOutput, WordsBranch, WordsTokenizer
from recognition.engine.training.calibration import conformal_threshold, fit_temperature
from recognition.engine.training.corpus import Clip, targets
from recognition.engine.training.pairs import PAIRINGS, Pool
from recognition.engine.training.recipe import FusionRecipe
from recognition.engine.training.words import of_split, soft_targets, spoken_form, words_outputs

CALIBRATION_PAIRS = 20_000

Fitted = dict[str, float]
"""A stream's temperature and conformal threshold."""


def calibrated_words(
    model: WordsBranch, texts: Dataset, tokenize: WordsTokenizer, labels: Sequence[str]
) -> tuple[Pool, Fitted]:
    """On dev texts in the form in which a recogniser writes, which is what the branch will read."""
    dev = of_split(texts, "dev", labels)
    outputs = words_outputs(model, tokenize, [spoken_form(text.text or "") for text in dev])
    target = soft_targets(dev, labels)
    fitted = _fit(outputs.logits, target, target.argmax(dim=1), np.ones(len(dev)))
    single = (target.max(dim=1).values == 1.0).nonzero().squeeze(1)
    pool = Pool(
        BranchOutput(outputs.embedding[single], outputs.logits[single] / fitted["temperature"]),
        target[single].argmax(dim=1),
    )
    return pool, fitted


def words_of(
    clips: Sequence[Clip], model: WordsBranch, tokenize: WordsTokenizer, labels: Sequence[str], fitted: Fitted
) -> Pool:
    """What the same clips say in words, row by row: the other half of real pairs."""
    outputs = words_outputs(model, tokenize, [spoken_form(clip.utterance.text or "") for clip in clips])
    truth = torch.from_numpy(targets(clips, labels))
    return Pool(BranchOutput(outputs.embedding, outputs.logits / fitted["temperature"]), truth)


def calibrated_fusion(
    fusion: nn.Module, voice: Pool, words: Pool, *, labels: Sequence[str], recipe: FusionRecipe, seed: int
) -> Fitted:
    """On fresh pairs of the same pools, all with words: without words fused is voice, which is calibrated already."""
    drawn = PAIRINGS[recipe.pairing](
        voice,
        words,
        labels=labels,
        recipe=replace(recipe, absent=0.0),
        count=CALIBRATION_PAIRS,
        chance=torch.Generator().manual_seed(seed + 1),
    )
    with torch.inference_mode():
        logits = fusion(drawn.voice, drawn.words, drawn.context, drawn.words_present).logits
    return _fit(logits, F.one_hot(drawn.truth, len(labels)).float(), drawn.truth, np.ones(CALIBRATION_PAIRS))


def f1_thresholds(
    model: WordsBranch, texts: Dataset, tokenize: WordsTokenizer, labels: Sequence[str], temperature: float
) -> dict[str, float]:
    """Fitted on the dev split; for the multi-label figure only, the product itself uses prediction sets."""
    dev = of_split(texts, "dev", labels)
    logits = words_outputs(model, tokenize, [text.text or "" for text in dev]).logits
    scores = (logits / temperature).double().softmax(dim=1).numpy()
    best = best_thresholds(scores, soft_targets(dev, labels).numpy() > 0)
    return {label: round(float(value), 3) for label, value in zip(labels, best, strict=True)}


def _fit(logits: Tensor, target: Tensor, truth: Tensor, weights: np.ndarray) -> Fitted:
    temperature = fit_temperature(logits.numpy(), target.numpy(), weights)
    return {
        "temperature": temperature,
        "conformal": conformal_threshold(logits.numpy(), truth.numpy(), weights, temperature),
    }
