"""The whole story on one page: a media file goes in, segments come out one by one, then the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from recognition.engine.config import EngineConfig
from recognition.engine.types import Result, Segment, SpeechEngineInfo


class Listener(Protocol):
    """Told what happens while a pipeline runs. Any method may raise `Cancelled`; the pipeline then stops there."""

    def on_stage(self, stage: str, progress: float) -> None:
        """`stage` is one of `labels.STAGES`; `progress` is of the whole job, 0 to 1, never falling."""

    def on_speech_engine(self, info: SpeechEngineInfo) -> None:
        """Said once, before the first segment: engine, model and language."""

    def on_segment(self, segment: Segment) -> None:
        """A segment is complete. Indices rise by one without gaps."""


@dataclass(frozen=True, slots=True)
class Request:
    """One recording to analyse, as a user asked for it. `done` holds the segments an earlier, broken run already delivered."""

    path: Path
    name: str
    model: str = "voice-words"
    asr: str = "auto"
    language: str | None = None
    done: Sequence[Segment] = ()
