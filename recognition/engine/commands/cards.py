"""`emotion cards`: every figure of every shipped card, measured again."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("cards", help="measure every figure of every shipped card again")
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument(
        "--folds",
        type=Path,
        action="append",
        default=[],
        help="folder with a checkpoint for each fold, for cross-validation; given more than once, each is another model's, "
        "or another seed",
    )
    parser.add_argument(
        "--cache", type=Path, help="that of training, for models of faces: what was measured of clips is kept"
    )
    parser.add_argument("--model", action="append", help="only this model; may be given more than once")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Rebuild the cards and the table beside them.

    Raises:
        EngineError: when a model or a data set is not usable.
    """
    # Imported here because torch takes seconds to load, and `emotion --help` should not.
    from recognition.engine.evaluation.card_metrics import TABLE, rebuild, refuse_strange_folds, table
    from recognition.engine.fusion.cards import checkpoint_folder, model_ids, read_card

    models = options.model or model_ids()
    refuse_strange_folds(models, options.folds)
    for model in models:
        rebuild(
            model,
            data=options.data,
            folds=options.folds,
            cache=options.cache,
            report=lambda line: print(line, file=sys.stderr),
        )
    TABLE.write_text(table([read_card(checkpoint_folder(model)) for model in model_ids()]), encoding="utf-8")
    print(TABLE)
