"""`emotion evaluate human`: how well people do on the same kind of task."""

import argparse
from typing import Any

from recognition.engine.commands.json_output import STDOUT, write_json
from recognition.engine.evaluation.figures import three, told

NAME = "human"
"""Stands in the place of a model's id."""


def run(options: argparse.Namespace) -> None:
    """Measure people, and print it as a model's report is printed.

    Raises:
        EngineError: when the data set does not tell how people did, or is not there.
    """
    # Imported here because its metrics take seconds to load, and `emotion --help` should not.
    from recognition.engine.evaluation.human import human_yardstick

    report = human_yardstick(options.dataset, options.data)
    write_json(report, options.json)
    if options.json != STDOUT:
        _print(report)


def _print(report: dict[str, Any]) -> None:
    print(f"people on {report['dataset']}: {report['actors']} actors; {report['source']}")
    print(f"classes: {', '.join(report['classes'])}")
    for stream, figures in report["streams"].items():
        people, crowd = figures["people"], figures["crowd"]
        print(f"\n{stream}: {figures['clips']} clips, {people['answers']} answers")
        for who, measured in (("one person", people), ("the crowd", crowd)):
            for name in ("ua", "wa"):
                print(f"  {who:<12} {name.upper():<4} {told(measured, name)}")
        print(
            f"  {'the crowd':<12} {'ECE':<4} {three(crowd['ece'])}  published WA of one person {three(figures['published_wa'])}"
        )
        print("  recall       " + ", ".join(f"{label} {value:.2f}" for label, value in people["recall"].items()))
        _print_confusion(report["classes"], people["confusion"])
    print(f"\n{report['limits']}")


def _print_confusion(labels: list[str], confusion: list[list[float]]) -> None:
    """Shares of one person's answers, a row for each acted emotion."""
    print(f"  {'acted / said':<13}" + "".join(f"{label:>10}" for label in labels))
    for label, row in zip(labels, confusion, strict=True):
        print(f"  {label:<13}" + "".join(f"{count / sum(row):>10.2f}" if sum(row) else f"{'–':>10}" for count in row))
