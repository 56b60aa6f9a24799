"""`emotion`: the engine on the command line."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from recognition.engine import __version__
from recognition.engine.commands import (
    action_units,
    analyze,
    bench,
    cards,
    compare_models,
    data,
    evaluate,
    models,
    prepare,
    remote,
    train,
)
from recognition.engine.errors import EngineError

DONE, FAILED, WRONG_USAGE = 0, 1, 2
INTERRUPTED = 130

Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 the input was refused or failed (one line on stderr), 2 wrong usage."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        command(options)
    except EngineError as error:
        print(f"emotion: {error.message}", file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"emotion: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("emotion: interrupted", file=sys.stderr)
        return INTERRUPTED
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="emotion", description="What was said, and how it sounded.")
    parser.add_argument("--version", action="version", version=f"undertone {__version__}")
    parser.add_argument(
        "--models-dir", type=Path, default=Path("var/models"), help="downloaded weights (default: var/models)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    modules = (analyze, action_units, remote, models, data, prepare, train, evaluate, compare_models, cards, bench)
    for module in modules:
        module.add_parser(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
