"""The pipeline's ear: every word it says renews the lease and lands on the row; a lost lease stops it."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from recognition import events, stopping
from recognition.engine.errors import Cancelled
from recognition.engine.types import Segment, SpeakerBaseline, SpeechEngineInfo
from recognition.memory import give_back_freed
from recognition.models import Analysis, Recording
from recognition.services import leases, quotas
from recognition.services.segment_rows import segment_rows_write
from recognition.services.time_left import TimeLeft, pace_of_earlier
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
        left_s = self.time_left.after(stage, progress, now_s=now)
        eta_s = None if left_s is None else round(left_s, 1)
        self._write(stage=stage, progress=min(max(progress, 0.0), 1.0), eta_s=eta_s)

    def on_decoded(self, duration_s: float, peaks: list[float]) -> None:
        self.time_left.duration_s = duration_s
        self._write()
        quotas.duration_known(self.analysis.recording_id, duration_s)
        Recording.objects.filter(id=self.analysis.recording_id).update(duration_s=duration_s, peaks=peaks)

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
        self._hint()
        give_back_freed()

    def _write(self, *, hint: bool = True, **changes: Any) -> None:
        if not leases.renew(self.analysis.id, self.holder, **changes):
            raise Cancelled
        if hint:
            self._hint()

    def _hint(self) -> None:
        events.analysis_changed(analysis_id=self.analysis.id, owner_id=self.analysis.recording.owner_id)
