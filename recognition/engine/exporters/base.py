"""The table of export formats, and the one call that writes a result in any of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from recognition.engine.registry import resolve
from recognition.engine.types import Result


@dataclass(frozen=True, slots=True)
class Export:
    """A result, written down: the bytes of the file, its media type, and the suffix its name should carry (".csv")."""

    content: bytes
    media_type: str
    suffix: str


Exporter = Callable[[Result], Export]
"""What every entry of the table is: a whole result in, one file out."""

_HERE = "recognition.engine.exporters"

TEXT_FORMATS: Mapping[str, str] = {
    "json": f"{_HERE}.result_json:export_json",
    "csv": f"{_HERE}.segment_table:export_csv",
    "words.csv": f"{_HERE}.word_table:export_csv",
    "srt": f"{_HERE}.subrip:export_srt",
    "vtt": f"{_HERE}.webvtt:export_vtt",
    "textgrid": f"{_HERE}.praat_textgrid:export_textgrid",
}
"""Formats written with the standard library alone, so the web process can offer them."""

FORMATS: Mapping[str, str] = {
    **TEXT_FORMATS,
    "png": f"{_HERE}.radar_drawing:export_png",
    "svg": f"{_HERE}.radar_drawing:export_svg",
    "timeline.png": f"{_HERE}.timeline_drawing:export_png",
    "timeline.svg": f"{_HERE}.timeline_drawing:export_svg",
}
"""Every format; plain "png" and "svg" are the radar. Drawing needs matplotlib, which only the worker and the command line have."""


def export(result: Result, format: str) -> Export:
    """Write `result` in the given format.

    Args:
        result: a finished analysis, or what exists of one so far.
        format: a name from `FORMATS`.

    Raises:
        UnknownComponentError: `unknown_format`, when there is no such format.
    """
    exporter: Exporter = resolve(FORMATS, format, kind="format")
    return exporter(result)
