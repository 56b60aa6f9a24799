"""Reading segments with a model: from a stretch of sound to scores, answer and reasons, alone and against its speaker."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from recognition.engine import media
from recognition.engine.asr.encoder_states import EncoderStates
from recognition.engine.errors import EngineError
from recognition.engine.fusion.base import EmotionModel, Explainable, Hearing, Reading, SpeakerAware
from recognition.engine.fusion.uncertainty import SHORT_S, prediction_set, segment_reasons
from recognition.engine.types import Explanation, Segment, SpeakerBaseline

Encode = Callable[[np.ndarray], EncoderStates]
"""How the speech engine's encoder hears a segment alone; for models that need that, of segments transcribed before."""

MIN_SEGMENTS = 8  # of a second or more: enough to know a speaker by


def answered(model: EmotionModel, segment: Segment, reading: Reading, language: str) -> Segment:
    """The segment with scores, answer and reasons."""
    answers = prediction_set(reading.scores.fused or {}, model.card["calibration"]["conformal"]["fused"])
    return replace(
        segment,
        scores=reading.scores,
        weights=reading.weights,
        top=answers[0],
        set=answers,
        reasons=segment_reasons(
            duration_s=segment.end_s - segment.start_s,
            scores=reading.scores,
            quality=segment.quality,
            answers=answers,
            asr_confidence=_asr_confidence(segment),
            language_covered=model.covers(language),
            unfamiliar=reading.unfamiliar,
        ),
    )


def known_speaker(
    model: EmotionModel,
    segments: Sequence[Segment],
    readings: Sequence[Reading | None],
    language: str,
    *,
    read_again: Callable[[Segment], Reading],
) -> tuple[SpeakerBaseline, list[Segment]] | None:
    """The speaker's average and the segments against it; None where there is too little speech, or the model has no use
    for it. `readings` are of each segment by itself; one that is None is read once more."""
    telling = [segment.end_s - segment.start_s >= SHORT_S for segment in segments]
    if sum(telling) < MIN_SEGMENTS or not isinstance(model, SpeakerAware):
        return None
    every = [reading or read_again(segment) for segment, reading in zip(segments, readings, strict=True)]
    offset = model.offset([reading for reading, tells in zip(every, telling, strict=True) if tells])
    if offset is None:
        return None
    return SpeakerBaseline(True, sum(telling), offset), [
        answered(model, segment, model.against(reading, offset), language)
        for segment, reading in zip(segments, every, strict=True)
    ]


def explained(model: EmotionModel, hearing: Hearing, segment: Segment, baseline: SpeakerBaseline) -> Explanation:
    """What the answer rests on, from the model that gave it."""
    if not isinstance(model, Explainable):
        raise EngineError(f"The model {model.card['id']} cannot explain its answers.", code="not_explainable")
    return model.explain(
        hearing,
        words=[word.text for word in segment.words],
        label=segment.top,
        start_s=segment.start_s,
        offset=baseline.offset,
    )


def heard(pcm: media.Pcm, segment: Segment, language: str, encode: Encode | None) -> Hearing:
    """A segment that was read before, as a model gets it."""
    return heard_again(pcm.read(segment.start_s, segment.end_s), segment, language, encode)


def heard_again(samples: np.ndarray, segment: Segment, language: str, encode: Encode | None) -> Hearing:
    """The same of its sound."""
    return hearing(samples, segment, language, None if encode is None else encode(samples))


def hearing(samples: np.ndarray, segment: Segment, language: str, encoder: EncoderStates | None = None) -> Hearing:
    """A segment, its sound and its words, as a model gets it."""
    duration_s = segment.end_s - segment.start_s
    return Hearing(samples, segment.text, _asr_confidence(segment), language, segment.quality, duration_s, encoder)


def _asr_confidence(segment: Segment) -> float | None:
    return fmean(word.probability for word in segment.words) if segment.words else None
