"""Speech spans: where somebody talks."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from recognition.engine.media import Pcm
from recognition.engine.segmentation.silero import FRAME_S, speech_probabilities
from recognition.engine.types import Span

SPEECH_BEGINS = 0.5  # probability
SPEECH_ENDS = 0.35  # lower than where it begins, so that it does not flicker
MIN_SPEECH_S = 0.25
MIN_PAUSE_S = 0.3
PADDING_S = 0.2
MAX_SPAN_S = 27.0
APART = math.ceil(2 * PADDING_S / FRAME_S)
"""Frames of a pause over which nothing is bridged, and both sides have all their room: each is as if it were alone."""

Frames = tuple[int, int]
"""From this frame up to, not including, that one."""


def find_speech(pcm: Pcm, *, on_progress: Callable[[float], None] | None = None) -> list[Span]:
    """Spans of speech in time order, apart from each other; none in silence, noise, tones and music.

    Args:
        pcm: the recording.
        on_progress: told the share done, 0 to 1.
    """
    blocks = []
    done = 0
    for probabilities in speech_probabilities(pcm):
        blocks.append(probabilities)
        done += len(probabilities)
        if on_progress is not None:
            on_progress(min(1.0, done * FRAME_S / pcm.duration_s))
    if not blocks:
        return []
    return spans(np.concatenate(blocks), pcm.duration_s)


def spans(probabilities: npt.NDArray[np.float32], duration_s: float, *, first_frame: int = 0) -> list[Span]:
    """The spans of a sound of that length, from its probabilities of speech, one per `FRAME_S`.

    `first_frame`: which of the sound the first of them is of, when all before it is `settled`.
    """
    parts = [part for run in _runs(probabilities) for part in _parts(run, probabilities)]
    return _padded([(first_frame + start, first_frame + end) for start, end in parts], duration_s)


def settled(probabilities: npt.NDArray[np.float32]) -> int:
    """How many of the first of these frames make the same spans whatever comes after them: up to the last long pause."""
    turns = _turns(probabilities)
    edges = [*(start for start, _ in turns), len(probabilities)]
    ends = [-APART, *(end for _, end in turns)]
    return max((edge for edge, end in zip(edges, ends, strict=True) if edge - end >= APART), default=0)


def _runs(probabilities: npt.NDArray[np.float32]) -> list[Frames]:
    """Stretches of speech with short pauses bridged and short bursts dropped."""
    return [(start, end) for start, end in _bridged(_turns(probabilities)) if (end - start) * FRAME_S >= MIN_SPEECH_S]


def _turns(probabilities: npt.NDArray[np.float32]) -> list[Frames]:
    """From where speech begins to where it ends, however short."""
    says = np.where(probabilities >= SPEECH_BEGINS, 1, np.where(probabilities < SPEECH_ENDS, -1, 0))
    said = np.maximum.accumulate(np.where(says != 0, np.arange(len(says)), -1))  # the last frame that says anything
    speech = (said >= 0) & (says[said] > 0)
    edges = np.flatnonzero(np.diff(speech, prepend=False, append=False)).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _bridged(runs: list[Frames]) -> list[Frames]:
    bridged: list[Frames] = []
    for start, end in runs:
        if bridged and (start - bridged[-1][1]) * FRAME_S < MIN_PAUSE_S:
            bridged[-1] = (bridged[-1][0], end)
        else:
            bridged.append((start, end))
    return bridged


def _parts(run: Frames, probabilities: npt.NDArray[np.float32]) -> list[Frames]:
    """A run no longer than `MAX_SPAN_S`, or its parts: cut where it sounds least like speech, past the middle."""
    start, end = run
    limit = int(MAX_SPAN_S / FRAME_S)
    parts = []
    while end - start > limit:
        cut = start + limit // 2 + int(np.argmin(probabilities[start + limit // 2 : start + limit]))
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def _padded(runs: list[Frames], duration_s: float) -> list[Span]:
    """Runs in seconds with a little room around them, at most up to the middle of the pause between two."""
    edges = [(start * FRAME_S, min(end * FRAME_S, duration_s)) for start, end in runs]
    padded = []
    for index, (start_s, end_s) in enumerate(edges):
        before_s = edges[index - 1][1] if index else -start_s
        after_s = edges[index + 1][0] if index + 1 < len(edges) else 2 * duration_s - end_s
        room_before_s = min(PADDING_S, (start_s - before_s) / 2)
        room_after_s = min(PADDING_S, (after_s - end_s) / 2)
        padded.append(Span(round(start_s - room_before_s, 3), min(round(end_s + room_after_s, 3), duration_s)))
    return padded
