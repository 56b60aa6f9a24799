"""Write down the real Azure CLI's grammar of what the stand-in knows, for machines that have no Azure CLI.

python -m scripts.azure_cli && python -m tests.azure.record
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.azure import cloud_apps, cloud_base, cloud_network, cloud_watch
from tests.azure.cloud import CHANGES, READS
from tests.azure.real_grammar import RealGrammar, python_of_azure_cli
from tests.azure.recorded_grammar import RECORD

HANDLERS = (cloud_apps, cloud_base, cloud_network, cloud_watch)  # imported so that they are known
# What people are told to run.
TOLD = (
    "account set", "acr run", "cloud set", "containerapp logs show", "containerapp replica list", "extension add",
    "keyvault update", "login", "postgres flexible-server parameter set", "postgres flexible-server restore", "upgrade",
)  # fmt: skip
DESCRIBED = ("ContainerApp", "ContainerAppsJob")


def recorded(grammar: RealGrammar) -> dict[str, Any]:
    """Every command that the stand-in does or people are told, and the models of what is described by a file."""
    commands = {command: grammar.options(command) for command in sorted({*READS, *CHANGES, *TOLD})}
    everywhere = [option for option in commands["version"] if all(option in options for options in commands.values())]
    own = {name: [each for each in options if each not in everywhere] for name, options in commands.items()}
    models = grammar.models(DESCRIBED)
    return {"version": grammar.version, "everywhere": everywhere, "commands": own, "models": models}


def written(record: dict[str, Any]) -> str:
    """A line for each option and each model, so that a newer CLI's changes can be read."""
    head = {name: record[name] for name in ("version", "everywhere")}
    lines = [f'"{name}": {json.dumps(value)}' for name, value in head.items()]
    commands = (_block(f'"{name}"', map(json.dumps, options), "[]") for name, options in record["commands"].items())
    models = (f"{json.dumps(name)}: {json.dumps(fields)}" for name, fields in record["models"].items())
    lines += [_block('"commands"', commands, "{}"), _block('"models"', models, "{}")]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _block(name: str, lines: Iterable[str], brackets: str) -> str:
    return f"{name}: {brackets[0]}\n" + ",\n".join(lines) + f"\n{brackets[1]}"


def main() -> int:
    """Ask and write."""
    python = python_of_azure_cli()
    if python is None:
        sys.stderr.write("There is no Azure CLI: python -m scripts.azure_cli installs one.\n")
        return 1
    with TemporaryDirectory() as folder:
        grammar = RealGrammar(python, Path(folder))
        RECORD.write_text(written(recorded(grammar)), encoding="utf-8")
        grammar.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
