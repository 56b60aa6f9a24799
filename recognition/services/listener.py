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
from recognition.services.time_left import TimeLeft, left_of_parts, pace_of_earlier
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
        if not leases.renew(self.analysis.id, self.holder, **changes):
            raise Cancelled
        if hint:
            tell_sockets(self.analysis)


class PartListener:
    """The same for one part of a recording: what the pipeline says of it becomes progress of the whole."""

    def __init__(self, part: Part, holder: str) -> None:
        self.part = part
        self.holder = holder
        self.written = 0.0
        self.pace = pace_of_earlier(part.analysis)
        duration_s = part.analysis.recording.duration_s
        self.limits = WorkLimits(duration_s, spent_s=parts.seconds_of(part.analysis)["total"])

    def on_stage(self, stage: str, progress: float) -> None:
        if stopping.told():
            raise HandedBack
        self.limits.check()
        now = time.monotonic()
        if now - self.written < MIN_INTERVAL_S:
            return
        self.written = now
        # Decoding again, for this part, is no progress of the whole.
        share = max(self.part.share, (progress - SPEECH_FOUND) / (1 - SPEECH_FOUND))
        parts.renew(self.part, self.holder, share=min(1.0, share))
        self.tell_progress(stage if progress >= SPEECH_FOUND else None)

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

    def tell_progress(self, stage: str | None) -> None:
        """Of the whole, from all parts as they stand."""
        analysis = self.part.analysis
        known = [*analysis.parts.values_list("length_s", "share", "status", "seconds")]
        length_s = sum(length for length, *_ in known)
        read = sum(length * share for length, share, *_ in known) / length_s
        timed = [(length, seconds["total"]) for length, _, status, seconds in known if status == PartStatus.DONE]
        left_s = left_of_parts(
            self.pace,
            analysis.recording.duration_s,
            read=read,
            measured=sum(length for length, _took in timed) / length_s,
            took_s=sum(took for _length, took in timed),
            workers=sum(status == PartStatus.RUNNING for _, _, status, _ in known),
        )
        changes: dict[str, Any] = {"progress": SPEECH_FOUND + (1 - SPEECH_FOUND) * read, "updated_at": timezone.now()}
        changes["eta_s"] = None if left_s is None else round(left_s, 1)
        still = Analysis.objects.filter(id=analysis.id, status=AnalysisStatus.RUNNING)
        still.update(**changes, **({"stage": stage} if stage else {}))
        tell_sockets(analysis)


def tell_sockets(analysis: Analysis) -> None:
    events.analysis_changed(analysis_id=analysis.id, owner_id=analysis.recording.owner_id)
