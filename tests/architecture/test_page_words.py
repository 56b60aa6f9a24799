"""Whatever code the site may answer with, the page has words for it, in every language that it speaks."""

import ast
import json
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import exceptions, serializers

import recognition.accounts.tokens_api
import recognition.library_apis
import recognition.links_apis
import recognition.settings_apis
import recognition.urls  # noqa: F401 - with the above, all serializers there are
from recognition import models
from recognition.engine.labels import EMOTIONS, REASONS, STAGES
from recognition.exceptions import _STATUS_BY_CODE
from scripts.preflight import ROOT

TEXTS = ROOT / "frontend" / "src" / "texts"
# What only a terminal tells: training, measuring, importing, and the client for other programs.
NOT_OF_THE_SITE = (
    "engine/training",
    "engine/bench",
    "engine/datasets",
    "engine/evaluation",
    "engine/commands",
    "engine/features",
    "client",
)
NOT_OF_THE_SITE_CODES = {"unknown_dataset"}
LANGUAGES = sorted(folder.name for folder in TEXTS.iterdir() if folder.is_dir())


def trees() -> Iterator[ast.Module]:
    for package in ("recognition", "emotion_site", "worker"):
        for file in sorted((ROOT / package).rglob("*.py")):
            if not file.relative_to(ROOT / package).as_posix().startswith(NOT_OF_THE_SITE):
                yield ast.parse(file.read_text())


def constants(found: list[ast.Module]) -> dict[str, str]:
    """Every string that has a name in capitals, by that name."""
    named: dict[str, str] = {}
    for node in (node for tree in found for node in tree.body if isinstance(node, ast.Assign)):
        for target in node.targets:
            pairs = zip(elements(target), elements(node.value), strict=False)
            for name, value in pairs:
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    named[name.id] = value.value
    return named


def elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def said(node: ast.AST) -> Iterator[ast.expr]:
    """Where a code may stand: code=…, {"code": …}, refusal(…) and refuse(…)."""
    if isinstance(node, ast.Call):
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "code")
        if isinstance(node.func, ast.Name) and node.func.id in ("refusal", "refuse"):
            yield from node.args[:4]
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "code":
                yield value


def codes_in_source() -> set[str]:
    found = [*trees()]
    named = constants(found)
    codes: set[str] = set()
    for value in (value for tree in found for node in ast.walk(tree) for value in said(node)):
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            codes.add(value.value)
        name = value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""
        codes.update({named[name]} if name in named else set())
    return {code for code in codes if code.replace("_", "").isalpha() and code.islower()} - NOT_OF_THE_SITE_CODES


def codes_of_the_framework() -> set[str]:
    return {
        error.default_code
        for error in exceptions.APIException.__subclasses__()
        if error.__module__ == exceptions.__name__
    }


def kinds(above: type[Any]) -> Iterator[type[Any]]:
    for kind in above.__subclasses__():
        yield kind
        yield from kinds(kind)


def codes_of_fields() -> set[str]:
    """Why a value may be refused, of every field that can be sent."""
    ours = (
        kind
        for kind in kinds(serializers.BaseSerializer)
        if kind.__module__.startswith("recognition.")
        # One of rows that says of which is made into others.
        and (hasattr(kind, "Meta") or not issubclass(kind, serializers.ModelSerializer))
    )
    fields = [field for kind in ours for field in getattr(kind(), "fields", {}).values() if not field.read_only]
    codes = {code for field in fields for code in field.error_messages}
    return codes | {validator.code for field in fields for validator in field.validators if hasattr(validator, "code")}


def texts(language: str, file: str) -> Any:
    return json.loads((TEXTS / language / f"{file}.json").read_text())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_code_has_words(language: str) -> None:
    codes = codes_in_source() | {*_STATUS_BY_CODE} | codes_of_the_framework() | codes_of_fields()
    assert {"worker_lost", "too_large", "invalid_range", "csrf_failed", "max_value"} <= codes
    missing = sorted(codes - {*texts(language, "errors")["code"]})
    assert missing == [], " ".join(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_the_engine_has_words(language: str) -> None:
    reading = texts(language, "reading")
    assert {*REASONS} == {*reading["reason"]}
    assert {*STAGES} <= {*reading["stage"]}
    assert {*models.AnalysisStatus.values} <= {*reading["status"]}
    assert {*EMOTIONS} <= {*texts(language, "emotions")["name"]}
