"""`undertone.result/1` from the stored rows, finished or not."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from recognition.engine.types import (
    RESULT_SCHEMA,
    ModelInfo,
    Overall,
    Provenance,
    RecordingInfo,
    Result,
    Scores,
    Segment,
    SpeakerBaseline,
    SpeechEngineInfo,
)
from recognition.models import Analysis, ExplanationsStatus
from recognition.models import Segment as SegmentRow


def result_json(analysis: Analysis) -> dict[str, Any]:
    """What exists so far; `overall`, `model`, `asr` and `provenance` are null until they are known."""
    segments = list(analysis.segments.order_by("index").values_list("body", flat=True))
    before, after = _around_segments(analysis, [segment["text"] for segment in segments])
    return {**before, "segments": segments, **after}


def result_bytes(analysis: Analysis) -> bytes:
    """The same, written down. The database has each segment as JSON already: it is neither read nor written again."""
    rows = analysis.segments.order_by("index").values_list("text", Cast("body", TextField()))
    texts, segments = zip(*rows, strict=True) if rows else ((), ())
    before, after = (
        json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in _around_segments(analysis, texts)
    )
    return f'{before[:-1]},"segments":[{",".join(segments)}],{after[1:]}'.encode()


def _around_segments(analysis: Analysis, texts: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands before the segments in the contract's order, and what after them."""
    recording = analysis.recording
    before = {
        "schema": RESULT_SCHEMA,
        "recording": {"name": recording.name, "duration_s": recording.duration_s, "sha256": recording.sha256},
        "model": analysis.model_info,
        "asr": analysis.speech_engine,
        "transcript": " ".join(text for text in texts if text),
        "overall": analysis.overall,
        "speaker_baseline": SpeakerBaseline.from_json(analysis.speaker_baseline).to_json(),
    }
    return before, {"timings_s": analysis.timings_s or {}, "provenance": analysis.provenance}


def explained_json(analysis: Analysis, status: str) -> dict[str, Any]:
    """The result with the explanations that there are; `status` says whether those are all."""
    rows = dict(analysis.segments.order_by("index").values_list("index", "explanation"))
    body = result_json(analysis)
    segments = [
        {**segment, "explanation": explanation} if (explanation := rows.get(segment["index"])) else segment
        for segment in body["segments"]
    ]
    return {
        **body,
        "segments": segments,
        "explanations": status,
        "explanations_error": analysis.explanations_error if status == ExplanationsStatus.FAILED else None,
    }


def segment_explanation_json(segment: SegmentRow, status: str) -> dict[str, Any]:
    """One segment's explanation; an older one than `status` tells of is not shown."""
    return {
        "status": status,
        "explanation": segment.explanation if status == ExplanationsStatus.READY else None,
        "error": segment.explanation_error if status == ExplanationsStatus.FAILED else None,
    }


def result(analysis: Analysis) -> Result:
    """The same for the exporters, with empty parts where a running analysis has none yet."""
    body = result_json(analysis)
    return Result(
        recording=RecordingInfo(**{**body["recording"], "duration_s": body["recording"]["duration_s"] or 0.0}),
        model=_model_info(analysis),
        asr=SpeechEngineInfo(**(body["asr"] or _unknown_speech_engine(analysis))),
        overall=Overall.from_json(body["overall"]) if body["overall"] else Overall(Scores(), None, (), ()),
        segments=tuple(Segment.from_json(segment) for segment in body["segments"]),
        timings_s=body["timings_s"],
        provenance=_provenance(analysis),
        speaker_baseline=SpeakerBaseline.from_json(analysis.speaker_baseline),
    )


def _model_info(analysis: Analysis) -> ModelInfo:
    known = analysis.model_info or {"id": analysis.model, "version": "", "sha256": "", "labels": _labels(analysis)}
    return ModelInfo(**{**known, "labels": tuple(known["labels"])})


def _labels(analysis: Analysis) -> list[str]:
    """Those that a run which has not ended has used so far."""
    first = analysis.segments.first()
    return list(first.body["scores"]["fused"] or ()) if first else []


def _provenance(analysis: Analysis) -> Provenance:
    return Provenance(**(analysis.provenance or {"created_at": analysis.created_at.isoformat(), "settings": {}}))


def _unknown_speech_engine(analysis: Analysis) -> dict[str, Any]:
    return {"engine": analysis.asr, "model": "", "language": analysis.language or "", "language_probability": 0.0}
