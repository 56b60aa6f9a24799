"""`emotion`: the engine on the command line."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from recognition.engine import __version__
from recognition.engine.errors import EngineError

# Each command and its module, in the order of the help. Only what is named is loaded: `remote` needs the standard library
# and little else, and would wait for torch.
COMMANDS = {
    "analyze": "analyze",
    "action-units": "action_units",
    "remote": "remote",
    "models": "models",
    "data": "data",
    "extract-faces": "prepare",
    "extract-audio": "prepare",
    "annotate": "prepare",
    "train": "train",
    "evaluate": "evaluate",
    "compare-models": "compare_models",
    "cards": "cards",
    "bench": "bench",
}

DONE, FAILED, WRONG_USAGE = 0, 1, 2
INTERRUPTED = 130

Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 the input was refused or failed (one line on stderr), 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else [*arguments]
    options = _parser(given).parse_args(given)
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


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """With the commands that are named among the arguments; with all of them where none is, for the help and its refusal."""
    parser = argparse.ArgumentParser(prog="emotion", description="What was said, and how it sounded.")
    parser.add_argument("--version", action="version", version=f"undertone {__version__}")
    parser.add_argument(
        "--models-dir", type=Path, default=Path("var/models"), help="downloaded weights (default: var/models)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    named = [name for name in COMMANDS if name in given] or COMMANDS
    for module in dict.fromkeys(COMMANDS[name] for name in named):
        import_module(f"recognition.engine.commands.{module}").add_parser(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
