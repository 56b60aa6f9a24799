"""The whole story on one page: a media file goes in, segments come out one by one, then the result."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from recognition.engine import media
from recognition.engine.asr.base import EncodingEngine, SpeechEngine, open_engine
from recognition.engine.config import EngineConfig
from recognition.engine.features.base import hears_through_encoder
from recognition.engine.fusion.base import EmotionModel, SpeakerAware, load_model
from recognition.engine.reading import Encode, answered, explained, heard_again
from recognition.engine.request import Listener, Request
from recognition.engine.run import Loaded, Run, summarise
from recognition.engine.types import NO_BASELINE, Explanation, Result, Segment, Span, SpeakerBaseline, Word

__all__ = ["Listener", "Pipeline", "Request", "spread", "summarise"]


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
        with self.begin(request, listener) as run:
            return run.whole()

    def begin(self, request: Request, listener: Listener, *, sound: media.Pcm | None = None) -> Run:
        """The same in steps, for processes that share a recording out; `sound` is what one of them has decoded before."""
        return Run(request, listener, Loaded(self.config, self._model, self._engine, self._encode), sound)

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


def _samples(path: Path, segment: Segment) -> np.ndarray:
    with media.decode(path, start_s=segment.start_s, end_s=segment.end_s) as pcm:
        return pcm.read()
