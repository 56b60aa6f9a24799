"""The whole story on one page: a media file goes in, segments come out one by one, then the result."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from recognition.engine import media, segmentation
from recognition.engine.asr.base import EncodingEngine, SpeechEngine, open_engine
from recognition.engine.asr.encoder_states import EncoderStates
from recognition.engine.config import EngineConfig
from recognition.engine.features.base import hears_through_encoder
from recognition.engine.features.quality import measure
from recognition.engine.fusion.base import EmotionModel, Reading, SpeakerAware, load_model
from recognition.engine.fusion.cards import checkpoint_folder, model_info, read_card, sha256_of
from recognition.engine.fusion.uncertainty import summarise_segments
from recognition.engine.labels import DECODED, SPEECH_FOUND, STAGES
from recognition.engine.reading import Encode, answered, explained, heard, heard_again, hearing, known_speaker
from recognition.engine.types import (
    NO_BASELINE,
    Explanation,
    Overall,
    Provenance,
    Quality,
    RecordingInfo,
    Result,
    Scores,
    Segment,
    Span,
    SpeakerBaseline,
    SpeechEngineInfo,
    Word,
)

DECODING, FINDING_SPEECH, TRANSCRIBING, READING_EMOTION = STAGES
ROUNDING_S = 0.001  # stored times are rounded to the millisecond
UNDETERMINED = "und"  # ISO 639-2: no speech, so no language


class Listener(Protocol):
    """Told what happens while a pipeline runs. Any method may raise `Cancelled`; the pipeline then stops there."""

    def on_stage(self, stage: str, progress: float) -> None:
        """`stage` is one of `labels.STAGES`; `progress` is of the whole job, 0 to 1, never falling."""

    def on_decoded(self, duration_s: float, peaks: list[float]) -> None:
        """Said once: the true duration, and the waveform's peaks, 0 to 1."""

    def on_speech_engine(self, info: SpeechEngineInfo) -> None:
        """Said once, before the first segment: engine, model and language."""

    def on_segment(self, segment: Segment) -> None:
        """A segment is complete. Indices rise by one without gaps."""

    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None:
        """Said at most once, after the last segment: all of them again, read against their speaker's own average."""


@dataclass(frozen=True, slots=True)
class Request:
    """One recording to analyse, as a user asked for it.

    `done` holds the segments an earlier, broken run already delivered; `explain` asks for each segment's explanation.
    `speaker_baseline` reads voices against the speaker's own average where there is speech enough: it takes the recording
    to have one speaker, so it is to be switched off for a conversation.
    """

    path: Path
    name: str
    model: str = "voice-words"
    asr: str = "auto"
    language: str | None = None
    done: Sequence[Segment] = ()
    explain: bool = False
    speaker_baseline: bool = True


