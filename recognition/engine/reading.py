"""Reading segments with a model: from a stretch of sound to scores, answer and reasons, alone and against its speaker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import numpy as np

from recognition.engine import media
from recognition.engine.asr.encoder_states import EncoderStates
from recognition.engine.config import EngineConfig
from recognition.engine.errors import EngineError
from recognition.engine.faces import Looker, Seen
from recognition.engine.faces.base import best_detector, open_detector
from recognition.engine.features.action_units import ActionUnitTrack, read_openface
from recognition.engine.fusion.base import EmotionModel, Explainable, Hearing, Reading, ReadsTogether, SpeakerAware
from recognition.engine.fusion.uncertainty import LOOKED, SHORT_S, prediction_set, segment_reasons
from recognition.engine.types import Explanation, Segment, Span, SpeakerBaseline

Encode = Callable[[np.ndarray], EncoderStates]
"""How the speech engine's encoder hears a segment alone; for models that need that, of segments transcribed before."""

VIDEO = "video"  # of what a card says that its model needs
CERTAIN = 1.0  # of words that nobody reads
MIN_SEGMENTS = 8  # of a second or more: enough to know a speaker by


def answered(model: EmotionModel, segment: Segment, reading: Reading, language: str) -> Segment:
    """The segment with scores, answer and reasons; what was seen of it (`shown`) stays."""
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
            asr_confidence=_asr_confidence(segment) if reads_words(model) else CERTAIN,
            face_seen=not reads_faces(model) or reading.scores.face is not None,
            looked=[reason for reason in segment.reasons if reason in LOOKED],
            language_covered=model.covers(language),
            unfamiliar=reading.unfamiliar,
        ),
    )


def read_in_turn(model: EmotionModel, unread: Iterator[tuple[Segment, Hearing]]) -> Iterator[tuple[Segment, Reading]]:
    """What the model makes of each segment; together where that costs less, else each as it is asked for."""
    if not isinstance(model, ReadsTogether):
        yield from ((segment, model.read(hearing)) for segment, hearing in unread)
        return
    together = list(unread)
    if together:
        readings = model.read_all([hearing for _segment, hearing in together])
        yield from zip((segment for segment, _hearing in together), readings, strict=True)


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


def facing(hearing: Hearing, segment: Segment, face: ActionUnitTrack | None, seen: Seen | None = None) -> Hearing:
    """The same with what the face showed meanwhile, by a table of action units or in the film, where there is one."""
    return replace(
        hearing,
        action_units=None if face is None else face.mean(segment.start_s, segment.end_s),
        pictures=None if seen is None else seen.pictures,
    )


def shown(segment: Segment, seen: Seen | None) -> Segment:
    """A segment with where its face was, and how it is seen; as it is where nobody looked."""
    return segment if seen is None else replace(segment, faces=seen.boxes, reasons=seen.reasons)


def stretch(segment: Segment) -> Span:
    """What of the film a segment shows. By its rounded times, which are all that is known when it is read again."""
    return Span(segment.start_s, segment.end_s)


def reads_words(model: EmotionModel) -> bool:
    """Whether words are of any use to a model; the voice alone asks for none, and is told so all the same."""
    return not reads_faces(model) or "words" in model.card["modalities"]


def reads_faces(model: EmotionModel) -> bool:
    """Whether a face is of any use to a model."""
    return "face" in model.card.get("modalities", ())


def looks_at_films(model: EmotionModel) -> bool:
    """Whether a model reads faces from the film itself, so that it can be used for nothing else."""
    return VIDEO in model.card.get("needs", ())


def open_film(model: EmotionModel, path: Path, config: EngineConfig) -> Looker | None:
    """The film, for a model that looks at it, with the best detector there is here; None for any other model.

    Raises:
        MediaError: `no_video`, or as decoding its sound.
        ModelUnavailableError: when the detector's weights are not the published ones.
    """
    return Looker(path, open_detector(best_detector(config), config)) if looks_at_films(model) else None


def seen_again(model: EmotionModel, path: Path, segment: Segment, config: EngineConfig) -> Seen | None:
    """What was seen of a segment that was read before; None for a model that does not look.

    Raises:
        MediaError, ModelUnavailableError: as `open_film`.
    """
    film = open_film(model, path, config)
    if film is None:
        return None
    with film:
        return film.look(stretch(segment))


def face_of(model: EmotionModel, action_units: Path | None) -> ActionUnitTrack | None:
    """The face that a model reads, from OpenFace's table of the film.

    Raises:
        ActionUnitsError: when the table cannot be used.
    """
    wanted = reads_faces(model) and not looks_at_films(model)
    return read_openface(action_units) if action_units is not None and wanted else None


def _asr_confidence(segment: Segment) -> float | None:
    return fmean(word.probability for word in segment.words) if segment.words else None
