"""`emotion compare-models`: systems side by side on one data set."""

import argparse
import sys
from pathlib import Path
from typing import Any

from recognition.engine.commands.json_output import STDOUT, write_json


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("compare-models", help="models side by side: same speakers, same emotions, one table")
    parser.add_argument("--dataset", required=True, metavar="NAME", help="as for evaluate")
    parser.add_argument("--data", type=Path, required=True, metavar="PATH", help="the data set's folder, or the CSV")
    parser.add_argument(
        "--model",
        action="append",
        required=True,
        metavar="ID[=DIR,…]",
        help="a model; for --split folds with its folders of checkpoints, one for each seed. Given once for each model",
    )
    parser.add_argument("--split", default="test", help="as for evaluate; folds judges every speaker")
    parser.add_argument("--cache", type=Path, help="that of training, for models of faces")
    parser.add_argument("--json", metavar="OUT", help="write the report to a file, or - for standard output")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Compare, and print the table.

    Raises:
        EngineError: when a model or the data set is not usable, or the models cannot be compared.
    """
    # Imported here because torch takes seconds to load, and `emotion --help` should not.
    from recognition.engine.evaluation.comparison import Contender, compare_models, table

    contenders = []
    for told in options.model:
        model, _, folders = told.partition("=")
        contenders.append(Contender(model, tuple(Path(folder) for folder in folders.split(",") if folder)))
    report = compare_models(
        contenders,
        dataset=options.dataset,
        data=options.data,
        split=options.split,
        cache=options.cache,
        progress=lambda line: print(line, file=sys.stderr),
    )
    write_json(report, options.json)
    if options.json != STDOUT:
        print(table(report), end="")
