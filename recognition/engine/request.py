"""What a pipeline is asked for, and who is told what happens meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from recognition.engine.media.outline import Outline
from recognition.engine.types import Segment, SpeakerBaseline, SpeechEngineInfo


class Listener(Protocol):
    """Told what happens while a pipeline runs. Any method may raise `Cancelled`; the pipeline then stops there."""

    def on_stage(self, stage: str, progress: float) -> None:
        """`stage` is one of `labels.STAGES`; `progress` is of the whole job, 0 to 1, never falling. Where a part of a
        recording is read by itself, it is as if that part were all there is to read."""

    def on_decoded(self, duration_s: float, outline: Outline) -> None:
        """Said once: the true duration, and what is drawn of the waveform."""

    def on_speech_engine(self, info: SpeechEngineInfo) -> None:
        """Said once, before the first segment: engine, model and language."""

    def on_segment(self, segment: Segment) -> None:
        """A segment is complete. Indices rise by one without gaps."""

    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None:
        """Said at most once, after the last segment: all of them again, read against their speaker's own average."""


class Quiet:
    """A `Listener` that lets everything pass."""

    def on_stage(self, stage: str, progress: float) -> None: ...

    def on_decoded(self, duration_s: float, outline: Outline) -> None: ...

    def on_speech_engine(self, info: SpeechEngineInfo) -> None: ...

    def on_segment(self, segment: Segment) -> None: ...

    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One recording to analyse, as a user asked for it.

    `done` holds the segments an earlier, broken run already delivered; `explain` asks for each segment's explanation.
    `speaker_baseline` reads voices against the speaker's own average where there is speech enough: it takes the recording
    to have one speaker, so it is to be switched off for a conversation. `action_units` is OpenFace's table of the same film,
    which models of faces read.
    """

    path: Path
    name: str
    model: str = "voice-words"
    asr: str = "auto"
    language: str | None = None
    done: Sequence[Segment] = ()
    explain: bool = False
    speaker_baseline: bool = True
    action_units: Path | None = None
