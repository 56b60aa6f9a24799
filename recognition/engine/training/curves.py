"""Learning curves: loss and accuracy of training and validation, as data and as a picture."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from matplotlib.figure import Figure

Curves = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Epoch:
    """One point of the learning curves."""

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float


def curve(epochs: Sequence[Epoch]) -> Curves:
    """Learning curves by name, for the plot and the card."""
    rows = [asdict(epoch) for epoch in epochs]
    return {name: [round(float(row[name]), 4) for row in rows] for name in rows[0]} if rows else {}


def write_curves(out: Path, branches: dict[str, Curves]) -> None:
    """Write curves.json, and curves.png with a row of two panels for each branch."""
    (out / "curves.json").write_text(json.dumps(branches, indent=2) + "\n", encoding="utf-8")
    figure = Figure(figsize=(9, 3.2 * len(branches)), layout="constrained")
    panels = figure.subplots(len(branches), 2, squeeze=False)
    for row, (branch, curves) in enumerate(branches.items()):
        for column, measure in enumerate(("loss", "accuracy")):
            axes = panels[row][column]
            for side in ("train", "validation"):
                axes.plot(curves["epoch"], curves[f"{side}_{measure}"], label=side)
            axes.set(title=f"{branch}: {measure}", xlabel="epoch")
            axes.legend()
    figure.savefig(out / "curves.png", dpi=110)


def told(epoch: Epoch) -> str:
    """An epoch in a line, for whoever watches."""
    return ", ".join(f"{name} {value}" for name, value in asdict(epoch).items())