class Pipeline:
    """Analyses recordings. Models load on first use and stay."""

    def __init__(self, config: EngineConfig) -> None:
        self.config = config
        self._models: dict[str, EmotionModel] = {}
        self._engines: dict[str, SpeechEngine] = {}

    def run(self, request: Request, listener: Listener) -> Result:
        """Analyse one recording; segments reach the listener as soon as each is complete.

        Raises:
            MediaError: when the file cannot be used.
            ModelUnavailableError, UnknownComponentError: when the model or the speech engine asked for cannot be had.
            Cancelled: when the listener said so.
        """
        clock = Clock()
        segments = [*request.done]
        readings: list[Reading] = []
        model = self._model(request.model)
        with clock("total"), self._decoded(request.path, listener, clock) as pcm:
            spans = _find_speech(pcm, listener, clock)
            with clock("asr"):
                engine = self._engine(request.asr)
                info = _speech_engine_info(engine, pcm, spans, request.language)
            listener.on_speech_engine(info)
            for span, words, states in _transcript(pcm, spans, engine, info, request.done, listener, clock):
                blank = _unread(len(segments), span, words, measure(pcm.read(*_edges(span)), speech=spans, span=span))
                reading = model.read(hearing(pcm.read(*_edges(span)), blank, info.language, states))
                clock.add(reading.seconds)
                segments.append(answered(model, blank, reading, info.language))
                readings.append(reading)
                listener.on_segment(segments[-1])
                listener.on_stage(READING_EMOTION, _share(span.end_s, spans))
            baseline = NO_BASELINE
            if request.speaker_baseline:
                with clock("voice"):
                    known = known_speaker(
                        model,
                        pcm,
                        segments,
                        readings,
                        info.language,
                        on_read_again=lambda: listener.on_stage(READING_EMOTION, 1.0),
                        encode=self._encode(model, request.asr),
                    )
                if known is not None:
                    baseline, segments = known
                    listener.on_speaker_known(baseline, segments)
            if request.explain:
                encode = self._encode(model, request.asr)
                segments = [
                    replace(
                        segment,
                        explanation=explained(model, heard(pcm, segment, info.language, encode), segment, baseline),
                    )
                    for segment in segments
                ]
            duration_s = pcm.duration_s
        return Result(
            recording=RecordingInfo(request.name, round(duration_s, 3), sha256_of(request.path)),
            model=model_info(model.card),
            asr=info,
            overall=summarise(segments, request.model),
            segments=tuple(segments),
            timings_s=clock.seconds(),
            provenance=Provenance(datetime.now(UTC).isoformat(timespec="seconds"), self._settings(request)),
            speaker_baseline=baseline,
        )

    def rescore(
        self,
        path: Path,
        segment: Segment,
        text: str,
        *,
        language: str,
        model: str = "voice-words",
        asr: str = "auto",
        baseline: SpeakerBaseline = NO_BASELINE,
        heard: Sequence[Word] = (),
    ) -> Segment:
        """The segment with other words: its words and fused scores computed again. The first text stays as the original.

        With the original text it is as if nobody had corrected it: `heard` are the words it had then, with their times.
        `baseline` and `asr` are those of the result that the segment is from; the speech engine is opened only for a model
        that hears through its encoder.

        Raises:
            MediaError, ModelUnavailableError, UnknownComponentError: as `run`.
        """
        span = Span(segment.start_s, segment.end_s)
        original = segment.text if segment.text_original is None else segment.text_original
        written = " ".join(text.split())
        heard = segment.words if segment.text_original is None else heard
        taken_back = written == " ".join(original.split())
        corrected = replace(
            segment,
            text=original if taken_back else written,
            words=tuple(heard) if taken_back and heard else spread(text, span),
            text_original=None if taken_back else original,
            explanation=None,
        )
        loaded = self._model(model)
        reading = loaded.read(heard_again(_samples(path, segment), corrected, language, self._encode(loaded, asr)))
        if baseline.used and isinstance(loaded, SpeakerAware):
            reading = loaded.against(reading, baseline.offset)
        return answered(loaded, corrected, reading, language)

    def explain(
        self,
        path: Path,
        segment: Segment,
        *,
        language: str,
        model: str = "voice-words",
        asr: str = "auto",
        baseline: SpeakerBaseline = NO_BASELINE,
    ) -> Explanation:
        """What the answer of a segment that was read before, against `baseline`, rests on; `asr` as in `rescore`.

        Raises:
            MediaError, ModelUnavailableError, UnknownComponentError: as `run`.
            EngineError: `not_explainable`, when the model cannot tell.
        """
        loaded = self._model(model)
        again = heard_again(_samples(path, segment), segment, language, self._encode(loaded, asr))
        return explained(loaded, again, segment, baseline)

    def _decoded(self, path: Path, listener: Listener, clock: "Clock") -> media.Pcm:
        listener.on_stage(DECODING, 0.0)
        with clock("decode"):
            pcm = media.decode(
                path,
                max_duration_s=self.config.max_duration_s,
                on_progress=lambda share: listener.on_stage(DECODING, share * DECODED),
            )
            listener.on_decoded(pcm.duration_s, media.peaks(pcm))
        return pcm

    def _model(self, name: str) -> EmotionModel:
        if name not in self._models:
            self._models[name] = load_model(name)
        return self._models[name]

    def _engine(self, asked: str) -> SpeechEngine:
        if asked not in self._engines:
            self._engines[asked] = open_engine(asked, self.config)
        return self._engines[asked]

    def _encode(self, model: EmotionModel, asr: str) -> Encode | None:
        """How a segment that was transcribed before is heard again by a model that needs a speech engine's encoder."""
        if not hears_through_encoder(model.card["architecture"]["features"]):
            return None
        engine = self._engine(asr)
        return engine.encode if isinstance(engine, EncodingEngine) else None

    def _settings(self, request: Request) -> dict[str, object]:
        return {
            "model": request.model,
            "asr": request.asr,
            "language": request.language,
            "whisper_model": self.config.whisper_model,
            "speaker_baseline": request.speaker_baseline,
            "resumed_from_segment": len(request.done),
        }


