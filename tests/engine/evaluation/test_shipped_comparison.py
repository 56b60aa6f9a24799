"""checkpoints/comparison.json, which the page of models shows: its figures are those of the cards, and of comparison.md."""

import json
from itertools import product
from typing import Any

import pytest

from recognition.engine.evaluation.comparison import table
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, checkpoint_folder, model_ids, read_card

TABLES = json.loads((CHECKPOINTS_DIR / "comparison.json").read_text(encoding="utf-8"))["tables"]
ROWS = [(shipped, row) for shipped in TABLES for row in shipped["models"]]


def versions_told(model: str) -> set[str]:
    """The versions that a model's card gives figures of: the shipped one, and earlier ones where those were not measured again."""
    card = read_card(checkpoint_folder(model))
    return {card["version"], *(entry["version"] for entry in card["metrics"])}


@pytest.mark.parametrize(("shipped", "row"), ROWS)
def test_a_system_is_one_that_is_shipped(shipped: dict[str, Any], row: dict[str, Any]) -> None:
    assert row["model"]["id"] in model_ids()
    assert row["model"]["version"] in versions_told(row["model"]["id"])
    assert row["model"]["id"] in shipped["command"] or "evaluate" in shipped["command"]


@pytest.mark.parametrize(("shipped", "row"), ROWS)
def test_among_a_models_own_emotions_the_figures_are_those_of_its_card(
    shipped: dict[str, Any], row: dict[str, Any]
) -> None:
    card = read_card(checkpoint_folder(row["model"]["id"]))
    keys = ("dataset", "split", "classes")
    same = [entry for entry in card["metrics"] if [entry.get(key) for key in keys] == [shipped[key] for key in keys]]
    assert {entry["version"] for entry in same} <= {row["model"]["version"]}
    for entry, stream in product(same, row["streams"]):
        for figure in ("wa", "ua", "ece"):
            assert row["streams"][stream][figure] == entry["streams"][stream][figure], f"{stream} {figure}"


@pytest.mark.parametrize("shipped", TABLES)
def test_the_page_of_text_tells_the_same(shipped: dict[str, Any]) -> None:
    told = (CHECKPOINTS_DIR / "comparison.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in table(shipped).splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row not in told] == []
