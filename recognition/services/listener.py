"""The pipeline's ear: every word it says renews the lease and lands on the row; a lost lease stops it."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from recognition import events, stopping
from recognition.engine.errors import Cancelled
from recognition.engine.labels import SPEECH_FOUND
from recognition.engine.media import Outline
from recognition.engine.types import Segment, SpeakerBaseline, SpeechEngineInfo
from recognition.memory import give_back_freed
from recognition.models import Analysis, AnalysisStatus
from recognition.part_models import Part, PartStatus
from recognition.services import leases, outlines, parts, quotas
from recognition.services.segment_rows import segment_rows_write
from recognition.services.time_left import (
    TimeLeft,
    counted_down,
    followed,
    left_of_parts,
    pace_of_earlier,
    tells_pace,
)
from recognition.work_limits import WorkLimits

MIN_INTERVAL_S = 0.3  # a stage may report many times a second; the row need not


class HandedBack(Cancelled):
    """The worker was told to stop; what it has not read yet is for another."""


class RowListener:
    """Writes what the pipeline tells to the analysis' row; a worker that was told to stop goes no further than this."""

    def __init__(self, analysis: Analysis, holder: str) -> None:
        self.analysis = analysis
        self.holder = holder
        self.written = 0.0
        self.stage: str | None = None
        self.time_left = TimeLeft(pace_of_earlier(analysis), analysis.recording.duration_s)
        self.limits = WorkLimits(analysis.recording.duration_s)

    def on_stage(self, stage: str, progress: float) -> None:
        if stopping.told():
            raise HandedBack
        self.limits.check()
        now = time.monotonic()
        if stage == self.stage and now - self.written < MIN_INTERVAL_S:
            return
        self.stage, self.written = stage, now
        self.time_left.after(stage, progress, now_s=now)
        self._write(stage=stage, progress=min(max(progress, 0.0), 1.0))

    def on_decoded(self, duration_s: float, outline: Outline) -> None:
        self.time_left.duration_s = duration_s
        self._write()
        quotas.duration_known(self.analysis.recording_id, duration_s)
        outlines.outline_keep(self.analysis.recording_id, duration_s, outline)

    def on_speech_engine(self, info: SpeechEngineInfo) -> None:
        self._write(speech_engine=asdict(info))

    def on_segment(self, segment: Segment) -> None:
        self._write_segments([segment])
        if stopping.told():
            raise HandedBack

    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None:
        self._write_segments(segments, speaker_baseline=baseline.to_json())

    def _write_segments(self, segments: Sequence[Segment], **changes: Any) -> None:
        with transaction.atomic():
            # The lease first: its row lock keeps a cancel or a delete out until the segments are in.
            self._write(hint=False, **changes)
            segment_rows_write(self.analysis, segments)
        tell_sockets(self.analysis)
        give_back_freed()

    def _write(self, *, hint: bool = True, **changes: Any) -> None:
        # With each word anew: it is told as of the row's last change (`Analysis.left_s`).
        eta_s = _rounded(self.time_left.now(time.monotonic()))
        if not leases.renew(self.analysis.id, self.holder, eta_s=eta_s, **changes):
            raise Cancelled
        if hint:
            tell_sockets(self.analysis)


class PartListener:
    """The same for one part of a recording: what the pipeline says of it becomes progress of the whole."""

    def __init__(self, part: Part, holder: str) -> None:
        self.part = part
        self.holder = holder
        self.written = 0.0
        self.began: tuple[float, float] | None = None  # at which share of the part, and when
        self.pace = pace_of_earlier(part.analysis)
        duration_s = part.analysis.recording.duration_s
        self.limits = WorkLimits(duration_s, spent_s=parts.seconds_of(part.analysis)["total"])

    def on_stage(self, stage: str, progress: float) -> None:
        if stopping.told():
            raise HandedBack
        self.limits.check()
        now = time.monotonic()
        reading = progress >= SPEECH_FOUND
        paced = reading and tells_pace(stage)
        if now - self.written < MIN_INTERVAL_S and not paced:
            return
        self.written = now
        # Decoding again, for this part, is no progress of the whole.
        share = min(1.0, max(self.part.share, (progress - SPEECH_FOUND) / (1 - SPEECH_FOUND)))
        parts.renew(self.part, self.holder, share=share)
        if paced and self.began is None:
            self.began = (share, now)
        self.tell_progress(stage if reading else None, done=share if paced else None)

    def on_decoded(self, duration_s: float, outline: Outline) -> None:
        parts.renew(self.part, self.holder)

    def on_speech_engine(self, info: SpeechEngineInfo) -> None:
        """Known since the plan."""

    def on_segment(self, segment: Segment) -> None:
        """Parts are read segment by segment: `on_read`."""

    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None:
        """Not before the end."""

    def on_read(self, segment: Segment, reading: bytes | None) -> None:
        parts.deliver(self.part, self.holder, segment, reading)
        self.tell_progress(None)
        give_back_freed()
        if stopping.told():
            raise HandedBack

    def tell_progress(self, stage: str | None, *, done: float | None = None) -> None:
        """Of the whole, from all parts as they stand; `done` is this one's share where that tells its pace."""
        analysis = self.part.analysis
        known = [*analysis.parts.values_list("length_s", "share", "status", "seconds")]
        length_s = sum(length for length, *_ in known)
        read = sum(length * share for length, share, *_ in known) / length_s
        now = timezone.now()
        still = Analysis.objects.filter(id=analysis.id, status=AnalysisStatus.RUNNING)
        told = still.values_list("eta_s", "updated_at").first()
        # What any worker said last: they all guess from the same parts.
        left_s = None if told is None or told[0] is None else counted_down(told[0], (now - told[1]).total_seconds())
        if left_s is None or done is not None:
            timed = [(length, seconds["total"]) for length, _, status, seconds in known if status == PartStatus.DONE]
            timed += [] if done is None else [self._own_pace(done)]
            guess_s = left_of_parts(
                self.pace,
                analysis.recording.duration_s,
                read=read,
                measured=sum(length for length, _took in timed) / length_s,
                took_s=sum(took for _length, took in timed),
                workers=sum(status == PartStatus.RUNNING for _, _, status, _ in known),
            )
            left_s = None if guess_s is None else followed(left_s, guess_s)
        changes: dict[str, Any] = {"progress": SPEECH_FOUND + (1 - SPEECH_FOUND) * read, "updated_at": now}
        still.update(**changes, eta_s=_rounded(left_s), **({"stage": stage} if stage else {}))
        tell_sockets(analysis)

    def _own_pace(self, done: float) -> tuple[float, float]:
        """How much of the part was read here, in seconds of sound, and how long that took."""
        share, at = self.began or (done, time.monotonic())
        return self.part.length_s * (done - share), time.monotonic() - at


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def tell_sockets(analysis: Analysis) -> None:
    events.analysis_changed(analysis_id=analysis.id, owner_id=analysis.recording.owner_id)
