"""One row per segment for a statistics program: all scores flattened to columns."""

import csv
import io
from collections.abc import Mapping
from dataclasses import fields

from recognition.engine.exporters.base import Export
from recognition.engine.types import Result, Scores, Segment

EVERY_STREAM = tuple(stream.name for stream in fields(Scores))

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""A cell of text that starts so is run as a formula by spreadsheet programs (OWASP, "CSV Injection")."""

Cell = str | float | None


def export_csv(result: Result) -> Export:
    """A header and one row per segment, in UTF-8; a stream that could not speak has empty cells."""
    sheet = io.StringIO(newline="")
    writer = csv.DictWriter(sheet, fieldnames=_columns(result))
    writer.writeheader()
    for segment in result.segments:
        row = _row(result, segment)
        writer.writerow({column: plain_text(cell) if isinstance(cell, str) else cell for column, cell in row.items()})
    return Export(content=sheet.getvalue().encode(), media_type="text/csv; charset=utf-8", suffix=".csv")


def plain_text(text: str) -> str:
    """Text that no spreadsheet program takes for a formula: led by an apostrophe where it would be."""
    starts_with_control = text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if starts_with_control or text.lstrip().startswith(FORMULA_STARTS) else text


def _columns(result: Result) -> list[str]:
    described = [
        "recording",
        "model",
        "model_version",
        "asr_engine",
        "index",
        "start_s",
        "end_s",
        "text",
        "text_original",
    ]
    read = ["top", "set", "reasons", "snr_db", "clipping", "speech_ratio", "bandwidth_hz"]
    streams = [stream for stream in EVERY_STREAM if stream != "face" or _has_face(result)]
    weights = [f"weight_{stream}" for stream in streams if stream != "fused"]
    scores = [f"{stream}_{label}" for stream in streams for label in result.model.labels]
    return described + read + weights + scores


def _has_face(result: Result) -> bool:
    """A table of voices alone has no columns for faces."""
    return any("face" in segment.weights for segment in result.segments)


def _row(result: Result, segment: Segment) -> dict[str, Cell]:
    return {
        "recording": result.recording.name,
        "model": result.model.id,
        "model_version": result.model.version,
        "asr_engine": result.asr.engine,
        "index": segment.index,
        "start_s": segment.start_s,
        "end_s": segment.end_s,
        "text": segment.text,
        "text_original": segment.text_original,
        "top": segment.top,
        "set": " ".join(segment.set),
        "reasons": " ".join(segment.reasons),
        "snr_db": segment.quality.snr_db,
        "clipping": segment.quality.clipping,
        "speech_ratio": segment.quality.speech_ratio,
        "bandwidth_hz": segment.quality.bandwidth_hz,
        **_cells(segment),
    }


def _cells(segment: Segment) -> dict[str, Cell]:
    """Weights and scores, of the streams that could speak."""
    scores: dict[str, Mapping[str, float] | None] = {stream: getattr(segment.scores, stream) for stream in EVERY_STREAM}
    return {
        **{f"weight_{stream}": weight for stream, weight in segment.weights.items()},
        **{
            f"{stream}_{label}": probability
            for stream, by_label in scores.items()
            for label, probability in (by_label or {}).items()
        },
    }
