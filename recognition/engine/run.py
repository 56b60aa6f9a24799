"""One request in steps: plan what there is to read, read it or a part of it, end. Each may be another process' turn."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from recognition.engine import media, segmentation
from recognition.engine.asr.base import SpeechEngine
from recognition.engine.clock import Clock
from recognition.engine.config import EngineConfig
from recognition.engine.faces import Looker, Seen
from recognition.engine.faces.base import best_detector
from recognition.engine.features.action_units import ActionUnitTrack
from recognition.engine.features.quality import measure
from recognition.engine.fusion.base import EmotionModel, Hearing, Reading, SpeakerAware
from recognition.engine.fusion.cards import checkpoint_folder, model_info, read_card, sha256_of
from recognition.engine.fusion.uncertainty import summarise_segments
from recognition.engine.labels import DECODED, SPEECH_FOUND, STAGES
from recognition.engine.plan import Chunk, Plan, Search, extent, share
from recognition.engine.reading import (
    Encode,
    answered,
    explained,
    face_of,
    facing,
    heard,
    hearing,
    known_speaker,
    looks_at_films,
    open_film,
    read_in_turn,
    shown,
    stretch,
)
from recognition.engine.request import Listener, Request
from recognition.engine.transcription import Said, said, speech_engine_info
from recognition.engine.types import (
    NO_BASELINE,
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


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run works with; each is loaded when it is first asked for."""

    config: EngineConfig
    model: Callable[[str], EmotionModel]
    engine: Callable[[str], SpeechEngine]
    encode: Callable[[EmotionModel, str], Encode | None]


