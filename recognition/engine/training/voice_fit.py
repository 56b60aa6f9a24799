"""What is fitted on a trained voice: its speaker baseline, what it is familiar with, its calibration, and its doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.fusion.branches import BranchOutput, VoiceBranch
from recognition.engine.fusion.doubt import Doubt
from recognition.engine.fusion.fusions import context
from recognition.engine.training.calibration import balanced, conformal_threshold, fit_temperature
from recognition.engine.training.corpus import Clip, targets
from recognition.engine.training.curves import Confusion, confusion_of
from recognition.engine.training.detector_head import fit_detector_head
from recognition.engine.training.doubt import familiar_until, fit_familiarity, fit_weights
from recognition.engine.training.pairs import Pool
from recognition.engine.training.recipe import HeadsRecipe, VoiceRecipe
from recognition.engine.training.second_head import fit_second_head
from recognition.engine.training.speaker import fit_speaker_baseline
from recognition.engine.training.voice import of_several_emotions, voice_outputs


@dataclass(frozen=True, slots=True)
class VoiceCalibration:
    """A voice's figures on the calibration speakers, for the card.

    Args:
        temperature: of its logits for clean sound.
        baseline_temperature: of its logits against a speaker's offset.
        conformal: the threshold of the 90 % prediction sets.
        doubt: how far the familiar reaches, and each cause's weight.
        confusion: of its answers to clean sound, (labels, labels), truth by row.
    """

    temperature: float
    baseline_temperature: float
    conformal: float
    doubt: Doubt
    confusion: Confusion

    def on_card(self) -> dict[str, Any]:
        """The part of the card that is not told by stream."""
        return {"doubt": {"familiar_until": self.doubt.familiar_until, "weights": dict(self.doubt.weights)}}


def fit_heads(
    voice: VoiceBranch,
    heard: BranchOutput,
    clips: Sequence[Clip],
    spoilt: Sequence[Clip] = (),
    *,
    labels: Sequence[str],
    course: VoiceRecipe,
    recipe: HeadsRecipe,
    seed: int,
) -> None:
    """Give the branch its further heads, its speaker baseline and its familiarity, from what it makes of training clips.

    Args:
        heard: of the clips, before there is a second head.
        clips: of the recipe's corpora.
        spoilt: the same clips damaged, for a recipe with the detector's head.
        course: the last of the trunk's training.
    """
    for_trunk = [clip.first(voice.trunk.dim) for clip in clips]
    voice.second_head = fit_second_head(
        voice, _pooled(heard), for_trunk, labels=labels, course=course, recipe=recipe, seed=seed
    )
    if recipe.detector:
        voice.detector_head = fit_detector_head(
            *([clip.beyond(voice.trunk.dim) for clip in each] for each in (clips, spoilt)),
            labels=labels,
            recipe=recipe,
            seed=seed,
        )
    several = [index for index, keep in enumerate(of_several_emotions(clips)) if keep]
    told = [clips[index] for index in several]
    truth = torch.from_numpy(targets(told, labels))
    pooled = _pooled(heard)[several]
    voice.baseline = fit_speaker_baseline(pooled, truth, [clip.speaker for clip in told], labels=len(labels), seed=seed)
    voice.familiarity = fit_familiarity(heard.embedding)


def calibrate(
    voice: VoiceBranch, clean: Sequence[Clip], damaged: Sequence[Clip], labels: Sequence[str]
) -> tuple[Pool, VoiceCalibration]:
    """On the calibration speakers, who count alike: with one of a corpus, it is that person who would decide for a corpus.

    Temperatures and the threshold are those of clean clips of corpora with several emotions; doubt's weights those with
    which the damaged clips' scores fit, too. The pool for the fusion holds all of them, flattened as they will be.
    """
    outputs, spoilt = voice_outputs(voice, clean), voice_outputs(voice, damaged)
    several = of_several_emotions(clean)
    told = [clip for clip, keep in zip(clean, several, strict=True) if keep]
    own, truth = outputs.logits[several], targets(told, labels)
    weights = balanced([clip.speaker for clip in told])
    temperature = fit_temperature(own.numpy(), np.eye(len(labels))[truth], weights)

    if voice.familiarity is None or voice.baseline is None:
        raise ValueError("the voice has no heads yet: fit_heads comes first")
    with torch.inference_mode():
        distances = voice.familiarity(outputs.embedding)
        reach = familiar_until(distances, balanced([clip.speaker for clip in clean]))
        blank = Doubt(reach, {})
        causes = [
            blank.causes(float(distance), clip.quality, clip.duration_s)
            for distance, clip in zip(
                [*distances, *voice.familiarity(spoilt.embedding)], [*clean, *damaged], strict=True
            )
        ]
    every, answers = torch.cat([outputs.logits, spoilt.logits]) / temperature, targets([*clean, *damaged], labels)
    speakers = [f"{clip.speaker} {kind}" for kind, clips in (("clean", clean), ("damaged", damaged)) for clip in clips]
    doubt = Doubt(reach, fit_weights(every.numpy(), answers, causes, balanced(speakers)))

    factors = torch.tensor([[doubt.factor(cause)] for cause in causes])
    flattened = every / factors
    conformal = conformal_threshold(flattened[: len(clean)][several].numpy(), truth, weights, 1.0)
    pool = Pool(
        BranchOutput(torch.cat([outputs.embedding, spoilt.embedding]), flattened),
        torch.from_numpy(answers),
        gate_context([*clean, *damaged]),
    )
    baseline_temperature = _baseline_temperature(voice, told, outputs, several, temperature, labels)
    confusion = confusion_of(own, truth, len(labels))
    return pool, VoiceCalibration(temperature, baseline_temperature, conformal, doubt, confusion)


def gate_context(clips: Sequence[Clip]) -> Tensor:
    """What the gate is told of clips, (clips, 3), before there are words."""
    return torch.tensor(
        [context(asr_confidence=0.0, snr_db=clip.quality.snr_db, duration_s=clip.duration_s) for clip in clips]
    )


def _baseline_temperature(
    voice: VoiceBranch,
    clips: Sequence[Clip],
    outputs: BranchOutput,
    several: Tensor,
    temperature: float,
    labels: Sequence[str],
) -> float:
    """With each calibration speaker's clips as one recording."""
    own, pooled = outputs.logits[several] / temperature, _pooled(outputs)[several]
    speakers = np.array([clip.speaker for clip in clips])
    against = torch.zeros_like(own)
    baseline = voice.baseline
    if baseline is None:
        raise ValueError("the voice has no baseline")
    with torch.inference_mode():
        relative = baseline(pooled)
        for speaker in np.unique(speakers):
            theirs = torch.from_numpy(speakers == speaker)
            offset = baseline.offset(own[theirs], relative[theirs])
            against[theirs] = baseline.against(own[theirs], relative[theirs], offset)
    truth = torch.from_numpy(targets(clips, labels))
    weights = balanced([clip.speaker for clip in clips])
    return fit_temperature(against.numpy(), F.one_hot(truth, len(labels)).double().numpy(), weights)


def _pooled(outputs: BranchOutput) -> Tensor:
    if outputs.pooled is None:
        raise ValueError("not the output of a voice branch")
    return outputs.pooled
