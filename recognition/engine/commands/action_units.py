"""`emotion action-units`: the action units of a film, for models that read them, by py-feat where it is installed."""

import argparse
from pathlib import Path
from typing import Any

PER_S = 10.0


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("action-units", help="measure a film's action units by py-feat, as OpenFace's table")
    parser.add_argument("film", type=Path, metavar="FILM")
    parser.add_argument("--out", type=Path, required=True, metavar="CSV", help="the table: upload it beside the film")
    parser.add_argument(
        "--per-second", type=float, default=PER_S, metavar="N", help=f"pictures looked at (default: {PER_S:g})"
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Write the table.

    Raises:
        ModelUnavailableError: without py-feat, or its weights.
        EngineError: when the film cannot be read, or shows no face.
    """
    # Imported here because PyAV and torch take seconds to load, and `emotion --help` should not.
    from recognition.engine.features.py_feat import measure, open_py_feat

    table = measure(options.film, open_py_feat(), per_s=options.per_second)
    options.out.write_text(table, encoding="utf-8")
    print(options.out)
