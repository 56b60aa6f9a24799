"""Learning curves, loss and accuracy of training and validation, and what is taken for what: as data and as pictures."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from recognition.engine.evaluation.confusion_chart import write_confusion

Curves = dict[str, list[float]]
Confusion = list[list[int]]
"""Counts, truth by row and answer by column."""


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
    drawn(branches).savefig(out / "curves.png", dpi=110)


def drawn(branches: Mapping[str, Curves]) -> Figure:
    """Every epoch has a dot, for a course of one epoch is no line."""
    figure = Figure(figsize=(9, 3.2 * len(branches)), layout="constrained")
    panels = figure.subplots(len(branches), 2, squeeze=False)
    for row, (branch, curves) in enumerate(branches.items()):
        for column, measure in enumerate(("loss", "accuracy")):
            axes = panels[row][column]
            for side in ("train", "validation"):
                axes.plot(curves["epoch"], curves[f"{side}_{measure}"], label=side, marker="o", markersize=3)
            axes.set(title=f"{branch}: {measure}", xlabel="epoch", xlim=(0.5, curves["epoch"][-1] + 0.5))
            axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
            axes.legend()
    return figure


def confusion_of(logits: Tensor, truth: npt.NDArray[np.int64] | Tensor, labels: int) -> Confusion:
    """How often each label was answered where each was right, from logits (examples, labels)."""
    counts = np.zeros((labels, labels), dtype=int)
    np.add.at(counts, (np.asarray(truth), logits.argmax(dim=1).numpy()), 1)
    return counts.tolist()


def write_confusions(out: Path, model: str, labels: Sequence[str], branches: Mapping[str, Confusion]) -> None:
    """Write confusion.json, and confusion.png with a panel for each branch; of what held-out speakers say, and held-out texts."""
    (out / "confusion.json").write_text(json.dumps({"labels": labels, **branches}) + "\n", encoding="utf-8")
    streams = {branch: {"confusion": counts} for branch, counts in branches.items()}
    told_of = {"model": {"id": model}, "dataset": "held-out", "split": "data"}
    write_confusion(out / "confusion.png", {**told_of, "classes": labels, "streams": streams})


def told(epoch: Epoch) -> str:
    """An epoch in a line, for whoever watches."""
    return ", ".join(f"{name} {value}" for name, value in asdict(epoch).items())
