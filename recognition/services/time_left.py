"""How long an analysis will take yet: from the pace of earlier ones at first, then more and more from its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from recognition.engine.labels import DECODED, SPEECH_FOUND, STAGES
from recognition.models import Analysis, AnalysisStatus

LOOKED_AT = 10  # earlier analyses, newest first, for ones that tell of the pace
REMEMBERED = 3  # of those, the pace is averaged
SHORTEST_S = 5.0  # a shorter recording tells of start-up costs, not of pace
PRIOR_COUNTS = 0.1  # an earlier pace counts as much as this share of a phase, measured now
ENOUGH = 0.02  # without an earlier pace, this share of a phase is to be measured before anything is said
FOLLOWS = 0.5  # of the difference to what was said before: a guess that jumps is not believed

_DECODING, _FINDING_SPEECH, _TRANSCRIBING, _ = STAGES

PHASES: Mapping[str, tuple[str, ...]] = {
    "decoding": ("decode",),
    "finding_speech": ("segmentation",),
    "reading": ("asr", "voice", "words", "fusion"),
}
"""The parts of a run that have a pace of their own, and the timings that make it up. Transcribing and reading interleave."""

_ENDS = dict(zip(PHASES, (DECODED, SPEECH_FOUND, 1.0), strict=True))

Pace = Mapping[str, float]
"""Seconds of work per second of sound, by phase."""


def pace_of_earlier(analysis: Analysis) -> Pace | None:
    """How fast this machine did the same before: the mean of the newest analyses with that model and speech engine."""
    same = Analysis.objects.filter(status=AnalysisStatus.DONE, model=analysis.model, asr=analysis.asr)
    long = same.filter(recording__duration_s__gte=SHORTEST_S).order_by("-finished_at")
    newest = long.values_list("timings_s", "provenance", "recording__duration_s")[:LOOKED_AT]
    whole = [
        (timings, duration_s)
        for timings, made, duration_s in newest
        if timings and duration_s and _is_whole(timings, made)
    ]
    return mean_pace(whole[:REMEMBERED])


def _is_whole(timings: Mapping[str, float], provenance: Mapping[str, Any] | None) -> bool:
    """Whether it was measured from the first segment to the last: a resumed run's timings are of its part alone."""
    resumed_from = (provenance or {}).get("settings", {}).get("resumed_from_segment", 0)
    return bool(timings.get("total") and not resumed_from)


def mean_pace(runs: Iterable[tuple[Mapping[str, float], float]]) -> Pace | None:
    """The mean over runs, each with its timings and the length of its sound; None without any."""
    paces = [
        {phase: sum(timings.get(name, 0.0) for name in names) / duration_s for phase, names in PHASES.items()}
        for timings, duration_s in runs
    ]
    return {phase: sum(pace[phase] for pace in paces) / len(paces) for phase in PHASES} if paces else None


@dataclass(slots=True)
class _Start:
    """Where this run's own measuring of a phase began."""

    phase: str
    share: float
    at_s: float


def tells_pace(stage: str) -> bool:
    """Whether what is done then took all the time that has passed.

    Words come a chunk at a time, then its segments are read one by one: in the middle of a chunk most of the work lies behind
    and little of the progress, and a pace taken from both is far too slow.
    """
    return stage in (_DECODING, _FINDING_SPEECH, _TRANSCRIBING)


def counted_down(said_s: float, since_s: float) -> float:
    """What is left of it so many seconds later."""
    return max(0.0, said_s - max(0.0, since_s))


def followed(expected_s: float | None, left_s: float) -> float:
    """What to say of a new guess, where so much is expected to be left by the one before."""
    return left_s if expected_s is None else expected_s + FOLLOWS * (left_s - expected_s)


class TimeLeft:
    """Told of progress, it says how many seconds are left; None while nobody could know."""

    def __init__(self, pace: Pace | None, duration_s: float | None) -> None:
        self._pace = pace
        self.duration_s = duration_s
        self._start: _Start | None = None
        self._said: tuple[float, float] | None = None

    def after(self, stage: str, progress: float, *, now_s: float) -> float | None:
        """Seconds left at the moment `now_s` of any clock, when the whole job is at `progress` in that stage."""
        phase = _phase_of(stage)
        share = _share_of(phase, progress)
        begins = self._start is None or self._start.phase != phase
        if self._start is None or begins:
            self._start = _Start(phase, share, now_s)
        if begins or tells_pace(stage):
            left_s = self._left_s(self._start, share, now_s)
            self._said = None if left_s is None else (followed(self.now(now_s), left_s), now_s)
        return self.now(now_s)

    def now(self, now_s: float) -> float | None:
        """Seconds left by what was said last."""
        if self._said is None:
            return None
        said_s, at_s = self._said
        return counted_down(said_s, now_s - at_s)

    def _left_s(self, start: _Start, share: float, now_s: float) -> float | None:
        own = self._whole_s(start, share, now_s)
        later = [self._expected_s(each) for each in _after(start.phase)]
        if own is None or None in later:
            return None
        return own * (1 - share) + sum(each for each in later if each is not None)

    def _whole_s(self, start: _Start, share: float, now_s: float) -> float | None:
        """How long the phase takes as a whole: what was expected and what was measured, by how much was measured."""
        measured = share - start.share
        return _blended_s(self._expected_s(start.phase), measured, now_s - start.at_s)

    def _expected_s(self, phase: str) -> float | None:
        return self._pace[phase] * self.duration_s if self._pace and self.duration_s else None


def left_of_parts(
    pace: Pace | None, duration_s: float | None, *, read: float, measured: float, took_s: float, workers: int
) -> float | None:
    """Seconds left of a recording that several workers read at once.

    Args:
        pace: of earlier analyses.
        duration_s: of the recording.
        read: the share of the speech that is read.
        measured: the share of it whose reading was timed, and
        took_s: what that took between the workers.
        workers: that are at it now.
    """
    expected_s = pace["reading"] * duration_s if pace and duration_s else None
    whole_s = _blended_s(expected_s, measured, took_s)
    return None if whole_s is None else whole_s * (1 - read) / max(1, workers)


def _blended_s(expected_s: float | None, measured: float, took_s: float) -> float | None:
    """How long a phase takes as a whole, of which a measured share took so long; an expectation counts the less the more
    was measured."""
    if measured < (ENOUGH if expected_s is None else 1e-6):
        return expected_s
    measured_s = took_s / measured
    if expected_s is None:
        return measured_s
    return (expected_s * PRIOR_COUNTS + measured_s * measured) / (PRIOR_COUNTS + measured)


def _phase_of(stage: str) -> str:
    return stage if stage in (_DECODING, _FINDING_SPEECH) else "reading"


def _share_of(phase: str, progress: float) -> float:
    """How much of the phase is done, 0 to 1, when the whole job is at `progress`."""
    begin = max((end for end in _ENDS.values() if end < _ENDS[phase]), default=0.0)
    return min(1.0, max(0.0, (progress - begin) / (_ENDS[phase] - begin)))


def _after(phase: str) -> list[str]:
    return [each for each in PHASES if _ENDS[each] > _ENDS[phase]]
