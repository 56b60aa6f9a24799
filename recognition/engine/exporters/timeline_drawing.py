"""The timeline of the whole recording: one lane per emotion, a bar per segment, as high as the emotion was probable."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from recognition.engine.exporters.base import Export
from recognition.engine.exporters.drawing import FAINT_INK, GRID, HUES, INK, drawn, made_by
from recognition.engine.types import Result, Segment

WIDTH_IN, LANE_IN, MARGINS_IN = 11.0, 0.5, 1.5
HEADROOM = 0.9  # of a lane's height, so that a bar of 100 % does not touch the lane above
FOOTER = "Fused probability of each emotion, segment by segment; a full lane is 100 %."


def export_png(result: Result) -> Export:
    """The timeline as a picture of pixels."""
    return drawn(_timeline(result), "png", suffix=".timeline.png")


def export_svg(result: Result) -> Export:
    """The timeline as a drawing that can be enlarged."""
    return drawn(_timeline(result), "svg", suffix=".timeline.svg")


def bars(segments: Sequence[Segment], label: str, floor: float) -> list[list[tuple[float, float]]]:
    """The corners of a lane's bars, in seconds and lanes; segments that were not read leave a gap."""
    return [
        _bar(segment, floor, floor + HEADROOM * share)
        for segment in segments
        if (share := (segment.scores.fused or {}).get(label, 0.0)) > 0
    ]


def _bar(segment: Segment, floor: float, top: float) -> list[tuple[float, float]]:
    start_s, end_s = segment.start_s, segment.end_s
    return [(start_s, floor), (start_s, top), (end_s, top), (end_s, floor)]


def _timeline(result: Result) -> Figure:
    labels = result.model.labels
    figure = Figure(figsize=(WIDTH_IN, MARGINS_IN + LANE_IN * max(1, len(labels))), facecolor="white")
    axes = figure.add_subplot()
    for lane, label in enumerate(reversed(labels)):
        axes.axhline(lane, color=GRID, linewidth=0.6)
        axes.add_collection(PolyCollection(bars(result.segments, label, lane), facecolor=HUES.get(label, INK)))
    _frame(axes, result)
    figure.suptitle(result.recording.name, fontsize=13, color=INK, parse_math=False)
    figure.text(0.5, 0.015, f"{FOOTER} {made_by(result)}", ha="center", fontsize=7.5, color=FAINT_INK)
    figure.subplots_adjust(left=0.1, right=0.98, bottom=0.85 / figure.get_figheight())
    return figure


def _frame(axes: Axes, result: Result) -> None:
    labels = result.model.labels
    axes.set_xlim(0, result.recording.duration_s or 1.0)
    axes.set_ylim(0, max(1, len(labels)))
    axes.set_yticks([lane + HEADROOM / 2 for lane in range(len(labels))], list(reversed(labels)), color=INK)
    axes.tick_params(axis="both", length=0, labelsize=10, colors=INK)
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 1.5, 2, 3, 6, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _position: clock(seconds)))
    for spine in axes.spines.values():
        spine.set_color(GRID)


def clock(seconds: float) -> str:
    """A moment as people read it: minutes and seconds, hours where there are any."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
