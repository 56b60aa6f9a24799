"""Reading while somebody speaks: scores and words of what has been said so far, before anybody knows how it goes on.

All of it is provisional. When the recording has ended it is analysed whole, as any other: that is what is kept.

Two halves, for a process each: recognising words takes many times as long as reading a voice, and holds Python's lock.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from recognition.engine.config import EngineConfig
from recognition.engine.features.quality import measure
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.pipeline import Pipeline
from recognition.engine.reading import answered, hearing
from recognition.engine.run import Loaded, unread
from recognition.engine.segmentation.segments import MAX_SEGMENT_S, MIN_SEGMENT_S, PAUSE_S
from recognition.engine.segmentation.silero import FRAME_S, FRAME_SAMPLES, Ear
from recognition.engine.segmentation.speech import PADDING_S, spans
from recognition.engine.types import Segment, Span, Word

Samples = npt.NDArray[np.float32]

WINDOW_S = 6.0  # of a sentence that is not over yet, the last seconds are read: how somebody sounds now
LEAST_S = 0.5  # less of a voice tells nothing
SILENCE_KEPT_S = 1.0  # speech is noticed a little after it began
UNKNOWN = "und"  # ISO 639-2: nobody has listened for the language yet
INT16 = 32768.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sentence, or what there is of it, whose words are to be recognised.

    Args:
        index: of the sentence.
        start_s: where it begins in the recording.
        samples: 16 kHz mono float32.
        over: whether it is all of it.
    """

    index: int
    start_s: float
    samples: Samples
    over: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What was recognised in what was `Wanted`, and in which language."""

    index: int
    words: tuple[Word, ...]
    language: str


@dataclass(slots=True)
class _Sentence:
    """Speech up to a pause: what the analysis, too, makes a segment of where a transcript has no punctuation."""

    index: int
    span: Span
    speech: tuple[Span, ...]
    samples: Samples
    over: bool
    words: tuple[Word, ...] = ()
    changed: bool = True


class LiveReading:
    """One person's sound as it comes in.

    Args:
        loaded: models and speech engines.
        model: the emotion model's name.
        asr: the speech engine's, for models that hear through its encoder.
        language: None where it is to be found out.
        rate_hz: of the sound that will come.
        begin_s: where in the recording that is: later than 0 after a lost line.
        first_index: of the next sentence.
    """

    def __init__(
        self,
        loaded: Loaded,
        *,
        model: str,
        asr: str,
        language: str | None,
        rate_hz: int,
        begin_s: float = 0.0,
        first_index: int = 0,
    ) -> None:
        self._loaded, self._name, self._asr = loaded, model, asr
        self._model = loaded.model(model)
        self._language = language or UNKNOWN
        self._stream = None if rate_hz == SAMPLE_RATE_HZ else soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1)
        self._ear = Ear()
        self._from_s = begin_s  # of what is kept: all that is in no finished sentence
        self._samples = np.empty(0, dtype=np.float32)
        self._speech = np.empty(0, dtype=np.float32)  # its probabilities, by frame
        self._next = first_index
        self._running: _Sentence | None = None
        self._over: list[_Sentence] = []  # of which the last words are still to come
        self._asked = (-1, 0)  # for the words of which sentence, and of how much of it

    def hear(self, sound: bytes) -> None:
        """Take in what has come: 16-bit little-endian, mono, whole samples."""
        samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / INT16
        if self._stream is not None:
            samples = self._stream.resample_chunk(samples)
        self._samples = np.concatenate([self._samples, samples])
        unheard = self._samples[self._speech.size * FRAME_SAMPLES :]
        if whole := unheard.size // FRAME_SAMPLES:
            self._speech = np.concatenate([self._speech, self._ear.hear(unheard[: whole * FRAME_SAMPLES])])
        self._follow()

    def take(self, heard: Words) -> None:
        """The words of a sentence, or of the beginning of one that is running."""
        if self._language == UNKNOWN:
            self._language = heard.language
        for sentence in [*self._over, *([self._running] if self._running else [])]:
            if sentence.index == heard.index and sentence.words != heard.words:
                sentence.words, sentence.changed = heard.words, True

    def wanted(self) -> Wanted | None:
        """Whose words to recognise next: of the sentence that ended last, else of the running one.

        Whoever falls behind recognises no words of what ended before: those of its beginning stay until the end.
        """
        if self._over:
            sentence = self._over[-1]
            self._over = [sentence]
        elif self._running is not None and self._running.span.duration_s >= MIN_SEGMENT_S:
            sentence = self._running
        else:
            return None
        asked, self._asked = self._asked, (sentence.index, sentence.samples.size)
        if asked == self._asked and not sentence.over:
            return None  # nothing has come since
        return Wanted(sentence.index, sentence.span.start_s, sentence.samples, sentence.over)

    def read(self) -> dict[str, Any]:
        """What has changed, as it is said to the page: sentences that are over, and the one that is running."""
        sentences = [*self._over, *([self._running] if self._running else [])]
        read = [self._read(each) for each in sentences if each.changed]
        for each in sentences:
            each.changed = False
        return {
            "at_s": round(self._from_s + self._samples.size / SAMPLE_RATE_HZ, 3),
            "speaking": self._running is not None,
            "language": None if self._language == UNKNOWN else self._language,
            "segments": [{**segment.to_json(), "over": over} for segment, over in read],
        }

    def settle(self, index: int) -> None:
        """The words of a sentence that is over are known: nothing about it will change any more."""
        self._over = [each for each in self._over if each.index != index]

    def _follow(self) -> None:
        """Bring the running sentence up to what is there now, and end it where a pause or its length does."""
        while (sentence := self._first()) is not None:
            if self._running is not None:
                sentence.index, sentence.words = self._running.index, self._running.words
            else:
                sentence.index, self._next = self._next, self._next + 1
            if not sentence.over:
                self._running = sentence
                return
            self._over.append(sentence)
            self._running = None
            self._drop(sentence.span.end_s)
        self._running = None
        self._drop(self._now_s() - SILENCE_KEPT_S)

    def _first(self) -> _Sentence | None:
        """The first sentence of what is kept; None while nobody speaks."""
        speech = [
            Span(self._from_s + each.start_s, self._from_s + each.end_s)
            for each in spans(self._speech, self._speech.size * FRAME_S)
        ]
        if not speech:
            return None
        count = 1
        # Spans reach out to both sides.
        while count < len(speech) and speech[count].start_s - speech[count - 1].end_s < PAUSE_S - 2 * PADDING_S:
            count += 1
        start_s, end_s = speech[0].start_s, speech[count - 1].end_s
        over = count < len(speech) or self._now_s() - end_s >= PAUSE_S - PADDING_S
        if end_s - start_s >= MAX_SEGMENT_S:
            end_s, over = start_s + MAX_SEGMENT_S, True
        within = tuple(Span(each.start_s, min(each.end_s, end_s)) for each in speech[:count] if each.start_s < end_s)
        return _Sentence(-1, Span(start_s, end_s), within, self._sound(start_s, end_s), over)

    def _read(self, sentence: _Sentence) -> tuple[Segment, bool]:
        span, samples = sentence.span, sentence.samples
        if not sentence.over and span.duration_s > WINDOW_S:
            span, samples = Span(span.end_s - WINDOW_S, span.end_s), samples[-round(WINDOW_S * SAMPLE_RATE_HZ) :]
        blank = unread(sentence.index, span, sentence.words, measure(samples, speech=sentence.speech, span=span))
        if span.duration_s >= LEAST_S:
            encode = self._loaded.encode(self._model, self._asr)
            states = None if encode is None else encode(samples)
            reading = self._model.read(hearing(samples, blank, self._language, states))
            blank = answered(self._model, blank, reading, self._language)
        whole = sentence.span  # though its last seconds alone may have been read
        return replace(blank, start_s=round(whole.start_s, 3), end_s=round(whole.end_s, 3)), sentence.over

    def _now_s(self) -> float:
        return self._from_s + self._speech.size * FRAME_S

    def _sound(self, start_s: float, end_s: float) -> Samples:
        first, last = (max(0, round((at_s - self._from_s) * SAMPLE_RATE_HZ)) for at_s in (start_s, end_s))
        return self._samples[first:last].copy()

    def _drop(self, until_s: float) -> None:
        """Forget what is in a finished sentence, or silent."""
        frames = min(self._speech.size, max(0, int((until_s - self._from_s) / FRAME_S)))
        self._from_s += frames * FRAME_S
        self._speech, self._samples = self._speech[frames:], self._samples[frames * FRAME_SAMPLES :]


class LiveVoices:
    """The half that reads: everybody's sound in this process, by who they are."""

    def __init__(self, config: EngineConfig) -> None:
        self._pipeline = Pipeline(config)
        self._readings: dict[str, LiveReading] = {}

    def open(self, key: str, **choices: Any) -> None:
        """Begin; `choices` as `LiveReading` has them. The model is loaded with the first.

        Raises:
            ModelUnavailableError, UnknownComponentError: when the model cannot be had.
        """
        self._readings[key] = LiveReading(self._pipeline.loaded, **choices)

    def read(
        self, key: str, sound: bytes, heard: Words | None, over: bool, ask: bool
    ) -> tuple[dict[str, Any], Wanted | None]:
        """Take in the sound, and the words that were `Wanted`, `over` or not; how it reads now, and what is wanted next."""
        reading = self._readings[key]
        if sound:
            reading.hear(sound)
        if heard is not None:
            reading.take(heard)
        answer = reading.read()
        if heard is not None and over:
            reading.settle(heard.index)
        return answer, reading.wanted() if ask else None

    def close(self, key: str) -> None:
        self._readings.pop(key, None)


class LiveWords:
    """The half that recognises words."""

    def __init__(self, config: EngineConfig) -> None:
        self._pipeline = Pipeline(config)

    def recognise(self, wanted: Wanted, asr: str, language: str | None) -> Words:
        """As in an analysis: an engine that does not know the language stays silent rather than invent.

        Raises:
            ModelUnavailableError, UnknownComponentError: when the speech engine cannot be had.
        """
        engine = self._pipeline.loaded.engine(asr)
        language = language or engine.detect_language(wanted.samples)[0]
        if engine.languages is not None and language not in engine.languages:
            return Words(wanted.index, (), language)
        words = engine.transcribe(wanted.samples, language=language, offset_s=wanted.start_s)
        return Words(wanted.index, tuple(words), language)
