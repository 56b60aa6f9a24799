"""What was recorded of the Azure CLI: it refuses what the real one refuses, and is what the real one says today."""

import json
from pathlib import Path

import pytest

from tests.azure.real_grammar import RealGrammar, python_of_azure_cli
from tests.azure.record import recorded, written
from tests.azure.recorded_grammar import RECORD, RecordedGrammar

GRAMMAR = RecordedGrammar()
BUDGET = ("consumption", "budget", "delete-with-rg", "--resource-group", "g", "--budget-name", "b")


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ((*BUDGET, "--yes"), "unrecognized arguments: --yes"),
        (("group", "create", "--name", "g"), "required: --location"),
        (("group", "make", "--name", "g"), "“group make” is not recorded"),
        (("storage", "account", "create", "-g", "g", "-n", "a", "--min-tls-version", "TLS9"), "invalid choice: 'TLS9'"),
        (("acr", "build", "--registry", "r", "--timeout", "soon", "."), "invalid int value: 'soon'"),
        (("acr", "build", "--registry", "r"), "required: source_location"),
    ],
)
def test_what_az_would_refuse_is_refused(call: tuple[str, ...], why: str) -> None:
    assert why in GRAMMAR.parse(call, same_as=call)["error"]


def test_what_az_takes_is_taken() -> None:
    assert GRAMMAR.parse(BUDGET, same_as=BUDGET) == {"command": "consumption budget delete-with-rg"}


def test_a_field_that_the_models_do_not_have_is_not_sent(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(json.dumps({"properties": {"template": {"scale": {"minReplicas": 1, "minimum": 1}}, "plan": "x"}}))
    assert GRAMMAR.sent("ContainerApp", str(file)) == {"properties": {"template": {"scale": {"minReplicas": 1}}}}


def test_answers_are_written_as_az_writes_them() -> None:
    groups = [{"name": "a", "tags": {"of": None}}, {"name": "b", "tags": {"of": "x"}}]
    assert GRAMMAR.show(groups, "[?name=='b'].[name, tags.of]", "tsv") == "b\tx\n"
    assert GRAMMAR.show(groups, "[?name=='c'].name | [0]", "tsv") == ""
    assert GRAMMAR.show(groups, "[0].[name, tags.of]", "tsv") == "a\nNone\n"


@pytest.mark.timeout(1800)  # twenty seconds of a free core; where the CLI is installed
def test_the_record_is_what_the_real_one_says(tmp_path: Path) -> None:
    python = python_of_azure_cli()
    if python is None:
        pytest.skip("the Azure CLI is not installed: python -m scripts.azure_cli")
    grammar = RealGrammar(python, tmp_path)
    try:
        assert written(recorded(grammar)) == RECORD.read_text(encoding="utf-8"), (
            "renew it: python -m tests.azure.record"
        )
    finally:
        grammar.close()
