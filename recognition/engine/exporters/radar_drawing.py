"""The radar chart of the whole recording: voice, words and fused over the model's emotions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt, tau
from typing import cast

from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes

from recognition.engine.exporters.base import Export
from recognition.engine.exporters.drawing import FAINT_INK, GRID, INK, drawn, made_by
from recognition.engine.labels import REASONS
from recognition.engine.types import EmotionScores, Result

SIZE_IN = (7.0, 7.0)
RINGS = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class LineLook:
    """How one stream is drawn: colour, dash and marker differ, so that none is needed to tell them apart."""

    colour: str
    dashes: str
    marker: str
    width: float
    fill: float


STREAM_LOOKS = {
    "voice": LineLook("#0072b2", "--", "o", 1.8, 0.0),
    "words": LineLook("#d55e00", ":", "s", 1.8, 0.0),
    "face": LineLook("#009e73", "-.", "^", 1.8, 0.0),
    "fused": LineLook(INK, "-", "D", 2.6, 0.10),
}
"""Blue, vermilion and bluish green of Okabe and Ito's palette stay apart for colour-blind eyes."""


def export_png(result: Result) -> Export:
    """The radar as a picture of pixels."""
    return drawn(_radar(result), "png", suffix=".png")


def export_svg(result: Result) -> Export:
    """The radar as a drawing that can be enlarged."""
    return drawn(_radar(result), "svg", suffix=".svg")


def _radar(result: Result) -> Figure:
    """One axis per emotion in the model's order, one line per stream that could speak."""
    figure = Figure(figsize=SIZE_IN, facecolor="white")
    axes = cast("PolarAxes", figure.add_subplot(projection="polar"))
    _draw_web(axes, result.model.labels)
    for stream, look in STREAM_LOOKS.items():
        scores: EmotionScores | None = getattr(result.overall.scores, stream)
        if scores is not None:
            radii = [radius(scores[label]) for label in result.model.labels]
            _draw_stream(axes, radii, stream.capitalize(), look)
    _caption(figure, axes, result)
    return figure


def radius(share: float) -> float:
    """The square root of the probability, as on the page: area, which the eye reads, then grows as probability does."""
    return sqrt(max(0.0, share))


def headline(result: Result) -> str:
    """The chart in words: what it reads as and how surely, or why there is nothing to read."""
    overall = result.overall
    if overall.top is None or overall.scores.fused is None:
        return "Nothing to read" + "".join(f": {REASONS.get(reason, reason)}" for reason in overall.reasons[:1])
    return f"Reads as {overall.top} ({overall.scores.fused[overall.top]:.0%})"


def _angles(count: int) -> list[float]:
    return [tau * index / count for index in range(count)]


def _draw_web(axes: PolarAxes, labels: Sequence[str]) -> None:
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.set_ylim(0, 1)
    axes.set_xticks(_angles(len(labels)), labels, fontsize=13, color=INK)
    axes.tick_params(axis="x", pad=14)
    names = [f"{100 * share:.0f} %" if share > RINGS[0] else "" for share in RINGS]
    axes.set_yticks([radius(share) for share in RINGS], names, fontsize=8, color=FAINT_INK)
    axes.set_rlabel_position(180 / len(labels))  # between two axes, where no line's corner lies
    axes.grid(color=GRID, linewidth=0.8)
    axes.spines["polar"].set_color(GRID)


def _draw_stream(axes: PolarAxes, values: list[float], name: str, look: LineLook) -> None:
    angles = _angles(len(values))
    axes.plot(
        [*angles, angles[0]],
        [*values, values[0]],
        color=look.colour,
        linestyle=look.dashes,
        linewidth=look.width,
        marker=look.marker,
        markersize=5,
        label=name,
        clip_on=False,
    )
    if look.fill:
        axes.fill(angles, values, color=look.colour, alpha=look.fill)


def _caption(figure: Figure, axes: PolarAxes, result: Result) -> None:
    figure.suptitle(headline(result), fontsize=16, color=INK, y=0.97)
    if axes.lines:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.09), ncols=3, frameon=False, fontsize=11)
    footer = f"Area grows with probability; the rim is 100 %. {made_by(result)}"
    figure.text(0.5, 0.02, footer, ha="center", fontsize=8, color=FAINT_INK)
    figure.subplots_adjust(top=0.84, bottom=0.16)
