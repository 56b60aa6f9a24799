"""`emotion train`: a recipe and data in, a checkpoint out."""

import argparse
import sys
from pathlib import Path
from typing import Any

from recognition.engine.errors import DatasetError, EngineError


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("train", help="train a model from a recipe")
    parser.add_argument(
        "recipe", metavar="RECIPE.toml", help="a path, or the name of a recipe that comes with Undertone"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets, or the table of one's own")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument(
        "--init", metavar="MODEL", help="a model id or checkpoint folder to begin with, for a recipe that says so"
    )
    parser.add_argument("--cache", type=Path, help="decoded features and finished stages (default: OUT/cache)")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="default: a GPU where there is one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fold", type=int, default=1, help="the speakers left out for testing, from 1 (default: 1)")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Train, and say where the checkpoint is.

    Raises:
        EngineError: when the recipe or the data is not usable, or the device is not there: `no_device`.
        DatasetError: `dataset_error` when there is no data.
    """
    if not options.data.exists():
        raise DatasetError(f"There is nothing at {options.data}.", code="dataset_error")
    # Imported here because torch takes seconds to load, and `emotion --help` should not.
    import torch

    from recognition.engine.training.base import open_trainer
    from recognition.engine.training.device import best_device

    if options.device == "cuda" and not torch.cuda.is_available():
        raise EngineError("torch finds no GPU here: train with --device cpu.", code="no_device")
    train, recipe = open_trainer(options.recipe)
    out = train(
        recipe,
        data=options.data,
        out=options.out,
        cache=options.cache,
        device=options.device or best_device(),
        seed=options.seed,
        fold=options.fold,
        init=options.init,
        models_dir=options.models_dir,
        report=lambda line: print(line, file=sys.stderr, flush=True),
    )
    print(out)
