"""The whole story on one page: a media file goes in, segments come out one by one, then the result."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from recognition.engine import media
from recognition.engine.asr.base import EncodingEngine, SpeechEngine, open_engine
from recognition.engine.config import EngineConfig
from recognition.engine.features.base import hears_through_encoder
from recognition.engine.fusion.base import EmotionModel, SpeakerAware, load_model
from recognition.engine.reading import Encode, answered, explained, face_of, facing, heard_again, seen_again, shown
from recognition.engine.request import Listener, Request
from recognition.engine.run import Loaded, Run, summarise
from recognition.engine.types import NO_BASELINE, Explanation, Result, Segment, Span, SpeakerBaseline, Word

__all__ = ["Listener", "Pipeline", "Request", "spread", "summarise"]


class Pipeline:
    """Analyses recordings. Models load on first use and stay; `engines` are speech engines that are loaded already."""

    def __init__(self, config: EngineConfig, *, engines: Mapping[str, SpeechEngine] = {}) -> None:
        self.config = config
        self.on_loaded: Callable[[str, float], None] = lambda _what, _seconds: None
        """Told which model or speech engine was loaded, and how long that took."""
        self._models: dict[str, EmotionModel] = {}
        self._engines: dict[str, SpeechEngine] = dict(engines)

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
        return Run(request, listener, self.loaded, sound)

    @property
    def loaded(self) -> Loaded:
        """Its models and speech engines, each loaded when it is first asked for."""
        return Loaded(self.config, self._model, self._engine, self._encode)

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
        action_units: Path | None = None,
    ) -> Segment:
        """The segment with other words: its words and fused scores computed again. The first text stays as the original.

        With the original text it is as if nobody had corrected it: `heard` are the words it had then, with their times.
        `baseline` and `asr` are those of the result that the segment is from; the speech engine is opened only for a model
        that hears through its encoder. `action_units` as in the request.

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
        again = heard_again(_samples(path, segment), corrected, language, self._encode(loaded, asr))
        seen = seen_again(loaded, path, segment, self.config)
        reading = loaded.read(facing(again, segment, face_of(loaded, action_units), seen))
        if baseline.used and isinstance(loaded, SpeakerAware):
            reading = loaded.against(reading, baseline.offset)
        return answered(loaded, shown(corrected, seen), reading, language)

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
        seen = seen_again(loaded, path, segment, self.config)
        return explained(loaded, facing(again, segment, None, seen), segment, baseline)

    def _model(self, name: str) -> EmotionModel:
        if name not in self._models:
            with self._loading(name):
                self._models[name] = load_model(name)
        return self._models[name]

    def _engine(self, asked: str) -> SpeechEngine:
        if asked not in self._engines:
            with self._loading(asked):
                opened = open_engine(asked, self.config)
            self._engines[asked] = self._engines.setdefault(opened.id, opened)  # “auto” is one that has a name, too
        return self._engines[asked]

    @contextmanager
    def _loading(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.on_loaded(what, time.monotonic() - began)

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
