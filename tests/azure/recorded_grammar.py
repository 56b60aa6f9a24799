"""The Azure CLI's grammar from grammar.json, which record.py wrote by asking the real one: nothing to install, nothing to start.

What it knows: every command of the stand-in with its options, what they need and what they allow; the models of apps; queries and
answers by the CLI's own library. What only the real CLI looks at: what stands inside one value, as in `--notifications`.
"""

import argparse
import json
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

RECORD = Path(__file__).with_name("grammar.json")
JMESPATH = import_module("jmespath")
OUTPUT = import_module("knack.output")


class RefusedError(Exception):
    """The call is none that `az` would take."""


class RecordedGrammar:
    """What a call means, and how an answer is written."""

    def __init__(self, record: dict[str, Any] | None = None) -> None:
        self._record = json.loads(RECORD.read_text(encoding="utf-8")) if record is None else record
        self.version = f"{self._record['version']}, as recorded"
        self._parsers: dict[str, Parser] = {}

    def parse(self, arguments: tuple[str, ...], *, same_as: tuple[str, ...]) -> dict[str, str]:
        """By the options of the longest command that the words begin with."""
        try:
            command = self._command(arguments)
            self._parser(command).parse_args(arguments[len(command.split()) :])
        except RefusedError as refused:
            return {"error": str(refused)}
        return {"command": command}

    def show(self, value: Any, query: str | None, output: str) -> str:
        """As the CLI's own library does it."""
        chosen = JMESPATH.search(query, value) if query else value
        if chosen is None or output == "none":
            return ""
        formatter = {"tsv": OUTPUT.format_tsv, "json": OUTPUT.format_json}[output]
        return str(formatter(SimpleNamespace(result=chosen, is_query_active=bool(query))))

    def sent(self, kind: str, file: str) -> dict[str, Any]:
        """What the models have no field for is left out."""
        passed: dict[str, Any] = self._through(self._flat[kind], json.loads(Path(file).read_text(encoding="utf-8")))
        return passed

    def close(self) -> None:
        """Nothing was started."""

    def _command(self, arguments: tuple[str, ...]) -> str:
        words = arguments[: next((at for at, word in enumerate(arguments) if word.startswith("-")), len(arguments))]
        for count in range(len(words), 0, -1):
            if " ".join(words[:count]) in self._record["commands"]:
                return " ".join(words[:count])
        raise RefusedError(f"“{' '.join(words)}” is not recorded: python -m tests.azure.record")

    def _parser(self, command: str) -> "Parser":
        if command not in self._parsers:
            self._parsers[command] = Parser(command, self._record["everywhere"] + self._record["commands"][command])
        return self._parsers[command]

    @cached_property
    def _flat(self) -> dict[str, Any]:
        """Fields by name; `properties.template` is a field within a field."""
        return {name: _nested(fields) for name, fields in self._record["models"].items()}

    def _through(self, fields: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
        return {name: self._passed(fields[name], each) for name, each in value.items() if name in fields}

    def _passed(self, kind: Any, value: Any) -> Any:
        if isinstance(kind, dict):
            return self._through(kind, value)
        if kind.startswith("["):
            return [self._passed(kind[1:-1], each) for each in value]
        if kind.startswith("{"):
            return {name: self._passed(kind[1:-1], each) for name, each in value.items()}
        return self._through(self._flat[kind], value) if kind in self._flat else value


def _nested(fields: dict[str, str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, kind in fields.items():
        *above, name = path.split(".")
        place = nested
        for each in above:
            place = place.setdefault(each, {})
        place[name] = kind
    return nested


class Parser(argparse.ArgumentParser):
    """Of one command."""

    def __init__(self, command: str, options: list[dict[str, Any]]) -> None:
        super().__init__(prog=f"az {command}", add_help=False, allow_abbrev=False)
        for option in options:
            self.add_argument(*option["names"], **_rules(option))

    def error(self, message: str) -> NoReturn:
        """Instead of an end of this process."""
        raise RefusedError(f"{self.prog}: {message}")


class Choices(list[str]):
    """Of words, however they are written."""

    def __contains__(self, word: object) -> bool:
        return str(word).lower() in map(str.lower, self)


def _rules(option: dict[str, Any]) -> dict[str, Any]:
    if not option["names"]:
        return {"dest": option["to"], "nargs": option.get("nargs")}
    rules = {"dest": option["to"], "required": option.get("required", False)}
    if option.get("nargs") == 0:
        return {**rules, "action": "store_true"}
    choices = Choices(option["choices"]) if "choices" in option else None
    kind = int if option.get("is_number") else None
    return {**rules, "nargs": option.get("nargs"), "choices": choices, "type": kind}
