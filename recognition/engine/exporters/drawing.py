"""What the drawings share: their colours, their footer, and how a figure becomes a file."""

import io
from collections.abc import Mapping
from typing import Literal

import matplotlib as mpl
from matplotlib.figure import Figure

from recognition.engine.exporters.base import Export
from recognition.engine.types import Result

INK, FAINT_INK, GRID = "#1f2430", "#5a6270", "#c9ced8"
DOTS_PER_INCH = 160

HUES: Mapping[str, str] = {
    "neutral": "#808080",
    "calm": "#0b9eb8",
    "happy": "#b48c00",
    "sad": "#2942b6",
    "angry": "#a0210c",
    "fearful": "#5a236f",
    "disgust": "#46813f",
    "surprised": "#944a81",
    "bored": "#9a9085",
    "frustrated": "#7c1409",
    "excited": "#ab7c1a",
    "contempt": "#4e593b",
}
"""The emotions' colours on white paper: the page's own, told apart by colour-blind eyes."""

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def drawn(figure: Figure, kind: Literal["png", "svg"], *, suffix: str) -> Export:
    """The figure as a file."""
    picture = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "undertone"}):  # the same result gives the same SVG, byte for byte
        figure.savefig(picture, format=kind, dpi=DOTS_PER_INCH, metadata={"Date": None} if kind == "svg" else None)
    return Export(content=picture.getvalue(), media_type=MEDIA_TYPES[kind], suffix=suffix)


def made_by(result: Result) -> str:
    """What made the numbers."""
    return f"Undertone {result.provenance.undertone} · {result.model.id} {result.model.version}"
