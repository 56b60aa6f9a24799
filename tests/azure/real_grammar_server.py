"""Run by the Azure CLI's own Python: parses calls of `az` with its parser, and formats answers with its formatter.

One JSON object a line. {"parse": ["group", "list", …]} → {"command": "group list"} or {"error": "…"};
{"show": value, "query": "…", "output": "tsv"} → {"text": "…"}; {"given": "ContainerApp", "file": "…"} → {"sent": {…}};
{"options": "group list"} → {"options": […]} and {"models": ["ContainerApp"]} → {"models": {…}}, which record.py writes down.
"""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

CORE = import_module("azure.cli.core")
COMMANDS = import_module("azure.cli.core.commands")
JMESPATH = import_module("jmespath")
EVENTS = import_module("knack.events")
OUTPUT = import_module("knack.output")
APPS = "azure.cli.command_modules.containerapp"
CLI = CORE.get_default_cli()
Lines = Iterator[dict[str, Any]]


def parse(arguments: list[str]) -> dict[str, str]:
    """What `az` does up to and including its parser; no command is run."""
    invocation = CLI.invocation_cls(
        cli_ctx=CLI, parser_cls=CLI.parser_cls, commands_loader_cls=CLI.commands_loader_cls, help_cls=CLI.help_cls
    )
    CLI.invocation = invocation
    CLI.data["completer_active"] = False
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            return {"command": _command(invocation, COMMANDS._pre_command_table_create(CLI, arguments))}
        except SystemExit as ended:
            return {"error": said.getvalue().strip() or f"exit status {ended.code}"}
        except KeyError as unknown:
            return {"error": f"{unknown} is misspelled or not recognized by the system."}


def _command(invocation: Any, arguments: list[str]) -> str:
    _load(invocation, arguments)
    parsed = invocation.parser.parse_args(arguments)
    return str(parsed.command)


def _load(invocation: Any, arguments: list[str]) -> None:
    loader = invocation.commands_loader
    loader.load_command_table(arguments)
    command = invocation._rudimentary_get_command(arguments)
    CLI.invocation.data["command_string"] = command
    loader.command_table = {command: loader.command_table[command]}
    loader.command_name = command
    loader.load_arguments(command)
    CLI.raise_event(EVENTS.EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
    invocation.parser.cli_ctx = CLI
    invocation.parser.load_command_table(loader)
    CLI.raise_event(EVENTS.EVENT_INVOKER_CMD_TBL_LOADED, cmd_tbl=loader.command_table, parser=invocation.parser)


def options(command: str) -> list[dict[str, Any]]:
    """What a command takes, as its own parser knows it."""
    parse([*command.split(), "--output", "none"])  # what is missing does not matter: its parser is made
    parser = CLI.invocation.parser
    for word in command.split():
        parser = next(each for each in parser._actions if isinstance(each.choices, dict)).choices[word]
    return [_described(each) for each in parser._actions if type(each).__name__ not in ("_HelpAction", "IgnoreAction")]


def _described(action: Any) -> dict[str, Any]:
    known = {
        "names": [str(name) for name in action.option_strings],
        "to": action.dest,
        "nargs": action.nargs,
        "required": bool(action.required),
        "choices": sorted(map(str, action.choices)) if action.choices else None,
        "is_number": action.type is int,
    }
    return {name: value for name, value in known.items() if value is not None and value is not False}


def models(kinds: list[str]) -> dict[str, dict[str, str]]:
    """The models that an app's description goes through, and those within: where each field is sent to, and its type."""
    known, found, wanted = import_module(f"{APPS}._sdk_models"), {}, list(kinds)
    while wanted:
        name = wanted.pop()
        model: Any = getattr(known, name, object)
        if name in found or not hasattr(model, "_attribute_map"):
            continue
        read_only = {field for field, rule in model._validation.items() if rule.get("readonly")}
        fields = {each["key"]: each["type"] for field, each in model._attribute_map.items() if field not in read_only}
        found[name] = fields
        wanted += [each.strip("[]{}") for each in fields.values()]
    return dict(sorted(found.items()))


def show(value: Any, query: str | None, output: str) -> str:
    """As `--query` and `--output` would have it."""
    chosen = JMESPATH.search(query, value) if query else value
    if chosen is None or output == "none":
        return ""
    formatter = {"tsv": OUTPUT.format_tsv, "json": OUTPUT.format_json}[output]
    return str(formatter(SimpleNamespace(result=chosen, is_query_active=bool(query))))


def given(kind: str, file: str) -> dict[str, Any]:
    """What `az containerapp … --yaml FILE` sends to Azure: the file, through the models that `az` has of it."""
    tools, yaml = import_module(f"{APPS}._utils"), import_module(f"{APPS}._decorator_utils")
    description = yaml.process_loaded_yaml(yaml.load_yaml_file(file))
    tags = description.pop("tags")
    read = yaml.create_deserializer(f"{APPS}._sdk_models")
    sent = tools._convert_object_from_snake_to_camel_case(tools._object_to_dict(read(kind, description)))
    sent = yaml.process_loaded_yaml({**sent, "tags": tags})
    tools._remove_additional_attributes(sent)
    tools._remove_readonly_attributes(sent)
    return dict(sent)


def answers(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        asked = json.loads(line)
        try:
            if "parse" in asked:
                yield parse(asked["parse"])
            elif "options" in asked:
                yield {"options": options(asked["options"])}
            elif "models" in asked:
                yield {"models": models(asked["models"])}
            elif "given" in asked:
                yield {"sent": given(asked["given"], asked["file"])}
            else:
                yield {"text": show(asked["show"], asked.get("query"), asked.get("output", "json"))}
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who asked shall hear of it
            yield {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    out, sys.stdout = sys.stdout, sys.stderr
    out.write(json.dumps({"version": CORE.__version__}) + "\n")
    out.flush()
    for answer in answers(iter(sys.stdin)):
        out.write(json.dumps(answer) + "\n")
        out.flush()
