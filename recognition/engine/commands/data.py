"""`emotion data`: what is in a data set, before anything is trained on it or measured with it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from recognition.engine.commands.json_output import STDOUT, write_json
from recognition.engine.datasets.base import DATASETS, load_dataset
from recognition.engine.datasets.occurrences import Counts, Occurrences, occurrences


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("data", help="count a data set's emotions")
    parser.add_argument("name", metavar="NAME", help=", ".join(DATASETS))
    parser.add_argument("--data", type=Path, required=True, metavar="PATH", help="the data set's folder, or the CSV")
    parser.add_argument("--png", type=Path, metavar="OUT", help="draw the occurrence chart")
    parser.add_argument("--json", metavar="OUT", help="write the counts to a file, or - for standard output")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Count, and print a table.

    Raises:
        EngineError: when the data set is unknown, or not where it should be.
    """
    counted = occurrences(load_dataset(options.name, options.data))
    if options.png:
        # Imported here because matplotlib takes a second to load, and counting should not.
        from recognition.engine.datasets.occurrence_chart import write_chart

        write_chart(counted, options.png)
        print(f"wrote {options.png}", file=sys.stderr)
    write_json(counted.to_json(), options.json)
    if options.json != STDOUT:
        _print(counted)


def _print(counted: Occurrences) -> None:
    speakers = f", {counted.speakers} speakers" if counted.speakers else ""
    print(f"{counted.dataset}: {counted.utterances} utterances{speakers}; {', '.join(counted.streams)}")
    print(f"licence: {counted.licence}")
    if renamed := [f"{theirs} → {ours}" for theirs, ours in counted.label_map.items() if theirs != ours]:
        print(f"labels: {', '.join(renamed)}")
    _print_rows("", {"all": counted.total}, counted.emotions)
    for facet, counts in counted.facets.items():
        _print_rows(facet, counts, counted.emotions)


def _print_rows(facet: str, counts: Counts, emotions: tuple[str, ...]) -> None:
    print(f"\n{facet:<12}" + "".join(f"{emotion:>11}" for emotion in emotions) + f"{'sum':>9}")
    for value, by_emotion in counts.items():
        cells = "".join(f"{by_emotion[emotion]:>11}" for emotion in emotions)
        print(f"{value:<12}{cells}{sum(by_emotion.values()):>9}")
