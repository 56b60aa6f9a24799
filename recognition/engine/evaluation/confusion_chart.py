"""What is taken for what: a confusion matrix as a picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

INCHES = 0.72  # a field's side
DARK = 0.55  # shares from here on are told in white


def write_confusion(path: Path, report: Mapping[str, Any]) -> None:
    """Draw the confusion of a report of `evaluate`: a panel for each stream, a row for each true label; a field tells what
    share of the row was given the column's name.

    Args:
        path: .png or .svg.
    """
    labels, streams = report["classes"], report["streams"]
    side = INCHES * len(labels)
    figure = Figure(figsize=(len(streams) * (side + 1.4), side + 1.2), layout="constrained")
    panels = figure.subplots(1, len(streams), squeeze=False)[0]
    for axes, (stream, figures) in zip(panels, streams.items(), strict=True):
        counts = np.asarray(figures["confusion"], dtype=float)
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for (row, column), share in np.ndenumerate(shares):
            axes.text(column, row, f"{share:.2f}", ha="center", va="center", color="white" if share > DARK else "black")
        axes.set_xticks(range(len(labels)), labels, rotation=45, ha="right")
        axes.set_yticks(
            range(len(labels)), [f"{label} ({round(row.sum())})" for label, row in zip(labels, counts, strict=True)]
        )
        axes.set(title=f"{report['model']['id']}, {report['dataset']} {report['split']}: {stream}", xlabel="answered")
    figure.savefig(path, dpi=110)