class Clock:
    """Seconds by stage; stages that interleave add up."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[stage] += time.perf_counter() - start

    def add(self, stages: Mapping[str, float]) -> None:
        """Add what another component measured of itself."""
        for stage, seconds in stages.items():
            self._seconds[stage] += seconds

    def seconds(self) -> dict[str, float]:
        """In the order of the contract, to the millisecond."""
        stages = ("decode", "segmentation", "asr", "voice", "words", "fusion", "total")
        return {stage: round(self._seconds[stage], 3) for stage in stages}


def summarise(segments: Sequence[Segment], model: str) -> Overall:
    """How the whole recording reads, from its segments and the thresholds on the model's card. Needs no torch.

    Raises:
        UnknownComponentError: `unknown_model`.
    """
    card = read_card(checkpoint_folder(model))
    return summarise_segments(segments, card["calibration"]["conformal"])


def spread(text: str, span: Span) -> tuple[Word, ...]:
    """Words written by a person, spread over the segment by their length, for a transcript to follow. They are certain."""
    written = text.split()
    letters = sum(len(word) + 1 for word in written)
    words: list[Word] = []
    start_s = span.start_s
    for word in written:
        end_s = start_s + span.duration_s * (len(word) + 1) / letters
        words.append(Word(round(start_s, 3), round(end_s, 3), word, 1.0))
        start_s = end_s
    return tuple(words)


def _find_speech(pcm: media.Pcm, listener: Listener, clock: Clock) -> list[Span]:
    def on_progress(share: float) -> None:
        listener.on_stage(FINDING_SPEECH, DECODED + share * (SPEECH_FOUND - DECODED))

    with clock("segmentation"):
        return segmentation.find_speech(pcm, on_progress=on_progress)


def _speech_engine_info(
    engine: SpeechEngine, pcm: media.Pcm, spans: Sequence[Span], language: str | None
) -> SpeechEngineInfo:
    """The language is decided once, on the first half minute of speech, unless it was given."""
    if language is not None:
        return SpeechEngineInfo(engine.id, engine.model, language, 1.0)
    if not spans:
        return SpeechEngineInfo(engine.id, engine.model, UNDETERMINED, 0.0)
    first = segmentation.chunks(spans)[0]
    detected, probability = engine.detect_language(pcm.read(first[0].start_s, first[-1].end_s))
    return SpeechEngineInfo(engine.id, engine.model, detected, round(probability, 3))


def _transcript(
    pcm: media.Pcm,
    spans: Sequence[Span],
    engine: SpeechEngine,
    info: SpeechEngineInfo,
    done: Sequence[Segment],
    listener: Listener,
    clock: Clock,
) -> Iterator[tuple[Span, tuple[Word, ...], EncoderStates | None]]:
    """Segments with their words, and what the engine's encoder heard, chunk by chunk.

    What an earlier run delivered is passed over, whole chunks unheard.
    """
    heard_until_s = done[-1].end_s if done else -1.0
    for chunk in segmentation.chunks(spans):
        if chunk[-1].end_s <= heard_until_s + ROUNDING_S:
            continue
        listener.on_stage(TRANSCRIBING, _share(chunk[0].start_s, spans))
        with clock("asr"):
            words, states = _transcribe(engine, pcm, chunk, info)
        for span, spoken in segmentation.split(words, chunk):
            if span.end_s > heard_until_s + ROUNDING_S:
                yield span, spoken, states.within(*_edges(span)) if states else None


def _transcribe(
    engine: SpeechEngine, pcm: media.Pcm, chunk: Sequence[Span], info: SpeechEngineInfo
) -> tuple[list[Word], EncoderStates | None]:
    """Words of one chunk; an engine that does not know the language stays silent rather than invent."""
    if engine.languages is not None and info.language not in engine.languages:
        return [], None
    start_s = chunk[0].start_s
    heard: list[EncoderStates] = []
    words = engine.transcribe(
        pcm.read(start_s, chunk[-1].end_s), language=info.language, offset_s=start_s, on_states=heard.append
    )
    return words, heard[0] if heard else None


def _unread(index: int, span: Span, words: tuple[Word, ...], quality: Quality) -> Segment:
    return Segment(
        index=index,
        start_s=round(span.start_s, 3),
        end_s=round(span.end_s, 3),
        text=" ".join(word.text for word in words),
        words=words,
        scores=Scores(),
        weights={},
        top="",
        set=(),
        reasons=(),
        quality=quality,
    )


def _samples(path: Path, segment: Segment) -> np.ndarray:
    with media.decode(path, start_s=segment.start_s, end_s=segment.end_s) as pcm:
        return pcm.read()


def _edges(span: Span) -> tuple[float, float]:
    return span.start_s, span.end_s


def _share(time_s: float, spans: Sequence[Span]) -> float:
    """Progress of the whole job when the speech up to `time_s` has been read."""
    return SPEECH_FOUND + (1.0 - SPEECH_FOUND) * min(1.0, time_s / spans[-1].end_s)