@dataclass(slots=True)
class Run:
    """The steps of one request. A context manager: at its end it closes the sound and the film that it has.

    Args:
        request: what to analyse, and how.
        listener: told what happens; may stop it.
        loaded: models and speech engines.
        sound: the recording, where it was decoded before; else the first step that needs it decodes it.
    """

    request: Request
    listener: Listener
    loaded: Loaded
    sound: media.Pcm | None = None
    clock: Clock = field(default_factory=Clock)
    seen: tuple[ActionUnitTrack | None] | None = field(default=None, init=False)
    film: Looker | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.sound is not None:
            self.sound.close()
        if self.film is not None:
            self.film.close()

    def whole(self) -> Result:
        """All the steps, one after another.

        Raises:
            MediaError, ModelUnavailableError, UnknownComponentError, Cancelled: as `Pipeline.run`.
        """
        return self.all_of(self.plan())

    def plan(self, *, length_s: float = 0.0) -> Plan:
        """Decode, find the first speech, and decide the language on the first half minute of it, unless it was given.

        Args:
            length_s: how long a part of speech is to be found now; as little as can be read, by default.
        """
        self._model()  # a model that cannot be had is refused before anything is decoded,
        self._face()  # so is a table that cannot be read,
        self._film()  # and a sound without a film, of a model that looks
        pcm = self.decoded()
        chunks, rest = self.find(Search(), length_s=length_s)
        with self.clock("asr"):
            info = speech_engine_info(self._engine(), pcm, chunks, self.request.language)
        self.listener.on_speech_engine(info)
        return Plan(pcm.duration_s, chunks, info, rest)

    def find(
        self,
        begin: Search,
        *,
        length_s: float,
        count: int = 1,
        on_progress: Callable[[float], None] | None = None,
    ) -> tuple[list[Chunk], Search | None]:
        """The chunks of the next parts, and where to go on: `segmentation.find_parts` of its sound."""
        pcm, told = self.decoded(), on_progress or self._on_speech_sought
        with self.clock("segmentation"):
            return segmentation.find_parts(pcm, begin, length_s=length_s, count=count, on_progress=told)

    def read(
        self,
        chunks: Iterable[Chunk],
        asr: SpeechEngineInfo,
        *,
        within: Span,
        done: Sequence[Segment] = (),
    ) -> Iterator[tuple[Segment, Reading]]:
        """The segments of these chunks, each with what the model made of it by itself. Indices go on from those `done`,
        which an earlier run has read of the same chunks and which are passed over, whole chunks unheard. Progress is told
        of a stretch, which they lie `within`."""
        model, index = self._model(), len(done)
        for chunk, parts in self._transcript(chunks, asr, within, done):
            waiting = (
                self._unread(number, chunk, part, asr.language, _progress(part.span.start_s, within))
                for number, part in enumerate(parts, start=index)
            )
            for segment, reading in read_in_turn(model, waiting):
                self.clock.add(reading.seconds)
                yield answered(model, segment, reading, asr.language), reading
                index += 1
                self.listener.on_stage(READING_EMOTION, _progress(segment.end_s, within))

    def _unread(self, index: int, chunk: Chunk, part: Said, language: str, progress: float) -> tuple[Segment, Hearing]:
        """A segment with what was seen of it, and what a model gets to read of it."""
        samples = self.decoded().read(part.span.start_s, part.span.end_s)
        blank = unread(index, part.span, part.words, measure(samples, speech=chunk, span=part.span))
        seen = self._seen(blank, progress)
        heard = hearing(samples, blank, language, part.states)
        return shown(blank, seen), facing(heard, blank, self._face(), seen)

    def all_of(self, plan: Plan) -> Result:
        """Read everything here, then end."""
        segments: list[Segment] = [*self.request.done]
        readings: list[Reading | None] = [None] * len(segments)
        if plan.chunks:
            within = Span(extent(plan.chunks).start_s, plan.duration_s)
            chunks = self._all_chunks(plan, within)
            for segment, reading in self.read(chunks, plan.asr, within=within, done=self.request.done):
                segments.append(segment)
                readings.append(reading)
                self.listener.on_segment(segment)
            self.listener.on_stage(READING_EMOTION, 1.0)
        return self.end(plan, segments, readings)

    def _all_chunks(self, plan: Plan, within: Span) -> Iterator[Chunk]:
        """Those of the plan and the rest, each found when it is asked for."""
        yield from plan.chunks
        read_s, rest = extent(plan.chunks).end_s, plan.rest

        def on_progress(_share: float) -> None:
            self.listener.on_stage(TRANSCRIBING, _progress(read_s, within))  # what a page says all the time

        while rest is not None:
            found, rest = self.find(rest, length_s=0.0, on_progress=on_progress)
            yield from found
            read_s = extent(found).end_s

    def end(self, plan: Plan, segments: Sequence[Segment], readings: Sequence[Reading | None]) -> Result:
        """What only all of the segments together tell: their speaker, and how the whole reads.

        Args:
            plan: of the recording; of its chunks nothing is needed any more.
            segments: all of them, in order.
            readings: what was made of each by itself; None where that is to be heard again.
        """
        baseline = NO_BASELINE
        with self.clock("voice"):
            known = self._known_speaker(plan.asr.language, segments, readings)
        if known is not None:
            baseline, segments = known
            self.listener.on_speaker_known(baseline, segments)
        if self.request.explain:
            segments = [self._explained(segment, baseline, plan.asr.language) for segment in segments]
        return Result(
            recording=RecordingInfo(self.request.name, round(plan.duration_s, 3), sha256_of(self.request.path)),
            model=model_info(self._model().card),
            asr=plan.asr,
            overall=summarise(segments, self.request.model),
            segments=tuple(segments),
            timings_s=self.clock.seconds(),
            provenance=Provenance(datetime.now(UTC).isoformat(timespec="seconds"), self._settings()),
            speaker_baseline=baseline,
        )

    def kept(self, reading: Reading) -> bytes | None:
        """A reading as another process' `end` needs it; None where no end would ask for it."""
        model = self._model()
        wanted = self.request.speaker_baseline and isinstance(model, SpeakerAware)
        return model.kept(reading) if wanted and isinstance(model, SpeakerAware) else None

    def recalled(self, kept: bytes | None) -> Reading | None:
        """What was kept, to the last digit."""
        model = self._model()
        return model.recalled(kept) if kept is not None and isinstance(model, SpeakerAware) else None

    def decoded(self) -> media.Pcm:
        """The recording's sound."""
        if self.sound is None:
            self.listener.on_stage(DECODING, 0.0)
            with self.clock("decode"):
                self.sound = media.decode(
                    self.request.path,
                    max_duration_s=self.loaded.config.max_duration_s,
                    on_progress=lambda share: self.listener.on_stage(DECODING, share * DECODED),
                )
                self.listener.on_decoded(self.sound.duration_s, media.outline(self.sound))
        return self.sound

    def take_sound(self) -> media.Pcm | None:
        """What was decoded, to be kept for another run: the caller closes it."""
        sound, self.sound = self.sound, None
        return sound

    def _model(self) -> EmotionModel:
        return self.loaded.model(self.request.model)

    def _engine(self) -> SpeechEngine:
        return self.loaded.engine(self.request.asr)

    def _encode(self) -> Encode | None:
        return self.loaded.encode(self._model(), self.request.asr)

    def _on_speech_sought(self, share: float) -> None:
        self.listener.on_stage(FINDING_SPEECH, DECODED + share * (SPEECH_FOUND - DECODED))

    def _transcript(
        self, chunks: Iterable[Chunk], asr: SpeechEngineInfo, within: Span, done: Sequence[Segment]
    ) -> Iterator[tuple[Chunk, list[Said]]]:
        """Chunk by chunk, the segments that are not done, with their words and what the engine's encoder heard."""
        heard_until_s = (done[-1].end_s if done else -1.0) + ROUNDING_S
        # The plan's, whatever “auto” would be here and now: all of a recording is one engine's.
        engine = self.loaded.engine(asr.engine)
        for chunk in chunks:
            if chunk[-1].end_s <= heard_until_s:
                continue
            self.listener.on_stage(TRANSCRIBING, _progress(chunk[0].start_s, within))
            with self.clock("asr"):
                parts = said(engine, self.decoded(), chunk, asr.language)
            yield chunk, [part for part in parts if part.span.end_s > heard_until_s]

    def _known_speaker(
        self, language: str, segments: Sequence[Segment], readings: Sequence[Reading | None]
    ) -> tuple[SpeakerBaseline, list[Segment]] | None:
        if not self.request.speaker_baseline:
            return None

        def read_again(segment: Segment) -> Reading:
            self.listener.on_stage(READING_EMOTION, 1.0)
            return self._model().read(self._heard(segment, language))

        return known_speaker(self._model(), segments, readings, language, read_again=read_again)

    def _explained(self, segment: Segment, baseline: SpeakerBaseline, language: str) -> Segment:
        model = self._model()
        again = self._heard(segment, language)
        return replace(segment, explanation=explained(model, again, segment, baseline))

    def _heard(self, segment: Segment, language: str) -> Hearing:
        again = heard(self.decoded(), segment, language, self._encode())
        return facing(again, segment, self._face(), self._seen(segment, 1.0))

    def _face(self) -> ActionUnitTrack | None:
        """Read once, when it is first asked for."""
        if self.seen is None:
            self.seen = (face_of(self._model(), self.request.action_units),)
        return self.seen[0]

    def _film(self) -> Looker | None:
        """Opened once, for a model that looks at it."""
        if self.film is None:
            self.film = open_film(self._model(), self.request.path, self.loaded.config)
        return self.film

    def _seen(self, segment: Segment, progress: float) -> Seen | None:
        """What the film shows of the face meanwhile; None of a model that does not look. From one keyframe to the next it may
        be far: the listener is told of every picture on the way."""
        film = self._film()
        if film is None:
            return None
        with self.clock("face"):
            return film.look(stretch(segment), on_decoded=lambda: self.listener.on_stage(READING_EMOTION, progress))

    def _settings(self) -> dict[str, Any]:
        looked = {"face_detector": best_detector(self.loaded.config)} if looks_at_films(self._model()) else {}
        return {
            "model": self.request.model,
            "asr": self.request.asr,
            "language": self.request.language,
            "whisper_model": self.loaded.config.whisper_model,
            "speaker_baseline": self.request.speaker_baseline,
            "resumed_from_segment": len(self.request.done),
            **looked,
        }


def summarise(segments: Sequence[Segment], model: str) -> Overall:
    """How the whole recording reads, from its segments and the thresholds on the model's card. Needs no torch.

    Raises:
        UnknownComponentError: `unknown_model`.
    """
    card = read_card(checkpoint_folder(model))
    return summarise_segments(segments, card["calibration"]["conformal"])


def unread(index: int, span: Span, words: tuple[Word, ...], quality: Quality) -> Segment:
    """A segment that no model has read yet."""
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


def _progress(time_s: float, within: Span) -> float:
    """Of the whole job, as if this stretch were all there is to read, when the speech up to `time_s` has been read."""
    return SPEECH_FOUND + (1.0 - SPEECH_FOUND) * share(time_s, within)
