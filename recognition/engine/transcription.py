"""What is said in a chunk of speech: by which engine, in which language, and as which segments."""

from collections.abc import Sequence
from typing import NamedTuple

from recognition.engine import segmentation
from recognition.engine.asr.base import SpeechEngine
from recognition.engine.asr.encoder_states import EncoderStates
from recognition.engine.media import Pcm
from recognition.engine.plan import Chunk
from recognition.engine.types import Span, SpeechEngineInfo, Word

UNDETERMINED = "und"  # ISO 639-2: no speech, so no language


class Said(NamedTuple):
    """What becomes a segment: a stretch of a chunk with its words, and what the engine's encoder heard of it."""

    span: Span
    words: tuple[Word, ...]
    states: EncoderStates | None


def speech_engine_info(
    engine: SpeechEngine, pcm: Pcm, chunks: Sequence[Chunk], language: str | None
) -> SpeechEngineInfo:
    """The engine and the language: as given, else as the first chunk sounds, else, without speech, undetermined."""
    if language is not None:
        return SpeechEngineInfo(engine.id, engine.model, language, 1.0)
    if not chunks:
        return SpeechEngineInfo(engine.id, engine.model, UNDETERMINED, 0.0)
    detected, probability = engine.detect_language(pcm.read(chunks[0][0].start_s, chunks[0][-1].end_s))
    return SpeechEngineInfo(engine.id, engine.model, detected, round(probability, 3))


def said(engine: SpeechEngine, pcm: Pcm, chunk: Chunk, language: str) -> list[Said]:
    """One chunk, in what become its segments; an engine that does not know the language stays silent rather than invent."""
    words, states = _transcribed(engine, pcm, chunk, language)
    return [
        Said(span, spoken, None if states is None else states.within(span.start_s, span.end_s))
        for span, spoken in segmentation.split(words, chunk)
    ]


def _transcribed(
    engine: SpeechEngine, pcm: Pcm, chunk: Chunk, language: str
) -> tuple[list[Word], EncoderStates | None]:
    if engine.languages is not None and language not in engine.languages:
        return [], None
    start_s = chunk[0].start_s
    states: list[EncoderStates] = []
    words = engine.transcribe(
        pcm.read(start_s, chunk[-1].end_s), language=language, offset_s=start_s, on_states=states.append
    )
    return words, states[0] if states else None
