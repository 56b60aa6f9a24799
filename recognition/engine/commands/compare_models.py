"""`emotion compare-models`: systems side by side on one data set, trained on its folds first where that is asked for."""

import argparse
import sys
from pathlib import Path
from typing import Any

from recognition.engine.commands.json_output import STDOUT, write_json
from recognition.engine.errors import EngineError


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("compare-models", help="models side by side: same speakers, same emotions, one table")
    parser.add_argument("--dataset", required=True, metavar="NAME", help="as for evaluate")
    parser.add_argument("--data", type=Path, required=True, metavar="PATH", help="the data set's folder, or the CSV")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="ID[=DIR,…]",
        help="a model; for --split folds with its folders of checkpoints, one for each seed. Given once for each model",
    )
    parser.add_argument(
        "--train",
        action="append",
        default=[],
        metavar="RECIPE.toml[=INIT]",
        help="a recipe to train first, on the same folds; INIT/fold-N is what fold N begins with. Given once for each recipe",
    )
    parser.add_argument("--out", type=Path, help="for --train: gets the checkpoints; those already there are taken")
    parser.add_argument("--seed", type=int, action="append", help="for --train; given once for each seed (default: 1)")
    parser.add_argument("--split", default="test", help="as for evaluate; folds judges every speaker")
    parser.add_argument("--cache", type=Path, help="that of training, for models of faces")
    parser.add_argument("--json", metavar="OUT", help="write the report to a file, or - for standard output")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Train what is to be trained, compare, and print the table.

    Raises:
        EngineError: when a model, a recipe or the data set is not usable, or the models cannot be compared.
    """
    if not options.model and not options.train:
        raise EngineError("Nothing to compare: name a --model, or a recipe to --train.", code="no_models")
    # Imported here because torch takes seconds to load, and `emotion --help` should not.
    from recognition.engine.evaluation.comparison import Contender, compare_models, table

    contenders = []
    for told in options.model:
        model, _, folders = told.partition("=")
        contenders.append(Contender(model, tuple(Path(folder) for folder in folders.split(",") if folder)))
    contenders += [_trained(told, options) for told in options.train]
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


def _trained(told: str, options: argparse.Namespace) -> Any:
    from recognition.engine.evaluation.trained import trained
    from recognition.engine.training.device import best_device

    recipe, _, init = told.partition("=")
    if options.out is None:
        raise EngineError("--train needs --out DIR, where the checkpoints go.", code="no_folder")
    return trained(
        recipe,
        dataset=options.dataset,
        data=options.data,
        split=options.split,
        out=options.out,
        seeds=options.seed or (1,),
        init=Path(init) if init else None,
        cache=options.cache,
        device=best_device(),
        models_dir=options.models_dir,
        report=lambda line: print(line, file=sys.stderr, flush=True),
    )
