"""One result that holds what exporters trip over: quotes, tags, arrows, formulas, silence and closeness."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from recognition.engine.labels import DEFAULT_LABELS
from recognition.engine.types import (
    ModelInfo,
    Overall,
    Provenance,
    Quality,
    RecordingInfo,
    Result,
    Scores,
    Segment,
    SpeechEngineInfo,
    Word,
)


def scores(top: str, probability: float = 0.7) -> dict[str, float]:
    rest = (1 - probability) / (len(DEFAULT_LABELS) - 1)
    return {label: probability if label == top else rest for label in DEFAULT_LABELS}


def segment(index: int, start_s: float, end_s: float, text: str) -> Segment:
    middle_s = (start_s + end_s) / 2
    return Segment(
        index=index,
        start_s=start_s,
        end_s=end_s,
        text=text,
        words=(Word(start_s, middle_s, 'she"d', 0.9), Word(middle_s, end_s, "gone", 0.4)),
        scores=Scores(voice=scores("sad"), words=scores("neutral"), fused=scores("sad", 0.6)),
        weights={"voice": 0.6, "words": 0.4},
        top="sad",
        set=("sad",),
        reasons=(),
        quality=Quality(snr_db=21.0, clipping=0.0, speech_ratio=0.93, bandwidth_hz=7500.0),
    )


@pytest.fixture
def result() -> Result:
    silent = replace(
        segment(1, 3.1, 4.0, ""),
        words=(),
        scores=Scores(voice=scores("happy", 0.4), words=None, fused=scores("happy", 0.4)),
        weights={"voice": 1.0},
        top="happy",
        set=("happy", "surprised"),
        reasons=("no_words", "close_call"),
        quality=Quality(snr_db=None, clipping=0.1, speech_ratio=0.5),
    )
    return Result(
        recording=RecordingInfo(name='talk "1".wav', duration_s=6.0, sha256="0" * 64),
        model=ModelInfo(id="voice-words", version="1.0.0", sha256="1" * 64, labels=DEFAULT_LABELS),
        asr=SpeechEngineInfo("pocketsphinx", "en-us", "en", 1.0),
        overall=Overall(Scores(scores("sad"), scores("neutral"), scores("sad", 0.62)), "sad", ("sad",), ()),
        segments=(segment(0, 0.4, 3.1, 'She said "no" & left.'), silent),
        timings_s={"total": 1.0},
        provenance=Provenance(created_at="2026-11-20T12:00:00Z", settings={}),
    )


@pytest.fixture
def nothing(result: Result) -> Result:
    """What an analysis without speech comes to."""
    return replace(result, segments=(), overall=Overall(Scores(), None, (), ("no_speech",)))


@pytest.fixture
def saying(result: Result) -> Callable[..., Result]:
    """The result with one segment of the given text and times."""

    def say(text: str, start_s: float = 0.5, end_s: float = 2.0) -> Result:
        return replace(result, segments=(replace(segment(0, start_s, end_s, text), words=()),))

    return say
