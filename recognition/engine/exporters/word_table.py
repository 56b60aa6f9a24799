"""One row per word for a statistics program: when it was said, how surely it was heard, and how its segment reads."""

import csv
import io

from recognition.engine.exporters.base import Export
from recognition.engine.exporters.segment_table import Cell, plain_text
from recognition.engine.types import Result, Segment, Word

DESCRIBED = ("recording", "segment", "word", "start_s", "end_s", "text", "probability", "edited")
READ = ("top", "set", "reasons")


def export_csv(result: Result) -> Export:
    """A header and one row per word, in UTF-8; the scores are those of the word's segment."""
    sheet = io.StringIO(newline="")
    writer = csv.DictWriter(sheet, fieldnames=[*DESCRIBED, *READ, *(f"fused_{label}" for label in result.model.labels)])
    writer.writeheader()
    for segment in result.segments:
        read = _read(segment)
        for number, word in enumerate(segment.words):
            writer.writerow({**_described(result, segment, number, word), **read})
    return Export(content=sheet.getvalue().encode(), media_type="text/csv; charset=utf-8", suffix=".words.csv")


def _described(result: Result, segment: Segment, number: int, word: Word) -> dict[str, Cell]:
    """A corrected word's time is spread over its segment, not heard: `edited` says so."""
    return {
        "recording": plain_text(result.recording.name),
        "segment": segment.index,
        "word": number,
        "start_s": word.start_s,
        "end_s": word.end_s,
        "text": plain_text(word.text),
        "probability": word.probability,
        "edited": "yes" if segment.text_original is not None else "no",
    }


def _read(segment: Segment) -> dict[str, Cell]:
    fused = segment.scores.fused or {}
    return {
        "top": segment.top,
        "set": " ".join(segment.set),
        "reasons": " ".join(segment.reasons),
        **{f"fused_{label}": share for label, share in fused.items()},
    }
