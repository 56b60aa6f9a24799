"""The occurrence chart of a data set as a PNG: one panel over all, and one for each facet."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recognition.engine.datasets.occurrences import Occurrences

INK, GRID = "#1f2430", "#c9ced8"
# Okabe and Ito's palette stays apart for colour-blind eyes; hatches keep groups apart without any colour.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#000000")
HATCHES = ("", "//", "..", "\\\\", "xx", "--", "oo", "++")
PANEL_IN = (9.0, 2.8)
GROUP_WIDTH = 0.8
TITLE_WIDTH = 90  # characters: what a panel's width holds, where data sets with a licence for each voice have more


def write_chart(counted: Occurrences, path: Path) -> None:
    """Draw `counted` to `path`; its suffix names the format, PNG or any other that matplotlib writes."""
    panels = {"all": {"": counted.total}, **counted.facets}
    figure = Figure(figsize=(PANEL_IN[0], PANEL_IN[1] * len(panels)), layout="constrained", facecolor="white")
    title = f"{counted.dataset}: {counted.utterances} utterances, {counted.licence}"
    figure.suptitle(fill(title, TITLE_WIDTH), color=INK)
    rows = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
    for axes, (facet, counts) in zip(rows, panels.items(), strict=True):
        _panel(axes, facet, counts, counted.emotions)
    figure.savefig(path, dpi=110)


def _panel(axes: Axes, facet: str, counts: Mapping[str, Mapping[str, int]], emotions: tuple[str, ...]) -> None:
    width = GROUP_WIDTH / len(counts)
    for number, (value, by_emotion) in enumerate(counts.items()):
        places = [index - GROUP_WIDTH / 2 + width * (number + 0.5) for index in range(len(emotions))]
        bars = axes.bar(
            places,
            [by_emotion[emotion] for emotion in emotions],
            width,
            label=value,
            color=COLOURS[number % len(COLOURS)],
            hatch=HATCHES[number % len(HATCHES)],
            edgecolor="white",
        )
        if len(counts) <= 2:  # more than two to a group, and the numbers would run into each other
            axes.bar_label(bars, fontsize=7, color=INK)
    axes.set_xticks(range(len(emotions)), emotions, color=INK)
    axes.set_ylabel("utterances" if facet == "all" else f"by {facet}", color=INK)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(y=0.15)
    if len(counts) > 1:
        axes.legend(fontsize=8, frameon=False, ncols=min(len(counts), 6))
