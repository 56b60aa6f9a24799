"""A pipeline for the site's tests: it says what a real one says, at once, and fails or waits on request."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, cast

from recognition.engine import media
from recognition.engine.config import EngineConfig
from recognition.engine.fusion.base import Reading
from recognition.engine.plan import Chunk, Plan, Search, parted, share
from recognition.engine.request import Listener, Request
from recognition.engine.run import Run
from recognition.engine.testing import tone
from recognition.engine.types import (
    NO_BASELINE,
    Explanation,
    ModelInfo,
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
    StretchEffect,
    Word,
    WordEffect,
)

__all__ = ["Pipeline", "Request", "against", "script", "segment", "summarise"]

SCORES = Scores(voice={"sad": 0.7, "happy": 0.3}, words=None, fused={"sad": 0.6, "happy": 0.4})
BASELINE_FROM = 8
OFFSET = {"sad": 0.5, "happy": -0.5}
OUTLINE = media.outline(media.Pcm.of(tone(3.0)))
ENGINE = SpeechEngineInfo("pocketsphinx", "en-us", "en", 1.0)


@dataclass
class Script:
    """What the next run does."""

    segments: int = 3
    duration_s: float = 3.0
    before_segment: Callable[[int], None] = lambda _index: None
    before_end: Callable[[], None] = lambda: None
    error: Exception | None = None
    searches: bool = False
    """Whether speech is found as it is wanted, or all of it at once."""
    computed: list[int] = field(default_factory=list)
    decoded: int = 0
    heard_again: list[int] = field(default_factory=list)
    """Segments of which the end had no reading that was kept."""
    explained: list[int] = field(default_factory=list)
    baselines: list[SpeakerBaseline] = field(default_factory=list)
    """Those that corrections and explanations were made against."""


script = Script()


def segment(index: int, text: str = "") -> Segment:
    text = text or f"sentence number {index}"
    return Segment(
        index=index,
        start_s=float(index),
        end_s=index + 0.9,
        text=text,
        words=(Word(float(index), index + 0.9, text, 0.9),),
        scores=SCORES,
        weights={"voice": 1.0, "words": 0.0},
        top="sad",
        set=("sad",),
        reasons=(),
        quality=Quality(20.0, 0.0, 0.9),
    )


def against(segment: Segment, baseline: SpeakerBaseline) -> Segment:
    """A segment that reads less sad against its sad-sounding speaker; read again, it reads the same."""
    if not baseline.used:
        return segment
    return replace(segment, scores=replace(SCORES, voice={"sad": 0.4, "happy": 0.6}), set=("sad", "happy"))


class Sound:
    closed = False

    def close(self) -> None:
        self.closed = True


class FakeRun(Run):
    """A chunk of 0.9 s for each second of speech, and a segment for each chunk."""

    def plan(self, *, length_s: float = 0.0) -> Plan:
        chunks, rest = self.find(Search(), length_s=length_s if script.searches else math.inf)
        self.listener.on_stage("transcribing", 0.2)
        self.listener.on_speech_engine(ENGINE)
        return Plan(script.duration_s, chunks, ENGINE, rest)

    def find(
        self,
        begin: Search,
        *,
        length_s: float,
        count: int = 1,
        on_progress: Callable[[float], None] | None = None,
    ) -> tuple[list[Chunk], Search | None]:
        self.decoded()
        self.listener.on_stage("finding_speech", 0.1)
        left: list[Chunk] = [(Span(float(at), at + 0.9),) for at in range(begin.frames, script.segments)]
        found = [chunk for part in parted(left, length_s)[:count] for chunk in part]
        return found, Search(frames=begin.frames + len(found)) if len(found) < len(left) else None

    def read(
        self, chunks: Iterable[Chunk], asr: SpeechEngineInfo, *, within: Span, done: Sequence[Segment] = ()
    ) -> Iterator[tuple[Segment, Reading]]:
        self.decoded()
        for place, chunk in [*enumerate(chunks)][len(done) :]:
            at = int(chunk[0].start_s)
            script.before_segment(at)
            script.computed.append(at)
            yield replace(segment(at), index=place), Reading(SCORES, {}, {}, evidence=at)
            self.listener.on_stage("reading_emotion", 0.2 + 0.8 * share(chunk[-1].end_s, within))

    def end(self, plan: Plan, segments: Sequence[Segment], readings: Sequence[Reading | None]) -> Result:
        assert all(reading is None or reading.evidence == at for at, reading in enumerate(readings))
        baseline = NO_BASELINE
        if self.request.speaker_baseline and len(segments) >= BASELINE_FROM:
            script.heard_again += [at for at, reading in enumerate(readings) if reading is None]
            baseline = SpeakerBaseline(True, len(segments), OFFSET)
            segments = [against(each, baseline) for each in segments]
            self.listener.on_speaker_known(baseline, segments)
        script.before_end()
        return Result(
            recording=RecordingInfo(self.request.name, plan.duration_s, "0" * 64),
            model=ModelInfo(self.request.model, "1.0.0", "1" * 64, ("sad", "happy")),
            asr=ENGINE,
            overall=summarise(segments, self.request.model),
            segments=tuple(segments),
            timings_s={"decode": 0.1, "total": 0.2},
            provenance=Provenance(created_at="2026-01-01T00:00:00+00:00", settings={"asr": self.request.asr}),
            speaker_baseline=baseline,
        )

    def kept(self, reading: Reading) -> bytes | None:
        return str(reading.evidence).encode()

    def recalled(self, kept: bytes | None) -> Reading | None:
        return None if kept is None else Reading(SCORES, {}, {}, evidence=int(kept))

    def decoded(self) -> media.Pcm:
        if self.sound is None:
            self.listener.on_stage("decoding", 0.0)
            if script.error is not None:
                raise script.error
            script.decoded += 1
            self.sound = cast(media.Pcm, Sound())
            self.listener.on_decoded(script.duration_s, OUTLINE)
        return self.sound


class Pipeline:
    made: ClassVar[int] = 0

    def __init__(self, config: EngineConfig) -> None:
        Pipeline.made += 1

    def run(self, request: Request, listener: Listener) -> Result:
        return self.begin(request, listener).whole()

    def begin(self, request: Request, listener: Listener, *, sound: Any = None) -> "FakeRun":
        return FakeRun(request, listener, cast(Any, None), sound)

    def rescore(
        self,
        path: Path,
        old: Segment,
        text: str,
        *,
        language: str,
        model: str = "voice-words",
        asr: str = "auto",
        baseline: SpeakerBaseline = NO_BASELINE,
        heard: Sequence[Word] = (),
        action_units: Path | None = None,
    ) -> Segment:
        if script.error is not None:
            raise script.error
        script.baselines.append(baseline)
        original = old.text if old.text_original is None else old.text_original
        if text == original:
            words = old.words if old.text_original is None else tuple(heard)
            return against(replace(old, text=text, text_original=None, words=words, scores=SCORES, top="sad"), baseline)
        spoken = (Word(old.start_s, old.end_s, text, 1.0),)
        changed = replace(old, text=text, text_original=original, words=spoken, scores=SCORES, top="happy")
        return against(changed, baseline)

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
        if script.error is not None:
            raise script.error
        script.baselines.append(baseline)
        script.explained.append(segment.index)
        whole = StretchEffect(segment.start_s, segment.end_s, 0.5)
        return Explanation(segment.top, (whole,), (WordEffect(0, segment.text, 0.25),))


def summarise(segments: Sequence[Segment], model: str) -> Overall:
    if not segments:
        return Overall(Scores(), None, (), ("no_speech",))
    happy = any(each.top == "happy" for each in segments)
    return Overall(SCORES, "happy" if happy else "sad", ("sad",), ())
